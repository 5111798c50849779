"""The rows behind a figure: which table each source counts, which columns of it are shown.

Rows are those that the actor may see (`visible_to`); columns never hold a pupil's name.
"""

import datetime as dt
from dataclasses import dataclass

from django.apps import apps
from django.db import models
from django.utils import timezone

from directory.violations import Refused
from reports.indicators import BY_CODE, Indicator, Ratio
from reports.models import ExportColumns
from reports.report import DIMENSIONS, TOTAL, Report, rows_behind

CHUNK = 2000


@dataclass(frozen=True)
class Column:
    """`path` is followed from the row by attributes; a choice is printed as its label."""

    path: str
    label: str

    def of(self, row):
        """The cell: text, number, date, or None."""
        for name in self.path.split("__"):
            owner, row = row, getattr(row, name, None)
            if row is None:
                return None
        if isinstance(row, bool):
            return "oui" if row else "non"
        if isinstance(row, dt.datetime):
            return timezone.localtime(row).date()
        if isinstance(row, int | float | dt.date):
            return row
        shown = getattr(owner, f"get_{name}_display", None)
        return str(shown() if shown else row)


@dataclass(frozen=True)
class Listing:
    """The table of a source; `joins` are the relations that its columns follow."""

    model: str
    columns: tuple
    joins: tuple = ()

    def rows(self, actor, keys):
        model = apps.get_model(self.model)
        rows = model._default_manager.all().visible_to(actor).filter(pk__in=keys)
        return rows.select_related(*self.joins).order_by("pk")

    def chosen(self, paths):
        """The columns of these paths, in the order of the list; all when none is known."""
        return [one for one in self.columns if one.path in paths] or list(self.columns)


def _listing(model, text, *joins):
    columns = [line.strip().split(" | ") for line in text.strip().splitlines()]
    return Listing(model, tuple(Column(path, label) for path, label in columns), joins)


SCHOOL = """school__uai | UAI
school__name | Établissement
school__department_id | Département
"""
DATES = """starts_on | Premier jour
ends_on | Dernier jour
"""
# By the code of the source.
LISTINGS = {
    "bookings": _listing(
        "partnerships.Booking",
        f"""{SCHOOL}class_group | Classe
        company | Entreprise
        kind | Nature
        {DATES}girls | Filles
        boys | Garçons
        unspecified | Élèves, non précisé
        adults | Adultes
        state | État""",
        "school", "class_group", "company", "slot",
    ),
    "seats": _listing(
        "partnerships.Slot", f"{DATES}offer | Offre\ncapacity | Classes", "offer",
    ),
    "placements": _listing(
        "placements.Placement",
        f"""{SCHOOL}class_group | Classe
        {DATES}source | Origine
        state | État
        distance_km | Distance en kilomètres""",
        "school", "class_group",
    ),
    "vocational_placements": _listing(
        "placements.Placement",
        f"""{SCHOOL}class_group | Classe
        class_group__diploma | Diplôme
        kind | Nature
        {DATES}state | État
        distance_km | Distance en kilomètres""",
        "school", "class_group__diploma",
    ),
    "vocational_pupils": _listing(
        "placements.Pupil",
        """class_group__school | Établissement
        class_group | Classe
        class_group__diploma | Diplôme""",
        "class_group__school", "class_group__diploma",
    ),
    "cup_teams": _listing(
        "events.Team",
        """edition | Finale
        contract__booking__school__name | Établissement
        contract__booking__class_group | Classe
        title | Titre
        girls | Filles
        boys | Garçons
        unspecified | Élèves, non précisé
        state | État""",
        "edition", "contract__booking__school", "contract__booking__class_group",
    ),
    "placement_pupils": _listing(
        "placements.Pupil",
        "class_group__school | Établissement\nclass_group | Classe", "class_group__school",
    ),
    "placement_applications": _listing(
        "placements.PlacementApplication", f"{DATES}offer | Offre\nstate | État", "offer",
    ),
    "placement_weeks": _listing(
        "placements.OfferWeek",
        "offer | Offre\nmonday | Semaine du\ncapacity | Places\nseats_taken | Places prises",
        "offer",
    ),
    "partnerships": _listing(
        "partnerships.Partnership",
        f"company | Entreprise\n{SCHOOL}kind | Nature\ntitle | Objet\n{DATES}state | État",
        "company", "school",
    ),
    "companies": _listing(
        "directory.Company",
        "siret | SIRET\ndisplay_name | Entreprise\ncity | Ville\ndepartment_id | Département",
    ),
    "requests": _listing(
        "partnerships.SchoolRequest",
        f"{SCHOOL}kind | Nature\nlevel | Niveau\nsize | Effectif\n{DATES}state | État", "school",
    ),
    "needs": _listing(
        "partnerships.CompanyNeed",
        """company | Entreprise
        job | Métier
        level | Niveau
        count | Personnes
        department_id | Département
        told_on | Dit le""",
        "company",
    ),
    "committees": _listing(
        "clee.Committee", "name | Comité\nstate | État\nsupport_school | Établissement support",
        "support_school",
    ),
    "events": _listing(
        "events.Event",
        """title | Événement
        kind | Type
        organiser | Organisateur
        department | Département
        starts_at | Début
        state | État""",
        "department",
    ),
    "rbde": _listing("accounts.RoleAssignment", f"user | Personne\n{DATES}", "user"),
    "coverage": _listing(
        "directory.School",
        """uai | UAI
        name | Établissement
        city | Ville
        kind | Type
        department_id | Département
        latitude | Latitude
        longitude | Longitude""",
    ),
    "declared": _listing(
        "reports.DeclaredCount",
        """declaration | Déclaration
        kind | Nature
        count | Nombre
        pupils | Élèves
        adults | Adultes
        words | Précision""",
        "declaration__school_year", "declaration__school", "declaration__committee",
        "declaration__network",
    ),
}  # fmt: skip


def listing_of(report, indicator):
    """The Listing behind an indicator of a report that counts today's rows, or None."""
    if not report.is_live or isinstance(indicator, Ratio):
        return None
    return LISTINGS.get(indicator.source.code)


@dataclass(frozen=True)
class Asked:
    """A figure whose rows are asked for."""

    report: Report
    indicator: Indicator
    listing: Listing
    dimension: str
    key: str

    @property
    def keys(self):
        return rows_behind(self.report, self.indicator.code, self.dimension, self.key)

    @property
    def group(self):
        """The name of the group, "" for the whole."""
        if self.dimension == TOTAL:
            return ""
        key = int(self.key) if self.dimension in NUMBERED and self.key.isdigit() else self.key
        return self.report.name(self.dimension, key)

    @property
    def title(self):
        where = [self.indicator.label, self.report.label, self.report.territory.label, self.group]
        return ", ".join(part for part in where if part)


# The groupings whose keys are numbers.
NUMBERED = ("sector", "basin", "committee")


def asked_rows(report, code, dimension, key):
    """The Asked of these words of an address. Raises Refused when they name no list."""
    indicator = BY_CODE.get(code)
    listing = indicator in report.indicators() and listing_of(report, indicator)
    if indicator is None or not listing or dimension not in (TOTAL, *DIMENSIONS):
        raise Refused("Ce chiffre n’a pas de liste.")
    return Asked(report, indicator, listing, dimension, key if dimension != TOTAL else "")


def remembered(actor, source):
    """(paths of the columns, decimal comma) that the person chose last for this list."""
    row = ExportColumns.objects.visible_to(actor).filter(source=source).first()
    return (row.columns, row.has_comma) if row else ([], True)


def remember(actor, source, paths, has_comma):
    ExportColumns.objects.update_or_create(
        user=actor.user, source=source, defaults={"columns": paths, "has_comma": has_comma}
    )


def cells(columns, rows):
    """The rows as lists, some at a time: they never stand in memory together."""
    found = rows.iterator(chunk_size=CHUNK) if isinstance(rows, models.QuerySet) else rows
    for row in found:
        yield [column.of(row) for column in columns]
