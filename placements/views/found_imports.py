"""`/stages/importer/`: a list of found placements, read, shown, then recorded."""

from django.contrib import messages
from django.shortcuts import redirect, render
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
from placements.found_columns import COLUMNS
from placements.workflow import found_imports

IMPORTERS = [role for role in Role if role in found_imports.IMPORTERS]
ORDER = ("doubtful", "rejected", "created", "aside", "unchanged")
ASKED = "entreprise-"


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
            kept = found_imports.keep(request.actor, sheet, data["file"].name, form.chosen_school())
        except Refused as refused:
            form.add_refusal(refused)
        except NotProcessed as error:
            form.add_error("file", str(error))
        else:
            return redirect("placements:found_preview", kept.pk)
    return render(request, "placements/found/import.html", {"form": form})


@require_http_methods(["GET", "POST"])
@require(*IMPORTERS)
def preview(request, pk):
    """The columns, what each line would record, the companies to choose, the button."""
    kept = get_visible_or_404(found_imports.kept_rows(), request.actor, pk=pk)
    if kept.applied_at:
        messages.info(request, "Ce fichier est déjà importé.")
        return redirect("placements:classes")
    sheet, step = kept_sheets.sheet_of(kept), request.POST.get("step")
    posted = request.POST if step == "columns" else None
    form = ColumnsForm(sheet.headers, kept.mapping, posted, COLUMNS)
    if step == "columns" and form.is_valid() and _chosen(request, kept, form):
        return redirect("placements:found_preview", pk)
    error = ""
    if step == "apply":
        result, error = _result(request, kept, found_imports.apply)
        if result:
            number = len(result.of("created"))
            messages.success(request, f"Import terminé : {_recorded(number)}.")
            return redirect("placements:classes")
    result, unread = _result(request, kept, found_imports.preview)
    context = {
        "kept": kept,
        "form": form,
        "error": error or unread,
        "result": result,
        "lines": _sorted(result),
        "is_signed": _is_signed(request),
        "total": len(sheet.lines),
        "mapped": found_imports.is_mapped(kept.mapping),
    }
    return render(request, "placements/found/preview.html", context)


def _recorded(number):
    if not number:
        return "aucun stage nouveau"
    return f"{number} stages enregistrés" if number > 1 else "1 stage enregistré"


def _chosen(request, kept, form):
    try:
        found_imports.choose_columns(request.actor, kept, form.mapping())
    except Refused as refused:
        form.add_refusal(refused)
        return False
    return True


def _answers(request):
    return {name: value for name, value in request.POST.items() if name.startswith(ASKED)}


def _is_signed(request):
    return request.POST.get("signed") == "on"


def _result(request, kept, run):
    """(Result, "") or (None, why not)."""
    chosen, is_signed = _answers(request), _is_signed(request)
    try:
        return run(request.actor, kept, request.school_year, chosen, is_signed=is_signed), ""
    except Refused as error:
        return None, str(error)


def _sorted(result):
    """[(line, match that it asks about, or None)]: what asks for something first, and once."""
    if result is None:
        return []
    rank = {verdict: place for place, verdict in enumerate(ORDER)}
    asked, lines = set(), []
    for line in sorted(result.lines, key=lambda line: (rank[line.verdict], line.number)):
        asks = line.match and line.match.asks
        lines.append((line, line.match if asks and asks not in asked else None))
        asked.add(asks)
    return lines


@require_safe
@require(*IMPORTERS)
def errors(request, pk):
    """The lines that are refused, with why, to correct in the file."""
    kept = get_visible_or_404(found_imports.kept_rows(), request.actor, pk=pk)
    result, _ = _result(request, kept, found_imports.preview)
    lines = result.errors if result else []
    rows = [["Ligne", "Élève", "Classe", "Entreprise", "Motif"]]
    rows += [[str(line.number), line.name, line.group, line.host, line.error] for line in lines]
    taking = Taking("a téléchargé les lignes refusées d’un import de stages", rows=len(lines))
    return give(request, csv_lines(rows), "lignes-refusees.csv", CSV, taking)
