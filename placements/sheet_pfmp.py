"""What the sheet of a vocational placement adds: its period, its weeks, mobility."""

from directory.calendar import Calendar
from placements.enums import PlacementKind
from placements.models import HostAccess, PlacementMobility
from placements.weeks_pfmp import in_words, weeks_of


def vocational_facts(placement):
    """The context of `pfmp/_facts.html`; says only that there is none for the other kinds."""
    if not PlacementKind(placement.kind).is_vocational:
        return {"is_vocational": False}
    period = placement.period
    hosts = placement.stays.values("company")
    return {
        "is_vocational": True,
        "weeks": in_words(weeks_of(placement.starts_on, placement.ends_on, Calendar.load())),
        "period_of_class": period,
        "leaves_period": period is not None
        and not (period.starts_on <= placement.starts_on and placement.ends_on <= period.ends_on),
        "mobility": PlacementMobility.objects.filter(placement=placement).first(),
        "accesses": HostAccess.objects.filter(company__in=hosts).select_related("company"),
    }
