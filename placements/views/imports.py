"""`/stages/eleves/importer/`: a school's file of pupils, read, shown, then imported."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import get_visible_or_404, require
from accounts.downloads import CSV, Taking, csv_lines, give
from accounts.enums import Role
from directory.importers.files import NotProcessed
from directory.violations import Refused
from partnerships import list_files, sheet_files
from partnerships.forms.imports import ColumnsForm
from partnerships.workflow import kept_sheets
from placements.forms.imports import PupilFileForm
from placements.pupil_columns import COLUMNS
from placements.workflow import pupil_imports

IMPORTERS = [role for role in Role if role in pupil_imports.IMPORTERS]
SHOWN = 200
ORDER = ("rejected", "moved", "created", "updated", "unchanged")


@require(*IMPORTERS)
def upload(request):
    """The file; its lines are kept encrypted, for a day."""
    files = (request.POST, request.FILES) if request.method == "POST" else ()
    form = PupilFileForm(request.actor, *files)
    if form.is_valid():
        data = form.cleaned_data
        try:
            content, kind = list_files.checked(data["file"])
            sheet = sheet_files.read(content, kind)
            kept = pupil_imports.keep(request.actor, sheet, data["file"].name, form.chosen_school())
        except Refused as refused:
            form.add_refusal(refused)
        except NotProcessed as error:
            form.add_error("file", str(error))
        else:
            return redirect("placements:import_preview", kept.pk)
    return render(request, "placements/pupils/import.html", {"form": form})


@require_http_methods(["GET", "POST"])
@require(*IMPORTERS)
def preview(request, pk):
    """The columns, what each line would change, and the button that imports."""
    kept = get_visible_or_404(pupil_imports.kept_rows(), request.actor, pk=pk)
    if kept.applied_at:
        messages.info(request, "Ce fichier est déjà importé.")
        return redirect("placements:classes")
    sheet, step = kept_sheets.sheet_of(kept), request.POST.get("step")
    posted = request.POST if step == "columns" else None
    form = ColumnsForm(sheet.headers, kept.mapping, posted, COLUMNS)
    if step == "columns" and form.is_valid() and _chosen(request, kept, form):
        return redirect("placements:import_preview", pk)
    result, error = _result(request, kept, applying=step == "apply")
    if step == "apply" and result:
        said = ", ".join(f"{number} {words}" for words, number in result.counts)
        messages.success(request, f"Import terminé : {said}.")
        return redirect("placements:classes")
    context = {
        "kept": kept,
        "form": form,
        "error": error,
        "result": result,
        "lines": _shown(result),
        "total": len(sheet.lines),
        "mapped": "class_name" in kept.mapping,
        "back": reverse("placements:import"),
    }
    return render(request, "placements/pupils/import_preview.html", context)


def _chosen(request, kept, form):
    try:
        pupil_imports.choose_columns(request.actor, kept, form.mapping())
    except Refused as refused:
        form.add_refusal(refused)
        return False
    return True


def _result(request, kept, *, applying=False):
    """(Result, "") or (None, why not)."""
    run = pupil_imports.apply if applying else pupil_imports.preview
    try:
        return run(request.actor, kept, request.school_year), ""
    except Refused as error:
        return None, str(error)


def _shown(result):
    if result is None:
        return []
    rank = {verdict: place for place, verdict in enumerate(ORDER)}
    return sorted(result.lines, key=lambda line: (rank[line.verdict], line.number))[:SHOWN]


@require_safe
@require(*IMPORTERS)
def errors(request, pk):
    """The lines that are refused, with why, to correct in the file."""
    kept = get_visible_or_404(pupil_imports.kept_rows(), request.actor, pk=pk)
    result, _ = _result(request, kept)
    lines = result.errors if result else []
    rows = [["Ligne", "Élève", "Classe", "Motif"]]
    rows += [[str(line.number), line.name, line.group, line.error] for line in lines]
    taking = Taking("a téléchargé les lignes refusées d’un import d’élèves", rows=len(lines))
    return give(request, csv_lines(rows), "lignes-refusees.csv", CSV, taking)
