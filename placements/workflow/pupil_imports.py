"""A school's file of pupils: kept for a day, shown, then imported once."""

from django.db import transaction

from directory.closed_years import closed_refusals
from directory.models import School
from directory.violations import Refused, Violation, require
from documents import kept_sheets
from documents.enums import SheetPurpose
from documents.models import SheetImport
from documents.sheet_columns import guessed
from placements.models.pupils import NAME_READERS
from placements.pupil_columns import COLUMNS
from placements.pupil_import import Comparison, Result
from placements.workflow import class_changes
from placements.workflow.pupils import may_follow

RULE = "import"
LACK = Violation(RULE, "Indiquez les colonnes du nom, du prénom et de la classe.", "last_name")
IMPORTERS = NAME_READERS


def kept_rows():
    """The files of pupils."""
    return SheetImport.objects.about(SheetPurpose.PUPILS)


@transaction.atomic
def keep(actor, sheet, file_name, school):
    """Keep what a file says of the pupils of a school. Raises `Refused`."""
    if actor.role not in IMPORTERS or school.pk not in actor.school_ids:
        raise Refused("Votre rôle n’importe pas d’élèves pour cet établissement.")
    mapping = guessed(sheet.headers, COLUMNS)
    return kept_sheets.keep(actor, sheet, file_name, school, SheetPurpose.PUPILS, mapping)


def is_mapped(mapping):
    """Whether the columns say who, and in which class."""
    named = "full_name" in mapping or {"last_name", "first_name"} <= mapping.keys()
    return named and "class_name" in mapping


@transaction.atomic
def choose_columns(actor, kept, mapping):
    """Which column says what: the names and the class must be among them."""
    return kept_sheets.choose_columns(actor, kept, mapping, None if is_mapped(mapping) else LACK)


def preview(actor, kept, school_year):
    """What an import would do; nothing is kept of it."""
    return _run(actor, kept, school_year)[1]


@transaction.atomic
def apply(actor, kept, school_year):
    """Import the file, once. Raises `Refused` when it was, or the year is closed."""
    row = kept_sheets.locked(actor, kept)
    require(closed_refusals(school_year, school=row.school))
    School.objects.select_for_update(of=("self",), no_key=True).get(pk=row.school_id)
    comparison, result = _run(actor, row, school_year)
    comparison.write()
    class_changes.follow(actor, comparison.moved)
    return kept_sheets.finish(actor, row, result, "a importé une liste d’élèves")


def _run(actor, kept, school_year):
    if kept.school_id not in actor.school_ids:
        raise Refused("Votre rôle n’importe pas d’élèves pour cet établissement.")
    known = {}

    def follows(group):
        if group.pk not in known:
            known[group.pk] = may_follow(actor, group)
        return known[group.pk]

    comparison = Comparison(kept.school, school_year, follows)
    lines = comparison.lines(kept_sheets.sheet_of(kept), kept.mapping)
    return comparison, Result(lines)
