"""A school's file of grids of skills: kept for a day, shown, then published once."""

from django.db import transaction

from accounts.enums import Role
from directory.models import School
from directory.violations import Refused, Violation
from documents import kept_sheets
from documents.enums import SheetPurpose
from documents.models import SheetImport
from documents.sheet_columns import guessed
from placements.skill_grids import COLUMNS, Grids, Result

LACK = Violation("import", "Indiquez les colonnes du diplôme et de la compétence.", "skill")
IMPORTERS = frozenset({Role.HEAD, Role.DEPUTY, Role.DDFPT, Role.RBDE})
NOT_YOURS = "Votre rôle n’importe pas de grille pour cet établissement."


def kept_rows():
    """The files of grids."""
    return SheetImport.objects.about(SheetPurpose.SKILLS)


@transaction.atomic
def keep(actor, sheet, file_name, school):
    """Keep what a file says of the grids of a school. Raises `Refused`."""
    if actor.role not in IMPORTERS or school.pk not in actor.school_ids:
        raise Refused(NOT_YOURS)
    mapping = guessed(sheet.headers, COLUMNS)
    return kept_sheets.keep(actor, sheet, file_name, school, SheetPurpose.SKILLS, mapping)


def is_mapped(mapping):
    """Whether the columns say which skill, of which diploma."""
    return {"diploma", "skill"} <= mapping.keys()


@transaction.atomic
def choose_columns(actor, kept, mapping):
    """Which column says what."""
    return kept_sheets.choose_columns(actor, kept, mapping, None if is_mapped(mapping) else LACK)


def preview(actor, kept):
    """What an import would publish; nothing is kept of it."""
    return _run(actor, kept)[1]


@transaction.atomic
def apply(actor, kept):
    """Publish the grids of a file, once. Raises `Refused`."""
    row = kept_sheets.locked(actor, kept)
    School.objects.select_for_update(of=("self",), no_key=True).get(pk=row.school_id)
    grids, result = _run(actor, row)
    if not grids.grids:
        raise Refused("Aucune ligne de ce fichier ne peut être prise.")
    grids.write()
    return kept_sheets.finish(actor, row, result, "a importé des grilles de compétences")


def _run(actor, kept):
    if kept.school_id not in actor.school_ids:
        raise Refused(NOT_YOURS)
    grids = Grids(kept.school)
    return grids, Result(grids.lines(kept_sheets.sheet_of(kept), kept.mapping))
