"""Rows of committees of another territory (`tests.access.foreign`)."""

import datetime as dt

from clee.models import (
    Action,
    ActionType,
    AgendaItem,
    CycleStep,
    Decision,
    Invitation,
    Meeting,
    OfficeSheet,
    Review,
)
from tests.access import foreign_public
from tests.access.foreign_public import elsewhere
from tests.clee.factories import ActionFactory, CommitteeFactory, ReviewFactory
from tests.clee.factories_meetings import DecisionFactory, InvitationFactory, MeetingFactory
from tests.directory.factories import SchoolFactory, SchoolYearFactory


def step(marker):
    return CycleStep.objects.create(
        # A network of RBDE: the name of a CLEE is public.
        committee=CommitteeFactory(name=marker, kind="rbde", departments=[elsewhere()]),
        school_year=SchoolYearFactory(),
        kind="autumn",
        due_on=dt.date(2026, 12, 15),
    )


# What the public pages show, and lists of the authority.
OPEN = ("ActionType", "Committee", "Mandate", "OfficeSheet", "Practice")
NUMBERS = foreign_public.NUMBERS
MAKERS = {
    **foreign_public.MAKERS,
    Action: lambda marker: ActionFactory(title=marker),
    AgendaItem: lambda marker: AgendaItem.objects.create(
        meeting=MeetingFactory(), position=1, title=marker
    ),
    ActionType: lambda marker: ActionType.objects.create(label=marker),
    CycleStep: step,
    OfficeSheet: lambda marker: OfficeSheet.objects.create(
        school=SchoolFactory(), presentation=marker
    ),
    Decision: lambda marker: DecisionFactory(text=marker),
    Invitation: lambda marker: InvitationFactory(name=marker),
    Meeting: lambda marker: MeetingFactory(title=marker),
    Review: lambda marker: ReviewFactory(proposed_by=marker),
}
