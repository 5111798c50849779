"""What PFMP and placements of BTS add to the work of an enterprise office: hosts, places found,
answers of companies."""

from django.db.models import Count, Q

from partnerships import work_indicators
from placements.enums import HELD, VOCATIONAL
from placements.models import HostAsk, Placement, Stay
from placements.models.pfmp_hosts import SETTLED_ASKS


def dealings(keys):
    rows = Stay.objects.filter(
        placement__school__in=keys, placement__state__in=HELD, placement__kind__in=VOCATIONAL
    )
    return rows, "placement__school", "company", "starts_on"


def counts(keys, start_year):
    found = Placement.objects.filter(
        school__in=keys, school_year=start_year, state__in=HELD, kind__in=VOCATIONAL
    )
    asks = HostAsk.objects.filter(request__school__in=keys, request__period__school_year=start_year)
    answers = {
        "asked": Count("pk", filter=SETTLED_ASKS),
        "answered": Count("pk", filter=Q(answered_at__isnull=False)),
    }
    return [
        (found, "school", {"seats": Count("pk")}),
        (asks, "request__school", answers),
    ]


work_indicators.register(work_indicators.Source(dealings, counts))
