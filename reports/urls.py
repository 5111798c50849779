"""The addresses of reports."""

from django.urls import path

from reports import needs, urls_declaration, urls_exports, urls_open
from reports.views import companies, corrections, details, published, report

app_name = "reports"

urlpatterns = [
    path("rapports/", report.report_page, name="report"),
    path("rapports/telecharger/", report.download, name="download"),
    path("rapports/besoins/", needs.needs, name="needs"),
    path("rapports/detail/", details.page, name="details"),
    path("rapports/detail/fichier/", details.download, name="details_file"),
    path("rapports/publier/", published.publish, name="publish"),
    path("rapports/publies/", published.published_list, name="published"),
    path("rapports/publies/<int:pk>/", published.published_one, name="published_one"),
    path(
        "rapports/publies/<int:pk>/telecharger/",
        published.download,
        name="published_download",
    ),
    path("rapports/entreprises/<int:pk>/", companies.sheet, name="company_sheet"),
    path("rapports/annees-closes/", corrections.closed_years, name="closed_years"),
    path("rapports/annees-closes/<int:pk>/terminer/", corrections.end, name="correction_end"),
    *urls_declaration.urlpatterns,
    *urls_exports.urlpatterns,
    *urls_open.urlpatterns,
]
