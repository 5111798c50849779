"""Addresses of the follow-up of placements; `placements.urls` includes them."""

from django.urls import path

from placements.views import visits

PLACEMENT = "stages/fiches/<int:pk>/"

urlpatterns = [
    path("stages/a-voir/", visits.week, name="to_see"),
    path(f"{PLACEMENT}visite/", visits.plan, name="visit_plan"),
    path(f"{PLACEMENT}compte-rendu/", visits.report, name="visit_report"),
    path(f"{PLACEMENT}visites/<int:visit>/", visits.report, name="visit_tell"),
    path(f"{PLACEMENT}visites/<int:visit>/retirer/", visits.drop, name="visit_drop"),
]
