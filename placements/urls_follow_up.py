"""Addresses of the follow-up of placements; `placements.urls` includes them."""

from django.urls import path

from placements.views import attestations, follow_up_acts, host_links, hosted, territory, visits

PLACEMENT = "stages/fiches/<int:pk>/"
LINK = "lien/suivre/<str:token>/"
HOSTED = "stages/accueillis/<int:pk>/"

urlpatterns = [
    path("stages/calendrier/", territory.territory, name="territory"),
    path("stages/calendrier/fichier/", territory.territory_file, name="territory_file"),
    path("stages/accueillis/", hosted.hosted, name="hosted"),
    path(HOSTED, hosted.stay, name="hosted_stay"),
    path(f"{HOSTED}incident/", hosted.incident, name="hosted_incident"),
    path(f"{HOSTED}accident/<int:incident>/", hosted.sheet, name="hosted_sheet"),
    path(f"{HOSTED}attestation/", hosted.attestation, name="hosted_attestation"),
    path("stages/a-voir/", visits.week, name="to_see"),
    path(f"{PLACEMENT}visite/", visits.plan, name="visit_plan"),
    path(f"{PLACEMENT}compte-rendu/", visits.report, name="visit_report"),
    path(f"{PLACEMENT}visites/<int:visit>/", visits.report, name="visit_tell"),
    path(f"{PLACEMENT}visites/<int:visit>/retirer/", visits.drop, name="visit_drop"),
    path(f"{PLACEMENT}presence/", follow_up_acts.take_presence, name="presence"),
    path(f"{PLACEMENT}incident/", follow_up_acts.tell_incident, name="incident"),
    path(f"{PLACEMENT}accidents/<int:incident>/", follow_up_acts.sheet, name="accident_sheet"),
    path(f"{PLACEMENT}lien-accueillant/", follow_up_acts.send_link, name="follow_link"),
    path(f"{PLACEMENT}non-realise/", follow_up_acts.miss, name="placement_miss"),
    path(f"{PLACEMENT}realise/", follow_up_acts.hold, name="placement_hold"),
    path(f"{PLACEMENT}attestation/", attestations.attestation, name="attestation"),
    path(
        "stages/classes/<int:pk>/attestations/",
        attestations.class_attestations,
        name="attestations",
    ),
    path(f"{LINK}attestation/", attestations.AttestationLink.as_view(), name="link_attestation"),
    path(LINK, host_links.FollowLink.as_view(), name="link_follow"),
    path(f"{LINK}incident/", host_links.IncidentLink.as_view(), name="link_incident"),
    path(
        f"{LINK}accident/<int:incident>/",
        host_links.SheetLink.as_view(),
        name="link_accident_sheet",
    ),
]
