"""The development inbox: the mails of the local relay, links and codes included.

Open to everybody, as the demo needs links before any sign-in; it exists only with DEBUG
on and only while mails stay on this machine.
"""

from functools import wraps

from csp.decorators import csp
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views import View
from django.views.decorators.http import require_safe

from accounts.access import public
from accounts.downloads import UNTOLD, give
from outbox import delivery, inbox, relay

# The page of a mail may style itself, and nothing else: no script, no form, no cookie.
MAIL_POLICY = {
    "default-src": ["'none'"],
    "style-src": ["'unsafe-inline'"],
    "img-src": ["data:"],
    "sandbox": ["allow-top-navigation", "allow-popups", "allow-popups-to-escape-sandbox"],
}


def only_here():
    """404 in production and wherever mails really leave."""
    if not (settings.DEBUG and relay.is_local()):
        raise Http404


def development_only(view):
    """A page to read, in development only."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        only_here()
        return view(request, *args, **kwargs)

    return public(require_safe(guarded))


@public
class SendWaiting(View):
    """What waits for the next morning leaves at once: who tries the demonstration does not
    wait until then."""

    def post(self, request):
        only_here()
        delivery.send_waiting()
        messages.success(request, "Ce qui attendait le courriel du matin est envoyé.")
        return redirect("inbox")


send_waiting = SendWaiting.as_view()


def _mail_or_404(name):
    try:
        return inbox.find(name)
    except LookupError as error:
        raise Http404 from error


@development_only
def mails(request):
    recipient = request.GET.get("destinataire", "")
    page = {"mails": inbox.latest(recipient), "recipient": recipient}
    return render(request, "outbox/inbox.html", page)


@development_only
def mail(request, name):
    found = _mail_or_404(name)
    return render(request, "outbox/inbox_mail.html", {"mail": found, "text": found.part("plain")})


@development_only
@csp(MAIL_POLICY)  # type: ignore[arg-type]  # it only knows views without arguments
def html(request, name):
    return HttpResponse(_mail_or_404(name).part("html"))


@development_only
def source(request, name):
    return give(
        request, _mail_or_404(name).message.as_bytes(), "message.eml", "message/rfc822", UNTOLD
    )


@development_only
def attachment(request, name, number):
    parts = _mail_or_404(name).attachments
    if number >= len(parts):
        raise Http404
    content = parts[number].get_payload(decode=True)
    return give(request, content, f"piece-{number + 1}", "application/octet-stream", UNTOLD)
