"""`/stages/eleves/importer/`: a school's file of pupils, read, shown, then imported."""

from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import require
from accounts.enums import Role
from documents.views.import_pages import ImportPages
from placements.forms.imports import PupilFileForm
from placements.pupil_columns import COLUMNS
from placements.workflow import pupil_imports

IMPORTERS = [role for role in Role if role in pupil_imports.IMPORTERS]


class PupilFile(ImportPages):
    workflow = pupil_imports
    form_class = PupilFileForm
    addresses = ("placements:import", "placements:import_preview")
    templates = ("placements/pupils/import.html", "placements/pupils/import_preview.html")
    done = "placements:classes"
    order = ("rejected", "moved", "created", "updated", "unchanged")
    shown = 200
    titles = ("Élève", "Classe")
    told = "a téléchargé les lignes refusées d’un import d’élèves"

    def columns(self, kept):
        return COLUMNS

    def run(self, request, kept, *, applying):
        run = pupil_imports.apply if applying else pupil_imports.preview
        return run(request.actor, kept, request.school_year)

    def cells(self, line):
        return [line.name, line.group]


PAGES = PupilFile()
upload = require(*IMPORTERS)(PAGES.upload)
preview = require_http_methods(["GET", "POST"])(require(*IMPORTERS)(PAGES.preview))
errors = require_safe(require(*IMPORTERS)(PAGES.errors))
