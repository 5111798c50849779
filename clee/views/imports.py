"""`/clee/importer/`: the list of committees, read, shown, then imported."""

from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import require
from accounts.enums import Role
from clee.enums import KEEPERS
from clee.forms.imports import CommitteeFileForm
from clee.importing import COLUMNS
from clee.workflow import imports
from documents.views.import_pages import ImportPages

IMPORTERS = (*KEEPERS, Role.ADMINISTRATOR)


class CommitteeFile(ImportPages):
    workflow = imports
    form_class = CommitteeFileForm
    addresses = ("clee:import", "clee:import_preview")
    templates = ("clee/imports/file.html", "clee/imports/preview.html")
    done = "clee:steering"
    order = ("rejected", "created", "updated", "unchanged")
    shown = 200
    titles = ("Comité",)
    told = "a téléchargé les lignes refusées d’un import de comités"

    def columns(self, kept):
        return COLUMNS

    def run(self, request, kept, *, applying):
        run = imports.apply if applying else imports.preview
        return run(request.actor, kept)

    def cells(self, line):
        return [line.name]


PAGES = CommitteeFile()
upload = require(*IMPORTERS)(PAGES.upload)
preview = require_http_methods(["GET", "POST"])(require(*IMPORTERS)(PAGES.preview))
errors = require_safe(require(*IMPORTERS)(PAGES.errors))
