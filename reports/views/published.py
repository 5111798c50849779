"""`/rapports/publies/`: reports that never change, their versions and what changed."""

from collections import Counter

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from accounts.access import get_visible_or_404, require
from accounts.downloads import Taking, give
from directory.violations import Refused
from reports import changes, frozen, territories
from reports.exports import FORMATS, export
from reports.forms import PublishForm
from reports.indicators import Theme
from reports.models import PublishedReport
from reports.views.report import address, asked, figures, when_counted
from reports.workflow import published as workflow

PER_PAGE = 50


@require_safe
@require(*territories.READERS)
def published_list(request):
    """Every published report, the latest year first."""
    rows = PublishedReport.objects.visible_to(request.actor).select_related("school_year")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "reports/published_list.html", {"page_obj": page})


@require_safe
@require(*territories.READERS)
def published_one(request, pk):
    """One version, one theme; what changed since the version before."""
    published, version = _version_or_404(request, pk)
    data = workflow.content(version)
    report = frozen.load(data)
    theme = _theme(request, report)
    context = figures(report, [theme]) | {
        "theme": theme,
        "published": published,
        "version": version,
        "versions": list(published.versions.defer("file__content")),
        "note": data["note"],
        "every_theme": report.themes,
        "opens": request.actor.role in workflow.PUBLISHERS,
        **_changes(published, version, report, theme),
        "files": [
            (label, f"telecharger/?version={version.version}&format={code}")
            for code, (label, _, _) in FORMATS.items()
        ],
    }
    return render(request, "reports/published_one.html", context)


def _version_or_404(request, pk):
    """The report, and the version asked for or the latest."""
    rows = PublishedReport.objects.select_related("school_year")
    published = get_visible_or_404(rows, request.actor, pk=pk)
    asked_for = request.GET.get("version", "")
    versions = published.versions
    if asked_for:
        versions = versions.filter(version=asked_for) if asked_for.isdecimal() else versions.none()
    version = versions.first()
    if version is None:
        raise Http404
    return published, version


def _theme(request, report):
    try:
        theme = Theme(request.GET.get("theme") or report.themes[0])
    except ValueError as error:
        raise Http404 from error
    if theme not in report.themes:
        raise Http404
    return theme


def _changes(published, version, report, theme):
    """What changed in this theme since the version before, figures and words; and how much in
    the other themes."""
    before = published.versions.filter(version=version.version - 1).first()
    if before is None:
        return {"changes": [], "rewordings": [], "changed_themes": []}
    old = workflow.read(before)
    moved, reworded = changes.figures(old, report), changes.words(old, report)
    counts = Counter(one.theme for one in (*moved, *reworded))
    return {
        "changes": [one for one in moved if one.theme == theme],
        "rewordings": [one for one in reworded if one.theme in (None, theme)],
        "changed_themes": [
            (one, counts[one]) for one in report.themes if one != theme and counts[one]
        ],
    }


@require_safe
@require(*territories.READERS)
def download(request, pk):
    """A published version as a file."""
    published, version = _version_or_404(request, pk)
    format_code = request.GET.get("format", "")
    if format_code not in FORMATS:
        raise Http404
    label, mimetype, _ = FORMATS[format_code]
    filters = f"{label}, version {version.version}"
    taking = Taking("a téléchargé un rapport publié", published, filters)
    place = slugify(published.label)
    name = f"rapport-{published.school_year}-{place}-v{version.version}"
    content = export(workflow.read(version), format_code)
    return give(request, content, f"{name}.{format_code}", mimetype, taking)


@require(*workflow.PUBLISHERS)
@when_counted
def publish(request):
    """Read it once more, then publish; a version after the first says why."""
    choices = territories.territories_of(request.actor)
    report, themes, _ = asked(request, choices)
    form = PublishForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = workflow.publish(request.actor, report, form.cleaned_data["note"])
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, f"Le rapport est publié (version {made.version}).")
            return redirect(made.subject)
    published = PublishedReport.objects.visible_to(request.actor).about(report)
    context = {
        "form": form,
        "report": report,
        "published": published.first(),
        "lines": [line for line in report.lines() if line[0].main],
        "report_url": f"/rapports/?{address(report, theme=themes)}",
    }
    return render(request, "reports/publish.html", context)
