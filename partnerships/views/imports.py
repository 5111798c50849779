"""`/relations/importer/`: an RBDE's own spreadsheet, read, shown, then imported."""

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
from partnerships.forms.imports import ColumnsForm, SheetForm
from partnerships.workflow import imports, kept_sheets

IMPORTERS = [role for role in Role if role in imports.IMPORTERS]
# Lines of each kind that the page shows; the errors are all in their file.
SHOWN = 100
# What is read first: what is refused, then what changes.
ORDER = ("rejected", "created", "updated", "again", "unchanged", "closed")


@require(*IMPORTERS)
def upload(request):
    """The file; its lines are kept encrypted, for a day."""
    files = (request.POST, request.FILES) if request.method == "POST" else ()
    form = SheetForm(request.actor, *files)
    if form.is_valid():
        data = form.cleaned_data
        try:
            content, kind = list_files.checked(data["file"])
            sheet = sheet_files.read(content, kind)
            kept = imports.keep(request.actor, sheet, data["file"].name, data.get("school"))
        except Refused as refused:
            form.add_refusal(refused)
        except NotProcessed as error:
            form.add_error("file", str(error))
        else:
            return redirect("partnerships:import_preview", kept.pk)
    context = {"form": form, "back": reverse("partnerships:relations")}
    return render(request, "partnerships/relations/import.html", context)


@require_http_methods(["GET", "POST"])
@require(*IMPORTERS)
def preview(request, pk):
    """The columns, what each line would change, and the button that imports."""
    kept = get_visible_or_404(imports.kept_rows(), request.actor, pk=pk)
    if kept.applied_at:
        messages.info(request, "Ce tableau est déjà importé.")
        return redirect("partnerships:relations")
    sheet = kept_sheets.sheet_of(kept)
    step = request.POST.get("step")
    posted = request.POST if step == "columns" else None
    form = ColumnsForm(sheet.headers, kept.mapping, posted, imports.columns_of(kept))
    if step == "columns" and form.is_valid() and _chosen(request, kept, form):
        return redirect("partnerships:import_preview", pk)
    result, error = _result(request, kept, applying=step == "apply")
    if step == "apply" and result:
        said = ", ".join(f"{number} {words}" for words, number in result.counts)
        messages.success(request, f"Import terminé : {said}.")
        return redirect("partnerships:relations")
    context = {
        "kept": kept,
        "form": form,
        "error": error,
        "result": result,
        "lines": _shown(result) if result else [],
        "total": len(sheet.lines),
        "mapped": bool({"siret", "name"} & kept.mapping.keys()),
        "back": reverse("partnerships:import"),
    }
    return render(request, "partnerships/relations/import_preview.html", context)


def _chosen(request, kept, form):
    try:
        imports.choose_columns(request.actor, kept, form.mapping())
    except Refused as refused:
        form.add_refusal(refused)
        return False
    return True


def _result(request, kept, *, applying=False):
    """(Result, "") or (None, why not)."""
    run = imports.apply if applying else imports.preview
    try:
        return run(request.actor, kept), ""
    except (NotProcessed, Refused) as error:
        return None, str(error)


def _shown(result):
    rank = {verdict: place for place, verdict in enumerate(ORDER)}
    lines = sorted(result.lines, key=lambda line: (rank[line.verdict], line.number))
    return lines[:SHOWN]


@require_safe
@require(*IMPORTERS)
def errors(request, pk):
    """The lines that are refused, with why, to correct in the spreadsheet."""
    kept = get_visible_or_404(imports.kept_rows(), request.actor, pk=pk)
    result, _ = _result(request, kept)
    lines = result.errors if result else []
    rows = [["Ligne", "SIRET", "Entreprise", "Motif"]]
    rows += [[str(line.number), line.siret, line.name, line.error] for line in lines]
    taking = Taking("a téléchargé les lignes refusées d’un import", rows=len(lines))
    return give(request, csv_lines(rows), "lignes-refusees.csv", CSV, taking)
