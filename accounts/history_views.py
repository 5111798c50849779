"""The history page of an object: one view for every kind."""

from typing import Any

from django.http import Http404
from django.shortcuts import render
from django.views import View

from accounts.access import get_visible_or_404
from accounts.actor import ActorRequest
from accounts.history import history_of


class HistoryPage(View):
    """`rows` are looked up in what the actor sees; `whole(obj, actor)` says whether the
    actor sees the whole row, without which the page does not exist."""

    request: ActorRequest
    http_method_names = ["get", "head"]
    rows: Any = None
    whole: Any = None

    def get(self, request, pk):
        obj = get_visible_or_404(self.rows, request.actor, pk=pk)
        if not (request.actor.is_administrator or self.whole(obj, request.actor)):
            raise Http404
        page = history_of(obj, request.actor, request.GET.get("page"), whole=True)
        return render(request, "accounts/history.html", {"object": obj, "page_obj": page})


def history_page(model, whole):
    """The view of a kind, for its urls."""
    return HistoryPage.as_view(rows=model, whole=staticmethod(whole))
