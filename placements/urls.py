from django.urls import path

from placements import (
    urls_agreement,
    urls_families,
    urls_follow_up,
    urls_offers,
    urls_tracks,
)
from placements.views import (
    campaigns,
    classes,
    follow_up,
    found_imports,
    hosts,
    imports,
    placements,
    pupils,
)

app_name = "placements"
urlpatterns = [
    path("stages/", campaigns.calendar, name="calendar"),
    path("stages/periodes/nouvelle/", campaigns.set_campaign, name="new"),
    path("stages/periodes/<int:pk>/", campaigns.set_campaign, name="edit"),
    path("stages/periodes/<int:pk>/retirer/", campaigns.withdraw_campaign, name="withdraw"),
    path("stages/classes/", classes.class_list, name="classes"),
    path("stages/classes/<int:pk>/", classes.board, name="board"),
    path("stages/classes/<int:pk>/referents/", classes.referents, name="referents"),
    path("stages/classes/<int:pk>/repartir/", classes.share, name="share"),
    path("stages/classes/<int:pk>/eleves/nouveau/", pupils.new, name="pupil_new"),
    path("stages/eleves/importer/", imports.upload, name="import"),
    path("stages/eleves/importer/<int:pk>/", imports.preview, name="import_preview"),
    path("stages/eleves/importer/<int:pk>/refus/", imports.errors, name="import_errors"),
    path("stages/eleves/<int:pk>/", pupils.sheet, name="pupil"),
    path("stages/eleves/<int:pk>/modifier/", pupils.edit, name="pupil_edit"),
    path("stages/eleves/<int:pk>/depart/", pupils.leave, name="pupil_leave"),
    path("stages/eleves/<int:pk>/stage/", placements.new, name="placement_new"),
    path("stages/eleves/<int:pk>/stage/regles/", placements.check, name="placement_check"),
    path("stages/fiches/<int:pk>/", placements.detail, name="placement"),
    path("stages/fiches/<int:pk>/modifier/", placements.change, name="placement_change"),
    path("stages/fiches/<int:pk>/accueillants/", hosts.plan, name="placement_hosts"),
    path(
        "stages/fiches/<int:pk>/accueillants/regles/",
        hosts.check,
        name="placement_hosts_check",
    ),
    path("stages/fiches/<int:pk>/annuler/", placements.cancel, name="placement_cancel"),
    *urls_agreement.urlpatterns,
    *urls_follow_up.urlpatterns,
    path("stages/classes/referents/", follow_up.referents_load, name="loads"),
    path("stages/classes/<int:pk>/exporter/", follow_up.class_file, name="class_file"),
    path("stages/importer/", found_imports.upload, name="found_import"),
    path("stages/importer/<int:pk>/", found_imports.preview, name="found_preview"),
    path("stages/importer/<int:pk>/refus/", found_imports.errors, name="found_errors"),
    *urls_families.urlpatterns,
    *urls_offers.urlpatterns,
    *urls_tracks.urlpatterns,
]
