"""`/relations/indicateurs/`: the year's work of enterprise offices, by school."""

from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.access import require
from accounts.downloads import Taking
from accounts.enums import Role
from accounts.lists_out import give_table
from directory.models import School
from partnerships.work_indicators import COLUMNS, of_schools, total

READERS = (
    Role.HEAD,
    Role.DEPUTY,
    Role.DDFPT,
    Role.RBDE,
    Role.DEPARTMENT_SUPERVISOR,
    Role.DEPARTMENT_OFFICE,
    Role.EDUCATION_AUTHORITY,
)


def schools_of(actor):
    """One's own schools; for a territory, its open schools with a vocational section."""
    if actor.is_school_management:
        return School.objects.filter(pk__in=actor.school_ids)
    territory = School.objects.open().filter(department__in=actor.department_codes)
    return territory.filter(has_vocational=True)


def _table(request):
    """(rows of (school, work), their sum)."""
    schools = list(schools_of(request.actor).order_by("sort_key", "pk"))
    works = of_schools([school.pk for school in schools], request.school_year.start_year)
    return [(school, works[school.pk]) for school in schools], total(works.values())


@require_safe
@require(*READERS)
def page(request):
    """A line per school, with what each figure counts."""
    rows, whole = _table(request)
    context = {
        "rows": [(school, _figures(work)) for school, work in rows],
        "total": _figures(whole) if len(rows) > 1 else None,
        "columns": COLUMNS.values(),
        "back": reverse("partnerships:relations"),
    }
    return render(request, "partnerships/relations/indicators.html", context)


def _figures(work):
    """(label, value) of each column; no answer yet gives a dash."""
    return [(label, _in_words(name, work)) for name, (label, _) in COLUMNS.items()]


def _in_words(name, work):
    value = getattr(work, name)
    if value is None:
        return "–"
    return f"{value}\u00a0%" if name == "response_rate" else value


@require_safe
@require(*READERS)
def download(request):
    """The same as a file."""
    rows, _ = _table(request)
    lines = [["UAI", "Établissement", *(label for label, _ in COLUMNS.values())]]
    for school, work in rows:
        values = [getattr(work, name) for name in COLUMNS]
        lines.append([school.uai, str(school), *values])
    taking = Taking("a exporté les indicateurs des bureaux des entreprises", rows=len(rows))
    name = f"bureaux-des-entreprises-{request.school_year.label}"
    return give_table(request, lines, name, taking)
