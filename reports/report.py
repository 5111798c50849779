"""The report of a year and a territory: all figures, against the year before.

One statement per source, whatever the number of indicators, years and groupings.
"""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.utils import timezone

from directory import sql
from directory.models import Department, Sector
from directory.years import label as year_label
from reports.indicators import (
    BY_CODE,
    INDICATORS,
    MAIN,
    RATE_LABEL,
    SEATS_RATE,
    SOURCES,
    Source,
)
from reports.territories import Territory

TOTAL, ACADEMY, DEPARTMENT, SECTOR = "total", "academy", "department", "sector"
DIMENSIONS = {ACADEMY: "académie", DEPARTMENT: "département", SECTOR: "secteur"}
UNKNOWN_SECTOR = "Secteur non renseigné"
# GROUPING() says in bits which of the three columns are summed over.
GROUPED = {0b111: TOTAL, 0b011: ACADEMY, 0b101: DEPARTMENT, 0b110: SECTOR}


@dataclass(frozen=True)
class Figure:
    """A value and that of the year before; None where it has no meaning."""

    now: int | None
    before: int | None

    @property
    def difference(self):
        if self.now is None or self.before is None:
            return None
        return self.now - self.before


class Report:
    """Figures of `year` (its start) in `territory`, as known on `today`."""

    def __init__(self, year: int, territory: Territory, today: date | None = None):
        self.year = year
        self.territory = territory
        self.today = today or timezone.localdate()

    @property
    def label(self):
        return year_label(self.year)

    @property
    def label_before(self):
        return year_label(self.year - 1)

    @property
    def indicators(self):
        """A school has no seats of its own: it is the hosts that offer them."""
        if self.territory.is_of_schools:
            return [one for one in INDICATORS if one.source != Source.SEATS]
        return list(INDICATORS)

    @property
    def main_indicators(self):
        return [one for one in self.indicators if one in MAIN]

    @cached_property
    def values(self):
        """{(year, dimension, key, code): value}."""
        found = {}
        for source in dict.fromkeys(one.source for one in self.indicators):
            found.update(self._values_of(source))
        return found

    def _values_of(self, source):
        mine = [one for one in self.indicators if one.source == source]
        measures = ", ".join(
            f"coalesce({one.measure} FILTER (WHERE {one.condition}), 0)" for one in mine
        )
        statement = f"""
            WITH counted AS ({SOURCES[source]})
            SELECT year, GROUPING(academy, department, sector), academy, department, sector,
                {measures}
            FROM counted
            GROUP BY GROUPING SETS ((year), (year, academy), (year, department), (year, sector))
        """  # noqa: S608 constants of reports.indicators
        for year, grouped, academy, department, sector, *values in sql.rows(statement, self.limits):
            dimension = GROUPED[grouped]
            key = {ACADEMY: academy, DEPARTMENT: department, SECTOR: sector}.get(dimension, "")
            for indicator, value in zip(mine, values, strict=True):
                yield (year, dimension, key, indicator.code), int(value)

    @property
    def limits(self):
        """The parameters of every source."""
        territory = self.territory
        return {
            "years": [self.year, self.year - 1],
            "today": self.today,
            "departments": None if territory.departments is None else list(territory.departments),
            "schools": None if territory.schools is None else list(territory.schools),
        }

    def figure(self, code, dimension=TOTAL, key=""):
        """The figure of one indicator; a missing row counts zero."""
        if code == SEATS_RATE:
            return Figure(*(self._rate(year, dimension, key) for year in self.years))
        return Figure(*(self.values.get((year, dimension, key, code), 0) for year in self.years))

    @property
    def years(self):
        return (self.year, self.year - 1)

    def _rate(self, year, dimension, key):
        """Per cent, rounded; None when nothing was offered."""
        offered = self.values.get((year, dimension, key, "seats_offered"), 0)
        filled = self.values.get((year, dimension, key, "seats_filled"), 0)
        return round(100 * filled / offered) if offered else None

    @cached_property
    def is_empty(self):
        """Nothing at all in the year, before or after today."""
        return not any(value for (year, *_), value in self.values.items() if year == self.year)

    def keys(self, dimension):
        """The groups with a main figure in either year, in the order of their names."""
        main = {one.code for one in self.main_indicators}
        seen = {
            key
            for (_, found, key, code), value in self.values.items()
            if found == dimension and value and code in main
        }
        names = self.names[dimension]
        return sorted(seen, key=lambda key: (names.get(key, ""), str(key)))

    @cached_property
    def names(self):
        """{dimension: {key: name}}."""
        sectors = dict(Sector.objects.values_list("pk", "label"))
        departments = list(Department.objects.select_related("academy"))
        return {
            ACADEMY: {one.academy_id: one.academy.name for one in departments},
            DEPARTMENT: {one.pk: str(one) for one in departments},
            SECTOR: sectors | {0: UNKNOWN_SECTOR},
        }

    def name(self, dimension, key):
        return self.names.get(dimension, {}).get(key, str(key))

    def lines(self):
        """(code, label, unit, Figure) of the whole territory, the rate after its seats."""
        for indicator in self.indicators:
            yield indicator.code, indicator.label, indicator.unit, self.figure(indicator.code)
            if indicator.code == "seats_filled":
                yield SEATS_RATE, RATE_LABEL, "%", self.figure(SEATS_RATE)

    def groups(self, dimension):
        """(key, name, [(code, Figure)]) of the main indicators, for one dimension."""
        return [
            (
                key,
                self.name(dimension, key),
                [(one.code, self.figure(one.code, dimension, key)) for one in self.main_indicators],
            )
            for key in self.keys(dimension)
        ]


def rows_behind(report, code, dimension=TOTAL, key=""):
    """The ids of the bookings that a figure of the report's year counts."""
    indicator = BY_CODE[code]
    column = "" if dimension == TOTAL else f"AND {dimension}::text = %(key)s"
    statement = f"""
        WITH counted AS ({SOURCES[indicator.source]})
        SELECT id FROM counted WHERE year = %(year)s AND {indicator.condition} {column}
    """  # noqa: S608 constants of reports.indicators
    values = report.limits | {"year": report.year, "key": str(key)}
    return [pk for (pk,) in sql.rows(statement, values)]
