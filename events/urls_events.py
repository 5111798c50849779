"""The addresses of events and of their programmes."""

from django.urls import path

from events.views import events, organising

EVENT = "evenements/<int:pk>"
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
]
