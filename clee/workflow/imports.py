"""The authority's list of committees: kept for a day, shown, then imported once (R-CL-1)."""

from django.db import transaction

from clee.enums import KEEPERS
from clee.importing import COLUMNS, Result, preview_importer
from clee.workflow import who
from directory.importers.files import NotProcessed
from directory.violations import Violation
from documents import kept_sheets
from documents.enums import SheetPurpose
from documents.models import SheetImport
from documents.sheet_columns import guessed

LACK = Violation("import", "Indiquez les colonnes du comité et des départements.", "comite")


def may_import(actor):
    """Officers of a territory, for its committees; administrators for all."""
    return actor.is_administrator or actor.role in KEEPERS


def kept_rows():
    """The lists of committees."""
    return SheetImport.objects.about(SheetPurpose.COMMITTEES)


@transaction.atomic
def keep(actor, sheet, file_name, _school=None):
    """Keep what a file says, its columns guessed from their titles. Raises `Refused`."""
    who.demand(may_import(actor))
    mapping = guessed(sheet.headers, COLUMNS)
    return kept_sheets.keep(actor, sheet, file_name, None, SheetPurpose.COMMITTEES, mapping)


def is_mapped(mapping):
    """Whether the columns say which committee, and where."""
    return {"comite", "departements"} <= mapping.keys()


@transaction.atomic
def choose_columns(actor, kept, mapping):
    """Which column says what: the committee and its départements must be among them."""
    return kept_sheets.choose_columns(actor, kept, mapping, None if is_mapped(mapping) else LACK)


def preview(actor, kept):
    """What an import would do; nothing is kept of it. Raises NotProcessed."""
    return _run(actor, kept, dry_run=True)


@transaction.atomic
def apply(actor, kept):
    """Import the file, once. Raises `Refused` when it was, NotProcessed as the preview."""
    row = kept_sheets.locked(actor, kept)
    result = _run(actor, row, dry_run=False)
    return kept_sheets.finish(actor, row, result, "a importé une liste de comités")


def _run(actor, kept, *, dry_run):
    who.demand(may_import(actor))
    if not is_mapped(kept.mapping):
        raise NotProcessed(LACK.message)
    codes = None if actor.is_administrator else sorted(actor.department_codes)
    sheet = kept_sheets.sheet_of(kept)
    importer = preview_importer(sheet, kept.mapping, codes, dry_run=dry_run)
    importer.run()
    return Result(importer.lines)
