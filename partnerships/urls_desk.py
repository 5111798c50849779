"""The addresses of the desk of a company."""

from django.urls import path

from partnerships.views import desk

urlpatterns = [
    path("accueil/demandes/", desk.requests, name="desk"),
    path("accueil/demandes/repondre/", desk.answer, name="desk_answer"),
    path("accueil/agenda/", desk.agenda, name="agenda"),
    path("accueil/fermetures/", desk.closures, name="closures"),
    path("accueil/remplacements/", desk.stand_ins, name="stand_ins"),
    path("accueil/fermetures/<int:pk>/retirer/", desk.reopen, name="closure_remove"),
    path("accueil/remplacements/<int:pk>/prolonger/", desk.prolong, name="stand_in_prolong"),
    path(
        "relations/entreprises/<int:pk>/fermetures/",
        desk.company_closures,
        name="company_closures",
    ),
    path("accueil/remplacements/<int:pk>/retirer/", desk.come_back, name="stand_in_remove"),
]
