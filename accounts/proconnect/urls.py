"""Pages of ProConnect; 404 where it is not configured."""

from django.urls import path

from accounts.access import before_second_factor, public
from accounts.proconnect import views
from accounts.second_factor.confirmation import confirmed

urlpatterns = [
    path("connexion/proconnect/", views.start, name="proconnect_start"),
    path("connexion/proconnect/retour/", views.callback, name="proconnect_callback"),
    path("connexion/proconnect/relier/", views.AskLink.as_view(), name="proconnect_ask"),
    path(
        "connexion/proconnect/relier/<str:token>/",
        views.ConfirmLink.as_view(),
        name="proconnect_confirm",
    ),
    path(
        "mon-compte/securite/proconnect/relier/",
        confirmed(views.start_linking),
        name="proconnect_link",
    ),
    path(
        "mon-compte/securite/proconnect/<int:pk>/retirer/",
        confirmed(views.unlink),
        name="proconnect_unlink",
    ),
    path(
        "deconnexion/",
        before_second_factor(public(views.SignOut.as_view())),
        name="account_logout",
    ),
    path(
        "deconnexion/proconnect/",
        before_second_factor(views.signed_out),
        name="proconnect_signed_out",
    ),
]
