"""Two hand-overs, or two renewals, at the same moment: one does it, the other finds nothing."""

import datetime as dt
import uuid
from functools import partial

import pytest

from accounts.enums import Role
from accounts.models import JournalEntry
from directory.violations import Refused
from documents.models import Snapshot
from partnerships.models import Booking, Offer, Slot
from partnerships.workflow import renewals
from portal.workflow import SNAPSHOT, hand_over
from tests.accounts.factories import actor_for
from tests.concurrency.threads import together
from tests.directory.factories import ClassGroupFactory, SchoolFactory, SchoolYearFactory
from tests.partnerships.factories import BookingFactory, OfferFactory, SlotFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrency]


def portfolio():
    school = SchoolFactory()
    leaver = actor_for(Role.RBDE, school=school)
    for _ in range(3):
        group = ClassGroupFactory(school=school)
        BookingFactory(class_group=group, teacher=leaver.user)
        OfferFactory(created_by=leaver.user, office=school)
    return school, leaver


def test_two_hand_overs_of_one_person_at_once():
    school, leaver = portfolio()
    head = actor_for(Role.HEAD, school=school)
    first, second = (actor_for(Role.RBDE, school=school) for _ in range(2))
    works = [
        partial(hand_over, actor, leaver.user, to.user, school, key=uuid.uuid4())
        for actor, to in ((leaver, first), (head, second))
    ]
    results = together(works)
    assert sorted(type(one).__name__ for one in results) == ["JournalEntry", "Refused"]
    owners = {*Booking.objects.values_list("teacher", "requested_by")}
    assert len(owners) == 1 and len({owner for pair in owners for owner in pair}) == 1
    (owner,) = {owner for pair in owners for owner in pair}
    assert owner in (first.user.pk, second.user.pk)
    offers = Offer.objects.filter(office=school)
    assert set(offers.values_list("created_by", flat=True)) == {owner}
    assert Snapshot.objects.filter(kind=SNAPSHOT).count() == 1


def test_two_colleagues_who_pass_the_hand_to_each_other_do_not_block():
    school, one = portfolio()
    other = actor_for(Role.RBDE, school=school)
    BookingFactory(class_group=ClassGroupFactory(school=school), teacher=other.user)
    works = [
        partial(hand_over, a, a.user, b.user, school, key=uuid.uuid4())
        for a, b in ((one, other), (other, one))
    ]
    results = together(works)
    assert [type(result) for result in results] == [JournalEntry, JournalEntry]
    assert len(set(Booking.objects.values_list("teacher", flat=True))) == 1


def test_a_renewal_from_two_desks_publishes_once():
    year = SchoolYearFactory()
    slot = SlotFactory(school_year=year)
    company = slot.offer.host_company
    bosses = [actor_for(Role.COMPANY_REPRESENTATIVE, company=company) for _ in range(2)]
    day = dt.date(2027, 5, 20)
    (kept,) = renewals.propose(slot.offer, day).kept
    works = [
        partial(
            renewals.renew, boss, slot.offer, {kept.period.first: 20}, key=uuid.uuid4(), today=day
        )
        for boss in bosses
    ]
    results = together(works)
    assert sorted(type(one).__name__ for one in results) == ["Offer", "Refused"]
    assert isinstance(next(r for r in results if not isinstance(r, Offer)), Refused)
    assert Slot.objects.filter(school_year=2027).count() == 1
