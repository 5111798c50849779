"""`/stages/calendrier/`: the placement weeks of a territory, to read, print and send."""

from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from accounts.access import public
from accounts.downloads import Taking
from accounts.lists_out import give_table
from directory.models import Academy, Department, SchoolYear
from placements.territory_calendar import SENT, lines_of, weeks_of

REGION = "region"


def _asked(request):
    """(code of the territory, its name, départements or None for all of them)."""
    code = request.GET.get("territoire", "")
    own = sorted(request.actor.department_codes)
    if not code and own:
        return "", "Mon territoire", own
    letter, rest = code[:1], code[1:]
    academy = Academy.objects.filter(code=rest).first() if letter == "A" else None
    if academy is not None:
        codes = academy.departments.values_list("code", flat=True)
        return code, f"Académie de {academy.name}", list(codes)
    department = Department.objects.filter(code=code).first()
    if department:
        return code, department.name, [department.code]
    return REGION, "Toute la région", None


def _year(request):
    """The school year asked, else the one in use."""
    asked = request.GET.get("annee", "")
    rows = SchoolYear.objects.filter(start_year=int(asked)) if asked.isdecimal() else None
    return (rows.first() if rows else None) or request.school_year


@public
def territory(request):
    """Weeks × schools with the pupils expected; the weeks above the others are marked."""
    code, name, departments = _asked(request)
    year = _year(request)
    weeks = weeks_of(year, departments) if year else []
    clashes = [week for week in weeks if week.is_clash]
    only_clashes = request.GET.get("ensemble") == "on"
    context = {
        "weeks": clashes if only_clashes else weeks,
        "clashes": len(clashes),
        "only_clashes": only_clashes,
        "territory": code,
        "territory_name": name,
        "has_own": bool(request.actor.department_codes),
        "region": REGION,
        "academies": Academy.objects.order_by("name"),
        "departments": Department.objects.order_by("code"),
        "file_query": urlencode({"territoire": code, "annee": year.start_year}) if year else "",
        "year": year,
        "years": SchoolYear.objects.filter(campaigns__isnull=False).distinct().order_by("pk"),
    }
    return render(request, "placements/territory.html", context)


@require_safe
def territory_file(request):
    """The same as a file, a line per week and school."""
    _, name, departments = _asked(request)
    year = _year(request)
    rows = lines_of(weeks_of(year, departments))
    taking = Taking(SENT, filters=f"{name}, {year.label}", rows=len(rows) - 1)
    file = f"calendrier-des-stages-{year.start_year}"
    return give_table(request, rows, file, taking)
