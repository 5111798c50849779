"""An RBDE's spreadsheet: kept for a day, shown, then imported once."""

from django.db import transaction
from django.utils import timezone

from accounts.enums import Role
from directory.models import School
from directory.violations import Refused, Violation
from documents import kept_sheets
from documents.enums import SheetPurpose
from documents.models import SheetImport
from documents.sheet_columns import guessed
from partnerships import sheet_import
from partnerships.sheet_columns import COLUMNS, CONTACT
from partnerships.workflow.log import holder_of

IMPORTERS = frozenset({Role.RBDE, Role.DDFPT, Role.MISSION_OFFICER})
RULE = "import"
LACK = Violation(RULE, "Indiquez la colonne du SIRET, ou celles du nom et du code postal.", "siret")


@transaction.atomic
def keep(actor, sheet, file_name, school=None):
    """Keep what a file says, its columns guessed from their titles."""
    if actor.role not in IMPORTERS:
        raise Refused("Votre rôle n’importe pas d’entreprises.")
    holder = holder_of(actor, school=school).get("school")
    return kept_sheets.keep(
        actor, sheet, file_name, holder, SheetPurpose.COMPANIES, guessed(sheet.headers, COLUMNS)
    )


def kept_rows():
    """The files of companies."""
    return SheetImport.objects.about(SheetPurpose.COMPANIES)


def columns_of(kept):
    """The columns that a file may give: an office without a school keeps no contacts."""
    return {n: column for n, column in COLUMNS.items() if kept.school_id or n not in CONTACT}


def is_mapped(mapping):
    """Whether the columns say which company: its SIRET, or its name and postcode."""
    return "siret" in mapping or {"name", "postcode"} <= mapping.keys()


@transaction.atomic
def choose_columns(actor, kept, mapping):
    """Which column says what; the SIRET or the name must be among them. Raises `Refused`."""
    return kept_sheets.choose_columns(actor, kept, mapping, None if is_mapped(mapping) else LACK)


def preview(actor, kept):
    """What an import would do; nothing is kept of it. Raises NotProcessed."""
    return _run(actor, kept, dry_run=True)


@transaction.atomic
def apply(actor, kept):
    """Import the file, once. Raises `Refused` when it was, NotProcessed as the preview."""
    row = kept_sheets.locked(actor, kept)
    result = _run(actor, row, dry_run=False)
    return kept_sheets.finish(actor, row, result, "a importé un tableau d’entreprises")


def _run(actor, kept, *, dry_run):
    return sheet_import.run(
        kept_sheets.sheet_of(kept),
        kept.mapping,
        departments=own_departments(actor),
        author=actor.user,
        holder={"school": kept.school} if kept.school_id else holder_of(actor),
        dry_run=dry_run,
        today=timezone.localdate(),
    )


def own_departments(actor):
    """The départements whose companies one may import (DOMAIN §8: shared facts)."""
    schools = School.objects.filter(pk__in=actor.school_ids).order_by()
    return set(actor.department_codes) | set(schools.values_list("department", flat=True))
