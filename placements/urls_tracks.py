"""Addresses of discovery tracks."""

from django.urls import path

from placements.views import sheets, track_candidates, tracks

TRACK = "stages/parcours/<int:pk>/"

urlpatterns = [
    path("stages/parcours/", tracks.track_list, name="tracks"),
    path("stages/parcours/nouveau/", tracks.new, name="track_new"),
    path(
        "stages/parcours/candidats/<int:pk>/retirer/",
        track_candidates.withdraw,
        name="candidate_withdraw",
    ),
    path(TRACK, tracks.detail, name="track"),
    path(f"{TRACK}modifier/", tracks.edit, name="track_edit"),
    path(f"{TRACK}journees/", tracks.plan, name="track_plan"),
    path(f"{TRACK}proposer/", track_candidates.propose, name="track_propose"),
    path(f"{TRACK}affectation/", track_candidates.board, name="track_board"),
    path(f"{TRACK}affectation/calculer/", track_candidates.compute, name="track_compute"),
    path(f"{TRACK}affectation/publier/", track_candidates.publish, name="track_publish"),
    path(f"{TRACK}affectation/numeros.csv", track_candidates.export, name="track_export"),
    path(
        f"{TRACK}affectation/<slug:event>/",
        track_candidates.decide,
        name="track_decide",
    ),
    path(f"{TRACK}annuler/", tracks.cancel, name="track_cancel"),
    path(f"{TRACK}programmes.pdf", sheets.programmes, name="track_programmes"),
    path(f"{TRACK}presence.pdf", sheets.attendance, name="track_attendance"),
    path("stages/fiches/<int:pk>/programme.pdf", sheets.programme, name="placement_programme"),
    path(f"{TRACK}<slug:event>/", tracks.act, name="track_act"),
]
