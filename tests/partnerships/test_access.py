"""Who sees which offer, slot and booking: each role with every right but the relation."""

import pytest

from accounts.actor import Actor
from accounts.enums import Role
from directory.models import Department
from partnerships.enums import BookingState, OfferKind, OfferState
from partnerships.models import Booking, Offer, Slot
from tests.accounts.factories import actor_for
from tests.directory.factories import (
    BranchOrganisationFactory,
    CompanyFactory,
    DepartmentFactory,
    PartnerNetworkFactory,
    SchoolFactory,
)
from tests.partnerships.factories import BookingFactory, OfferFactory, SlotFactory

pytestmark = pytest.mark.django_db


def sees(actor, booking):
    return Booking.objects.visible_to(actor).filter(pk=booking.pk).exists()


def far():
    return DepartmentFactory(code="34", name="Hérault")


@pytest.fixture
def booking():
    return BookingFactory(state=BookingState.SENT)


def related(booking):
    """role → (an actor with the relation, one with the same role elsewhere)."""
    school, company = booking.school, booking.company
    other, stranger = SchoolFactory(), CompanyFactory(department=far())
    branch, chamber = BranchOrganisationFactory(), BranchOrganisationFactory(departments=[far()])
    in_31 = Department.objects.get(pk="31")
    pairs = {
        role: (actor_for(role, school=school), actor_for(role, school=other))
        for role in (Role.TEACHER, Role.HEAD, Role.DEPUTY, Role.DDFPT, Role.RBDE)
    }
    pairs |= {
        role: (actor_for(role, department=in_31), actor_for(role, department=far()))
        for role in (
            Role.DEPARTMENT_SUPERVISOR,
            Role.DEPARTMENT_OFFICE,
            Role.MISSION_OFFICER,
            Role.EDUCATION_AUTHORITY,
        )
    }
    rep = Role.COMPANY_REPRESENTATIVE
    pairs[rep] = (actor_for(rep, company=company), actor_for(rep, company=stranger))
    officer = Role.BRANCH_OFFICER
    pairs[officer] = (actor_for(officer, branch=branch), actor_for(officer, branch=chamber))
    return pairs


def test_a_booking_is_seen_by_its_parties_and_their_officers_only(booking):
    for role, (near, elsewhere) in related(booking).items():
        assert sees(near, booking), role
        assert not sees(elsewhere, booking), role
    assert sees(actor_for(Role.ADMINISTRATOR), booking)
    assert not sees(Actor.anonymous(), booking)
    assert not sees(Actor.system("x"), booking)


def test_the_host_and_the_branch_see_nothing_before_the_visa():
    booking = BookingFactory(state=BookingState.AWAITING_VISA)
    for role, (near, _) in related(booking).items():
        hidden = role in (Role.COMPANY_REPRESENTATIVE, Role.BRANCH_OFFICER)
        assert sees(near, booking) is not hidden, role


def test_a_request_that_never_left_stays_hidden_from_the_host():
    never = BookingFactory(state=BookingState.CANCELLED, sent_at=None)
    rep = actor_for(Role.COMPANY_REPRESENTATIVE, company=never.company)
    assert not sees(rep, never)


def test_published_offers_are_public_and_the_others_their_own(booking):
    published = booking.offer
    draft = OfferFactory(state=OfferState.DRAFT)
    waiting = OfferFactory(state=OfferState.TO_CONFIRM)
    slot = SlotFactory(offer=draft)

    def seen(actor):
        rows = Offer.objects.visible_to(actor)
        return set(rows.filter(pk__in=[draft.pk, waiting.pk]))

    everybody = Actor.anonymous()
    assert published in Offer.objects.visible_to(everybody)
    assert slot not in Slot.objects.visible_to(everybody)
    assert seen(everybody) == seen(actor_for(Role.TEACHER, school=booking.school)) == set()
    rep = actor_for(Role.COMPANY_REPRESENTATIVE, company=draft.host_company)
    assert seen(rep) == {draft}
    officer = actor_for(Role.MISSION_OFFICER, department=Department.objects.get(pk="31"))
    assert seen(officer) == {waiting}
    assert seen(actor_for(Role.MISSION_OFFICER, department=far())) == set()
    assert seen(actor_for(Role.ADMINISTRATOR)) == {draft, waiting}


def test_a_network_sees_its_own_offers_and_what_is_asked_of_it():
    network = PartnerNetworkFactory()
    words = {"host_company": None, "host_network": network, "kind": OfferKind.SPEAKER}
    offer = OfferFactory(state=OfferState.DRAFT, **words)
    booking = BookingFactory(slot=SlotFactory(offer=OfferFactory(**words)))
    own = actor_for(Role.MISSION_OFFICER, network=network)
    other = actor_for(Role.MISSION_OFFICER, network=PartnerNetworkFactory())
    assert offer in Offer.objects.visible_to(own) and sees(own, booking)
    assert offer not in Offer.objects.visible_to(other) and not sees(other, booking)


def test_lists_ask_the_same_number_of_queries_whatever_the_rows(django_assert_num_queries):
    head = None
    for _ in range(3):
        row = BookingFactory()
        head = head or actor_for(Role.HEAD, school=row.school)
    officer = actor_for(Role.DEPARTMENT_OFFICE, department=Department.objects.get(pk="31"))
    with django_assert_num_queries(1):
        rows = Booking.objects.visible_to(officer).for_lists()
        assert len([(str(row.host), str(row.guest), str(row.class_group)) for row in rows]) == 3
