"""`/stages/rattrapages/`: who lacks weeks of vocational periods, by class."""

from django.shortcuts import render
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from accounts.access import require
from accounts.downloads import Taking
from accounts.lists_out import give_table
from accounts.reads import note_reads
from directory.models import ClassGroup
from partnerships.views.class_groups import SCHOOL_STAFF
from placements.diploma_weeks import by_class, lines, table_of


def _read(request):
    """(the class asked for or None, every line, those of who lacks weeks)."""
    key = request.GET.get("classe", "")
    groups = ClassGroup.objects.filter(school__in=request.actor.school_ids)
    group = groups.filter(pk=key).first() if key.isdecimal() and len(key) < 10 else None
    found = lines(request.actor, request.school_year, timezone.localdate(), group)
    lacking = [line for line in found if line.missed]
    note_reads(request.actor, [line.pupil for line in lacking])
    return group, found, lacking


@require_safe
@require(*SCHOOL_STAFF)
def catch_up(request):
    """Who missed weeks of the periods that are over, who lacks some for the diploma."""
    group, found, lacking = _read(request)
    context = {
        "lines": lacking,
        "classes": by_class(found),
        "group": group,
        "known": bool(found),
        "query": urlencode({"classe": group.pk} if group else {}),
    }
    return render(request, "placements/follow_up/catch_up.html", context)


@require_safe
@require(*SCHOOL_STAFF)
def catch_up_file(request):
    """The same pupils as a file, for who calls the families."""
    group, _, lacking = _read(request)
    taking = Taking(
        "a exporté les semaines à rattraper",
        filters=", ".join([request.school_year.label, *([str(group)] if group else [])]),
        rows=len(lacking),
    )
    name = f"semaines-a-rattraper-{request.school_year.start_year}"
    return give_table(request, table_of(lacking), name, taking)
