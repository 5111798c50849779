"""« Mon agenda »: the private addresses of one's calendars, and what they give."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone

from accounts.downloads import UNTOLD, give
from accounts.link_views import LinkView
from directory.violations import Refused
from documents.icalendar import MIMETYPE
from partnerships.feeds import feed
from partnerships.workflow import feeds


def calendars(request):
    """One's own calendar and those of one's schools: their addresses, new ones, the end."""
    user = request.actor.user
    subjects = {_key(one): one for one in feeds.subjects_of(user)}
    if request.method == "POST":
        subject = subjects.get(request.POST.get("agenda", ""))
        if subject is None:
            raise Http404
        _act(request, subject)
        return redirect(request.path)
    rows = [
        {
            "key": key,
            "label": "Mes immersions" if one == user else str(one),
            "link": feeds.address_of(user, one),
        }
        for key, one in subjects.items()
    ]
    return render(request, "partnerships/day/calendars.html", {"rows": rows})


def _key(subject):
    return f"{subject._meta.model_name}-{subject.pk}"


def _act(request, subject):
    try:
        if request.POST.get("act") == "close":
            feeds.close_address(request.actor, subject)
            messages.success(request, "L’adresse est fermée : elle ne montre plus rien.")
        else:
            feeds.open_address(request.actor, subject)
            messages.success(request, "L’adresse est prête : copiez-la dans votre agenda.")
    except Refused as refused:
        messages.error(request, refused.message)


class Feed(LinkView):
    """The calendar itself, as programs read it: nothing is written, nothing is told."""

    purpose = feeds.FEED_PURPOSE

    def get_subject(self):
        return self.link.subject if feeds.may_read(self.link) else None

    def get(self, request, token):
        content = feed(self.subject, timezone.localdate())
        # Programs ask every hour: the journal would tell nothing else.
        return give(request, content, "passerelle.ics", MIMETYPE, UNTOLD)
