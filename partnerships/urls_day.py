"""The addresses of the day itself; `partnerships.urls` includes them."""

from django.urls import path

from partnerships.views import day

BOOKING = "immersions/demandes/<int:pk>"

urlpatterns = [
    path(f"{BOOKING}/depart/", day.departure, name="departure"),
    path(f"{BOOKING}/presence/", day.attendance, name="attendance"),
    path(
        "lien/repondre/<str:token>/presence/",
        day.AttendanceByLink.as_view(),
        name="link_attendance",
    ),
]
