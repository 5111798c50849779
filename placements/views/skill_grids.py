"""`/stages/grilles/`: the grids of skills that tutors fill, by diploma, and their import."""

from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import require
from accounts.enums import Role
from directory.models import School
from documents.views.import_pages import ImportPages
from placements.forms.imports import PupilFileForm
from placements.skill_grids import COLUMNS, grids_of
from placements.workflow import skill_grids

IMPORTERS = [role for role in Role if role in skill_grids.IMPORTERS]


class GridFileForm(PupilFileForm):
    """The same file field; one line per skill."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = (
            "CSV, Excel (.xlsx) ou LibreOffice (.ods), 2 Mo au plus. Les titres sont sur la "
            "première ligne ; une ligne par compétence, avec le code du diplôme."
        )


class GridFile(ImportPages):
    workflow = skill_grids
    form_class = GridFileForm
    addresses = ("placements:skill_import", "placements:skill_preview")
    templates = ("placements/skills/import.html", "placements/skills/preview.html")
    done = "placements:skill_grids"
    order = ("rejected", "created", "unchanged")
    shown = 200
    titles = ("Diplôme", "Compétence")
    told = "a téléchargé les lignes refusées d’un import de grilles"

    def columns(self, kept):
        return COLUMNS

    def run(self, request, kept, *, applying):
        run = skill_grids.apply if applying else skill_grids.preview
        return run(request.actor, kept)

    def cells(self, line):
        return [line.diploma, line.skill]


@require_safe
@require(*IMPORTERS)
def grids(request):
    """The diplomas of one's schools, with the grid in force of each."""
    schools = School.objects.filter(pk__in=request.actor.school_ids).order_by("sort_key")
    rows = [(school, grids_of(school)) for school in schools]
    context = {"schools": [(school, found) for school, found in rows if found]}
    return render(request, "placements/skills/list.html", context)


PAGES = GridFile()
upload = require(*IMPORTERS)(PAGES.upload)
preview = require_http_methods(["GET", "POST"])(require(*IMPORTERS)(PAGES.preview))
errors = require_safe(require(*IMPORTERS)(PAGES.errors))
