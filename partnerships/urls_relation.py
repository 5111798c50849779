"""The addresses of the daily work with companies."""

from django.urls import path

from partnerships.views import (
    advice,
    imports,
    indicators,
    partnership_agreement,
    partnerships,
    relation,
    saved_filters,
)

PARTNERSHIP = "relations/partenariats/<int:pk>"

urlpatterns = [
    path("relations/", relation.desk, name="relations"),
    path("relations/noter/", relation.note, name="note"),
    path("relations/entreprises/<int:pk>/", relation.company, name="relation"),
    path("relations/entreprises/<int:pk>/plafond/", relation.ceiling, name="ceiling"),
    path("relations/etablissements/", advice.school_list, name="advised_schools"),
    path("relations/etablissements/<int:pk>/", advice.school, name="advised"),
    path("relations/echanges/<int:pk>/<slug:event>/", relation.act, name="follow_up"),
    path("relations/filtres/enregistrer/", saved_filters.save, name="filter_save"),
    path("relations/filtres/<int:pk>/supprimer/", saved_filters.delete, name="filter_delete"),
    path("relations/indicateurs/", indicators.page, name="indicators"),
    path("relations/indicateurs.csv", indicators.download, name="indicators_csv"),
    path("relations/importer/", imports.upload, name="import"),
    path("relations/importer/<int:pk>/", imports.preview, name="import_preview"),
    path("relations/importer/<int:pk>/erreurs/", imports.errors, name="import_errors"),
    path("relations/partenariats/", partnerships.listing, name="partnerships"),
    path("relations/partenariats/nouveau/", partnerships.new, name="partnership_new"),
    path(f"{PARTNERSHIP}/", partnerships.page, name="partnership"),
    path(f"{PARTNERSHIP}/rediger/", partnership_agreement.write, name="partnership_write"),
    path(f"{PARTNERSHIP}/projet.pdf", partnership_agreement.preview, name="partnership_preview"),
    path(f"{PARTNERSHIP}/historique/", partnerships.HISTORY, name="partnership_history"),
    path(
        f"{PARTNERSHIP}/documents/<int:number>/",
        partnerships.document,
        name="partnership_document",
    ),
    path(f"{PARTNERSHIP}/<slug:event>/", partnerships.act, name="partnership_act"),
]
