"""The load of referents, and the file of a class for the school's own tools."""

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import require
from accounts.downloads import Taking
from accounts.enums import SCHOOL_MANAGEMENT
from accounts.lists_out import give_table, is_asked
from accounts.reads import note_reads
from partnerships.views.class_groups import SCHOOL_STAFF
from placements import exports
from placements.board import board_of
from placements.class_file import lines_of
from placements.follow_up import loads
from placements.views.classes import followed_group
from placements.workflow.vocational_limits import limits_of


@require_safe
@require(*SCHOOL_MANAGEMENT)
def referents_load(request):
    """Who follows how many pupils, of whom how many have no placement."""
    rows = loads(request.actor.school_ids, request.school_year)
    if is_asked(request):
        return exports.LOADS.file(request, rows, f"année {request.school_year.label}")
    school = next(iter(request.actor.school_ids), None)
    most = limits_of(school, timezone.localdate()).load
    context = {"loads": rows, "most": most, "heavy": sum(row.pupils > most for row in rows)}
    return render(request, "placements/classes/loads.html", context)


@require_safe
@require(*SCHOOL_STAFF)
def class_file(request, pk):
    """The placements of a class as a file; the import of placements reads it again."""
    group = followed_group(request, pk)
    board = board_of(request.actor, group)
    note_reads(request.actor, [line.pupil for line in board.lines])
    rows = lines_of(board)
    taking = Taking(
        "a exporté les stages d’une classe",
        group,
        rows=len(rows) - 1,
        places={"school": group.school},
    )
    return give_table(request, rows, "stages-de-la-classe", taking)
