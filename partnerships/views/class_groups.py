"""`/classes/`: the class groups of one's schools, by hand or from a CSV file."""

from django.contrib import messages
from django.shortcuts import redirect, render

from accounts.access import get_visible_or_404, require
from accounts.enums import Role
from accounts.history import history_of
from accounts.lists_out import is_asked
from accounts.places import PlaceForm, Places
from directory.models import ClassGroup
from directory.violations import Refused
from partnerships import class_groups, class_list, exports
from partnerships.forms.groups import (
    ClassCorrectionForm,
    ClassGroupFileForm,
    ClassGroupForm,
    ClassListForm,
)
from partnerships.workflow import class_corrections

SCHOOL_STAFF = [role for role in Role if role.of_school]


@require(*SCHOOL_STAFF)
def group_list(request):
    """The classes of the chosen school year, and the form that adds one."""
    form = ClassGroupForm(request.actor, request.POST if request.method == "POST" else None)
    if form.is_valid():
        school = form.cleaned_data["school"]
        known = class_groups.named(school, request.school_year, form.facts()["name"])
        try:
            group = class_groups.create_class_group(
                request.actor, school=school, school_year=request.school_year, **form.facts()
            )
        except Refused as refused:
            form.add_refusal(refused)
        else:
            _say_kept(request, group, known)
            return redirect("partnerships:class_groups")
    places = Places.of(request.actor, request.actor.drafting_school_ids)
    choice = PlaceForm(places, request.GET)
    groups = ClassGroup.objects.filter(school__in=request.actor.drafting_school_ids)
    groups = places.narrow(groups, choice.chosen, school=("school",))
    groups = groups.for_year(request.school_year).select_related("school")
    if is_asked(request):
        return exports.CLASS_GROUPS.file(request, groups, f"année {request.school_year.label}")
    context = {
        "form": form,
        "groups": groups,
        "choice": choice,
        "place_label": places.label,
    }
    return render(request, "partnerships/class_groups/list.html", context)


def _say_kept(request, group, known):
    if known == group:
        messages.info(request, f"La classe {group.name} existe déjà : rien n’a été ajouté.")
    else:
        messages.success(request, f"La classe {group.name} est enregistrée.")


@require(*SCHOOL_STAFF)
def group_correct(request, pk):
    """A class of one's own school is corrected; its history is below."""
    groups = ClassGroup.objects.filter(school__in=request.actor.drafting_school_ids)
    rows = groups.select_related("school", "school_year")
    group = get_visible_or_404(rows, request.actor, pk=pk)
    form = ClassCorrectionForm(group, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            kept = class_corrections.correct(request.actor, group, **form.facts())
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, f"La classe {kept.name} est corrigée.")
            return redirect("partnerships:class_groups")
    lines = history_of(group, request.actor, request.GET.get("page"), whole=True)
    context = {"form": form, "group": group, "page_obj": lines}
    return render(request, "partnerships/class_groups/correct.html", context)


@require(*SCHOOL_STAFF)
def group_import(request):
    """The file is shown line by line first; the second button applies what was shown."""
    applying = request.POST.get("step") == "apply"
    form = _form(request, applying)
    verdicts = None
    if form.is_valid():
        try:
            verdicts = _verdicts(request, form, applying)
        except Refused as refused:
            form.add_refusal(refused)
        else:
            if applying:
                made = sum(verdict.word == "nouvelle" for verdict in verdicts)
                messages.success(request, f"Import terminé : {made} classe(s) ajoutée(s).")
                return redirect("partnerships:class_groups")
            form = ClassListForm(request.actor, _carried(form))
    context = {"form": form, "verdicts": verdicts}
    return render(request, "partnerships/class_groups/import.html", context)


def _form(request, applying):
    if request.method != "POST":
        return ClassGroupFileForm(request.actor)
    if applying:
        return ClassListForm(request.actor, request.POST)
    return ClassGroupFileForm(request.actor, request.POST, request.FILES)


def _verdicts(request, form, applying):
    run = class_groups.import_classes if applying else class_groups.preview_classes
    lines = class_list.read(form.text())
    return run(request.actor, form.cleaned_data["school"], request.school_year, lines)


def _carried(form):
    return {"school": form.cleaned_data["school"].pk, "content": form.text()}
