"""PFMP and BTS placements: periods, board, hosts, insertion."""

from django.urls import path

from placements.views import (
    insertion,
    pfmp_board,
    pfmp_host_links,
    pfmp_hosts,
    pfmp_letters,
    pfmp_periods,
)

PERIOD = "stages/pfmp/periodes/<int:pk>/"
urlpatterns = [
    path("stages/pfmp/", pfmp_board.board, name="pfmp_board"),
    path("stages/pfmp/fichier/", pfmp_board.board_file, name="pfmp_board_file"),
    path("stages/pfmp/coches/", pfmp_board.act, name="pfmp_act"),
    path("stages/pfmp/affecter/", pfmp_board.assign, name="pfmp_assign"),
    path("stages/pfmp/familles/", pfmp_letters.families, name="pfmp_families"),
    path("stages/pfmp/accueillants/", pfmp_letters.hosts, name="pfmp_letters"),
    path("stages/pfmp/periodes/", pfmp_periods.periods, name="pfmp_periods"),
    path("stages/pfmp/periodes/fichier/", pfmp_periods.periods_file, name="pfmp_periods_file"),
    path("stages/pfmp/periodes/reprendre/", pfmp_periods.copy, name="pfmp_copy"),
    path("stages/pfmp/diplomes/", pfmp_periods.class_diplomas, name="pfmp_diplomas"),
    path(f"{PERIOD}accueillants/", pfmp_hosts.hosts, name="pfmp_hosts"),
    path(f"{PERIOD}demander/", pfmp_hosts.ask, name="pfmp_ask"),
    path("stages/pfmp/demandes/<int:pk>/", pfmp_hosts.host_request, name="pfmp_request"),
    path("stages/pfmp/demandes/<int:pk>/relancer/", pfmp_hosts.prolong, name="pfmp_prolong"),
    path("stages/pfmp/demandes/lignes/<int:pk>/clore/", pfmp_hosts.close, name="pfmp_ask_close"),
    path("stages/pfmp/places/<int:pk>/", pfmp_host_links.places, name="pfmp_places"),
    path("stages/pfmp/places/<int:pk>/confier/", pfmp_host_links.pass_on, name="pfmp_pass_on"),
    path("stages/pfmp/entreprises/<int:pk>/acces/", pfmp_hosts.access, name="pfmp_access"),
    path("stages/fiches/<int:pk>/mobilite/", pfmp_hosts.mobility, name="placement_mobility"),
    path("stages/insertion/", insertion.board, name="insertion"),
    path("stages/insertion/offres/", insertion.offers, name="job_offers"),
    path("stages/insertion/offres/nouvelle/", insertion.offer_edit, name="job_offer_new"),
    path("stages/insertion/offres/<int:pk>/", insertion.offer_edit, name="job_offer_edit"),
    path("stages/insertion/offres/<int:pk>/clore/", insertion.offer_close, name="job_offer_close"),
    path("stages/eleves/<int:pk>/insertion/", insertion.pupil, name="insertion_pupil"),
    path("lien/places-pfmp/<str:token>/", pfmp_host_links.PlacesLink.as_view(), name="link_places"),
]
