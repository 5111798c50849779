"""The addresses of the day itself; `partnerships.urls` includes them."""

from django.urls import path

from partnerships.views import certificates, day, feeds

BOOKING = "immersions/demandes/<int:pk>"

urlpatterns = [
    path("mon-compte/agenda/", feeds.calendars, name="calendars"),
    path("lien/agenda/<str:token>/", feeds.Feed.as_view(), name="feed"),
    path(f"{BOOKING}/depart/", day.departure, name="departure"),
    path(f"{BOOKING}/presence/", day.attendance, name="attendance"),
    path(f"{BOOKING}/attestation/", certificates.certificate, name="certificate"),
    path(f"{BOOKING}/ordre-de-mission/", certificates.mission, name="mission"),
    path(
        "lien/repondre/<str:token>/attestation/",
        certificates.CertificateByLink.as_view(),
        name="link_certificate",
    ),
    path(
        "lien/repondre/<str:token>/presence/",
        day.AttendanceByLink.as_view(),
        name="link_attendance",
    ),
    path(
        "lien/venir/<str:token>/presence/",
        day.AttendanceOfGuest.as_view(),
        name="link_guest_attendance",
    ),
]
