"""`/stages/rattrapages/`: who lacks weeks of vocational periods, by class."""

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import require
from accounts.reads import note_reads
from directory.models import ClassGroup
from partnerships.views.class_groups import SCHOOL_STAFF
from placements.diploma_weeks import by_class, lines


@require_safe
@require(*SCHOOL_STAFF)
def catch_up(request):
    """Who missed weeks of the periods that are over, who lacks some for the diploma."""
    key = request.GET.get("classe", "")
    groups = ClassGroup.objects.filter(school__in=request.actor.school_ids)
    group = groups.filter(pk=key).first() if key.isdecimal() else None
    found = lines(request.actor, request.school_year, timezone.localdate(), group)
    lacking = [line for line in found if line.missed]
    note_reads(request.actor, [line.pupil for line in lacking])
    context = {
        "lines": lacking,
        "classes": by_class(found),
        "group": group,
        "known": bool(found),
    }
    return render(request, "placements/follow_up/catch_up.html", context)
