from django.urls import path

from clee.views import charter, cycle, exports, invitations, meetings, network

urlpatterns = [
    path("clee/<int:pk>/reunions/", meetings.meeting_list, name="meetings"),
    path("clee/<int:pk>/reunions/preparer/", meetings.prepare, name="prepare_meeting"),
    path("clee/reunions/<int:pk>/", meetings.detail, name="meeting"),
    path("clee/reunions/<int:pk>/modifier/", meetings.change, name="change_meeting"),
    path("clee/reunions/<int:pk>/presences/", meetings.attendance, name="meeting_attendance"),
    path("clee/reunions/<int:pk>/notes/", meetings.notes, name="meeting_notes"),
    path("clee/reunions/<int:pk>/compte-rendu/", meetings.minutes_file, name="meeting_minutes"),
    path("clee/reunions/<int:pk>/<slug:event>/", meetings.act, name="meeting_act"),
    path("clee/decisions/<int:pk>/suite/", meetings.settle, name="settle_decision"),
    path("clee/invitations/<int:pk>/", invitations.invitation, name="invitation"),
    path(
        "clee/invitations/<int:pk>/compte-rendu/",
        invitations.invitation_minutes,
        name="invitation_minutes",
    ),
    path("lien/reunion/<str:token>/", invitations.InvitationLink.as_view(), name="link_meeting"),
    path(
        "lien/reunion/<str:token>/compte-rendu/",
        invitations.MinutesLink.as_view(),
        name="link_minutes",
    ),
    path("clee/<int:pk>/calendrier/", cycle.year, name="cycle"),
    path("clee/<int:pk>/calendrier/envoyer/", cycle.send_calendar, name="send_calendar"),
    path("clee/etapes/<int:pk>/", cycle.move, name="move_step"),
    path("clee/<int:pk>/charte/", charter.board, name="charter"),
    path("clee/membres/<int:pk>/modifier/", charter.change_member, name="change_member"),
    path("clee/membres/<int:pk>/charte/", charter.paper, name="charter_paper"),
    path("clee/<int:pk>/export/<slug:what>/", exports.export, name="export"),
    path("clee/rbde/", network.networks, name="networks"),
    path("clee/rbde/ouvrir/", network.open_network, name="open_network"),
    path("clee/<int:pk>/annuaire/", network.directory, name="directory"),
]
