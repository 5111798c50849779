"""What is told of a mail that left, and the addresses that it rules out."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from directory.violations import Refused
from outbox import dead_letters, delivery, feedback
from outbox.enums import Barring, Feedback, MailState
from outbox.feedback import Told, Verdict
from outbox.models import BarredAddress, FeedbackEvent, Mail, Notice
from outbox.recipients import Recipient
from outbox.workflow import notify
from tests.outbox.kinds import CAMILLE, a_subject
from tests.outbox.smtp import relay  # noqa: F401 - fixture

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def quiet_doorbell(monkeypatch):
    monkeypatch.setattr("outbox.doorbell._publish", lambda: None)


NOW = timezone.now


def ended(state, occasion="", **columns):
    """A mail that its sender left in that state."""
    mail = notify("test.plain", a_subject(), CAMILLE, occasion=occasion).mail
    rows = Mail.objects.filter(pk=mail.pk)
    rows.update(state=MailState.CLAIMED, lease_owner=uuid.uuid4(), lease_until=NOW())
    rows.update(state=state, lease_owner=None, lease_until=None, **columns)
    return rows.get()


def sent(occasion=""):
    return ended(MailState.SENT, occasion, sent_at=NOW())


def told(mail, kind, event_id="1", email=None, at=None, words="550 5.1.1 <x@y.example> unknown"):
    return Told(event_id, kind, mail.message_id, email or mail.recipient_email, at or NOW(), words)


def barring():
    return set(BarredAddress.objects.in_force().values_list("email", "reason"))


@pytest.mark.parametrize(
    ("kind", "state", "reasons"),
    [
        (Feedback.DELIVERED, MailState.DELIVERED, set()),
        (Feedback.SOFT, MailState.BOUNCED, set()),
        (Feedback.HARD, MailState.BOUNCED, {(CAMILLE.email, "hard")}),
        (Feedback.COMPLAINT, MailState.COMPLAINED, {(CAMILLE.email, "complaint")}),
    ],
)
def test_a_mail_goes_where_it_is_told_and_the_address_with_it(kind, state, reasons):
    mail = sent()

    assert feedback.take(told(mail, kind)) == Verdict.APPLIED

    mail.refresh_from_db()
    assert (mail.state, barring()) == (state, reasons)
    assert FeedbackEvent.objects.get().words == "550 5.1.1 <‹adresse›> unknown"


def test_told_twice_counts_once():
    mail = sent()

    assert feedback.take(told(mail, Feedback.HARD)) == Verdict.APPLIED
    assert feedback.take(told(mail, Feedback.HARD)) == Verdict.DOUBLED

    assert FeedbackEvent.objects.count() == BarredAddress.objects.count() == 1


@pytest.mark.parametrize(
    "changed",
    [{"email": "autre@college.example"}, {"email": ""}, {"message_id": "<inconnu@localhost>"}],
)
def test_an_event_of_another_address_or_mail_changes_nothing(changed):
    mail = sent()
    given = told(mail, Feedback.HARD)

    verdict = feedback.take(Told(**{**vars(given), **changed}))

    mail.refresh_from_db()
    assert verdict == Verdict.UNMATCHED
    assert mail.state == MailState.SENT and not barring() and not FeedbackEvent.objects.exists()


def test_the_spelling_of_address_and_number_does_not_matter():
    mail = sent()
    bare = mail.message_id.strip("<>")

    event = Told("1", Feedback.HARD, bare, f" {mail.recipient_email.upper()} ", NOW())

    assert feedback.take(event) == Verdict.APPLIED


def test_what_is_told_before_the_sender_closed_the_mail_is_told_again():
    mail = notify("test.plain", a_subject(), CAMILLE).mail

    assert feedback.take(told(mail, Feedback.HARD)) == Verdict.EARLY

    assert not barring() and not FeedbackEvent.objects.exists()


def test_a_report_about_a_doubtful_mail_proves_that_it_left():
    doubtful = ended("unknown")

    feedback.take(told(doubtful, Feedback.DELIVERED))

    doubtful.refresh_from_db()
    assert doubtful.state == MailState.DELIVERED and doubtful.sent_at


def test_bad_news_is_not_undone_by_a_late_good_one():
    mail = sent()
    feedback.take(told(mail, Feedback.HARD))

    assert feedback.take(told(mail, Feedback.DELIVERED, "2")) == Verdict.APPLIED

    mail.refresh_from_db()
    assert mail.state == MailState.BOUNCED


def test_soft_bounces_bar_an_address_only_when_there_are_many_of_late(settings):
    settings.SOFT_BOUNCE_LIMIT, settings.SOFT_BOUNCE_DAYS = 3, 30
    long_ago = NOW() - timedelta(days=31)
    feedback.take(told(sent("0"), Feedback.SOFT, "0", at=long_ago))
    for number in (1, 2):
        feedback.take(told(sent(str(number)), Feedback.SOFT, str(number)))
    assert not barring()

    feedback.take(told(sent("3"), Feedback.SOFT, "3"))

    assert barring() == {(CAMILLE.email, "soft")}


def test_a_restored_address_is_not_barred_by_what_was_told_before(settings):
    settings.SOFT_BOUNCE_LIMIT = 2
    mail, before = sent(), NOW() - MINUTE
    feedback.take(told(sent("1"), Feedback.SOFT, "1", at=before))
    feedback.take(told(mail, Feedback.HARD, "2"))
    BarredAddress.objects.update(lifted_at=NOW())

    feedback.take(told(mail, Feedback.HARD, "late", at=before))
    feedback.take(told(sent("3"), Feedback.SOFT, "3"))

    assert not barring()


def test_a_hard_bounce_outweighs_a_complaint_and_not_the_reverse():
    feedback.bar(CAMILLE.email, Barring.COMPLAINT)
    feedback.bar(CAMILLE.email, Barring.HARD_BOUNCE)
    assert barring() == {(CAMILLE.email, "hard")}

    assert not feedback.bar(CAMILLE.email, Barring.COMPLAINT)
    assert barring() == {(CAMILLE.email, "hard")}


def test_nothing_leaves_for_a_barred_address(relay):  # noqa: F811
    notice = notify("test.plain", a_subject(), CAMILLE)
    notify("test.plain", a_subject(), Recipient("autre@college.example"))
    feedback.bar(CAMILLE.email, Barring.HARD_BOUNCE)

    tally = delivery.send_due()

    assert (tally.suppressed, tally.sent) == (1, 1)
    assert not relay.mails(to=CAMILLE.email)
    mail = Mail.objects.get(pk=notice.mail_id)
    assert mail.state == MailState.SUPPRESSED and mail in Mail.objects.dead()


def test_what_is_over_is_cancelled_rather_than_kept_back(relay):  # noqa: F811
    notify("test.plain", a_subject(), CAMILLE)
    Notice.objects.update(subject_id="99999999")
    feedback.bar(CAMILLE.email, Barring.HARD_BOUNCE)

    assert delivery.send_due().dropped == 1


@pytest.mark.parametrize(
    ("reason", "leaves"),
    [(reason, reason == Barring.COMPLAINT) for reason in Barring],
)
def test_a_code_asked_for_passes_a_complaint_and_nothing_else(relay, reason, leaves):  # noqa: F811
    feedback.bar(CAMILLE.email, reason)
    notify("test.code", None, CAMILLE, secret="493817", not_after=NOW() + 10 * MINUTE)

    delivery.send_due()

    assert bool(relay.mails()) is leaves


@pytest.mark.parametrize(
    ("answer", "is_barred"),
    [
        ("550 5.1.1 unknown user", True),
        ("550 5.2.1 mailbox disabled", True),
        ("550 5.1.8 bad sender domain", False),
        ("552 5.2.2 mailbox full", False),
        ("554 5.7.1 spam", False),
        ("451 4.1.1 greylisted", False),
    ],
)
def test_a_relay_that_refuses_the_address_bars_it(relay, answer, is_barred):  # noqa: F811
    relay.script[:] = [answer]
    notify("test.plain", a_subject(), CAMILLE)

    delivery.send_due()

    assert bool(barring()) is is_barred


def test_a_mail_to_a_barred_address_is_not_sent_again_before_it_is_restored(relay):  # noqa: F811
    feedback.bar(CAMILLE.email, Barring.HARD_BOUNCE)
    mail = notify("test.plain", a_subject(), CAMILLE).mail
    delivery.send_due()
    with pytest.raises(Refused, match="écartée"):
        dead_letters.retry(mail)

    BarredAddress.objects.update(lifted_at=NOW())
    dead_letters.retry(mail)

    assert delivery.send_due().sent == 1


def test_a_returned_mail_leaves_again_under_a_number_of_its_own(relay):  # noqa: F811
    notify("test.plain", a_subject(), CAMILLE)
    delivery.send_due()
    first = Mail.objects.get()
    feedback.take(told(first, Feedback.SOFT))

    dead_letters.retry(first)
    assert delivery.send_due().sent == 1

    first.refresh_from_db()
    again = Mail.objects.exclude(pk=first.pk).get()
    assert first.state == MailState.BOUNCED and first.set_aside_at
    assert again.state == MailState.SENT and again.message_id != first.message_id
    assert Notice.objects.get().mail == again
    assert len(relay.mails()) == 2 and not relay.doubles()


def test_a_dead_mail_is_told_to_another_address_once(relay):  # noqa: F811
    feedback.bar(CAMILLE.email, Barring.HARD_BOUNCE)
    mail = notify("test.context", a_subject(), CAMILLE, context={"number": 7}).mail
    delivery.send_due()
    right = Recipient("camille.m@college.example", "Camille Martin")

    assert dead_letters.redirect(mail, right) == 1
    assert dead_letters.redirect(mail, right) == 0

    assert delivery.send_due().sent == 1
    (message,) = relay.mails(to=right.email)
    assert "Numéro 7." in message.get_body(("plain",)).get_content()
    assert not Mail.objects.dead().exists()


def test_a_code_is_told_to_nobody_else(relay):  # noqa: F811
    feedback.bar(CAMILLE.email, Barring.HARD_BOUNCE)
    life = NOW() + 10 * MINUTE
    notify("test.code", None, CAMILLE, secret="493817", not_after=life)
    delivery.send_due()

    assert dead_letters.redirect(Mail.objects.get(), Recipient("autre@b.example")) == 0

    assert delivery.send_due().sent == 0 and not relay.mails()


def test_only_a_dead_mail_is_sent_again_or_set_aside():
    mail = sent()

    for act in (dead_letters.retry, dead_letters.set_aside):
        with pytest.raises(Refused, match="pas en échec"):
            act(mail)


def test_a_number_that_only_the_portal_can_compute(settings):
    mail = sent("un")
    settings.SECRET_KEY = "another portal's"
    other = notify("test.plain", a_subject(), CAMILLE, occasion="un")

    assert other is None, "the key alone decides: no second notice under another secret"
    assert Mail.objects.get().message_id == mail.message_id
