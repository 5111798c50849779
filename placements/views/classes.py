"""`/stages/classes/`: the classes of one's school, and the board of each."""

from collections import Counter

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from accounts.access import get_visible_or_404, require
from accounts.enums import SCHOOL_MANAGEMENT
from accounts.lists_out import is_asked
from accounts.reads import note_reads
from directory.enums import Level
from directory.models import ClassGroup
from directory.violations import Refused
from outbox.queries import sent_about
from partnerships.views.class_groups import SCHOOL_STAFF
from placements import exports
from placements.board import board_of, with_counts
from placements.forms.pupils import ReferentsForm
from placements.forms.referents import ShareForm
from placements.models import Campaign, ClassReferent, Pupil
from placements.workflow import pupil_imports, pupils, skill_grids
from placements.workflow.pupils import may_follow
from placements.workflow.referents import share as share_pupils

LAST_OF_COLLEGE = Level.TROISIEME.order


@require_safe
@require(*SCHOOL_STAFF)
def class_list(request):
    """Every class of the year with its numbers; names are on the board of each."""
    groups = with_counts(_groups(request).for_year(request.school_year))
    if is_asked(request):
        return exports.CLASSES.file(request, groups, f"année {request.school_year.label}")
    context = {
        "groups": [(group, may_follow(request.actor, group)) for group in groups],
        "many_schools": len(request.actor.school_ids) > 1,
        "may_name": request.actor.role in SCHOOL_MANAGEMENT,
        "may_import": request.actor.role in pupil_imports.IMPORTERS,
        # A collège prepares no diploma; a lycée says which ones behind this button.
        "is_lycee": any(Level(group.level).order > LAST_OF_COLLEGE for group in groups),
        "has_diplomas": any(group.diploma_id for group in groups),
        "may_grid": request.actor.role in skill_grids.IMPORTERS,
    }
    return render(request, "placements/classes/list.html", context)


@require_safe
@require(*SCHOOL_STAFF)
def board(request, pk):
    """The pupils of a class and where their placements stand (DOMAIN §8: who follows it)."""
    group = followed_group(request, pk)
    shown = board_of(request.actor, group)
    note_reads(request.actor, [line.pupil for line in shown.lines])
    windows = Campaign.objects.of_class(group)
    context = {
        "group": group,
        "board": shown,
        "windows": windows,
        "referents": [row.user for row in group.referents.all()],
        "may_name": request.actor.role in SCHOOL_MANAGEMENT,
        "may_import": request.actor.role in pupil_imports.IMPORTERS,
        "notices": sent_about(group, *windows),
    }
    return render(request, "placements/classes/board.html", context)


@require(*SCHOOL_MANAGEMENT)
def referents(request, pk):
    """Who follows the placements of a class."""
    group = _group(request, pk)
    form = ReferentsForm(group, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            pupils.set_referents(request.actor, group, list(form.cleaned_data["users"]))
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, f"Les référents de la {group} sont enregistrés.")
            return redirect("placements:board", group.pk)
    context = {"form": form, "group": group}
    return render(request, "placements/classes/referents.html", context)


@require(*SCHOOL_STAFF)
def share(request, pk):
    """Which referent follows which pupil; equal parts to start from when they are asked."""
    group = followed_group(request, pk)
    people = [row.user for row in group.referents.all()]
    rows = Pupil.objects.visible_to(request.actor).for_class(group).present()
    pupils_here = list(rows.select_related("class_group__school_year", "referent"))
    note_reads(request.actor, pupils_here)
    data = request.POST if request.method == "POST" else None
    form = ShareForm(pupils_here, people, data, evenly="parts" in request.GET)
    if form.is_valid():
        try:
            count = share_pupils(request.actor, group, form.chosen())
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, _said(count))
            return redirect("placements:board", group.pk)
    counts = Counter(pupil.referent_id for pupil in pupils_here)
    context = {
        "form": form,
        "group": group,
        "referents": [(user, counts[user.pk]) for user in people],
    }
    return render(request, "placements/classes/share.html", context)


def _said(count):
    if not count:
        return "La répartition était déjà celle-là."
    changed = "1 élève a changé" if count == 1 else f"{count} élèves ont changé"
    return f"{changed} de référent."


def _groups(request):
    groups = ClassGroup.objects.filter(school__in=request.actor.school_ids)
    followed = Prefetch("referents", ClassReferent.objects.select_related("user"))
    return groups.select_related("school", "school_year").prefetch_related(followed)


def _group(request, pk):
    return get_visible_or_404(_groups(request), request.actor, pk=pk)


def followed_group(request, pk):
    group = _group(request, pk)
    if not may_follow(request.actor, group):
        raise PermissionDenied("Seuls les référents de cette classe voient ses élèves.")
    return group
