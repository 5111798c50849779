"""Addresses of the agreements of placements."""

from django.urls import path

from placements.views import (
    agreement_classes,
    agreement_links,
    agreement_notices,
    agreements,
)

LINK = "lien/accueillir/<str:token>/"
AGREEMENT = "stages/conventions/<int:pk>/"

urlpatterns = [
    path("stages/fiches/<int:pk>/convention/", agreements.prepare, name="agreement_prepare"),
    path(AGREEMENT, agreements.page, name="agreement"),
    path(f"{AGREEMENT}accueil/<int:part>/", agreements.fill, name="agreement_part"),
    path(
        f"{AGREEMENT}accueil/<int:part>/regles/",
        agreements.check_part,
        name="agreement_part_check",
    ),
    path(f"{AGREEMENT}accueil/<int:part>/avis/", agreement_notices.change, name="agreement_notice"),
    path(f"{AGREEMENT}demander/", agreements.ask, name="agreement_ask"),
    path(f"{AGREEMENT}correction/", agreements.send_back, name="agreement_send_back"),
    path(f"{AGREEMENT}signature/", agreements.open_signatures, name="agreement_open"),
    path(f"{AGREEMENT}avenant/", agreements.amend, name="agreement_amend"),
    path(f"{AGREEMENT}apercu.pdf", agreements.preview, name="agreement_preview"),
    path("stages/classes/<int:pk>/conventions/", agreement_classes.board, name="agreements"),
    path(LINK, agreement_links.FillPart.as_view(), name="link_host"),
    path(f"{LINK}regles/", agreement_links.CheckPart.as_view(), name="link_host_check"),
    path(f"{LINK}document.pdf", agreement_links.PartCopy.as_view(), name="link_host_copy"),
]
