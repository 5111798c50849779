"""`/stages/eleves/`: the sheet of a pupil, entered or corrected by who follows the class."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from accounts.access import get_visible_or_404, require
from accounts.history import history_of
from accounts.reads import note_reads
from directory.forms import sections
from directory.french import of
from directory.models import ClassGroup
from directory.violations import Refused
from outbox.queries import sent_about
from partnerships.views.class_groups import SCHOOL_STAFF
from placements.forms.pupils import SECTIONS, LeaveForm, PupilForm
from placements.models import Placement, Pupil
from placements.views.classes import followed_group
from placements.workflow import class_changes, pupils


@require(*SCHOOL_STAFF)
def new(request, pk):
    """A pupil of this class, by hand."""
    group = followed_group(request, pk)
    return _edit(request, Pupil(class_group=group), group)


@require(*SCHOOL_STAFF)
def edit(request, pk):
    """Correct a pupil, change the class."""
    pupil = pupil_of(request, pk)
    return _edit(request, pupil, pupil.class_group)


def _edit(request, pupil, group):
    groups = ClassGroup.objects.filter(school=group.school_id, school_year=group.school_year_id)
    is_new = pupil.pk is None
    data = request.POST if request.method == "POST" else None
    form = PupilForm(data, instance=pupil, groups=groups)
    if form.is_valid():
        try:
            pupils.save(request.actor, form.save(commit=False), form.guardians())
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, f"La fiche {of(pupil)} est enregistrée.")
            if not is_new and (said := class_changes.said_of(pupil)):
                messages.warning(request, said)
            if is_new and "another" in request.POST:
                return redirect("placements:pupil_new", pupil.class_group_id)
            return redirect("placements:pupil", pupil.pk)
    context = {"form": form, "sections": sections(form, SECTIONS), "pupil": pupil, "group": group}
    return render(request, "placements/pupils/edit.html", context | {"is_new": is_new})


@require_safe
@require(*SCHOOL_STAFF)
def sheet(request, pk):
    """Everything the portal holds on a pupil: the page that a guardian may ask to read."""
    pupil = pupil_of(request, pk)
    guardians = list(pupil.guardians.all())
    note_reads(request.actor, [pupil, *guardians])
    placements = Placement.objects.visible_to(request.actor).for_pupil(pupil)
    context = {
        "pupil": pupil,
        "guardians": guardians,
        "placements": placements.prefetch_related("stays__company"),
        "entries": history_of(pupil, request.actor, None, whole=True),
        "notices": sent_about(pupil),
    }
    return render(request, "placements/pupils/sheet.html", context)


@require(*SCHOOL_STAFF)
def leave(request, pk):
    """The pupil has left the school."""
    pupil = pupil_of(request, pk)
    form = LeaveForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            pupils.leave(request.actor, pupil, form.cleaned_data["left_on"])
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, f"Le départ {of(pupil)} est enregistré.")
            return redirect("placements:board", pupil.class_group_id)
    context = {
        "form": form,
        "title": f"Départ {of(pupil)}",
        "question": "Cet élève quitte l’établissement. Ses stages passés sont conservés.",
        "submit": "Enregistrer le départ",
        "cancel_url": pupil.get_absolute_url(),
    }
    return render(request, "components/confirm.html", context)


def pupil_of(request, pk):
    rows = Pupil.objects.select_related(
        "class_group__school_year", "class_group__diploma", "school"
    )
    return get_visible_or_404(rows, request.actor, pk=pk)
