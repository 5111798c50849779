"""`/rapports/`: the figures of the year, their files, and the rows behind a figure."""

from functools import partial, wraps
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_safe
from django_htmx.http import HttpResponseClientRefresh

from accounts.access import require
from accounts.downloads import Taking, give
from reports import counted, declarants, territories
from reports.charts import bars
from reports.details import listing_of
from reports.dimensions import DIMENSIONS, NAF, TOTAL, titled
from reports.exports import FORMATS, export, file_name
from reports.forms import ReportForm
from reports.indicators import Theme
from reports.indicators.schemes import NOTES
from reports.maps import tile_map
from reports.models import PublishedReport
from reports.tables import SECTIONS, by_origin, coverage, headed, lacking, never, no_data, small
from reports.verdicts import NotCounted
from reports.workflow import corrections
from reports.workflow.published import PUBLISHERS

WAITING = "attente"


def when_counted(view, refreshes=True):
    """Its figures or, until the workers have them, a page that says so and asks again."""

    @wraps(view)
    def shown(request, *args, **kwargs):
        try:
            answer = view(request, *args, **kwargs)
        except NotCounted:
            counted.ask()
            context = {"waiting": WAITING, "refreshes": refreshes and request.method == "GET"}
            return render(request, "reports/not_counted.html", context, status=202)
        # That page asked: it reads itself again, whole.
        is_awaited = request.htmx and request.htmx.trigger == WAITING
        return HttpResponseClientRefresh() if is_awaited else answer

    return shown


# Whoever waited for a file asks for it again: by itself it would be taken, and told, twice.
file_when_counted = partial(when_counted, refreshes=False)


def asked(request, choices, at_once=True):
    """(report, themes, form) of the address; what it leaves out is the year of the header, the
    widest territory and the first theme. Raises Http404 for a territory that is not the
    actor's, NotCounted for a page that would count for long."""
    if not choices:
        raise Http404
    choices = territories.with_school(request.actor, choices, request.GET.get("territoire", ""))
    given = {
        "annee": request.GET.get("annee") or request.school_year.pk,
        "territoire": request.GET.get("territoire") or choices[0].code,
        "theme": list(filter(None, request.GET.getlist("theme"))) or [Theme.IMMERSIONS],
    }
    form = ReportForm(given, choices=choices)
    if not form.is_valid():
        raise Http404
    territory = territories.find(choices, form.cleaned_data["territoire"])
    year = form.cleaned_data["annee"]
    report = counted.report_of(year, territory, _day(request), at_once=at_once)
    return report, [one for one in Theme if one in form.cleaned_data["theme"]], form


def _day(request):
    """The day as of which one counts, where the address of a file says that of its page."""
    try:
        return parse_date(request.GET.get("jour", ""))
    except ValueError:
        return None


def is_wide(report):
    """Whether its files are prepared by a worker: more than one département."""
    departments = report.territory.departments
    return not report.territory.is_of_schools and (departments is None or len(departments) > 1)


def address(report, **more):
    """The query of a page about this report: it can be sent to a colleague."""
    place = {"annee": report.year, "territoire": report.territory.code}
    return urlencode(place | more, doseq=True)


@require_safe
@require(*territories.READERS)
@when_counted
def report_page(request):
    """One theme or several: tables by territory, school type, sector…, against the year before."""
    choices = territories.territories_of(request.actor)
    if not choices:
        return render(request, "reports/no_territory.html", status=403)
    if "uai" in request.GET:
        return _to_school(request, choices)
    report, themes, form = asked(request, choices)
    context = figures(report, themes) | {
        "form": form,
        "query": address(report),
        "files": [
            (label, f"/rapports/telecharger/?{address(report, format=code)}")
            for code, (label, _, _) in FORMATS.items()
        ],
        "ask_url": f"/rapports/exports/rapport/?{address(report)}" if is_wide(report) else "",
        "formats": [(code, label) for code, (label, _, _) in FORMATS.items()],
        "reads_needs": request.actor.role in territories.OF_TERRITORY,
        "corrects": request.actor.role in corrections.READERS,
        "declares": declarants.opens(request.actor, report.year),
        "publishes": request.actor.role in PUBLISHERS and not report.territory.is_of_schools,
        "published": PublishedReport.objects.visible_to(request.actor).about(report),
    }
    return render(request, "reports/report.html", context)


def _to_school(request, choices):
    """From the UAI that was typed to the address of that school's report."""
    asked_for = request.GET.copy()
    [typed] = asked_for.pop("uai")[-1:]
    code = f"{territories.SCHOOL}{typed.strip().upper()}"
    if len(territories.with_school(request.actor, choices, code)) > len(choices):
        asked_for["territoire"] = code
    elif typed.strip():
        messages.error(request, "Aucun établissement de votre territoire n’a cet UAI.")
    return redirect(f"{request.path}?{asked_for.urlencode()}")


def figures(report, themes):
    """What a page shows of these themes of a report."""
    return {
        "report": report,
        "parts": [_part(report, theme) for theme in themes],
        "themes": themes,
        "theme_names": ", ".join(theme.label for theme in themes),
        "small": small(report),
        "is_empty": all(report.is_empty(theme) for theme in themes),
        "no_data": no_data(report),
        "indicators": [one for theme in themes for one in report.indicators(theme)],
    }


def _part(report, theme):
    """One theme."""
    tables = (group_table(report, theme, one) for one in DIMENSIONS)
    shares = {one.code: report.coverage(one) for one in report.indicators(theme)}
    return {
        "theme": theme,
        "has_shares": any(share is not None for share in shares.values()),
        "lines": [
            (one.label, one.unit, figure, shares[one.code], details_link(report, one, TOTAL, ""))
            for one, figure in report.lines(theme)
        ],
        "groups": [table for table in tables if table],
        "never": never(report, theme),
        "chart": bars(report, theme),
        "map": tile_map(report, theme),
        "coverage": coverage(report, theme),
        "origins": by_origin(report, theme),
    }  # fmt: skip


def details_link(report, indicator, dimension, key):
    """Where the rows behind a figure are listed; "" when there is no list, or it is hidden."""
    if listing_of(report, indicator) is None or report.is_hidden(indicator.code, dimension, key):
        return ""
    query = address(report, indicateur=indicator.code, regroupement=dimension, groupe=key)
    return f"/rapports/detail/?{query}"


def group_table(report, theme, dimension):
    """The table of one dimension, plain rows; None when it holds nothing."""
    rows = [
        (
            name,
            [
                (headed(one), figure, details_link(report, one, dimension, key))
                for one, figure in figures
            ],
        )
        for key, name, figures in report.groups(dimension, theme)
    ]
    if not rows:
        return None
    columns = [headed(one) for one in report.compared(dimension, theme)]
    note = NOTES.get(dimension) or (SECTIONS if dimension == NAF else "")
    note = f"{note} {lacking(report, theme, dimension)}".strip()
    title = f"Par {DIMENSIONS[dimension]}"
    return {"title": title, "name": titled(dimension), "columns": columns, "rows": rows,
            "note": note}  # fmt: skip


@require_safe
@require(*territories.READERS)
@file_when_counted
def download(request):
    """The report as a file; who took what away is in the journal."""
    report, _, _ = asked(request, territories.territories_of(request.actor))
    format_code = request.GET.get("format", "")
    if format_code not in FORMATS:
        raise Http404
    content = export(report, format_code)
    label, mimetype, _ = FORMATS[format_code]
    filters = f"{label}, {report.label}, {report.territory.label}"
    taking = Taking("a téléchargé un rapport", filters=filters)
    return give(request, content, file_name(report, format_code), mimetype, taking)
