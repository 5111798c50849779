"""The addresses of reports."""

from django.urls import path

from reports import company_views, needs, views

app_name = "reports"

urlpatterns = [
    path("rapports/", views.report_page, name="report"),
    path("rapports/telecharger/", views.download, name="download"),
    path("rapports/besoins/", needs.needs, name="needs"),
    path("rapports/detail/", views.details, name="details"),
    path("rapports/entreprises/<int:pk>/", company_views.sheet, name="company_sheet"),
]
