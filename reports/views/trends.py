"""`/rapports/au-fil-de-l-annee/`: one figure, week after week."""

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import require
from reports import territories, trends
from reports.charts import curve
from reports.forms import TrendForm
from reports.indicators import BY_CODE

FIRST = "classes"


@require_safe
@require(*territories.OF_TERRITORY)
def page(request):
    """The weeks of a year, the same weeks of the year before, and what moved this week."""
    choices = trends.readable(territories.territories_of(request.actor))
    if not choices:
        raise Http404
    given = {
        "annee": request.GET.get("annee") or request.school_year.pk,
        "territoire": request.GET.get("territoire") or choices[0].code,
        "indicateur": request.GET.get("indicateur") or FIRST,
    }
    form = TrendForm(given, choices=choices)
    if not form.is_valid():
        raise Http404
    year, territory = form.cleaned_data["annee"], form.cleaned_data["territoire"]
    indicator = BY_CODE[form.cleaned_data["indicateur"]]
    weeks = trends.weeks(year, territory, indicator.code)
    title = f"{indicator.label}, semaine après semaine"
    context = {
        "form": form,
        "territory": territories.find(choices, territory),
        "indicator": indicator,
        "weeks": weeks,
        "label": f"{year}-{year + 1}",
        "before": f"{year - 1}-{year}",
        "chart": curve(title, [(one.monday, one.now) for one in weeks]),
        "changes": _moved(year, territory),
    }
    return render(request, "reports/trends.html", context)


def _moved(year, territory):
    """(last Monday, the one before, [(label, before, now)]), or None."""
    found = trends.changes(year, territory)
    if found is None:
        return None
    now, before, moved = found
    return now, before, [
        (one.label, *moved[code]) for code, one in BY_CODE.items() if code in moved
    ]  # fmt: skip
