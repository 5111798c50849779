"""The addresses of the personal links of both sides; `partnerships.urls` includes them."""

from django.urls import path, re_path

from partnerships.views import links, lists, renewals, sheets, waiting

urlpatterns = [
    path("lien/repondre/<str:token>/", links.Answer.as_view(), name="link_answer"),
    re_path(
        r"^lien/repondre/(?P<token>[^/]+)/"
        r"(?P<answer>oui|erreur|non|autre-date|prolonger|collegue)/$",
        links.AnswerAct.as_view(),
        name="link_answer_act",
    ),
    re_path(
        r"^lien/repondre/(?P<token>[^/]+)/date/(?P<answer>oui|non|retirer)/$",
        links.MoveAct.as_view(),
        name="link_answer_move",
    ),
    path("lien/venir/<str:token>/", links.GuestAnswer.as_view(), name="link_guest"),
    re_path(
        r"^lien/venir/(?P<token>[^/]+)/(?P<answer>non|autre-date)/$",
        links.GuestAnswerAct.as_view(),
        name="link_guest_act",
    ),
    re_path(
        r"^lien/venir/(?P<token>[^/]+)/date/(?P<answer>oui|non|retirer)/$",
        links.GuestMoveAct.as_view(),
        name="link_guest_move",
    ),
    path("lien/attente/<str:token>/", waiting.WaitingLink.as_view(), name="link_waiting"),
    re_path(
        r"^lien/attente/(?P<token>[^/]+)/(?P<answer>prendre|laisser|quitter)/$",
        waiting.WaitingLinkAct.as_view(),
        name="link_waiting_act",
    ),
    path("lien/confirmer/<str:token>/", links.ConfirmOffer.as_view(), name="link_confirm"),
    path("lien/renouveler/<str:token>/", renewals.RenewOffers.as_view(), name="link_renew"),
    path("lien/fiche/<str:token>/", sheets.CheckSheet.as_view(), name="link_sheet"),
    path("lien/liste/<str:token>/", lists.TakeList.as_view(), name="link_list"),
]
