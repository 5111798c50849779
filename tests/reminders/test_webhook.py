"""The webhook: signed, timely, once; else nothing changes."""

import json
import time

import pytest
from django.test import Client

from outbox.enums import Feedback, MailState
from outbox.models import BarredAddress, FeedbackEvent, Mail
from outbox.workflow import notify
from reminders import webhook
from tests.outbox.kinds import CAMILLE, a_subject
from tests.outbox.test_feedback import sent

pytestmark = pytest.mark.django_db
URL = "/courriels/suites/"
SECRET = "partagé avec le relais"


@pytest.fixture(autouse=True)
def opened(settings):
    settings.MAIL_WEBHOOK_SECRET = SECRET


def event(mail, kind=Feedback.HARD, **changes):
    told = {"id": "e1", "event": kind, "message_id": mail.message_id, "email": CAMILLE.email}
    return told | {"at": "2026-11-23T08:00:00Z", "words": "550 5.1.1 unknown"} | changes


def post(*events, secret=SECRET, age=0, body=None, **headers):
    """The answer to a body signed with this secret, `age` seconds ago."""
    raw = json.dumps({"events": events}).encode() if body is None else body
    timestamp = str(int(time.time()) - age)
    signed = webhook.signature(secret, timestamp, raw)
    given = {"X-Passerelle-Timestamp": timestamp, "X-Passerelle-Signature": signed} | headers
    client = Client(enforce_csrf_checks=True)
    answer = client.post(URL, raw, content_type="application/json", headers=given)
    assert not answer.cookies
    return answer


def untouched(mail):
    mail.refresh_from_db()
    nothing = not FeedbackEvent.objects.exists() and not BarredAddress.objects.exists()
    return nothing and mail.state == MailState.SENT


def test_a_signed_event_is_applied_once(django_assert_max_num_queries):
    mail = sent()

    with django_assert_max_num_queries(25):
        first = post(event(mail))
    again = post(event(mail))

    mail.refresh_from_db()
    assert (first.status_code, first.json()) == (200, {"applied": 1})
    assert again.json() == {"doubled": 1}
    assert mail.state == MailState.BOUNCED
    assert FeedbackEvent.objects.count() == BarredAddress.objects.count() == 1


@pytest.mark.parametrize(
    ("how", "status"),
    [
        ({"secret": "un autre"}, 403),
        ({"X-Passerelle-Signature": ""}, 403),
        ({"X-Passerelle-Signature": "é"}, 403),
        ({"X-Passerelle-Timestamp": str(int(1.7e9))}, 403),
        ({"age": 301}, 400),
        ({"age": -360}, 400),  # some seconds pass before it is read
    ],
    ids=str,
)
def test_forged_or_late_it_changes_nothing(how, status):
    mail = sent()

    assert post(event(mail), **how).status_code == status

    assert untouched(mail)


def test_a_signature_holds_for_its_body_only():
    mail = sent()
    timestamp = str(int(time.time()))
    signed = webhook.signature(SECRET, timestamp, b'{"events": []}')
    headers = {"X-Passerelle-Timestamp": timestamp, "X-Passerelle-Signature": signed}

    assert post(event(mail), **headers).status_code == 403

    assert untouched(mail)


@pytest.mark.parametrize(
    "changes",
    [
        {"id": ""},
        {"id": 3},
        {"event": "opened"},
        {"at": "hier"},
        {"at": "2026-11-23T08:00:00"},
        {"email": None},
        {"message_id": "a\0b"},
        {"words": ["x"]},
    ],
    ids=str,
)
def test_what_is_not_as_agreed_is_refused_as_a_whole(changes):
    mail = sent()

    answer = post(event(mail), event(mail, **{"id": "e2", **changes}))

    assert answer.status_code == 400 and untouched(mail)


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{}", b'{"events": {}}', b'{"events": [1]}', b"\xff", b"[" * 100_000]
)
def test_a_body_that_is_none_is_refused(body):
    assert post(body=body).status_code == 400


def test_about_another_address_it_changes_nothing():
    mail = sent()

    assert post(event(mail, email="autre@college.example")).json() == {"unmatched": 1}

    assert untouched(mail)


def test_too_early_all_is_to_be_told_again():
    mail = sent()
    being_sent = notify("test.plain", a_subject(), CAMILLE, occasion="en cours").mail

    answer = post(event(mail), event(being_sent, id="e2"))

    assert answer.status_code == 503 and answer["Retry-After"] == "60"
    assert untouched(mail)


def test_too_much_is_not_read(settings, monkeypatch):
    assert post(body=b" " * (webhook.LARGEST + 1)).status_code == 413
    mail = sent()
    many = [event(mail, id=str(number)) for number in range(webhook.EVENTS + 1)]
    assert post(*many).status_code == 400
    monkeypatch.setattr(webhook, "allowed", lambda *what: False)
    assert post(event(mail)).status_code == 429
    assert untouched(mail)


def test_without_a_secret_there_is_no_webhook(settings):
    mail = sent()
    settings.MAIL_WEBHOOK_SECRET = ""

    assert post(event(mail), secret="").status_code == 404

    assert untouched(mail)


@pytest.mark.parametrize("method", ["get", "head", "put", "delete"])
def test_it_takes_posts_only(client, method):
    assert getattr(client, method)(URL).status_code == 405
    assert not Mail.objects.exists()
