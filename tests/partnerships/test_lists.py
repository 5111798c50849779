"""R-CEE-3: a nominative list is dropped, taken by one person, destroyed; its trace stays."""

import datetime as dt
import uuid

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts.actor import Actor
from accounts.enums import Role
from accounts.models import JournalEntry
from directory.violations import Refused
from outbox.kinds import kind_of
from outbox.models import Notice
from partnerships import tasks, todo
from partnerships.enums import BookingState
from partnerships.models import Booking, NominativeList
from partnerships.workflow import bookings, lists
from tests.accounts.factories import actor_for
from tests.partnerships.factories import BookingFactory, OfferFactory, SlotFactory
from tests.partnerships.list_files import CSV, MARKER, upload
from tests.reminders.planning import plan

pytestmark = pytest.mark.django_db
RECIPIENT = ("Sacha Roux", "Sacha@entreprise.example")


@pytest.fixture
def booking():
    return accepted()


def accepted(**words):
    offer = OfferFactory(list_fields="nom, prénom, date de naissance", list_days_before=21)
    defaults = {"slot": SlotFactory(offer=offer), "state": BookingState.ACCEPTED}
    return BookingFactory(**defaults | words)


def teacher_of(booking):
    return actor_for(Role.TEACHER, school=booking.school, user=booking.teacher)


def drop(booking, actor=None, to=RECIPIENT, **words):
    dropped = lists.Drop(upload(), *to)
    return lists.drop(
        actor or teacher_of(booking), booking, dropped, **{"key": uuid.uuid4()} | words
    )


def verbs(booking):
    return list(JournalEntry.objects.about(booking).values_list("verb", flat=True))


def dump():
    """Every row of every table, as text and with binary columns in hexadecimal."""
    rows = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT t::text FROM "{table}" AS t')
            rows += [row[0] for row in cursor.fetchall()]
    return "\n".join(rows)


def test_the_database_holds_no_plaintext(booking):
    row = drop(booking)
    assert (row.bytes, row.size, row.mimetype) == (CSV, len(CSV), "text/csv")
    readable = {MARKER, MARKER.encode().hex()}
    assert not any(form in dump() for form in readable)
    # The same look finds what is not encrypted: it would have seen the file.
    Booking.objects.update(message=MARKER)
    NominativeList.objects.update(sealed=CSV)
    assert all(form in dump() for form in readable)


def test_the_recipient_is_told_by_a_mail_without_the_file(booking):
    row = drop(booking)
    notice = Notice.objects.get(kind="booking.list_ready")
    assert notice.recipient_email == "sacha@entreprise.example"
    mail = kind_of(notice.kind).render(notice.at(timezone.now()))
    assert mail.action[1] == row.link.url and not mail.attachments
    lists.withdraw(teacher_of(booking), booking)
    assert not kind_of(notice.kind).still_relevant(notice.at(timezone.now()))


def test_a_second_post_of_the_form_keeps_one_list(booking):
    key, teacher = uuid.uuid4(), teacher_of(booking)
    assert drop(booking, teacher, key=key) == drop(booking, teacher, key=key)
    assert NominativeList.objects.count() == 1


def test_replaced_by_the_same_person_s_link_or_another_s(booking):
    first = drop(booking)
    second = drop(booking)
    assert second.link == first.link and second.link.state == "valid"
    third = drop(booking, to=("Alix Petit", "alix@entreprise.example"))
    states = NominativeList.objects.order_by("pk").values_list("ending", "size")
    assert list(states) == [("replaced", len(CSV)), ("replaced", len(CSV)), ("", len(CSV))]
    first.link.refresh_from_db()
    assert (first.link.state, third.link.state) == ("revoked", "valid")
    assert Notice.objects.filter(kind="booking.list_ready").count() == 3


def test_one_file_at_most_and_none_once_destroyed_says_the_database(booking):
    row = drop(booking)
    with pytest.raises(IntegrityError), transaction.atomic():
        NominativeList.objects.update(destroyed_at=timezone.now(), ending="over")
    row.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


def test_every_download_is_journalled(booking):
    row = drop(booking)
    actor = Actor.of_link(row.link)
    for _ in range(2):
        assert lists.take(actor, booking).bytes == CSV
    row.refresh_from_db()
    assert row.downloads == 2 and row.downloaded_at
    taken = JournalEntry.objects.filter(verb="a téléchargé la liste nominative", link=row.link)
    assert taken.count() == 2


def test_destroyed_the_day_after_the_last_day_and_the_trace_stays(booking, time_machine):
    row = drop(booking)
    assert tasks.advance(booking.ends_on) == 0
    row.refresh_from_db()
    assert row.sealed
    time_machine.move_to(booking.ends_on + dt.timedelta(days=1))
    after = booking.ends_on + dt.timedelta(days=1)
    tasks.advance(after)
    row.refresh_from_db()
    assert (row.sealed, row.ending, row.size) == (None, "over", len(CSV))
    assert row.destroyed_at and row.dropped_by == booking.teacher
    assert lists.destroy_due(after) == 0
    assert verbs(booking).count("a détruit la liste nominative") == 1


def test_destroyed_at_once_when_the_booking_is_cancelled(booking):
    row = drop(booking)
    bookings.cancel(teacher_of(booking), booking, "transport")
    row.refresh_from_db()
    row.link.refresh_from_db()
    assert (row.sealed, row.ending, row.link.state) == (None, "cancelled", "revoked")


def test_withdrawn_by_the_school_only(booking):
    row = drop(booking)
    host = actor_for(Role.COMPANY_REPRESENTATIVE, company=booking.company)
    with pytest.raises(Refused):
        lists.withdraw(host, booking)
    for _ in range(2):
        lists.withdraw(actor_for(Role.RBDE, school=booking.school), booking)
    row.refresh_from_db()
    assert (row.sealed, row.ending) == (None, "withdrawn")
    assert verbs(booking).count("a retiré la liste nominative") == 1


@pytest.mark.parametrize("case", ["colleague", "host", "sent", "over", "not asked"])
def test_who_may_not_drop_and_when(booking, case):
    actor, words = teacher_of(booking), {}
    if case == "colleague":
        actor = actor_for(Role.TEACHER, school=booking.school)
    elif case == "host":
        actor = actor_for(Role.COMPANY_REPRESENTATIVE, company=booking.company)
    elif case == "sent":
        Booking.objects.update(state=BookingState.SENT, expires_on="2026-12-07")
    elif case == "over":
        words = {"today": booking.ends_on + dt.timedelta(days=1)}
    else:
        type(booking.offer).objects.update(list_fields="")
    with pytest.raises(Refused, match="pas de liste"):
        drop(booking, actor, **words)
    assert not NominativeList.objects.exists()


def test_an_immersion_agreed_elsewhere_takes_a_list_too():
    booking = BookingFactory(elsewhere=True)
    assert drop(booking).bytes == CSV
    assert lists.due_on(booking) is None


def test_the_teacher_is_reminded_before_the_day_of_the_list_while_it_is_missing(booking):
    plan("booking.list.")
    found = {
        notice.kind: (notice.recipient_email, timezone.localdate(notice.due_at))
        for notice in Notice.objects.filter(kind__startswith="booking.list.")
    }
    due = lists.due_on(booking)
    assert due == dt.date(2026, 12, 21)
    email = booking.teacher.email
    assert found["booking.list.7"] == (email, due - dt.timedelta(days=7))
    assert found["booking.list.2"][0] == email
    notice = Notice.objects.get(kind="booking.list.7")
    mail = kind_of(notice.kind).render(notice.at(timezone.now()))
    assert "21 décembre 2026, dans 28 jours" in mail.paragraphs[0]
    assert mail.action[1].endswith(f"/immersions/demandes/{booking.pk}/liste/")
    drop(booking)
    assert not kind_of(notice.kind).still_relevant(notice.at(timezone.now()))


def test_a_to_do_while_the_list_is_missing(booking):
    actors = [teacher_of(booking), actor_for(Role.HEAD, school=booking.school)]
    colleague = actor_for(Role.TEACHER, school=booking.school)

    def lines(actor):
        found = todo.todos(actor, booking.school_year)
        return [line.due for line in found if line.title == "Déposer une liste nominative"]

    assert [lines(actor) for actor in actors] == [[dt.date(2026, 12, 21)]] * 2
    assert lines(colleague) == []
    drop(booking)
    assert [lines(actor) for actor in actors] == [[], []]


def test_the_acceptance_says_what_list_is_wanted_and_when(booking):
    mail = kind_of("booking.accepted").render(Notice(subject=booking).at(timezone.now()))
    assert any("date de naissance" in text and "21 décembre" in text for text in mail.paragraphs)
