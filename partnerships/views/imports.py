"""`/relations/importer/`: an RBDE's own spreadsheet, read, shown, then imported."""

from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import require
from accounts.enums import Role
from documents.views.import_pages import ImportPages
from partnerships.forms.imports import SheetForm
from partnerships.workflow import imports

IMPORTERS = [role for role in Role if role in imports.IMPORTERS]


class CompanySheet(ImportPages):
    workflow = imports
    form_class = SheetForm
    addresses = ("partnerships:import", "partnerships:import_preview")
    templates = (
        "partnerships/relations/import.html",
        "partnerships/relations/import_preview.html",
    )
    done = "partnerships:relations"
    # What is refused, then what changes.
    order = ("rejected", "created", "updated", "again", "unchanged", "closed")
    # The errors are all in their file.
    shown = 100
    titles = ("SIRET", "Entreprise")
    told = "a téléchargé les lignes refusées d’un import"

    def columns(self, kept):
        return imports.columns_of(kept)

    def run(self, request, kept, *, applying):
        run = imports.apply if applying else imports.preview
        return run(request.actor, kept)

    def cells(self, line):
        return [line.siret, line.name]


PAGES = CompanySheet()
upload = require(*IMPORTERS)(PAGES.upload)
preview = require_http_methods(["GET", "POST"])(require(*IMPORTERS)(PAGES.preview))
errors = require_safe(require(*IMPORTERS)(PAGES.errors))
