"""The report of a year and a territory: all figures, against the year before.

One statement per source, whatever the number of indicators, years and groupings.
"""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from django.conf import settings
from django.db.models.expressions import RawSQL
from django.utils import timezone

from clee.models import ActionType, Committee
from directory import sql
from directory.enums import PriorityEducation, SchoolKind, SpecialKind
from directory.models import Department, School, Sector, TrainingBasin
from directory.years import label as year_label
from directory.years import start_year_of
from reports import masking, verdicts, wholes
from reports.dimensions import (
    ACADEMY,
    ACTION_TYPE,
    AUDIENCE,
    BASIN,
    COLUMNS,
    COMMITTEE,
    DEPARTMENT,
    NAF,
    PARTNER,
    SCHOOL,
    SCHOOL_KIND,
    SECTOR,
    TOTAL,
    UNKNOWN,
)
from reports.grouping import counts
from reports.hiding import Hiding
from reports.indicators import INDICATORS, Ratio, Theme, naf, schemes
from reports.territories import Territory


@dataclass(frozen=True)
class Figure:
    """A value and that of the year before; None where it has no meaning, a text where it
    is hidden (`reports.masking`)."""

    now: int | str | None
    before: int | str | None

    @property
    def difference(self):
        if isinstance(self.now, int) and isinstance(self.before, int):
            return self.now - self.before
        return None


class Report:
    """Figures of `year` (its start) in `territory`, as known on `today`; of the indicators
    that the program `knows`, or knew when the report was frozen."""

    def __init__(
        self, year: int, territory: Territory, today: date | None = None, knows=INDICATORS
    ):
        self.year = year
        self.territory = territory
        # A frozen one counts nothing: there is no row behind its figures.
        self.is_live = True
        # Which program counts.
        self.program = settings.PROGRAM_VERSION
        # When, if its counts were kept by `reports.counted`.
        self.counted_at: datetime | None = None
        self.today = today or timezone.localdate()
        self.by_code = {one.code: one for one in knows}
        self._values: dict = {}
        self.hiding = Hiding(self, verdicts.of_report)

    @property
    def label(self):
        return year_label(self.year)

    @property
    def label_before(self):
        return year_label(self.year - 1)

    @property
    def years(self):
        return (self.year, self.year - 1)

    def indicators(self, theme=None):
        """Those of a theme, or all. A school has no seats of its own: hosts offer them."""
        of_schools = self.territory.is_of_schools
        return [
            one
            for one in self.by_code.values()
            if theme in (None, one.theme) and (one.source.of_schools or not of_schools)
        ]

    def main_indicators(self, theme):
        return [one for one in self.indicators(theme) if one.main]

    def compared(self, dimension, theme):
        """What a table by this grouping compares: of what has a meaning there."""
        if dimension not in schemes.NOTES:
            return [one for one in self.main_indicators(theme) if one.source.knows(dimension)]
        shown = [one for one in self.indicators(theme) if one.code in schemes.FIGURES]
        counted = {
            code
            for source in {one.source.code: one.source for one in shown}.values()
            for (_, found, _, code), count in self.values(source).items()
            if found == dimension and count
        }
        return [one for one in shown if one.code in counted]

    @property
    def themes(self):
        return [theme for theme in Theme if self.indicators(theme)]

    # --- Values ----------------------------------------------------------------------

    def values(self, source):
        """{(year, dimension, key, code): count} of a source, read once."""
        if source.code not in self._values:
            self._values[source.code] = dict(self._values_of(source))
        return self._values[source.code]

    def keep(self, code, values):
        """Take these values of a source instead of counting."""
        self._values[code] = values

    def _values_of(self, source):
        mine = [one for one in self.of_source(source) if not isinstance(one, Ratio)]
        for (year, _, *group, one), count in counts(source, mine, self.limits, self.columns):
            yield (year, *group, one.code), count

    @property
    def columns(self):
        """The groupings of a row: school by school in one département, or among one's own."""
        return [one for one in COLUMNS if one != SCHOOL or self.lists_schools]

    @property
    def lists_schools(self):
        return self.territory.is_of_schools or len(self.territory.departments or ()) == 1

    def of_source(self, source):
        return [one for one in self.by_code.values() if one.source == source]

    @property
    def limits(self):
        """The parameters of every source."""
        territory = self.territory
        return {
            "years": list(self.years),
            "today": self.today,
            "this_year": start_year_of(self.today),
            "departments": None if territory.departments is None else list(territory.departments),
            "schools": None if territory.schools is None else list(territory.schools),
        }

    def figure(self, code, dimension=TOTAL, key=""):
        """The figure of one indicator; a missing row counts zero."""
        shown = (self._shown(self.by_code[code], year, dimension, key) for year in self.years)
        return Figure(*shown)

    def coverage(self, indicator, dimension=TOTAL, key=""):
        """Per cent of the schools concerned that the figure of the year speaks of (DOMAIN §7);
        None where it is of no school, or of a frozen report that did not count it."""
        code = indicator.source.coverage
        return self.figure(code, dimension, key).now if code in self.by_code else None

    def is_hidden(self, code, dimension=TOTAL, key=""):
        """Whether the figure of the year is hidden: then neither its rows nor their number."""
        return self.figure(code, dimension, key).now == masking.HIDDEN

    def _shown(self, indicator, year, dimension, key):
        if dimension != TOTAL and not indicator.source.knows(dimension):
            return None
        if indicator.of_today and year != start_year_of(self.today):
            return None
        if isinstance(indicator, Ratio):
            whole = self._count(indicator.whole, year, dimension, key)
            part = self._count(indicator.part, year, dimension, key)
            if key in self.hidden(indicator.part, year, dimension):
                return masking.HIDDEN
            return round(100 * part / whole) if whole else None
        if key in self.hidden(indicator, year, dimension):
            return masking.HIDDEN
        return self._count(indicator, year, dimension, key)

    def _count(self, indicator, year, dimension, key):
        return self.values(indicator.source).get((year, dimension, key, indicator.code), 0)

    def hidden(self, indicator, year, dimension):
        """The groups of which the number is not told."""
        return self.hiding.groups(indicator, year, dimension)

    def is_empty(self, theme=None):
        """Nothing at all in the year, before or after today; what stands today is no data."""
        sources = {one.source.code: one.source for one in self.indicators(theme)}
        return not any(
            count
            for source in sources.values()
            if not (source.of_today or source.is_context)
            for (year, *_), count in self.values(source).items()
            if year == self.year
        )

    # --- Groups ----------------------------------------------------------------------

    def keys(self, dimension, theme, every=False):
        """The groups with a figure to compare, or any, in either year, in the order of their
        names."""
        compared = self.indicators(theme) if every else self.compared(dimension, theme)
        main = {one.code for one in compared}
        sources = {one.source.code: one.source for one in compared}
        seen = {
            key
            for source in sources.values()
            for (_, found, key, code), count in self.values(source).items()
            if found == dimension and count and code in main
        }
        return sorted(seen, key=lambda key: (self.name(dimension, key), str(key)))

    @cached_property
    def names(self):
        """{dimension: {key: name}}."""
        departments = self._departments
        return {
            ACADEMY: {one.academy_id: one.academy.name for one in departments},
            DEPARTMENT: {one.pk: str(one) for one in departments},
            BASIN: {pk: name for pk, name, *_ in self._basins},
            SCHOOL: self._schools(),
            SCHOOL_KIND: dict(SchoolKind.choices),
            SECTOR: dict(Sector.objects.values_list("pk", "label")),
            COMMITTEE: dict(Committee.objects.values_list("pk", "name")),
            NAF: naf.names(),
            ACTION_TYPE: dict(ActionType.objects.values_list("pk", "label")),
            AUDIENCE: dict(SpecialKind.choices) | dict(PriorityEducation.choices),
            **schemes.names(),
        }

    @cached_property
    def _departments(self):
        return list(Department.objects.select_related("academy"))

    @cached_property
    def _basins(self):
        return list(TrainingBasin.objects.values_list("pk", "name", "academy", "departments"))

    def _schools(self):
        if not self.lists_schools:
            return {}
        of_school, of_department = self.territory.schools, self.territory.departments
        rows = School.objects.filter(
            **({"pk__in": of_school} if of_school else {"department__in": of_department})
        )
        return {one.pk: f"{one} – {one.uai}" for one in rows.only("name", "city", "uai")}

    @cached_property
    def wholes(self):
        """{(dimension, key): the territories that it is a part of}."""
        departments = [(one.pk, one.academy_id) for one in self._departments]
        return wholes.of_places(departments, self._basins)

    def name(self, dimension, key):
        known = self.names.get(dimension, {})
        return known.get(key) or UNKNOWN.get(dimension, str(key))

    def lines(self, theme=None):
        """(Indicator, Figure) of the whole territory."""
        return [(one, self.figure(one.code)) for one in self.indicators(theme)]

    def groups(self, dimension, theme, every=False):
        """(key, name, [(Indicator, Figure)]) of the indicators compared, or `every` one."""
        shown = self.indicators(theme) if every else self.compared(dimension, theme)
        return [
            (
                key,
                self.name(dimension, key),
                [(one, self.figure(one.code, dimension, key)) for one in shown],
            )
            for key in self.keys(dimension, theme, every)
        ]


def rows_behind(report, code, dimension=TOTAL, key=""):
    """The rows that a figure of the report's year counts, as an expression of their ids."""
    indicator = report.by_code[code]
    is_one = "%(key)s = ANY(partner)" if dimension == PARTNER else f"{dimension}::text = %(key)s"
    column = "" if dimension == TOTAL else f"AND {is_one}"
    statement = f"""
        WITH counted AS ({indicator.source.full_sql})
        SELECT id FROM counted WHERE year = %(year)s AND ({indicator.condition}) {column}
    """  # noqa: S608 constants of reports.indicators
    values = report.limits | {"year": report.year, "key": str(key)}
    return RawSQL(*sql.positional(statement, values))  # noqa: S611 constants, values apart
