"""School years: which one a date belongs to, which one is current (R-ID-8)."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from directory.enums import YearState
from directory.models import SchoolYear
from directory.violations import Refused, Violation

FIRST_MONTH = 9
PREPARATION_MONTH = 5
FIRST_YEAR, LAST_YEAR = 2000, 2100


def start_year_of(day):
    """The start year of the school year that holds `day`."""
    return day.year if day.month >= FIRST_MONTH else day.year - 1


def year_of(day):
    """The `SchoolYear` that holds `day`, made when nobody has needed it yet."""
    return SchoolYear.objects.get_or_create(start_year=start_year_of(day))[0]


def label(start_year):
    """ "2026-2027"."""
    return f"{start_year}-{start_year + 1}"


def first_day(start_year):
    return date(start_year, FIRST_MONTH, 1)


def last_day(start_year):
    return date(start_year + 1, FIRST_MONTH - 1, 31)


def current_year():
    """The `SchoolYear` in progress; made from today's date on an empty database."""
    return SchoolYear.objects.filter(state=YearState.CURRENT).first() or ensure_years()


def ensure_years(today=None):
    """Make the current year when there is none, and the next one from 1 May; return it.

    Idempotent; concurrent calls agree on the same rows.
    """
    today = today or timezone.localdate()
    current = SchoolYear.objects.filter(state=YearState.CURRENT).first()
    if current is None:
        current = _make_current(start_year_of(today))
    if today >= date(current.start_year + 1, PREPARATION_MONTH, 1):
        SchoolYear.objects.get_or_create(start_year=current.start_year + 1)
    return current


@transaction.atomic
def _make_current(start_year):
    SchoolYear.objects.get_or_create(start_year=start_year)
    SchoolYear.objects.filter(start_year=start_year).update(state=YearState.CURRENT)
    return SchoolYear.objects.get(start_year=start_year)


def open_refusals(year, today):
    """Why `year` cannot be put in preparation: only from 1 May of the year before."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return [Violation("R-ID-8", f"L’année va de {FIRST_YEAR} à {LAST_YEAR}.")]
    earliest = date(year, PREPARATION_MONTH, 1)
    if today < earliest:
        text = f"L’année {label(year)} s’ouvre en préparation à partir du {earliest:%d/%m/%Y}."
        return [Violation("R-ID-8", text)]
    return []


def switch_refusals(year, current):
    """Why `year` cannot become the current year after `current`."""
    if year.state != YearState.PREPARATION:
        return [
            Violation("R-ID-8", "Seule une année en préparation peut devenir l’année en cours.")
        ]
    if current and year.start_year != current.start_year + 1:
        return [Violation("R-ID-8", "L’année en cours ne peut être suivie que de la suivante.")]
    return []


@transaction.atomic
def open_year(start_year, today):
    """Put a year in preparation. Raises `Refused` before 1 May."""
    if violations := open_refusals(start_year, today):
        raise Refused(violations=violations)
    return SchoolYear.objects.get_or_create(start_year=start_year)[0]


@transaction.atomic
def switch_to(start_year):
    """Close the current year and start the next one. Raises `Refused`."""
    locked = {row.start_year: row for row in SchoolYear.objects.select_for_update(of=("self",))}
    if start_year not in locked:
        raise Refused(f"L’année {label(start_year)} n’est pas ouverte.")
    year = locked[start_year]
    current = next((row for row in locked.values() if row.is_current), None)
    if violations := switch_refusals(year, current):
        raise Refused(violations=violations)
    if current:
        current.state = YearState.CLOSED
        current.save(update_fields=["state"])
    year.state = YearState.CURRENT
    year.save(update_fields=["state"])
    return year


def years_before(day, years):
    """The same day of that year (a date, or a moment); 28 February for the 29th."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)
