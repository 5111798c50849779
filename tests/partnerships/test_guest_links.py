"""A visiting company without account: told, and answering, by its personal link (R-IM-1)."""

import datetime as dt
import uuid

import pytest
from django.utils import timezone

from accounts.actor import Actor
from accounts.enums import Role
from accounts.models import PersonalLink
from outbox.kinds import kind_of
from outbox.models import Notice
from partnerships.enums import BookingState, MoveState, OfferKind
from partnerships.models import Booking, DateChange
from partnerships.models.moves import Days
from partnerships.tasks import advance
from partnerships.workflow import bookings, moves
from partnerships.workflow.moves import Plan
from partnerships.workflow.people import Address, guest_link, guests_of
from partnerships.workflow.tables import GUEST_PURPOSE, SYSTEM
from tests.accounts.factories import UserFactory, actor_for
from tests.directory.factories import CompanyFactory, SchoolFactory
from tests.partnerships.conftest import TODAY
from tests.partnerships.contract_world import MONDAY, told
from tests.partnerships.factories import BookingFactory, OfferFactory, SlotFactory
from tests.partnerships.test_reminders import planned
from tests.reminders.planning import plan

pytestmark = pytest.mark.django_db

OTHER = Plan(Days(MONDAY + dt.timedelta(days=7), MONDAY + dt.timedelta(days=7)))
ADDRESS = "bureau@visiteuse.example"


@pytest.fixture(autouse=True)
def monday(time_machine):
    time_machine.move_to(dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC), tick=False)


@pytest.fixture
def booking():
    """A company visits a school; whoever asked for it has left."""
    offer = OfferFactory(
        kind=OfferKind.SCHOOL_VISIT, host_company=None, host_school=SchoolFactory()
    )
    return BookingFactory(
        slot=SlotFactory(offer=offer, starts_on=MONDAY, ends_on=MONDAY),
        class_group=None,
        school=None,
        guest_company=CompanyFactory(email=ADDRESS),
        teacher=None,
        requested_by=UserFactory(is_active=False),
        state=BookingState.ACCEPTED,
        girls=0, boys=0, unspecified=0, adults=2, seats_held=2,
    )  # fmt: skip


def head_of(booking):
    return actor_for(Role.HEAD, school=booking.host_school)


def link_to(booking):
    return guest_link(SYSTEM, booking, Address(ADDRESS, "Bureau"))


def test_its_representatives_are_told_and_without_any_its_address(booking):
    assert [person.email for person in guests_of(booking)] == [ADDRESS]
    boss = actor_for(Role.COMPANY_REPRESENTATIVE, company=booking.guest_company)
    assert [person.user_id for person in guests_of(booking)] == [boss.user.pk]


def test_it_answers_other_dates_by_its_link(booking, client):
    moves.propose(head_of(booking), booking, OTHER, today=TODAY)
    assert told("booking.date_proposed") == {ADDRESS}
    notice = Notice.objects.get(kind="booking.date_proposed")
    mail = kind_of(notice.kind).render(notice.at(timezone.now()))
    link = PersonalLink.objects.get(purpose=GUEST_PURPOSE)
    assert mail.action[1] == link.url
    page = client.get(link.path).content.decode()
    assert f"{link.path}date/oui/" in page and "Accepter ces dates" in page
    assert "repondre" not in page
    client.get(f"{link.path}date/oui/")
    assert DateChange.objects.get().state == MoveState.PROPOSED
    client.post(f"{link.path}date/oui/", {"step": "act", "form_key": uuid.uuid4()})
    booking.refresh_from_db()
    assert booking.starts_on == OTHER.days.starts_on


def test_it_proposes_and_cancels_by_its_link_and_does_nothing_of_the_host(booking):
    actor = Actor.of_link(link_to(booking))
    change = moves.propose(actor, booking, OTHER, today=TODAY)
    assert change.side == "guest"
    moves.take_back(actor, change)
    bookings.cancel(actor, booking, "staff")
    booking.refresh_from_db()
    assert (booking.state, booking.cancelled_by_side) == (BookingState.CANCELLED, "guest")


def test_the_link_is_never_the_hosts_nor_of_another_row(booking, client):
    link = link_to(booking)
    assert client.get(link.path.replace("venir", "repondre")).status_code == 404
    other = BookingFactory(state=BookingState.SENT)
    actor = Actor.of_link(link)
    assert not moves.MOVE.can(
        DateChange(booking=other, side="host", state=MoveState.PROPOSED), "accept", actor
    )
    for word in ("oui", "collegue"):
        assert client.get(f"{link.path}{word}/").status_code == 404


def test_who_does_not_answer_other_dates_is_reminded_then_they_lapse(booking):
    change = moves.propose(head_of(booking), booking, OTHER, today=TODAY)
    plan("booking.dates.", "immersion.")
    (notice,) = Notice.objects.filter(kind="booking.dates.guest")
    assert notice.recipient_email == ADDRESS
    mail = kind_of(notice.kind).render(notice.at(notice.due_at))
    assert "attend votre réponse" in mail.paragraphs[0]
    assert mail.action[1] == link_to(booking).url
    assert kind_of(notice.kind).still_relevant(notice.at(notice.due_at))
    advance(change.expires_on + dt.timedelta(days=1))
    assert DateChange.objects.get().state == MoveState.EXPIRED
    assert ADDRESS in told("booking.date_kept")
    assert not kind_of(notice.kind).still_relevant(notice.at(notice.due_at))


def test_the_host_is_reminded_of_the_dates_of_a_teacher_who_is_not():
    booking = BookingFactory(state=BookingState.ACCEPTED)
    teacher = actor_for(Role.TEACHER, user=booking.teacher, school=booking.school)
    later = MONDAY + dt.timedelta(days=7)
    moved = Plan(Days(later, later + dt.timedelta(days=2)))
    moves.propose(teacher, booking, moved, today=TODAY)
    plan("booking.dates.", "immersion.")
    rows = Notice.objects.filter(kind__startswith="booking.dates.")
    assert [(row.kind, row.recipient_email) for row in rows] == [
        ("booking.dates.host", booking.contact_email)
    ]
    assert Booking.objects.get(pk=booking.pk).starts_on == MONDAY


def test_a_visiting_company_is_reminded_at_its_address_or_by_who_represents_it(
    booking, time_machine
):
    time_machine.move_to(dt.datetime(2026, 12, 28, 9, tzinfo=dt.UTC), tick=False)
    plan("booking.dates.", "immersion.")
    assert planned("immersion.j7.visitor") == {ADDRESS: "2027-01-04"}
    (notice,) = Notice.objects.filter(kind="immersion.j7.visitor")
    words = kind_of("immersion.j7.visitor").render(notice.at(timezone.now())).paragraphs[0]
    assert words.startswith(f"{booking.host} vous attend")
    Notice.objects.all().delete()
    person = actor_for(Role.COMPANY_REPRESENTATIVE, company=booking.guest_company).user
    plan("booking.dates.", "immersion.")
    assert set(planned("immersion.j7.visitor")) == {person.email}
    assert set(planned("immersion.j1.visitor")) == {person.email}
