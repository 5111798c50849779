"""Planned groups after the rentrée: real as they are, or attached to a real class."""

import datetime as dt

import pytest
from django.utils import timezone

from accounts.enums import Role
from accounts.models import JournalEntry
from directory.enums import Level, YearState
from directory.models import ClassGroup
from directory.violations import Refused
from outbox.kinds import kind_of
from outbox.models import Notice
from partnerships import class_groups
from partnerships.enums import BookingState, OfferKind
from partnerships.enums.contract import ContractState
from partnerships.models import Booking
from partnerships.rules.contract import Effect
from partnerships.workflow import bookings, planned
from tests.accounts.factories import actor_for
from tests.directory.factories import ClassGroupFactory, SchoolFactory, SchoolYearFactory
from tests.partnerships.contract_world import make_contract_world, told
from tests.partnerships.factories import BookingFactory, OfferFactory, SlotFactory

pytestmark = pytest.mark.django_db
MARCH = dt.date(2027, 3, 15)


@pytest.fixture
def school():
    return SchoolFactory()


@pytest.fixture
def head(school):
    return actor_for(Role.HEAD, school=school)


@pytest.fixture
def group(school):
    return ClassGroupFactory(school=school, name="3e, environ 28", level="3e", is_planned=True)


@pytest.fixture
def real(school):
    return ClassGroupFactory(school=school, name="3e B", level="3e")


def booked(group, state=BookingState.SENT, starts_on=dt.date(2027, 1, 11), **offer):
    slot = SlotFactory(offer=OfferFactory(**offer), starts_on=starts_on)
    return BookingFactory(slot=slot, class_group=group, state=state)


def test_every_reference_to_a_class_is_known():
    """A new one is moved too (`_move_others`); look whether it has rules of its own."""
    relations = {relation.field.model._meta.label for relation in ClassGroup._meta.related_objects}
    assert {name for name in relations if not name.endswith("Event")} == {
        "events.Registration",
        "partnerships.Booking",
        "placements.Campaign",
        "placements.ClassReferent",
        "placements.Insertion",
        "placements.OfferFavourite",
        "placements.Placement",
        "placements.Pupil",
        "placements.TrackCandidate",
    }


# --- Announcing -----------------------------------------------------------------------


@pytest.fixture
def next_year():
    return SchoolYearFactory(start_year=2027, state=YearState.PREPARATION)


def test_this_years_classes_are_proposed_and_announced_once(school, head, next_year):
    one = ClassGroupFactory(school=school, name="3e A", level="3e", special_kind="segpa")
    two = ClassGroupFactory(school=school, name="3e B", level="3e")
    plans = [class_groups.Plan(one, "3e A"), class_groups.Plan(two, "3e Bleue", 28)]

    assert class_groups.plan_groups(head, school, next_year, plans) == 2
    assert class_groups.plan_groups(head, school, next_year, plans) == 0

    made = ClassGroup.objects.filter(school=school, school_year=next_year)
    assert {(g.name, g.level, g.special_kind, g.size, g.is_planned) for g in made} == {
        ("3e A", "3e", "segpa", None, True),
        ("3e Bleue", "3e", "", 28, True),
    }
    existing = {
        p.group.name: p.existing for p in class_groups.proposals(school, one.school_year, next_year)
    }
    assert existing["3e A"].is_planned and existing["3e B"] is None


def test_a_refused_class_keeps_the_others_from_being_announced(school, head, next_year):
    one, two = (ClassGroupFactory(school=school, name=name, level="3e") for name in ("3A", "3B"))
    ClassGroupFactory(school=school, school_year=next_year, name="Bleue", level="4e")
    plans = [class_groups.Plan(one, "Rouge"), class_groups.Plan(two, "bleue")]
    with pytest.raises(Refused, match="existe déjà en") as caught:
        class_groups.plan_groups(head, school, next_year, plans)
    assert [v.field for v in caught.value.violations] == [f"{two.pk}-name"]
    assert not ClassGroup.objects.filter(name="Rouge").exists()


def test_another_school_and_a_closed_year_are_refused(school, head, next_year):
    plans = [class_groups.Plan(ClassGroupFactory(school=school, name="3A"), "3A")]
    with pytest.raises(Refused):
        class_groups.plan_groups(actor_for(Role.HEAD), school, next_year, plans)
    closed = SchoolYearFactory(start_year=2024, state=YearState.CLOSED)
    with pytest.raises(Refused):
        class_groups.plan_groups(head, school, closed, plans)


# --- Real as it is --------------------------------------------------------------------


def test_the_planned_class_is_real(head, group):
    assert planned.confirm(head, group, 27).size == 27
    planned.confirm(head, group, 30)
    group.refresh_from_db()
    assert (group.is_planned, group.size) == (False, 27)
    assert JournalEntry.objects.about(group).count() == 1


@pytest.mark.parametrize("size", [None, 0, 501])
def test_a_real_class_has_a_size(head, group, size):
    with pytest.raises(Refused, match="effectif"):
        planned.confirm(head, group, size)


# --- Attached -------------------------------------------------------------------------


def test_its_requests_in_every_state_become_those_of_the_real_class(head, group, real):
    rows = [
        booked(group, state, dt.date(2027, 1, 11) + dt.timedelta(weeks=rank))
        for rank, state in enumerate(BookingState)
    ]
    moved = planned.attach(head, group, real)

    assert {row.booking.pk for row in moved} == {row.pk for row in rows}
    assert set(Booking.objects.values_list("class_group", flat=True)) == {real.pk}
    assert not ClassGroup.objects.filter(pk=group.pk).exists()
    assert "3e, environ 28 devient 3e B, 9 demandes" in JournalEntry.objects.about(real).get().words
    for row in rows:
        slot, held = row.slot, row.seats_held
        slot.refresh_from_db()
        assert slot.seats_taken == held
    assert not Notice.objects.exists()


def test_nothing_is_kept_of_a_preview(head, group, real):
    booking = booked(group)
    (moved,) = planned.preview(head, group, real)
    assert moved.booking == booking and not moved.voids
    booking.refresh_from_db()
    assert booking.class_group == group and not JournalEntry.objects.exists()


def test_r_cee_1_the_level_of_the_real_class_is_asked(school, head, group):
    sixth = ClassGroupFactory(school=school, name="6e A", level="6e")
    booked(group)
    with pytest.raises(Refused, match="à partir de la 4e"):
        planned.attach(head, group, sixth)
    assert ClassGroup.objects.filter(pk=group.pk).exists()


def test_r_cee_1_what_is_over_asks_for_no_level(school, head, group):
    sixth = ClassGroupFactory(school=school, name="6e A", level="6e")
    booked(group, BookingState.CANCELLED)
    assert len(planned.attach(head, group, sixth)) == 1


def test_r_cee_1_the_sheet_of_the_offer_is_asked_too(school, head, group):
    second = ClassGroupFactory(school=school, name="2de 1", level="2de")
    booked(group, max_level="3e")
    with pytest.raises(Refused, match="ne s’adresse pas"):
        planned.attach(head, group, second)


@pytest.mark.parametrize(
    ("state", "other"),
    [("accepted", "accepted"), ("sent", "accepted"), ("accepted", "awaiting_visa")],
)
def test_r_cee_6_the_class_is_not_in_two_places(head, group, real, state, other):
    booked(group, state)
    booked(real, other)
    with pytest.raises(Refused, match="attendue ailleurs"):
        planned.attach(head, group, real)
    assert Booking.objects.filter(class_group=group).count() == 1


def test_r_cee_6_three_requests_at_most_together(head, group, real):
    for week in range(2):
        booked(group, starts_on=dt.date(2027, 1, 11) + dt.timedelta(weeks=week))
        booked(real, starts_on=MARCH + dt.timedelta(weeks=week))
    with pytest.raises(Refused, match="4 demandes en attente"):
        planned.attach(head, group, real)


def test_two_requests_on_one_slot_are_refused_in_french(head, group, real):
    slot = SlotFactory(capacity=60)
    for one in (group, real):
        BookingFactory(slot=slot, class_group=one)
    with pytest.raises(Refused, match="déjà une demande sur ce créneau"):
        planned.attach(head, group, real)


@pytest.mark.parametrize("why", ["year", "school", "planned"])
def test_the_real_class_is_one_of_the_same_school_and_year(school, head, group, why):
    wrong = {
        "year": lambda: ClassGroupFactory(
            school=school, school_year=SchoolYearFactory(start_year=2027, state="preparation")
        ),
        "school": lambda: ClassGroupFactory(school=SchoolFactory(parent=school)),
        "planned": lambda: ClassGroupFactory(school=school, is_planned=True),
    }[why]()
    actor = type(head).of(head.user)
    with pytest.raises(Refused, match="même établissement"):
        planned.attach(actor, group, wrong)


@pytest.mark.parametrize("role", [Role.TEACHER, Role.OFFICE_STAFF])
def test_teachers_and_strangers_attach_nothing(school, group, real, role):
    for actor in (actor_for(role, school=school), actor_for(Role.HEAD), actor_for(Role.RBDE)):
        with pytest.raises(Refused, match="direction"):
            planned.attach(actor, group, real)
        with pytest.raises(Refused, match="direction"):
            planned.confirm(actor, group, 20)


def test_who_comes_second_is_told(head, group, real):
    planned.attach(head, group, real)
    with pytest.raises(Refused, match="vient d’être rattachée"):
        planned.attach(head, group, real)


def test_a_level_that_changes_is_told_to_both_sides(head, school, group):
    booking = booked(group, BookingState.ACCEPTED, kind=OfferKind.VISIT)
    fourth = ClassGroupFactory(school=school, name="4e B", level=Level.QUATRIEME)
    (moved,) = planned.attach(head, group, fourth)
    assert moved.level_changes
    assert told("booking.class_changed") == {booking.teacher.email, booking.contact_email}
    kind, (notice, *_) = kind_of("booking.class_changed"), Notice.objects.order_by("pk")
    notice.at(timezone.now())
    assert kind.is_relevant(notice) and "4e B, niveau 4e" in kind.render(notice).paragraphs[0]
    bookings.cancel(head, booking, "transport")
    notice = Notice.objects.get(pk=notice.pk).at(timezone.now())
    assert not kind.is_relevant(notice)


# --- Contracts (R-CEE-5) --------------------------------------------------------------


@pytest.fixture
def world():
    world = make_contract_world()
    ClassGroup.objects.filter(pk=world.booking.class_group_id).update(is_planned=True)
    world.group = ClassGroup.objects.get(pk=world.booking.class_group_id)
    world.real = ClassGroupFactory(school=world.booking.school, name="3e réelle", level="3e")
    return world


def test_r_cee_5_a_draft_follows_without_a_word(world):
    (moved,) = planned.attach(world.head, world.group, world.real)
    assert moved.effect == Effect.NONE
    assert world.fresh().booking.class_group == world.real
    assert world.fresh().state == ContractState.DRAFT and not told("contract.voided")


def test_r_cee_5_the_class_is_part_of_what_is_signed(world):
    world.in_signature()
    (shown,) = planned.preview(world.head, world.group, world.real)
    assert shown.voids and world.fresh().state == ContractState.IN_SIGNATURE
    assert not told("contract.voided")
    with pytest.raises(Refused) as caught:
        planned.attach(world.head, world.group, world.real)
    assert [v.field for v in caught.value.violations] == ["confirm_void"]
    assert world.fresh().booking.class_group == world.group

    planned.attach(world.head, world.group, world.real, confirmed=True)

    contract = world.fresh()
    assert contract.state == ContractState.VOID and contract.booking.class_group == world.real
    assert world.teacher.user.email in told("contract.voided")


def test_r_ag_3_a_cancelled_contract_stays_as_it_was_signed(world):
    world.in_signature()
    bookings.cancel(world.head, world.booking, "transport")
    (moved,) = planned.attach(world.head, world.group, world.real)
    assert moved.effect == Effect.NONE and world.fresh().state == ContractState.CANCELLED
