"""Pages opened by a personal link (R-AG-4)."""

import datetime as dt
from typing import Any

import pghistory
from django.db import transaction
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.views import View

from accounts import links
from accounts.access import before_second_factor, public
from accounts.actor import Actor, ActorRequest
from accounts.limits import allowed, client_address
from outbox.recipients import Recipient
from outbox.workflow import notify

UNKNOWN_PER_MINUTE = 20
ACTS_PER_MINUTE = 30
RENEWALS_PER_HOUR = 3


@before_second_factor
@public
class LinkView(View):
    """Base of every page `/lien/<purpose>/<token>/`: GET shows, POST acts.

    A subclass gives `purpose` and writes `get` and `post`; `self.link`, `self.subject` and
    `request.actor` (the holder, never an account) are ready there. It may say in
    `may_renew` that a holder whose link has expired can have a new one by mail.
    """

    request: ActorRequest
    purpose = ""
    # How often one link may act; more where a whole class shares it.
    acts_per_minute = ACTS_PER_MINUTE
    # A link that nobody knows has none.
    subject: Any = None
    renewed_for = dt.timedelta(days=30)

    def get_subject(self):
        """The object of the link; what a subclass narrows when it needs more than the row."""
        return self.link.subject

    def may_renew(self):
        """Whether an expired link may be replaced on its holder's demand."""
        return False

    def standing(self):
        """Where the subject stands (`accounts.standing.Standing`), shown to the holder of a
        link that has expired too; None for a subject that says nothing."""
        return None

    def whom_to_call(self):
        """Who can help, in words: the person who issued the link."""
        issuer = self.link and self.link.issued_by
        return f"{issuer} ({issuer.email})" if issuer else ""

    def dispatch(self, request, token, **kwargs):
        response = self._answer(request, token, **kwargs)
        # Not "no-referrer": browsers then send "Origin: null" with a form, which is refused.
        response["Referrer-Policy"] = "same-origin"
        response["Cache-Control"] = "private, no-store"
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    def _answer(self, request, token, **kwargs):
        self.link = links.find(self.purpose, token)
        if self.link is None:
            if not allowed("link-unknown", client_address(request), UNKNOWN_PER_MINUTE, 60):
                return self._closed("too_many", 429)
            return self._closed("unknown", 404)
        request.actor = Actor.of_link(self.link)
        posts = request.method == "POST"
        if posts and not allowed("link-act", self.link.pk, self.acts_per_minute, 60):
            return self._closed("too_many", 429)
        with pghistory.context(actor=request.actor.label, role="", link=self.link.pk):
            self.subject = self.get_subject()
            if self.subject is None:
                return self._closed("unknown", 404)
            if self.link.state == "valid":
                return super().dispatch(request, token=token, **kwargs)
            return self._renew() if posts else self._closed(self.link.state, 410)

    def _closed(self, state, status):
        context = {
            "state": state,
            "link": self.link,
            "may_renew": state == "expired" and self.link.holder_email and self.may_renew(),
            "whom_to_call": self.whom_to_call(),
            "standing": self.standing() if state == "expired" else None,
        }
        return TemplateResponse(self.request, "accounts/link_closed.html", context, status=status)

    def _renew(self):
        """Send a new link to the address of the old one, never elsewhere."""
        if self.link.state != "expired" or not self.link.holder_email or not self.may_renew():
            return self._closed(self.link.state, 410)
        if not allowed("link-renew", self.link.pk, RENEWALS_PER_HOUR, 3600):
            return self._closed("too_many", 429)
        with transaction.atomic():
            new = links.renew(self.request.actor, self.link, self.renewed_for)
            to = Recipient(new.holder_email, new.holder_name)
            notify("accounts.new_link", new, to, by=self.request.actor)
        return self._closed("sent", 200)

    def options(self, request, *args, **kwargs):
        return HttpResponse(status=405)
