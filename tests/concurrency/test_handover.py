"""Two hand-overs, or two renewals, at the same moment: one does it, the other finds nothing."""

import datetime as dt
import uuid
from functools import partial

import pytest

from accounts.actor import Actor
from accounts.enums import Role
from accounts.models import JournalEntry, PersonalLink
from directory.violations import Refused
from documents import questionnaires
from documents.models import QuestionnaireAnswer, Snapshot
from partnerships import evaluation
from partnerships.enums import BookingState
from partnerships.models import Booking, Offer, Slot
from partnerships.workflow import renewals
from partnerships.workflow.people import Address, renewal_link
from partnerships.workflow.tables import RENEW_PURPOSE, SYSTEM
from portal.workflow import SNAPSHOT, hand_over
from tests.accounts.factories import actor_for
from tests.concurrency.threads import together
from tests.directory.factories import ClassGroupFactory, SchoolFactory, SchoolYearFactory
from tests.partnerships.factories import BookingFactory, OfferFactory, SlotFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrency]
END = dt.date(2027, 9, 30)


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


def test_the_hosts_button_pressed_four_times_renews_once():
    """By its link, the same form: every press is told the one offer, with its dates once."""
    slot = SlotFactory(school_year=SchoolYearFactory())
    offer, day = slot.offer, dt.date(2027, 5, 20)
    link = renewal_link(SYSTEM, offer.host_company, Address("a@b.example", "A"), END)
    (kept,) = renewals.propose(offer, day).kept
    press = partial(
        renewals.renew,
        Actor.of_link(link),
        offer,
        {kept.period.first: 20},
        key=uuid.uuid4(),
        today=day,
    )
    results = together([press] * 4)
    assert [one for one in results if not isinstance(one, Offer)] == [], results
    assert Slot.objects.filter(school_year=2027).count() == 1
    assert JournalEntry.objects.filter(link=link).count() == 1


def test_a_yes_sent_four_times_opens_one_renewal(time_machine):
    """« Accueilleriez-vous de nouveau ? » answered by an impatient click (R-CEE-7)."""
    time_machine.move_to(dt.datetime(2027, 5, 20, 9, tzinfo=dt.UTC))
    booking = BookingFactory(slot__school_year=SchoolYearFactory(), state=BookingState.DONE)
    evaluation.ask(SYSTEM, booking, booking.ends_on)
    row = QuestionnaireAnswer.objects.get(function="host")
    QuestionnaireAnswer.objects.update(closes_on=END)
    values = {"satisfaction": 5, "prepared": 4, "again": "oui"}
    press = partial(questionnaires.answer, Actor.of_link(row.link), row, values)
    results = together([press] * 4)
    assert [one for one in results if isinstance(one, Exception)] == [], results
    assert PersonalLink.objects.filter(purpose=RENEW_PURPOSE).count() == 1
