"""Asking a relay what it took: a Postfix by its log, Brevo by its interface."""

import json
import threading
from contextlib import contextmanager
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
from django.utils import timezone

from outbox import reconciliation
from outbox.enums import MailState
from outbox.models import Mail
from outbox.relay_brevo import BrevoRelay
from outbox.relay_postfix import PostfixLogRelay, moment_of
from tests.outbox.test_feedback import NOW, ended, quiet_doorbell, sent  # noqa: F401 - fixture

SINCE = datetime(2026, 11, 23, 8, 55, tzinfo=timezone.get_default_timezone())
OURS = "<1@passerelle.example>"

START = "Nov 23 08:50:00 relais postfix/master[1]: daemon started\n"
RECEIVING = (
    "Nov 23 09:00:01 relais postfix/smtpd[5]: 4F1B2C0: client=localhost[127.0.0.1]\n"
    "Nov 23 09:00:01 relais postfix/cleanup[7]: 4F1B2C0: message-id=<1@passerelle.example>\n"
)
QUEUED = "Nov 23 09:00:02 relais postfix/qmgr[3]: 4F1B2C0: from=<a@b.example>, size=9, nrcpt=1\n"
SENT = (
    "Nov 23 09:00:03 relais postfix/smtp[9]: 4F1B2C0: to=<c@d.example>, relay=mx[1], "
    "dsn=2.0.0, status=sent (250 ok)\n"
)
BOUNCED = SENT.replace("2.0.0, status=sent (250 ok)", "5.1.1, status=bounced (550 no)")
OTHER = (QUEUED + SENT).replace("4F1B2C0", "9999999")


@pytest.fixture
def log(tmp_path, settings):
    """Writes the log, and the one rotated before it."""
    settings.POSTFIX_LOG = tmp_path / "mail.log"

    def write(text, before=None):
        settings.POSTFIX_LOG.write_text(text)
        if before is not None:
            settings.POSTFIX_LOG.with_name("mail.log.1").write_text(before)

    return write


@pytest.mark.parametrize(
    ("lines", "answer"),
    [
        (START + RECEIVING + QUEUED, True),
        (START + RECEIVING + BOUNCED, True),
        (RECEIVING + QUEUED + SENT, True),
        (START + RECEIVING, False),
        (START + RECEIVING + OTHER, False),
        (START + OTHER + QUEUED + RECEIVING, False),
        (START, False),
        (OTHER, None),
        ("", None),
        ("ceci n’est pas un journal\n" + OTHER, None),
    ],
)
def test_a_mail_is_taken_when_it_came_whole_into_the_queue(log, lines, answer):
    log(lines)

    assert PostfixLogRelay().took(OURS, SINCE) is answer


def test_the_log_rotated_before_is_read_too(log):
    log(OTHER, START + RECEIVING + QUEUED)
    assert PostfixLogRelay().took(OURS, SINCE) is True
    log(OTHER, START)
    assert PostfixLogRelay().took(OURS, SINCE) is False


def test_a_log_that_cannot_be_read_tells_nothing(settings, tmp_path):
    settings.POSTFIX_LOG = tmp_path / "absent.log"

    assert PostfixLogRelay().took(OURS, SINCE) is None


def test_only_the_tail_of_a_long_log_is_read(log, monkeypatch):
    monkeypatch.setattr("outbox.relay_postfix.TAIL", len(OTHER) + 30)
    log(START + RECEIVING + QUEUED + OTHER)

    assert PostfixLogRelay().took(OURS, SINCE) is None


@pytest.mark.parametrize(
    ("line", "moment"),
    [
        (b"2026-11-23T08:50:00.123456+01:00 relais x", "2026-11-23T08:50:00.123456+01:00"),
        (b"Nov 23 08:50:00 relais x", "2026-11-23T08:50:00+01:00"),
        (b"Dec  1 08:50:00 relais x", "2025-12-01T08:50:00+01:00"),
        (b"relais x", None),
    ],
)
def test_both_spellings_of_a_moment_are_read(line, moment):
    found = moment_of(line)

    assert (found and found.isoformat()) == moment


@contextmanager
def brevo(events, status=200, body=None, pause=0):
    """The provider: a real HTTP server on this machine; yields the requests that it saw."""
    seen, over = [], threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            url = urlsplit(self.path)
            seen.append((url.path, parse_qs(url.query), self.headers["api-key"]))
            over.wait(pause)
            asked = parse_qs(url.query)["messageId"][0]
            found = [event for event in events if event["messageId"] == asked]
            text = json.dumps({"events": found} if found else {}) if body is None else body
            self.send_response(status)
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/v3", seen
        finally:
            over.set()
            server.shutdown()
            thread.join()


EVENT = {"event": "requests", "messageId": OURS, "email": "c@d.example", "date": "2026-11-23"}


def ask(settings, url):
    settings.BREVO_API_URL, settings.BREVO_API_KEY = url, "cl"
    relay = BrevoRelay()
    with relay.session:
        return relay.took(OURS, SINCE)


def test_the_provider_is_asked_by_message_id(settings):
    with brevo([EVENT]) as (url, seen):
        assert ask(settings, url) is True
    assert seen == [("/v3/smtp/statistics/events", {"messageId": [OURS], "limit": ["1"]}, "cl")]
    with brevo([]) as (url, _):
        assert ask(settings, url) is False


@pytest.mark.parametrize(
    "how",
    [
        {"status": 401},
        {"status": 500},
        {"status": 302},
        {"body": "<html>"},
        {"body": "[]"},
        {"body": '{"events": 3}'},
        {"body": '{"events": [{}]}'},
        {"pause": 5},
    ],
    ids=str,
)
def test_a_provider_in_trouble_tells_nothing(settings, monkeypatch, how):
    monkeypatch.setattr("outbox.relay_brevo.TIMEOUT", (0.2, 0.2))
    with brevo([EVENT], **how) as (url, _):
        assert ask(settings, url) is None


def test_a_silent_provider_is_asked_once_a_run(settings, monkeypatch):
    monkeypatch.setattr("outbox.relay_brevo.TIMEOUT", (0.2, 0.2))
    settings.BREVO_API_KEY = "cl"
    with brevo([EVENT], status=503) as (url, seen):
        settings.BREVO_API_URL = url
        relay = BrevoRelay()
        with relay.session:
            answers = [relay.took(OURS, SINCE) for _ in range(3)]

    assert answers == [None] * 3 and len(seen) == 1


class Forgetful:
    """A relay that says « no » to everything, as the log of another server would."""

    asked = 0

    def took(self, message_id, since):
        Forgetful.asked += 1
        return False


@pytest.mark.django_db
def test_the_no_of_a_relay_that_does_not_know_what_it_took_is_not_believed(settings):
    settings.OUTBOX_RELAY = f"{__name__}.Forgetful"
    doubtful = [ended(MailState.UNKNOWN, str(number)) for number in range(2)]
    taken = sent("taken")
    now = NOW() + timedelta(minutes=10)

    reconciliation.resolve(now)

    doubtful[0].refresh_from_db()
    assert doubtful[0].state == MailState.UNKNOWN
    assert doubtful[0].next_try_at == now + reconciliation.ASK_AGAIN
    taken.notices.all().delete()
    taken.delete()
    reconciliation.resolve(now + reconciliation.ASK_AGAIN)
    assert not Mail.objects.filter(state=MailState.UNKNOWN).exists(), "nothing speaks against it"


@pytest.mark.django_db
def test_a_slow_relay_does_not_hold_the_mails_up(settings, monkeypatch):
    settings.OUTBOX_RELAY = f"{__name__}.Forgetful"
    monkeypatch.setattr(reconciliation, "SECONDS", -1)
    ended(MailState.UNKNOWN)
    Forgetful.asked = 0

    reconciliation.resolve(NOW() + timedelta(minutes=10))

    assert Forgetful.asked == 0
