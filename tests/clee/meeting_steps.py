"""Steps that the tests of meetings share."""

import datetime as dt

from clee.workflow import meetings
from outbox.models import Notice
from tests.clee.factories import MemberFactory
from tests.clee.factories_meetings import MeetingFactory

NOW = dt.datetime(2026, 11, 26, 10, tzinfo=dt.UTC)


def member(committee, **values):
    email = values.pop("contact_email", "paul@essai.example")
    return MemberFactory(
        committee=committee, contact_name="Paul Roux", contact_email=email, **values
    )


def convened(co_lead, committee, **values):
    meeting = MeetingFactory(committee=committee, **values)
    meeting.agenda.create(position=1, title="Bilan des immersions")
    meetings.invite(co_lead, meeting)
    return meeting


def told(kind):
    rows = list(Notice.objects.filter(kind=f"clee.{kind}").order_by("pk"))
    for row in rows:
        row.told_at = NOW
    return rows
