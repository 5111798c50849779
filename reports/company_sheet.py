"""What one company gave in a school year: the sheet that it downloads, by the counting rules
of the report (`reports.indicators`), so that the two never disagree."""

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from directory import sql
from directory.french import full_day, period
from directory.years import label
from documents.rendering import render_pdf
from partnerships.models import Booking
from reports.indicators.base import Indicator
from reports.indicators.immersions import BOOKINGS, INDICATORS
from reports.report import Report
from reports.territories import ALL, Territory

# The indicators that count what a company received, in the order of the sheet.
COUNTED = ("classes", "ordinary", "visits", "staff")
BY_CODE = {one.code: one for one in INDICATORS if isinstance(one, Indicator)}
EVERYWHERE = Territory(ALL, "")
DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Figures:
    """Sums over some bookings; `days` are days of presence, each booking's own."""

    groups: int
    girls: int
    boys: int
    unspecified: int
    adults: int
    days: int
    schools: int

    @property
    def pupils(self):
        return self.girls + self.boys + self.unspecified


def of_rows(rows):
    return Figures(
        groups=len(rows),
        girls=sum(row.girls for row in rows),
        boys=sum(row.boys for row in rows),
        unspecified=sum(row.unspecified for row in rows),
        adults=sum(row.adults for row in rows),
        days=sum((row.ends_on - row.starts_on) // DAY + 1 for row in rows),
        schools=len({row.school_id for row in rows}),
    )


def counted(company, year, today=None):
    """{code of an indicator: [Booking]} of what the report counts for this company; one
    statement, then the rows."""
    report = Report(year, EVERYWHERE, today)
    cases = " ".join(f"WHEN {BY_CODE[code].condition} THEN '{code}'" for code in COUNTED)
    statement = f"""
        WITH counted AS ({BOOKINGS.sql})
        SELECT id, CASE {cases} END FROM counted
        WHERE year = %(year)s AND company = %(company)s
    """  # noqa: S608 constants of reports.indicators
    codes = dict(sql.rows(statement, report.limits | {"year": year, "company": company.pk}))
    rows = Booking.objects.filter(pk__in=[pk for pk, code in codes.items() if code])
    found: dict[str, list] = {code: [] for code in COUNTED}
    for row in rows.for_lists().order_by("starts_on", "pk"):
        found[codes[row.pk]].append(row)
    return {code: rows for code, rows in found.items() if rows}


COLUMNS = (
    "Accueil",
    "Groupes",
    "Élèves",
    "Filles",
    "Garçons",
    "Adultes",
    "Jours",
    "Établissements",
)


def data(company, year, today=None):
    """What the layout prints."""
    today = today or timezone.localdate()
    found = counted(company, year, today)
    everything = [row for rows in found.values() for row in rows]
    lines = [_line(BY_CODE[code].label, rows) for code, rows in found.items()]
    return {
        "title": f"Ce que nous avons donné en {label(year)}",
        "subtitle": str(company),
        "facts": [
            ["SIRET", company.siret or company.no_siret_reason],
            ["Site", company.site_name],
            ["Année scolaire", label(year)],
            ["Chiffres arrêtés le", full_day(today)],
        ],
        "nothing": "" if found else "Aucun accueil n’est compté cette année scolaire à ce jour.",
        "columns": list(COLUMNS),
        "lines": [*lines, _line("Ensemble", everything)] if found else [],
        "visits": [_visit(row) for row in sorted(everything, key=lambda row: row.starts_on)],
        "definitions": [
            f"{BY_CODE[code].label} : {BY_CODE[code].definition} {BY_CODE[code].rule}"
            for code in COUNTED
        ],
    }


def _line(name, rows):
    one = of_rows(rows)
    numbers = (one.groups, one.pupils, one.girls, one.boys, one.adults, one.days, one.schools)
    return [name, *map(str, numbers)]


def _visit(row):
    """Dates, school, level and number: never the name of a person."""
    level = row.class_group.get_level_display() if row.class_group else "Personnels"
    return [period(row.starts_on, row.ends_on), str(row.school), level, str(row.headcount)]


def pdf(company, year, today=None):
    """Raises `documents.rendering.RenderingFailed` when the document cannot be made."""
    return render_pdf("company_sheet.typ", data(company, year, today))
