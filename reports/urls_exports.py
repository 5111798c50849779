"""The addresses of exports."""

from django.urls import path

from reports.views import exports, lists

urlpatterns = [
    path("rapports/exports/", exports.listing, name="exports"),
    path("rapports/exports/liste/", lists.choose, name="list_file"),
    path("rapports/exports/rapport/", exports.ask_report, name="export_report"),
    path("rapports/exports/<int:pk>/", exports.one, name="export"),
    path("rapports/exports/<int:pk>/annuler/", exports.cancel, name="export_cancel"),
    path("rapports/exports/<int:pk>/fichier/", exports.download, name="export_file"),
]
