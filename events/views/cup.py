"""The public pages of the Industrie Cup: editions, palmarès."""

from django.shortcuts import render

from accounts.access import get_visible_or_404, public
from events import results, running_order
from events.enums.cup import ENTERING
from events.models import Edition
from events.workflow import editions, who


@public
def cup(request):
    """Finals to come, and the palmarès of those that are over."""
    rows = Edition.objects.visible_to(request.actor).select_related("department", "school_year")
    shown = list(rows)
    past = [edition for edition in shown if edition.shows_result]
    found = results.frozen_of(past)
    context = {
        "coming": [edition for edition in shown if edition not in past],
        "past": [(edition, winner_of(found[edition.pk])) for edition in past],
        "may_create": editions.may_create(request.actor),
    }
    return render(request, "events/cup/list.html", context)


def winner_of(frozen):
    """The first of a published result, in words."""
    first = [line["team"]["label"] for line in frozen.lines if line["rank"] == 1]
    return " ; ".join(first)


@public
def edition(request, pk):
    """One final: where, when, its rules; its palmarès once it is published."""
    row = get_visible_or_404(
        Edition.objects.select_related("department", "school_year", "branch"), request.actor, pk=pk
    )
    context = {
        "edition": row,
        "regulation": row.regulations.first(),
        "criteria": row.criteria.all(),
        "deadlines": row.deadlines.all(),
        "organises": who.organises(request.actor, row),
        "may_enter": row.state in ENTERING and request.actor.is_school_staff,
        "teams": own_teams(request.actor, row),
        "result": results.frozen(row) if row.shows_result else None,
        "order": running_order.published(row),
    }
    return render(request, "events/cup/edition.html", context)


def own_teams(actor, row):
    """The teams of the reader's school or company."""
    if not actor.is_signed_in:
        return []
    return list(row.teams.visible_to(actor).with_classes()) if not who.organises(actor, row) else []
