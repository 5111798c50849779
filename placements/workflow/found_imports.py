"""A list of placements that families found: kept for a day, shown, then recorded once."""

from dataclasses import replace

from django.db import transaction

from accounts.enums import Role
from directory.closed_years import closed_refusals
from directory.models import School
from directory.violations import Refused, Violation, require
from documents import kept_sheets
from documents.enums import SheetPurpose
from documents.models import SheetImport
from documents.sheet_columns import guessed
from partnerships import seats
from partnerships.companies import TypedCompany, find_or_create
from placements.found_columns import COLUMNS
from placements.found_import import FoundComparison, Result
from placements.models.pupils import NAME_READERS
from placements.workflow.placements import place_many
from placements.workflow.pupils import may_follow

RULE = "import"
LACK = Violation(
    RULE,
    "Indiquez les colonnes de l’élève (nom ou numéro) et de l’entreprise (nom ou SIRET).",
    "last_name",
)
# A referent imports the list of their own class.
IMPORTERS = NAME_READERS | {Role.TEACHER}
MOST_LINES = 1000
NOT_YOURS = "Votre rôle n’importe pas de stages pour cet établissement."
NO_SIRET = "Absent de la liste importée"


def kept_rows():
    """The lists of placements."""
    return SheetImport.objects.about(SheetPurpose.PLACEMENTS)


@transaction.atomic
def keep(actor, sheet, file_name, school):
    """Keep what a file says of the placements of a school. Raises `Refused`."""
    if actor.role not in IMPORTERS or school.pk not in actor.school_ids:
        raise Refused(NOT_YOURS)
    if len(sheet.lines) > MOST_LINES:
        text = f"Une liste de stages compte {MOST_LINES} lignes au plus : coupez-la par classe."
        raise Refused(violations=[Violation(RULE, text, "file")])
    mapping = guessed(sheet.headers, COLUMNS)
    return kept_sheets.keep(actor, sheet, file_name, school, SheetPurpose.PLACEMENTS, mapping)


def is_mapped(mapping):
    """Whether the columns say who and where."""
    named = {"full_name", "school_number"} & mapping.keys()
    named = named or {"last_name", "first_name"} <= mapping.keys()
    return bool(named and {"siret", "host_name"} & mapping.keys())


@transaction.atomic
def choose_columns(actor, kept, mapping):
    """Which column says what: the pupil and the company must be among them."""
    return kept_sheets.choose_columns(actor, kept, mapping, None if is_mapped(mapping) else LACK)


def preview(actor, kept, school_year, chosen, *, is_signed=False):
    """What an import would do, with the companies that were chosen; nothing is kept of it."""
    return _run(actor, kept, school_year, chosen, is_signed)


@seats.unit_of_work
def apply(actor, kept, school_year, chosen, *, is_signed=False):
    """Record the placements, once. Raises `Refused` when it was done, the year is closed, or a
    doubtful company is not chosen yet."""
    row = kept_sheets.locked(actor, kept)
    require(closed_refusals(school_year, school=row.school))
    School.objects.select_for_update(of=("self",), no_key=True).get(pk=row.school_id)
    result = _run(actor, row, school_year, chosen, is_signed)
    if result.of("doubtful"):
        raise Refused("Choisissez d’abord chaque entreprise qui ressemble à une fiche connue.")
    _record(actor, result.of("created"))
    return kept_sheets.finish(actor, row, result, "a importé une liste de stages")


def _record(actor, lines):
    """The placements of these lines; one that was taken in the meantime is said refused."""
    founds = [_found(actor, line) for line in lines]
    lines_of = {id(found): line for found, line in zip(founds, lines, strict=True)}
    for found, why in place_many(actor, founds)[1]:
        line = lines_of[id(found)]
        line.verdict, line.error = "rejected", why.message


def _found(actor, line):
    """Its company is made on the first line that names it."""
    match = line.match
    if match.is_new and match.company.pk is None:
        match.company = find_or_create(actor, _typed(line.values))
    hosting = replace(line.found.hostings[0], company=match.company)
    return replace(line.found, hostings=(hosting,))


def _typed(values):
    return TypedCompany(
        siret=values["siret"],
        no_siret_reason="" if values["siret"] else NO_SIRET,
        name=values["host_name"],
        address=values["address"],
        postcode=values["postcode"],
        city=values["city"],
        email=values["host_email"],
        phone=values["host_phone"],
        is_new=True,
    )


def _run(actor, kept, school_year, chosen, is_signed):
    if kept.school_id not in actor.school_ids:
        raise Refused(NOT_YOURS)
    known = {}

    def follows(group):
        if group.pk not in known:
            known[group.pk] = may_follow(actor, group)
        return known[group.pk]

    comparison = FoundComparison(
        actor, kept.school, school_year, follows, chosen, is_signed=is_signed
    )
    return Result(comparison.lines(kept_sheets.sheet_of(kept), kept.mapping))
