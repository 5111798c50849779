"""The addresses of the bank of placements; `placements.urls` includes them."""

from django.urls import path

from placements.views import (
    application_links,
    applications,
    offer_acts,
    offer_links,
    offer_search,
    offers,
    wish_links,
    wishes,
)

OFFER = "stages/offres/<int:pk>/"
LINK = "lien/candidatures/<str:token>/"
WISHES = "stages/classes/<int:pk>/voeux/"

urlpatterns = [
    path("stages/offres/", offer_search.search, name="offers"),
    path("stages/offres/mes-offres/", offers.mine, name="offers_mine"),
    path("stages/offres/nouvelle/", offers.new, name="offer_new"),
    path("stages/offres/semaines/<int:pk>/retirer/", offers.drop_week, name="offer_week_drop"),
    path(OFFER, offer_search.detail, name="offer"),
    path(f"{OFFER}modifier/", offers.edit, name="offer_edit"),
    path(f"{OFFER}semaines/", offers.weeks, name="offer_weeks"),
    path(f"{OFFER}actes/<slug:event>/", offers.act, name="offer_act"),
    path("stages/offres/proposer/", offer_acts.Propose.as_view(), name="offer_propose"),
    path("stages/offres/a-verifier/", offer_acts.moderation, name="offers_moderation"),
    path(
        "stages/offres/signalements/<int:pk>/classer/",
        offer_acts.dismiss,
        name="offer_report_dismiss",
    ),
    path(f"{OFFER}signaler/", offer_acts.report, name="offer_report"),
    path(f"{OFFER}retirer/", offer_acts.hide, name="offer_hide"),
    path(f"{OFFER}favorite/", offer_acts.keep, name="offer_keep"),
    path(f"{OFFER}verifier/<slug:event>/", offer_acts.moderate, name="offer_moderate"),
    path(f"{OFFER}reprendre/<slug:event>/", offer_acts.again, name="offer_again"),
    path(f"{OFFER}candidater/", applications.apply, name="offer_apply"),
    path("stages/candidatures/", applications.mine, name="applications"),
    path("stages/candidatures/<int:pk>/", applications.detail, name="application"),
    path("stages/candidatures/<int:pk>/<slug:event>/", applications.act, name="application_act"),
    path(LINK, application_links.AnswerLink.as_view(), name="link_applications"),
    path(
        f"{LINK}<int:pk>/<slug:word>/",
        application_links.AnswerLinkAct.as_view(),
        name="link_applications_act",
    ),
    path(WISHES, wishes.page, name="wishes"),
    path(f"{WISHES}transmettre/", wishes.send, name="wishes_send"),
    path(f"{WISHES}planche/", wishes.print_codes, name="wishes_coupons"),
    path(f"{WISHES}<slug:event>/", wishes.act, name="wishes_act"),
    path("stages/eleves/<int:pk>/voeux/<slug:event>/", wishes.pupil_act, name="wishes_pupil_act"),
    path("stages/voeux/<int:pk>/ecarter/", wishes.decline, name="wish_decline"),
    path("lien/voeux/<str:token>/", wish_links.WishLink.as_view(), name="link_wishes"),
    path(
        "lien/voeux/<str:token>/offre/<int:pk>/",
        wish_links.WishOffer.as_view(),
        name="link_wish",
    ),
    path("lien/offre-stage/<str:token>/", offer_links.ConfirmOffer.as_view(), name="link_offer"),
]
