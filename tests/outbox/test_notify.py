"""A notice is written with its fact, once, and rings after the commit."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pghistory
import pytest
from django.db import connection, transaction
from django.utils import timezone

from outbox import doorbell
from outbox.enums import MailState, NoticeState, Urgency
from outbox.models import Mail, Notice
from outbox.recipients import Recipient
from outbox.workflow import notify
from tests.outbox.kinds import CAMILLE, a_subject
from tests.outbox.smtp import relay  # noqa: F401 - fixture


@pytest.mark.django_db
def test_a_notice_and_its_mail_are_written_together():
    subject = a_subject()

    notice = notify("test.plain", subject, CAMILLE, context={"booking": 7})

    mail = Mail.objects.get()
    assert notice.mail == mail and notice.state == NoticeState.QUEUED
    assert notice.subject == subject and notice.context == {"booking": 7}
    assert mail.state == MailState.PENDING and mail.recipient_email == CAMILLE.email
    assert mail.key == notice.dedup_key
    assert mail.message_id.endswith("@localhost>")


@pytest.mark.django_db
def test_the_same_fact_is_told_once_per_recipient_and_occasion():
    subject = a_subject()
    somebody = Recipient("autre@college.example")

    assert notify("test.plain", subject, CAMILLE)
    assert notify("test.plain", subject, CAMILLE) is None
    assert notify("test.plain", subject, Recipient(" CAMILLE.Martin@college.example ")) is None
    assert notify("test.plain", subject, CAMILLE, occasion="2")
    assert notify("test.plain", subject, somebody)
    assert notify("test.hostile", subject, CAMILLE)

    assert Notice.objects.count() == Mail.objects.count() == 4


@pytest.mark.django_db
def test_a_later_notice_waits_without_a_mail():
    due = timezone.now() + timedelta(days=3)

    notice = notify("test.plain", a_subject(), CAMILLE, due_at=due)

    assert (notice.state, notice.due_at, notice.mail) == (NoticeState.PLANNED, due, None)


@pytest.mark.django_db(transaction=True)
def test_a_notice_outside_a_transaction_is_refused():
    with pytest.raises(transaction.TransactionManagementError):
        notify("test.plain", a_subject(), CAMILLE)


@pytest.mark.django_db(transaction=True)
def test_a_fact_rolled_back_leaves_neither_notice_nor_ring(monkeypatch):
    rings = []
    monkeypatch.setattr(doorbell, "_publish", lambda: rings.append(1))
    monkeypatch.setattr(doorbell, "_quiet_until", 0.0)

    with pytest.raises(ZeroDivisionError), transaction.atomic():
        notify("test.plain", a_subject(), CAMILLE)
        raise ZeroDivisionError

    assert not Notice.objects.exists() and not Mail.objects.exists() and not rings


@pytest.mark.django_db(transaction=True)
def test_a_transaction_rings_once_however_many_notices_it_writes(monkeypatch):
    rings = []
    monkeypatch.setattr(doorbell, "_publish", lambda: rings.append(1))
    monkeypatch.setattr(doorbell, "_quiet_until", 0.0)

    with transaction.atomic():
        for number in range(5):
            notify("test.plain", a_subject(), CAMILLE, occasion=str(number))
        with transaction.atomic():
            notify("test.plain", a_subject(), CAMILLE, occasion="inner")
        assert not rings

    assert rings == [1]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "bad", ["", "camille", "a@b.example\r\nBcc: x@y.example", "a@b.example, c@d.example"]
)
def test_what_is_not_one_address_is_refused(bad):
    with pytest.raises(ValueError, match="adresse"):
        Recipient(bad)


@pytest.mark.django_db
def test_a_secret_is_stored_encrypted_and_needs_an_end():
    with pytest.raises(ValueError, match="secret"):
        notify("test.code", None, CAMILLE, secret="493817")
    with pytest.raises(ValueError, match="secret"):
        notify("test.plain", a_subject(), CAMILLE, secret="493817", not_after=timezone.now())

    life = timezone.now() + timedelta(minutes=10)
    notice = notify("test.code", None, CAMILLE, secret="493817", not_after=life)

    assert notice.secret == "493817" and notice.urgency == Urgency.CODE
    with connection.cursor() as cursor:
        cursor.execute("SELECT notice::text FROM outbox_notice AS notice")
        assert "493817" not in cursor.fetchone()[0]


@pytest.mark.django_db
def test_a_secret_survives_a_change_of_key(settings):
    life = timezone.now() + timedelta(minutes=10)
    notice = notify("test.code", None, CAMILLE, secret="493817", not_after=life)

    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key of the portal"

    assert notice.secret == "493817"


@pytest.mark.django_db(transaction=True)
def test_a_request_whose_changes_are_tracked_tells_and_sends(relay):  # noqa: F811
    """pghistory adds statements in front of ours while a request runs."""
    life = timezone.now() + timedelta(minutes=10)

    with pghistory.context(user=7), transaction.atomic():
        notice = notify("test.code", a_subject(), CAMILLE, secret="493817", not_after=life)

    assert notice.secret == "493817" and len(relay.mails()) == 1
    assert Mail.objects.get().state == MailState.SENT


@pytest.mark.concurrency
@pytest.mark.django_db(transaction=True)
def test_eight_requests_tell_the_same_fact_once():
    subject = a_subject()

    start = Barrier(8)

    def tell(_):
        told = []
        try:
            for fact in range(60):
                start.wait(30)
                with transaction.atomic():
                    told.append(notify("test.plain", subject, CAMILLE, occasion=str(fact)))
        finally:
            connection.close()
        return told

    with ThreadPoolExecutor(8) as pool:
        told = sum(pool.map(tell, range(8)), [])

    assert len([notice for notice in told if notice]) == 60
    assert Mail.objects.count() == Notice.objects.count() == 60
