"""The periods of the classes that prepare a diploma, with their weeks (R-PF-1)."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db.models import Count, Q

from directory.calendar import Calendar
from directory.models import ClassGroup
from placements.models import Campaign
from placements.weeks_pfmp import in_words, weeks_of

TITLES = (
    "Établissement",
    "Classe",
    "Niveau",
    "Diplôme",
    "Période",
    "Premier jour",
    "Dernier jour",
    "Semaines",
    "Élèves",
)


@dataclass(frozen=True)
class Period:
    """One period of a class and the weeks that it counts."""

    campaign: Campaign
    weeks: float

    @property
    def in_words(self):
        return in_words(self.weeks)


@dataclass(frozen=True)
class ClassLine:
    """A class, its periods of the year, what its diploma asks for."""

    group: ClassGroup
    periods: list = field(default_factory=list)

    @property
    def diploma(self) -> Any:
        """Every class of the page has one."""
        return self.group.diploma

    @property
    def weeks(self):
        return sum(period.weeks for period in self.periods)

    @property
    def in_words(self):
        return in_words(self.weeks)

    @property
    def expected(self):
        """« 18 à 22 semaines sur 3 ans, soit 6 à 7,3 par an »."""
        diploma = self.diploma
        least, most = diploma.min_weeks, diploma.max_weeks
        whole = f"{least} semaines" if least == most else f"{least} à {most} semaines"
        return f"{whole} sur {diploma.years} an{'s' if diploma.years > 1 else ''}"

    @property
    def warning(self):
        """What the weeks of this year alone already say; "" when nothing. The minimum is
        over the whole course: a year below its share is no fault, the last word is the
        attestation's."""
        diploma = self.diploma
        if self.weeks > diploma.max_weeks:
            return f"Plus que le diplôme n’en compte en tout ({diploma.max_weeks})."
        if not self.periods:
            return "Aucune période fixée."
        if self.weeks * diploma.years < diploma.min_weeks:
            share = in_words(diploma.min_weeks / diploma.years)
            return f"À ce rythme, le minimum n’est pas atteint : comptez {share} par an."
        return ""


def lines_of(schools, school_year):
    """The classes of these schools that prepare a diploma, in two queries and the calendar's."""
    groups = (
        ClassGroup.objects.filter(school__in=schools, school_year=school_year)
        .exclude(diploma=None)
        .select_related("diploma", "school")
        .annotate(pupil_count=Count("pupils", filter=Q(pupils__left_on=None)))
        .order_by("school__sort_key", "sort_key", "pk")
    )
    found: dict = {group.pk: ClassLine(group) for group in groups}
    calendar = Calendar.load()
    rows = Campaign.objects.filter(class_group__in=found).order_by("starts_on", "pk")
    for row in rows:
        weeks = weeks_of(row.starts_on, row.ends_on, calendar)
        found[row.class_group_id].periods.append(Period(row, weeks))
    return list(found.values())


def table_of(lines):
    """The titles, then one line per class and period, for a spreadsheet."""
    return [list(TITLES)] + [
        [
            line.group.school.name,
            line.group.name,
            line.group.get_level_display(),
            line.group.diploma.label,
            period.campaign.label,
            period.campaign.starts_on,
            period.campaign.ends_on,
            round(period.weeks, 1),
            line.group.pupil_count,
        ]
        for line in lines
        for period in line.periods
    ]


@dataclass(frozen=True)
class Copy:
    """A period of last year, moved to this one; `error` says why it cannot be made as it is."""

    group: ClassGroup
    model: Campaign
    starts_on: object
    ends_on: object
    error: str = ""

    @property
    def key(self):
        return f"{self.group.pk}-{self.model.pk}"


def moved(day, years, shift):
    """The same weekday of the same week `years` later, `shift` weeks further."""
    return day + timedelta(weeks=52 * years + shift)


def models_of(lines, year_before):
    """[(class of this year, period of last year's class of that name)], those that have no
    period yet. One query."""
    waiting = {
        (line.group.school_id, line.group.sort_key): line.group
        for line in lines
        if not line.periods
    }
    rows = Campaign.objects.filter(
        class_group__school_year=year_before,
        class_group__school__in={school for school, _ in waiting},
    )
    rows = rows.select_related("class_group").order_by("starts_on", "pk")
    found = []
    for row in rows:
        model: Any = row.class_group
        group = waiting.get((row.school_id, model.sort_key))
        if group is not None:
            found.append((group, row))
    return found
