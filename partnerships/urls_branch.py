"""The addresses of the desk of a professional branch."""

from django.urls import path

from partnerships.views import branch_desk

urlpatterns = [
    path("branche/", branch_desk.board, name="branch_desk"),
    path("branche/appel/", branch_desk.call, name="branch_call"),
    path("branche/telecharger/", branch_desk.download, name="branch_desk_file"),
]
