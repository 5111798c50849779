"""The addresses of events and of their programmes."""

from django.urls import path

from events.views import events, organising, programmes

EVENT = "evenements/<int:pk>"
PROGRAMMES = "evenements/programmes"
PROGRAMME = f"{PROGRAMMES}/<int:pk>"
ENTRY = f"{PROGRAMMES}/entrees/<int:pk>"
urlpatterns = [
    path("evenements/", events.event_list, name="list"),
    path("evenements/miens/", organising.mine, name="mine"),
    path("evenements/nouveau/", organising.create, name="create"),
    path("evenements/agenda/", events.calendar, name="calendar"),
    path(f"{EVENT}/", events.event_detail, name="detail"),
    path(f"{EVENT}/agenda/", events.event_calendar, name="event_calendar"),
    path(f"{EVENT}/modifier/", organising.edit, name="edit"),
    path(f"{EVENT}/dupliquer/", organising.duplicate, name="duplicate"),
    path(f"{EVENT}/supprimer/", organising.remove, name="remove"),
    path(f"{EVENT}/affiche/", organising.poster_file, name="poster"),
    path(f"{EVENT}/historique/", organising.HISTORY, name="history"),
    path(f"{EVENT}/faire/<slug:event>/", organising.act, name="act"),
    path(f"{PROGRAMMES}/", programmes.programme_list, name="programmes"),
    path(f"{PROGRAMMES}/nouveau/", programmes.create, name="programme_new"),
    path(f"{PROGRAMME}/", programmes.programme, name="programme"),
    path(f"{PROGRAMME}/agenda/", programmes.calendar, name="programme_calendar"),
    path(f"{PROGRAMME}/modifier/", programmes.edit, name="programme_edit"),
    path(f"{PROGRAMME}/proposer/", programmes.propose, name="programme_propose"),
    path(f"{PROGRAMME}/propositions/", programmes.proposals, name="proposals"),
    path(f"{PROGRAMME}/exporter/", programmes.export, name="programme_export"),
    path(f"{PROGRAMME}/faire/<slug:event>/", programmes.act, name="programme_act"),
    path(f"{ENTRY}/", programmes.entry, name="entry"),
    path(f"{ENTRY}/faire/<slug:event>/", programmes.entry_act, name="entry_act"),
]
