"""Rows of placements of another tenant (`tests.access.foreign`)."""

import datetime as dt

from directory.models import ClassGroup
from partnerships.models import SheetImport
from placements.models import (
    Agreement,
    AgreementNotice,
    ClassReferent,
    HostPart,
    Incident,
    LegalGuardian,
    Placement,
    PresenceDay,
    PresenceLimits,
    Pupil,
    Stay,
    Visit,
)
from tests.access import foreign_bank
from tests.accounts.factories import UserFactory
from tests.directory.factories import ClassGroupFactory
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


MAKERS = {
    Agreement: agreement,
    AgreementNotice: notice,
    ClassReferent: lambda marker: ClassReferent.objects.create(
        class_group=ClassGroupFactory(), user=UserFactory(first_name=marker, last_name=marker)
    ),
    HostPart: part,
    Incident: incident,
    LegalGuardian: lambda marker: LegalGuardian.objects.create(
        pupil=pupil(marker), rank=1, last_name=marker, email=f"{marker.lower()}@essai.example"
    ),
    Placement: lambda marker: PlacementFactory(comment=marker, pupil=pupil(marker)),
    PresenceDay: presence,
    PresenceLimits: lambda marker: PresenceLimits.objects.create(version=9, note=marker),
    Pupil: pupil,
    Stay: stay,
    Visit: visit,
    **foreign_bank.MAKERS,
}
NUMBERS = {
    "stages/classes/": ClassGroup,
    "stages/eleves/importer/": SheetImport,
    "stages/eleves/": Pupil,
    "stages/fiches/": Placement,
    **foreign_bank.NUMBERS,
}
