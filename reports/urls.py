"""The addresses of reports."""

from django.urls import path

from reports import needs, views

app_name = "reports"

urlpatterns = [
    path("rapports/", views.report_page, name="report"),
    path("rapports/telecharger/", views.download, name="download"),
    path("rapports/besoins/", needs.needs, name="needs"),
    path("rapports/detail/", views.details, name="details"),
]
