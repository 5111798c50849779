"""Rows of placements of another tenant (`tests.access.foreign`)."""

from directory.models import ClassGroup
from partnerships.models import SheetImport
from placements.models import (
    Agreement,
    ClassReferent,
    HostPart,
    LegalGuardian,
    Placement,
    Pupil,
    Stay,
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


MAKERS = {
    Agreement: agreement,
    ClassReferent: lambda marker: ClassReferent.objects.create(
        class_group=ClassGroupFactory(), user=UserFactory(first_name=marker, last_name=marker)
    ),
    HostPart: part,
    LegalGuardian: lambda marker: LegalGuardian.objects.create(
        pupil=pupil(marker), rank=1, last_name=marker, email=f"{marker.lower()}@essai.example"
    ),
    Placement: lambda marker: PlacementFactory(comment=marker, pupil=pupil(marker)),
    Pupil: pupil,
    Stay: stay,
    **foreign_bank.MAKERS,
}
NUMBERS = {
    "stages/classes/": ClassGroup,
    "stages/eleves/importer/": SheetImport,
    "stages/eleves/": Pupil,
    "stages/fiches/": Placement,
    **foreign_bank.NUMBERS,
}
