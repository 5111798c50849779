"""The actor of a request, and the context that history rows keep."""

import re

from pghistory.middleware import HistoryMiddleware

from accounts.actor import Actor
from accounts.roles import SESSION_KEY

# Addresses whose last part is a secret: history keeps what comes before it.
SECRET_PATH = re.compile(r"^(/lien/[^/]+/|/connexion/[^/]+/).*")


class ActorMiddleware:
    """Sets `request.actor`, read from the database once per request."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.actor = Actor.anonymous()
        if request.user.is_authenticated:
            request.actor = Actor.of(request.user, request.session.get(SESSION_KEY))
        return self.get_response(request)


class ActorHistoryMiddleware(HistoryMiddleware):
    """History rows written during a request carry its actor.

    A personal link adds itself in `LinkView`, a reason in `journal.record`.
    """

    def get_context(self, request):
        return super().get_context(request) | {
            "url": SECRET_PATH.sub(r"\1…", request.path),
            "actor": request.actor.label,
            "role": request.actor.role or "",
        }
