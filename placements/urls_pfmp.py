"""PFMP and BTS placements: periods, board, hosts, insertion."""

from django.urls import path

from placements.views import pfmp_periods

urlpatterns = [
    path("stages/pfmp/periodes/", pfmp_periods.periods, name="pfmp_periods"),
    path("stages/pfmp/periodes/fichier/", pfmp_periods.periods_file, name="pfmp_periods_file"),
    path("stages/pfmp/periodes/reprendre/", pfmp_periods.copy, name="pfmp_copy"),
    path("stages/pfmp/diplomes/", pfmp_periods.class_diplomas, name="pfmp_diplomas"),
]
