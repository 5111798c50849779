"""`/stages/importer/`: a list of found placements, read, shown, then recorded."""

from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import require
from accounts.enums import Role
from documents.views.import_pages import ImportPages
from placements.forms.imports import PupilFileForm
from placements.found_columns import COLUMNS
from placements.workflow import found_imports

IMPORTERS = [role for role in Role if role in found_imports.IMPORTERS]
ASKED = "entreprise-"


class FoundList(ImportPages):
    """Its preview also asks which company a line means, when sheets are close to it."""

    workflow = found_imports
    form_class = PupilFileForm
    addresses = ("placements:found_import", "placements:found_preview")
    templates = ("placements/found/import.html", "placements/found/preview.html")
    done = "placements:classes"
    order = ("doubtful", "rejected", "created", "aside", "unchanged")
    titles = ("Élève", "Classe", "Entreprise")
    told = "a téléchargé les lignes refusées d’un import de stages"

    def columns(self, kept):
        return COLUMNS

    def run(self, request, kept, *, applying):
        run = found_imports.apply if applying else found_imports.preview
        chosen = {name: value for name, value in request.POST.items() if name.startswith(ASKED)}
        is_signed = self.more_context(request)["is_signed"]
        return run(request.actor, kept, request.school_year, chosen, is_signed=is_signed)

    def lines(self, result):
        """[(line, match that it asks about, or None)]: what asks for something first, and once."""
        asked, lines = set(), []
        for line in super().lines(result):
            asks = line.match and line.match.asks
            lines.append((line, line.match if asks and asks not in asked else None))
            asked.add(asks)
        return lines

    def in_words(self, result):
        number, refused = len(result.of("created")), len(result.errors)
        said = f"{number} stage enregistré" if number == 1 else f"{number} stages enregistrés"
        left = f", {refused} ligne{'s' if refused > 1 else ''} refusée{'s' if refused > 1 else ''}"
        return (said if number else "aucun stage nouveau") + (left if refused else "")

    def cells(self, line):
        return [line.name, line.group, line.host]

    def more_context(self, request):
        return {"is_signed": request.POST.get("signed") == "on"}


PAGES = FoundList()
upload = require(*IMPORTERS)(PAGES.upload)
preview = require_http_methods(["GET", "POST"])(require(*IMPORTERS)(PAGES.preview))
errors = require_safe(require(*IMPORTERS)(PAGES.errors))
