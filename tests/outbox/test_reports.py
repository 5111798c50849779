"""Reports that come back to a mailbox: real files of a Maildir, and over IMAP."""

import imaplib
import mailbox as maildirs
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command

from outbox import mailbox, reports
from outbox.enums import Feedback, MailState
from outbox.models import BarredAddress, Heartbeat
from outbox.tasks import read_reports
from outbox.workflow import notify
from tests.outbox.imap import imap_server
from tests.outbox.kinds import CAMILLE, a_subject
from tests.outbox.test_feedback import quiet_doorbell, sent  # noqa: F401 - fixture

HERE = Path(__file__).parent / "reports"
MESSAGE_ID = "<1@passerelle.example>"


def report(name, message_id=MESSAGE_ID, recipient=CAMILLE.email, **changes):
    """The bytes of a report about that mail, some of its words changed."""
    text = (HERE / f"{name}.eml").read_text()
    for before, after in {"{message_id}": message_id, "{recipient}": recipient, **changes}.items():
        assert before in text
        text = text.replace(before, after)
    return text.encode()


def told(raw):
    return [(one.kind, one.message_id, one.email) for one in reports.parse(raw)]


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        ("5.1.1", Feedback.HARD),
        ("5.1.10", Feedback.HARD),
        ("5.2.1", Feedback.HARD),
        ("5.2.2", Feedback.SOFT),
        ("5.7.1", Feedback.SOFT),
        ("5.1.8", Feedback.SOFT),
        ("4.4.1", Feedback.SOFT),
        ("", Feedback.SOFT),
    ],
)
def test_a_delivery_report_tells_whether_the_address_is_at_fault(status, kind):
    raw = report("hard", **{"Status: 5.1.1": f"Status: {status}"})

    assert told(raw) == [(kind, MESSAGE_ID, CAMILLE.email)]


def test_the_words_of_the_server_are_kept():
    (one,) = reports.parse(report("hard"))

    assert one.words.startswith("550 5.1.1 <") and one.words.endswith("virtual mailbox table")
    assert one.at.isoformat() == "2026-11-23T08:30:00+01:00"


def test_a_delay_decides_nothing_and_a_delivery_is_told():
    assert told(report("hard", **{"Action: failed": "Action: delayed"})) == []
    delivered = report("hard", **{"Action: failed": "Action: delivered"})
    assert told(delivered) == [(Feedback.DELIVERED, MESSAGE_ID, CAMILLE.email)]


def test_a_complaint_names_the_mail_and_its_reader():
    assert told(report("complaint")) == [(Feedback.COMPLAINT, MESSAGE_ID, CAMILLE.email)]
    assert told(report("complaint", **{"Type: abuse": "Type: not-spam"})) == []


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"Subject: absent du bureau\r\n\r\nJe reviens lundi.",
        b"Content-Type: multipart/report\r\n\r\nsans limites",
        b"Content-Type: multipart/report; boundary=x\r\n\r\n--x\r\n\r\n\xff\x00\r\n--x--",
        report("hard")[:900],
    ],
)
def test_what_is_no_whole_report_tells_nothing(raw):
    assert reports.parse(raw) == []


def test_a_report_dated_to_come_is_of_now():
    (one,) = reports.parse(report("hard", **{"23 Nov 2026 08:30": "23 Nov 2099 08:30"}))

    assert one.at.year == 2026


@pytest.fixture
def folder(tmp_path, settings):
    """An empty Maildir, the one of the settings."""
    box = maildirs.Maildir(tmp_path / "boîte")
    settings.REPORTS_MAILBOX = f"maildir://{tmp_path}/bo%C3%AEte"
    return box


@pytest.mark.django_db
def test_a_maildir_is_read_and_reports_that_were_applied_are_removed(folder, settings, capsys):
    mail = sent()
    folder.add(report("hard", mail.message_id))
    folder.add(b"Subject: absent du bureau\n\nJe reviens lundi.")
    folder.add(report("hard", mail.message_id, "autre@college.example"))

    call_command("read_reports")

    assert "applied=1 doubled=0 unmatched=1 early=0 kept=2" in capsys.readouterr().out
    mail.refresh_from_db()
    assert mail.state == MailState.BOUNCED
    assert BarredAddress.objects.get().email == CAMILLE.email
    assert len(folder) == 2 and all("S" in one.get_flags() for one in folder)
    assert not mailbox.read(settings.REPORTS_MAILBOX)


@pytest.mark.django_db
def test_a_report_that_comes_twice_counts_once(folder, settings):
    mail = sent()
    for _ in range(2):
        folder.add(report("complaint", mail.message_id))

    assert mailbox.read(settings.REPORTS_MAILBOX) == {"applied": 1, "doubled": 1}
    assert len(folder) == 0


@pytest.mark.django_db
def test_a_report_about_a_mail_still_being_sent_waits_for_the_next_tick(folder, settings):
    mail = notify("test.plain", a_subject(), CAMILLE).mail
    folder.add(report("hard", mail.message_id))

    assert mailbox.read(settings.REPORTS_MAILBOX) == {"early": 1}
    assert mailbox.read(settings.REPORTS_MAILBOX) == {"early": 1}


@pytest.mark.django_db
def test_over_imap_it_is_the_same():
    mail = sent()
    other = b"Subject: absent du bureau\r\n\r\nJe reviens lundi."
    with imap_server(report("hard", mail.message_id), other) as server:
        assert mailbox.read(server.address) == {"applied": 1, "kept": 1}
        assert mailbox.read(server.address) == {}

    assert list(server.mails.values()) == [other] and server.flags[2] == {r"\Seen"}
    mail.refresh_from_db()
    assert mail.state == MailState.BOUNCED


def test_a_mailbox_that_does_not_open_says_so(tmp_path):
    with imap_server() as server, pytest.raises(imaplib.IMAP4.error):
        mailbox.open_box(server.address.replace("secret", "autre"))
    with pytest.raises(OSError, match="No Maildir"):
        mailbox.open_box(f"maildir://{tmp_path}/absent")
    with pytest.raises(ImproperlyConfigured):
        mailbox.open_box("pop3://host/")


@pytest.mark.django_db
def test_the_tick_reads_only_where_there_is_a_mailbox(folder, settings):
    read_reports()
    assert Heartbeat.objects.filter(name="reports").exists()

    Heartbeat.objects.all().delete()
    settings.REPORTS_MAILBOX = ""
    read_reports()
    assert not Heartbeat.objects.exists()
    with pytest.raises(CommandError):
        call_command("read_reports")
