"""A meeting convened twice at the same moment: one row, one link, one mail per person."""

from functools import partial

import pytest

from accounts.enums import Role
from accounts.models import PersonalLink
from clee.enums import Side
from clee.workflow import meetings
from outbox.models import Notice
from tests.accounts.factories import actor_for
from tests.clee.factories import CommitteeFactory, MandateFactory, MemberFactory
from tests.clee.factories_meetings import MeetingFactory
from tests.concurrency.threads import together

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrency]


def test_two_convenings_at_once_invite_each_person_once():
    committee, actor = CommitteeFactory(), actor_for(Role.CO_LEAD)
    MandateFactory(committee=committee, side=Side.ECONOMIC, user=actor.user)
    for number in range(5):
        MemberFactory(committee=committee, contact_email=f"membre{number}@essai.example")
    meeting = MeetingFactory(committee=committee)
    meeting.agenda.create(position=1, title="Bilan")
    together([partial(meetings.invite, actor, meeting) for _ in range(4)])
    assert meeting.invitations.count() == 6
    assert PersonalLink.objects.count() == 6
    assert Notice.objects.filter(kind="clee.invited").count() == 5
