"""`/rappels/simulation/`: what would go out between two days; names for administrators only."""

from datetime import timedelta
from itertools import groupby
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_safe

from accounts.access import require
from accounts.downloads import Taking
from accounts.lists_out import give_table
from directory.french import full_day
from outbox.kinds import kind_of
from reminders import simulation as simulated
from reminders.forms import SimulationForm
from reminders.models import SETTERS
from reminders.planner import last_run, planned_until

PER_PAGE = 100
USUAL = timedelta(days=13)


def _asked(request):
    """The form of the address; without days, two weeks from today."""
    today = timezone.localdate()
    given = {"du": today.isoformat(), "au": (today + USUAL).isoformat()}
    return SimulationForm({name: request.GET.get(name, usual) for name, usual in given.items()})


def _days(form):
    return form.cleaned_data["du"], form.cleaned_data["au"]


@require(*SETTERS)
@require_safe
def simulation(request):
    """Per day and per kind; one statement whatever the number of rules and rows."""
    form, now = _asked(request), timezone.now()
    context = {"form": form, "prepared_at": last_run() if planned_until(now) > now else None}
    if form.is_valid():
        first, last = _days(form)
        found = simulated.counts(first, last, now)
        context |= {
            "days": [
                (day, [line[1:] for line in lines], sum(line[2] for line in lines))
                for day, lines in (
                    (day, list(group)) for day, group in groupby(found, lambda line: line[0])
                )
            ],
            "total": sum(number for *_, number in found),
            "query": urlencode({"du": first, "au": last}),
            "names": request.actor.is_administrator,
        }
        if "regle" in request.GET and request.actor.is_administrator:
            context |= _of_one(request, first, last)
    return render(request, "reminders/simulation.html", context)


def _of_one(request, first, last):
    """Who would be told what is of one kind on one day."""
    try:
        kind = kind_of(request.GET["regle"])
        day = parse_date(request.GET.get("jour", ""))
    except (KeyError, ValueError) as error:
        raise Http404 from error
    if day is None or not first <= day <= last:
        raise Http404
    rows = simulated.people(day, day, timezone.now(), [kind])
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return {"kind": kind, "day": day, "page_obj": page}


@require(*SETTERS)
@require_safe
def download(request):
    """The same as a file: counts, or for an administrator a line per person."""
    form = _asked(request)
    if not form.is_valid():
        raise Http404
    first, last = _days(form)
    if request.actor.is_administrator:
        found = simulated.people(first, last, timezone.now())
        head = ["Jour", "Message", "Destinataire", "Adresse électronique"]
    else:
        found = simulated.counts(first, last, timezone.now())
        head = ["Jour", "Message", "Nombre de messages"]
    lines = [[day, kind.label, *rest] for day, kind, *rest in found]
    filters = f"du {full_day(first)} au {full_day(last)}"
    taking = Taking("a exporté la simulation des rappels", filters=filters, rows=len(lines))
    return give_table(request, [head, *lines], f"rappels-{first}-{last}", taking)
