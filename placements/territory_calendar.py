"""The placement weeks of all the schools of a territory, with the pupils expected and the
peaks: sent to companies in June (R-CL-3)."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache

from django.db.models import Count, Exists, OuterRef, Q

from directory.calendar import Calendar
from directory.models import ClassGroup, School
from placements.models import Campaign
from placements.models.campaigns import following_level
from placements.rules.follow_up import peaks

FRIDAY = timedelta(days=4)
# What the journal says of the file; the to-do of June looks for it.
SENT = "a exporté le calendrier des stages"
TITLES = (
    "Semaine du",
    "au",
    "Pic",
    "Élèves attendus dans la semaine",
    "Collèges et lycées ensemble",
    "Établissement",
    "UAI",
    "Commune",
    "Département",
    "Niveau",
    "Classe",
    "Précision",
    "Premier jour",
    "Dernier jour",
    "Élèves attendus",
)


@dataclass(frozen=True)
class Expected:
    """One window of a school, and how many pupils it sends; 0 when its classes are not known."""

    campaign: Campaign
    pupils: int


@dataclass
class Week:
    """A week from its Monday; `is_peak`: many more pupils than in the others."""

    monday: date
    rows: list = field(default_factory=list)
    is_peak: bool = False

    @property
    def friday(self):
        return self.monday + FRIDAY

    @property
    def pupils(self):
        return sum(row.pupils for row in self.rows)

    @property
    def vocational(self):
        """Pupils on a PFMP or a technological placement."""
        return sum(row.pupils for row in self.rows if row.campaign.is_vocational)

    @property
    def discovery(self):
        """Pupils of collèges and general classes."""
        return self.pupils - self.vocational

    @property
    def is_clash(self):
        """Whether classes that prepare a diploma and others look for the same hosts."""
        kinds = {row.campaign.is_vocational for row in self.rows}
        return len(kinds) > 1

    @property
    def schools(self):
        return len({row.campaign.school_id for row in self.rows})


def weeks_of(school_year, departments=None):
    """The weeks of a year in which pupils of these départements (codes; None for all) are on
    placement, in order; the number of queries does not depend on the territory."""
    rows = Campaign.objects.filter(school_year=school_year).select_related(
        "school__department", "class_group"
    )
    if departments is not None:
        rows = rows.filter(school__department__in=departments)
    campaigns = list(rows.order_by("starts_on", "school__sort_key", "level", "pk"))
    expected = _expected(school_year, {row.school_id for row in campaigns})
    # Most windows cover the same whole weeks.
    school_days, found = cache(Calendar.load().school_days), defaultdict(list)
    for campaign in campaigns:
        key = campaign.class_group_id or (campaign.school_id, campaign.level)
        row = Expected(campaign, expected[key])
        for monday in _mondays(campaign, school_days):
            found[monday].append(row)
    weeks = [Week(monday, found[monday]) for monday in sorted(found)]
    high = peaks({week.monday: week.pupils for week in weeks})
    for week in weeks:
        week.is_peak = week.monday in high
    return weeks


def _expected(school_year, schools):
    """{(school, level) or class: pupils}: those on the lists, else the size that the school
    gave; a class that does not follow its level (`following_level`) is not counted with it."""
    groups = ClassGroup.objects.filter(school_year=school_year, school__in=schools)
    present = Count("pupils", filter=Q(pupils__left_on=None))
    follows = Exists(ClassGroup.objects.filter(following_level(), pk=OuterRef("pk")))
    rows = groups.annotate(listed=present, follows=follows)
    found: dict = defaultdict(int)
    for row in rows.values("pk", "school", "level", "size", "listed", "follows"):
        key = (row["school"], row["level"]) if row["follows"] else row["pk"]
        found[key] += row["listed"] or row["size"] or 0
    return found


def _mondays(campaign, school_days):
    """The weeks of a window in which there is school (`Calendar.school_days`)."""
    monday = campaign.starts_on - timedelta(days=campaign.starts_on.weekday())
    while monday <= campaign.ends_on:
        first = max(monday, campaign.starts_on)
        last = min(monday + FRIDAY, campaign.ends_on)
        if school_days(first, last):
            yield monday
        monday += timedelta(days=7)


def lines_of(weeks):
    """The titles, then a line per week and school, for a spreadsheet."""
    return [list(TITLES)] + [_line(week, row) for week in weeks for row in week.rows]


def _line(week, row):
    campaign = row.campaign
    school: School = campaign.school
    return [
        week.monday,
        week.friday,
        "oui" if week.is_peak else "",
        week.pupils,
        "oui" if week.is_clash else "",
        school.name,
        school.uai,
        school.city,
        school.department.name,
        campaign.get_level_display(),
        campaign.class_group.name if campaign.class_group else "",
        campaign.label,
        campaign.starts_on,
        campaign.ends_on,
        row.pupils or "",
    ]
