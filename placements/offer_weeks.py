"""The weeks when pupils of a territory are on placement: what a company is proposed."""

from collections import defaultdict

from placements.models import Campaign
from placements.rules import offers as rules

MOST = 20


def usual_mondays(department, levels, today):
    """[(monday, number of schools)] of the weeks to come in which pupils of these levels (all
    when empty) of this département are on placement, soonest first; one query."""
    rows = Campaign.objects.filter(ends_on__gt=today, school__department=department)
    if levels:
        rows = rows.filter(level__in=levels)
    schools = defaultdict(set)
    for school, first, last in rows.order_by().values_list("school", "starts_on", "ends_on"):
        monday = rules.monday_of(first)
        while monday <= last:
            if monday > today:
                schools[monday].add(school)
            monday += rules.WEEK
    return [(monday, len(schools[monday])) for monday in sorted(schools)[:MOST]]
