"""`/classes/`: the class groups of one's schools, by hand or from a CSV file."""

from django.contrib import messages
from django.shortcuts import redirect, render

from accounts.access import require
from accounts.enums import Role
from accounts.lists_out import is_asked
from accounts.places import PlaceForm, Places
from directory.models import ClassGroup
from directory.violations import Refused
from partnerships import class_groups, class_list, exports
from partnerships.forms.groups import ClassGroupFileForm, ClassGroupForm, ClassListForm

SCHOOL_STAFF = [role for role in Role if role.of_school]


@require(*SCHOOL_STAFF)
def group_list(request):
    """The classes of the chosen school year, and the form that adds one."""
    form = ClassGroupForm(request.actor, request.POST if request.method == "POST" else None)
    if form.is_valid():
        data = form.cleaned_data
        try:
            group = class_groups.create_class_group(
                request.actor,
                school=data["school"],
                school_year=request.school_year,
                name=data["new_name"],
                level=data["new_level"],
                special_kind=data["special_kind"],
                size=data["size"],
            )
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, f"La classe {group.name} est enregistrée.")
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
