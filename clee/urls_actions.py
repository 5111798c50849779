"""Actions of a committee and the library of practices."""

from django.urls import path

from clee.views import action_parts, actions

urlpatterns = [
    path("clee/<int:pk>/actions/", actions.listing, name="actions"),
    path("clee/<int:pk>/actions/nouvelle/", actions.new, name="action_new"),
    path("clee/actions/nouvelle/", actions.new_mine, name="action_new_mine"),
    path("clee/actions/<int:pk>/", actions.detail, name="action"),
    path("clee/actions/<int:pk>/modifier/", actions.edit, name="action_edit"),
    path("clee/actions/<int:pk>/rattacher/", action_parts.link, name="action_link"),
    path("clee/actions/<int:pk>/detacher/", action_parts.unlink, name="action_unlink"),
    path("clee/actions/<int:pk>/documents/", action_parts.add_document, name="action_document_add"),
    path("clee/actions/<int:pk>/partager/", action_parts.share, name="action_share"),
    path("clee/actions/<int:pk>/<slug:event>/", actions.act, name="action_act"),
    path("clee/documents-actions/<int:pk>/", action_parts.document, name="action_document"),
    path(
        "clee/documents-actions/<int:pk>/retirer/",
        action_parts.remove_document,
        name="action_document_remove",
    ),
    path("clee/pratiques/", action_parts.practices, name="practices"),
    path("clee/pratiques/<int:pk>/", action_parts.practice, name="practice"),
    path("clee/pratiques/<int:pk>/retirer/", action_parts.withdraw, name="practice_withdraw"),
]
