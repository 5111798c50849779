"""The addresses of the yearly declaration."""

from django.urls import path

from reports.views import declarations

urlpatterns = [
    path("rapports/declarations/", declarations.board, name="declarations"),
    path(
        "rapports/declarations/<int:pk>/acte/<slug:event>/",
        declarations.act,
        name="declaration_act",
    ),
    path(
        "rapports/declarations/<slug:kind>/<int:pk>/<int:year>/",
        declarations.page,
        name="declaration",
    ),
]
