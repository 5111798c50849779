"""The addresses of reports."""

from django.urls import path

from reports import company_views, needs, published_views, views

app_name = "reports"

urlpatterns = [
    path("rapports/", views.report_page, name="report"),
    path("rapports/telecharger/", views.download, name="download"),
    path("rapports/besoins/", needs.needs, name="needs"),
    path("rapports/detail/", views.details, name="details"),
    path("rapports/publier/", published_views.publish, name="publish"),
    path("rapports/publies/", published_views.published_list, name="published"),
    path("rapports/publies/<int:pk>/", published_views.published_one, name="published_one"),
    path(
        "rapports/publies/<int:pk>/telecharger/",
        published_views.download,
        name="published_download",
    ),
    path("rapports/entreprises/<int:pk>/", company_views.sheet, name="company_sheet"),
]
