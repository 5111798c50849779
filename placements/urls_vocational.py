"""Addresses of what vocational periods add: the end before time, the host that takes over, weeks
to catch up, grids of skills, what hosts declare, figures."""

from django.urls import path

from placements.views import catch_up, declarations, early_ends, skill_grids, vocational_figures

PLACEMENT = "stages/fiches/<int:pk>/"
GRIDS = "stages/grilles/"

urlpatterns = [
    path(f"{PLACEMENT}fin-anticipee/", early_ends.end, name="placement_end"),
    path(f"{PLACEMENT}remplacer/", early_ends.replace, name="placement_replace"),
    path("stages/rattrapages/", catch_up.catch_up, name="catch_up"),
    path("stages/rattrapages/fichier/", catch_up.catch_up_file, name="catch_up_file"),
    path("stages/pfmp/bilan/", vocational_figures.figures, name="vocational_figures"),
    path(GRIDS, skill_grids.grids, name="skill_grids"),
    path(f"{GRIDS}importer/", skill_grids.upload, name="skill_import"),
    path(f"{GRIDS}importer/<int:pk>/", skill_grids.preview, name="skill_preview"),
    path(f"{GRIDS}importer/<int:pk>/refus/", skill_grids.errors, name="skill_errors"),
    path("stages/accueillis/effectif/<int:pk>/", declarations.declare, name="declarations"),
]
