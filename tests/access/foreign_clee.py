"""Rows of committees of another territory (`tests.access.foreign`)."""

import datetime as dt

from clee.models import (
    Action,
    ActionDocument,
    ActionType,
    AgendaItem,
    Committee,
    CycleStep,
    Decision,
    Enquiry,
    Invitation,
    Mandate,
    Meeting,
    Member,
    OfficeSheet,
    Practice,
    Resource,
    ResourceVersion,
    Review,
)
from events.models import Edition, Event, Juror, Registration, Session, Support, Team
from tests.access import foreign_public
from tests.access.foreign_public import elsewhere
from tests.clee.factories import (
    ActionFactory,
    CommitteeFactory,
    MandateFactory,
    PracticeFactory,
    ReviewFactory,
)
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
# What everybody reads of a committee, of its practices and of a contest.
PUBLIC = (
    "clee/<int:pk>/",
    "clee/<int:pk>/contact/",
    "clee/pratiques/<int:pk>/",
    "evenements/<int:pk>/",
    "evenements/<int:pk>/inscription/",
    "evenements/industrie-cup/<int:pk>/",
)
NUMBERS = foreign_public.NUMBERS | {
    "clee/actions/": Action,
    "clee/bilans/": Review,
    "clee/decisions/": Decision,
    "clee/demandes/": Enquiry,
    "clee/documents-actions/": ActionDocument,
    "clee/etapes/": CycleStep,
    "clee/fichiers/": ResourceVersion,
    "clee/invitations/": Invitation,
    "clee/mandats/": Mandate,
    "clee/membres/": Member,
    "clee/pratiques/": Practice,
    "clee/ressources/": Resource,
    "clee/reunions/": Meeting,
    "clee/": Committee,
    "evenements/industrie-cup/equipes/": Team,
    "evenements/industrie-cup/jures/": Juror,
    "evenements/industrie-cup/supports/": Support,
    "evenements/industrie-cup/": Edition,
    "evenements/<int:pk>/accueil/": Event,
    "evenements/<int:pk>/inscriptions/": Event,
    "evenements/inscriptions/": Registration,
    "evenements/seances/": Session,
}


def open_rows():
    """Rows that everybody reads, of elsewhere: what is done with them is not for everybody."""
    committee = CommitteeFactory(departments=[elsewhere()])
    return {
        Committee: committee,
        Mandate: MandateFactory(committee=committee),
        Practice: PracticeFactory(action__committee=committee),
    }


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
