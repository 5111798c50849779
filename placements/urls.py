from django.urls import path

from . import views

app_name = "placements"
urlpatterns = [
    path("stages/", views.calendar, name="calendar"),
    path("stages/periodes/nouvelle/", views.set_campaign, name="new"),
    path("stages/periodes/<int:pk>/", views.set_campaign, name="edit"),
    path("stages/periodes/<int:pk>/retirer/", views.withdraw_campaign, name="withdraw"),
]
