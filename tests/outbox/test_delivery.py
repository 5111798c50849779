"""Due mails leave once, in order of urgency, to a real SMTP server."""

import re
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from directory.violations import Refused
from outbox import delivery
from outbox.dead_letters import retry
from outbox.enums import MailState, Missed, NoticeState
from outbox.models import Mail, Notice
from outbox.recipients import Recipient
from outbox.workflow import notify
from tests.outbox.kinds import CAMILLE, a_subject, relevant
from tests.outbox.smtp import relay  # noqa: F401 - fixture

MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def quiet_doorbell(monkeypatch):
    monkeypatch.setattr("outbox.doorbell._publish", lambda: None)


@pytest.mark.django_db
def test_a_mail_goes_out_as_text_and_html_with_its_reason(relay):  # noqa: F811
    notice = notify("test.plain", a_subject(), CAMILLE)

    tally = delivery.send_due()

    assert tally.sent == 1
    (message,) = relay.mails(to=CAMILLE.email)
    mail = Mail.objects.get()
    assert message["Message-ID"] == mail.message_id == notice.mail.message_id
    assert message["Subject"] == mail.subject == "Votre demande est acceptée"
    assert message["Auto-Submitted"] == "auto-generated"
    text = message.get_body(("plain",)).get_content()
    page = message.get_body(("html",)).get_content()
    for part in (text, page):
        assert "Bonjour Camille Martin" in part
        assert "Métallerie d’Òc" in part
        assert "parce que vous suivez cet essai" in part
        assert "http://localhost:8000/immersions/demandes/7/" in part
    # Nobody is told that it was opened: the mail fetches nothing, each link is the page itself.
    assert not re.search(r"<(img|link|script|iframe)|src=|url\(|@import", page)
    links = re.findall(r'href="([^"]+)"', page)
    assert links and all(one.startswith("http://localhost:8000") for one in links)
    assert mail.state == MailState.SENT and mail.sent_at and mail.lease_owner is None
    assert mail.provider_id.startswith("2.0.0 Filed")


@pytest.mark.django_db
def test_a_second_run_sends_nothing_again(relay):  # noqa: F811
    notify("test.plain", a_subject(), CAMILLE)

    assert delivery.send_due().sent == 1
    assert delivery.send_due().sent == 0
    assert len(relay.mails()) == 1 and not relay.doubles()


@pytest.mark.django_db
def test_hostile_texts_add_no_header_and_no_markup(relay):  # noqa: F811
    notify("test.hostile", a_subject(), Recipient("a@b.example", "X\r\nBcc: c@d.example"))

    delivery.send_due()

    (message,) = relay.mails()
    assert message["Bcc"] is None and message["X-Evil"] is None
    assert message["Subject"] == "Objet Bcc: espion@pirate.example"
    assert message.get_all("X-Envelope-To") == ["a@b.example"]
    page = message.get_body(("html",)).get_content()
    assert "<script>" not in page and "<b>gras" not in page
    (attachment,) = message.iter_attachments()
    assert attachment["X-Evil"] is None
    assert attachment.get_content() == b"%PDF-1.7"


@pytest.mark.django_db
def test_an_invitation_keeps_its_calendar_type(relay):  # noqa: F811
    notify("test.invitation", a_subject(), CAMILLE)

    delivery.send_due()

    (message,) = relay.mails()
    (attachment,) = message.iter_attachments()
    assert attachment.get_content_type() == "text/calendar"
    assert attachment.get_param("method") == "REQUEST"
    assert attachment.get_filename() == "reunion.ics"
    assert "BEGIN:VCALENDAR" in attachment.get_content()


@pytest.mark.django_db
def test_a_mail_is_written_from_the_ids_of_its_context(relay):  # noqa: F811
    notify("test.context", a_subject(), CAMILLE, context={"number": 7})

    assert delivery.send_due().sent == 1

    (message,) = relay.mails()
    assert "Numéro 7." in message.get_body(("plain",)).get_content()


@pytest.mark.django_db
def test_codes_pass_before_everything_else(relay):  # noqa: F811
    notify("test.plain", a_subject(), CAMILLE)
    life = timezone.now() + 10 * MINUTE
    notify("test.code", None, CAMILLE, secret="493817", not_after=life)

    delivery.send_due()

    first, _ = relay.mails()
    assert first["Subject"] == "Votre code"
    assert "493817" in first.get_body(("plain",)).get_content()
    assert not Notice.objects.filter(sealed__isnull=False).exists()


@pytest.mark.django_db(transaction=True)
def test_a_code_is_sent_by_the_request_itself(relay):  # noqa: F811
    with transaction.atomic():
        life = timezone.now() + 10 * MINUTE
        notify("test.code", None, CAMILLE, secret="493817", not_after=life)
        assert not relay.mails()

    assert len(relay.mails()) == 1
    assert Mail.objects.get().state == MailState.SENT
    assert Notice.objects.get().sealed is None


@pytest.mark.django_db(transaction=True)
def test_a_code_that_the_request_could_not_send_is_sent_by_the_worker(relay):  # noqa: F811
    relay.stop()
    with transaction.atomic():
        life = timezone.now() + 10 * MINUTE
        notify("test.code", None, CAMILLE, secret="493817", not_after=life)
    mail = Mail.objects.get()
    assert (mail.state, mail.attempts) == (MailState.PENDING, 0)

    relay.start()
    call_command("send_outbox", now=(timezone.now() + 2 * MINUTE).isoformat())

    assert len(relay.mails()) == 1
    assert Notice.objects.get().sealed is None


@pytest.mark.django_db
def test_a_code_past_its_life_is_emptied_and_never_leaves(relay):  # noqa: F811
    life = timezone.now() + 10 * MINUTE
    notify("test.code", None, CAMILLE, secret="493817", not_after=life)

    delivery.send_due(life + MINUTE)

    assert not relay.mails()
    assert Mail.objects.get().state == MailState.EXPIRED
    assert Notice.objects.get().sealed is None


@pytest.mark.django_db
def test_what_is_no_longer_relevant_is_cancelled_just_before_leaving(relay, monkeypatch):  # noqa: F811
    notify("test.conditional", a_subject(), CAMILLE)
    monkeypatch.setitem(relevant, "answer", False)

    tally = delivery.send_due()

    assert tally.dropped == 1 and not relay.mails()
    assert Mail.objects.get().state == MailState.CANCELLED
    assert Notice.objects.get().state == NoticeState.CANCELLED


@pytest.mark.django_db
def test_a_notice_about_a_deleted_subject_is_cancelled(relay):  # noqa: F811
    notify("test.plain", a_subject(), CAMILLE)
    Notice.objects.update(subject_id="99999999")

    assert delivery.send_due().dropped == 1
    assert not relay.mails()


@pytest.mark.django_db
def test_a_planned_notice_leaves_at_its_hour_and_not_before(relay):  # noqa: F811
    due = timezone.now() + timedelta(days=2)
    notify("test.plain", a_subject(), CAMILLE, due_at=due, not_after=due + timedelta(days=1))

    assert delivery.send_due(due - MINUTE).sent == 0
    assert delivery.send_due(due).sent == 1


@pytest.mark.django_db
def test_after_an_outage_what_is_stale_does_not_leave(relay):  # noqa: F811
    due = timezone.now() + timedelta(days=2)
    notify("test.plain", a_subject(), CAMILLE, due_at=due, not_after=due + timedelta(days=1))

    assert delivery.send_due(due + timedelta(days=3)).sent == 0
    notice = Notice.objects.get()
    assert (notice.state, notice.missed) == (NoticeState.EXPIRED, Missed.OUTAGE)
    assert not relay.mails()


@pytest.mark.django_db
def test_a_relay_that_was_down_too_long_leaves_a_trace_on_the_notice(relay):  # noqa: F811
    end = timezone.now() + timedelta(days=1)
    notify("test.plain", a_subject(), CAMILLE, not_after=end)
    relay.stop()
    assert delivery.send_due().stopped == 1
    relay.start()

    assert delivery.send_due(end + MINUTE).sent == 0

    notice, mail = Notice.objects.get(), Mail.objects.get()
    assert (notice.state, notice.missed) == (NoticeState.EXPIRED, Missed.OUTAGE)
    assert (mail.state, notice.outcome[1]) == (MailState.EXPIRED, "trop tard")
    words = render_to_string("outbox/sent.html", {"notices": [notice]})
    assert "n’est pas parti&nbsp;: envoi interrompu jusqu’après sa fin" in words


@pytest.mark.django_db
def test_a_kind_that_cannot_be_written_neither_stops_nor_loses_mails(relay):  # noqa: F811
    notify("test.broken", a_subject(), CAMILLE)
    notify("test.plain", a_subject(), CAMILLE)

    tally = delivery.send_due()

    assert (tally.sent, tally.retried) == (1, 1)
    waiting = Mail.objects.get(state=MailState.PENDING)
    assert waiting.error == "LookupError" and waiting.next_try_at > timezone.now()


@pytest.mark.django_db
def test_a_dead_mail_gets_another_chance_by_a_decision(relay):  # noqa: F811
    relay.script[:] = ["550 5.7.1 refused"]
    notify("test.plain", a_subject(), CAMILLE)
    delivery.send_due()
    mail = Mail.objects.get()
    assert mail.state == MailState.FAILED

    retry(mail)

    assert delivery.send_due().sent == 1
    with pytest.raises(Refused):
        retry(mail)
