"""Resources of a committee and the shared tools."""

from django.urls import path

from clee.views import resources

urlpatterns = [
    path("clee/<int:pk>/ressources/", resources.listing, name="resources"),
    path("clee/ressources/<int:pk>/", resources.page, name="resource"),
    path("clee/ressources/<int:pk>/retirer/", resources.withdraw, name="resource_withdraw"),
    path("clee/fichiers/<int:pk>/", resources.download, name="resource_download"),
    path("clee/outils/", resources.tools, name="tools"),
]
