"""The addresses of school requests (« appels ») and of companies' needs and of networks;
`partnerships.urls` includes them."""

from django.urls import path

from partnerships.views import (
    needs,
    networks,
    school_request_acts,
    school_request_links,
    school_requests,
)

REQUEST = "immersions/appels/<int:pk>"

urlpatterns = [
    path("immersions/appels/", school_requests.request_list, name="school_requests"),
    path("immersions/appels/nouveau/", school_requests.request_new, name="school_request_new"),
    path(
        "immersions/appels/sans-reponse/",
        school_requests.unanswered,
        name="school_requests_unanswered",
    ),
    path(f"{REQUEST}/", school_requests.request_detail, name="school_request"),
    path(f"{REQUEST}/repondre/", school_requests.request_answer, name="school_request_answer"),
    path(f"{REQUEST}/<slug:event>/", school_request_acts.request_act, name="school_request_act"),
    path(
        "immersions/reponses/<int:pk>/<slug:event>/",
        school_request_acts.answer_act,
        name="school_answer_act",
    ),
    path("immersions/besoins/", needs.need_list, name="needs"),
    path("immersions/besoins/<int:pk>/clore/", needs.need_end, name="need_end"),
    path("reseaux/", networks.network_list, name="networks"),
    path("reseaux/territoires/", networks.territories, name="network_territories"),
    path("reseaux/<int:pk>/", networks.network_detail, name="network"),
    path("reseaux/membres/<int:pk>/retirer/", networks.member_end, name="member_end"),
    path("reseaux/referents/<int:pk>/retirer/", networks.referent_end, name="referent_end"),
    path(
        "lien/appel/<str:token>/",
        school_request_links.AnswerCall.as_view(),
        name="link_school_request",
    ),
]
