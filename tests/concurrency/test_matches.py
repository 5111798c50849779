"""Both sides of a match that say yes at the same moment make one booking."""

from functools import partial

import pytest

from accounts.enums import Role
from partnerships.models import Booking, BranchMatch
from partnerships.workflow import matches
from partnerships.workflow.school_answers import Choice
from tests.accounts.factories import actor_for
from tests.concurrency.threads import together
from tests.directory.factories import ClassGroupFactory
from tests.partnerships.factories import (
    BranchMatchFactory,
    OfferFactory,
    SchoolRequestFactory,
    SlotFactory,
)
from tests.partnerships.test_matches import CLASS, DAYS, TODAY

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrency]


def test_two_yes_at_once_are_one_booking():
    match = BranchMatchFactory()
    school = match.request.school
    author = actor_for(Role.TEACHER, user=match.request.created_by, school=school)
    own = actor_for(Role.COMPANY_REPRESENTATIVE, company=match.company)
    choice = Choice(ClassGroupFactory(school=school), CLASS, DAYS)
    together(
        [
            partial(matches.send, author, match, choice, TODAY),
            partial(matches.receive, own, match, TODAY),
        ]
    )
    assert Booking.objects.count() == 1
    assert BranchMatch.objects.get().booking == Booking.objects.get()


def test_two_matches_at_once_do_not_oversell_a_slot():
    slot = SlotFactory(starts_on=DAYS.first, capacity=30)
    company = slot.offer.host_company
    own, acts = actor_for(Role.COMPANY_REPRESENTATIVE, company=company), []
    for _ in range(3):
        match = BranchMatchFactory(request=SchoolRequestFactory(), company=company, slot=slot)
        school = match.request.school
        author = actor_for(Role.TEACHER, user=match.request.created_by, school=school)
        group = ClassGroupFactory(school=school)
        matches.send(author, match, Choice(group, CLASS, DAYS), TODAY)
        acts.append(partial(matches.receive, own, match, TODAY))
    results = together(acts)
    assert sum(isinstance(one, BranchMatch) for one in results) == 1
    slot.refresh_from_db()
    assert slot.seats_taken == 24 and OfferFactory._meta.model.objects.count() == 1
