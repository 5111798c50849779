"""Rows of placements of another tenant (`tests.access.foreign`)."""

import datetime as dt

from directory.models import ClassGroup, Company
from documents.models import SheetImport
from placements.models import (
    Agreement,
    AgreementNotice,
    ClassReferent,
    DiscoveryTrack,
    EarlyEnd,
    HostDeclaration,
    HostPart,
    Incident,
    LegalGuardian,
    PfmpLimits,
    Placement,
    PresenceDay,
    PresenceLimits,
    Pupil,
    Stay,
    TrackCandidate,
    TrackDay,
    Visit,
)
from tests.access import foreign_bank, foreign_pfmp
from tests.accounts.factories import UserFactory
from tests.directory.factories import (
    BranchOrganisationFactory,
    ClassGroupFactory,
    CompanyFactory,
    SchoolYearFactory,
)
from tests.placements.agreement_world import SAID, make_agreement_world
from tests.placements.factories import PlacementFactory, PupilFactory


def agreement(marker):
    world = make_agreement_world()
    return world.prepare(objectives=marker, evaluation=marker, transport=marker)


def part(marker):
    world = make_agreement_world()
    world.prepare()
    texts = [name for name, value in SAID.items() if isinstance(value, str)]
    return world.fill(**{name: marker for name in texts if not name.endswith(("email", "phone"))})


def pupil(marker):
    return PupilFactory(last_name=marker, first_name=marker, school_number=marker)


def stay(marker):
    row = PlacementFactory(comment=marker).stays.get()
    Stay.objects.filter(pk=row.pk).update(tutor_name=marker, place=marker, activities=marker)
    row.refresh_from_db()
    return row


def notice(marker):
    world = make_agreement_world()
    world.prepare()
    changes = [{"label": "Tuteur", "before": marker, "after": marker}]
    return AgreementNotice.objects.create(
        agreement=world.agreement, part=world.part, number=1, changes=changes
    )


def visit(marker):
    return Visit.objects.create(
        placement=PlacementFactory(pupil=pupil(marker)),
        kind="visit",
        done_on=dt.date(2027, 1, 26),
        alert="green",
        note=marker,
    )


def presence(marker):
    return PresenceDay.objects.create(
        placement=PlacementFactory(pupil=pupil(marker)),
        day=dt.date(2027, 1, 26),
        side="host",
        morning="present",
        taken_by=marker,
    )


def incident(marker):
    return Incident.objects.create(
        placement=PlacementFactory(pupil=pupil(marker)),
        kind="accident",
        day=dt.date(2027, 1, 26),
        what=marker,
        measures=marker,
        side="host",
        told_by=marker,
    )


def track(marker):
    """In preparation, by a branch of elsewhere."""
    return DiscoveryTrack.objects.create(
        title=marker,
        scheme=marker,
        description=marker,
        branch=BranchOrganisationFactory(),
        school_year=SchoolYearFactory(),
        levels=["3e"],
        capacity=8,
        starts_on=dt.date(2027, 1, 25),
        ends_on=dt.date(2027, 1, 29),
        opens_on=dt.date(2026, 11, 1),
        closes_on=dt.date(2026, 12, 1),
    )


def track_day(marker):
    day = dt.date(2027, 1, 25)
    return TrackDay.objects.create(
        track=track(marker), company=CompanyFactory(), day=day, capacity=4
    )


def candidate(marker):
    row = pupil(marker)
    return TrackCandidate.objects.create(
        track=track(marker),
        pupil=row,
        school=row.school,
        class_group=row.class_group,
        school_year=row.class_group.school_year,
        number=1,
        level=row.class_group.level,
        reason=marker,
    )


def early_end(marker):
    row = PlacementFactory(pupil=pupil(marker))
    return EarlyEnd.objects.create(
        placement=row, planned_until=row.ends_on, reason="host", comment=marker
    )


def declaration(marker):
    return HostDeclaration.objects.create(company=CompanyFactory(), kind="hours", basis=marker)


MAKERS = {
    Agreement: agreement,
    AgreementNotice: notice,
    ClassReferent: lambda marker: ClassReferent.objects.create(
        class_group=ClassGroupFactory(), user=UserFactory(first_name=marker, last_name=marker)
    ),
    DiscoveryTrack: track,
    EarlyEnd: early_end,
    HostDeclaration: declaration,
    HostPart: part,
    Incident: incident,
    LegalGuardian: lambda marker: LegalGuardian.objects.create(
        pupil=pupil(marker), rank=1, last_name=marker, email=f"{marker.lower()}@essai.example"
    ),
    Placement: lambda marker: PlacementFactory(comment=marker, pupil=pupil(marker)),
    PresenceDay: presence,
    PfmpLimits: lambda marker: PfmpLimits.objects.create(version=9, note=marker),
    PresenceLimits: lambda marker: PresenceLimits.objects.create(version=9, note=marker),
    Pupil: pupil,
    Stay: stay,
    TrackCandidate: candidate,
    TrackDay: track_day,
    Visit: visit,
    **foreign_bank.MAKERS,
    **foreign_pfmp.MAKERS,
}


def open_rows():
    """What everybody who is signed in reads, and only its own people change."""
    return {Company: CompanyFactory()}


# Read by the authority, whose limits they are or who checks what hosts declare.
SET_BY_RECTORAT = (
    "placements.HostDeclaration",
    "placements.PfmpLimits",
    "placements.PresenceLimits",
)
NUMBERS = {
    "stages/classes/": ClassGroup,
    "stages/eleves/importer/": SheetImport,
    "stages/grilles/importer/": SheetImport,
    "stages/eleves/": Pupil,
    "stages/accueillis/effectif/": Company,
    "stages/accueillis/": Stay,
    "stages/fiches/": Placement,
    **foreign_bank.NUMBERS,
    **foreign_pfmp.NUMBERS,
    "stages/parcours/candidats/": TrackCandidate,
    "stages/parcours/": DiscoveryTrack,
}
