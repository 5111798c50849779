"""The addresses of immersions: search, offers, requests, classes, contracts, personal links."""

from django.urls import path

from partnerships import (
    urls_branch,
    urls_contract,
    urls_day,
    urls_desk,
    urls_links,
    urls_relation,
    urls_requests,
)
from partnerships.views import (
    bookings,
    class_groups,
    elsewhere,
    history,
    lists,
    offers,
    renewals,
    requests,
    search,
    waiting,
)

app_name = "partnerships"

OFFER = "immersions/offres/<int:pk>"
SLOT = "immersions/creneaux/<int:pk>"
BOOKING = "immersions/demandes/<int:pk>"
WAITING = "immersions/attente/<int:pk>"

urlpatterns = [
    path("immersions/", search.search, name="search"),
    path("immersions/convenue/", elsewhere.agreed, name="agreed"),
    path("immersions/entreprises/", elsewhere.company_choices, name="company_choices"),
    path("immersions/offres/", offers.offer_list, name="offers"),
    path("immersions/offres/nouvelle/", offers.offer_new, name="offer_new"),
    path(f"{OFFER}/", search.offer_detail, name="offer"),
    path(f"{OFFER}/modifier/", offers.offer_edit, name="offer_edit"),
    path(f"{OFFER}/creneaux/", offers.offer_slots, name="offer_slots"),
    path(f"{OFFER}/historique/", history.OFFER, name="offer_history"),
    path(f"{OFFER}/renouveler/", renewals.renew_offer, name="offer_renew"),
    path(f"{OFFER}/<slug:event>/", offers.offer_act, name="offer_act"),
    path(f"{SLOT}/demander/", requests.request_slot, name="request"),
    path(f"{SLOT}/attendre/", waiting.wait_for_slot, name="wait"),
    path(f"{SLOT}/<slug:event>/", offers.slot_act, name="slot_act"),
    path("immersions/demandes/", bookings.booking_list, name="bookings"),
    path(f"{BOOKING}/", bookings.booking_detail, name="booking"),
    path(f"{BOOKING}/liste/", lists.ListPage.as_view(), name="list"),
    path(f"{BOOKING}/historique/", history.BOOKING, name="booking_history"),
    path(f"{BOOKING}/date/<slug:event>/", bookings.move_act, name="move_act"),
    *urls_day.urlpatterns,
    path(f"{BOOKING}/<slug:event>/", bookings.act, name="act"),
    path("immersions/attente/", waiting.waiting_list, name="waiting_list"),
    path(f"{WAITING}/", waiting.waiting_detail, name="waiting"),
    path(f"{WAITING}/historique/", history.WAITING, name="waiting_history"),
    path(f"{WAITING}/<slug:event>/", waiting.waiting_act, name="waiting_act"),
    path("classes/", class_groups.group_list, name="class_groups"),
    path("classes/<int:pk>/corriger/", class_groups.group_correct, name="class_group_correct"),
    path("classes/importer/", class_groups.group_import, name="class_groups_import"),
    *urls_contract.urlpatterns,
    *urls_branch.urlpatterns,
    *urls_desk.urlpatterns,
    *urls_links.urlpatterns,
    *urls_relation.urlpatterns,
    *urls_requests.urlpatterns,
]
