"""The door of an event: a list that fits a phone, and keeps what is typed without network.

Two ways in: by account, for who manages the event; by the link of the door, for a team without
accounts, which sees who is expected and nothing else of them.
"""

import datetime as dt
import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views import View

from accounts.link_views import LinkView
from directory.violations import Refused
from events import registration_desk
from events.enums.registration import EntryState
from events.models import Event, Registration, SessionEntry
from events.views.registration_desk import kept_or_404
from events.workflow import check_in

# The camera reads codes of tickets on this page, and nowhere else.
CAMERA = "camera=(self), geolocation=(), microphone=()"
# A phone keeps what it could not send that long.
OLDEST = dt.timedelta(days=2)
MOST_ROWS = 1000
READY = "Un nouveau lien d’accueil est prêt ; l’ancien n’ouvre plus rien."


class Door:
    """What both ways share."""

    request: Any

    def answer(self, event, address):
        """GET: the list; POST: one headcount, from a form or from the script."""
        post = self.request.POST
        if self.request.method == "POST":
            return self._note(event, address, post)
        session = self._session(event)
        code = self.request.GET.get("code", "")
        text = self.request.GET.get("q", "")[:100]
        rows = registration_desk.entries_of(
            event,
            # A ticket is found whatever its session.
            session=None if code else session,
            state=EntryState.CONFIRMED,
            text=code or text,
            by_email=self.request.actor.link is None,
        )
        context = {
            "event": event,
            "board": registration_desk.board_of(event),
            "session": session,
            "rows": rows[:MOST_ROWS],
            "q": code or text,
            "address": address,
            "by_link": self.request.actor.link is not None,
        }
        response = render(self.request, "events/registrations/door.html", context)
        response["Permissions-Policy"] = CAMERA
        return response

    def _session(self, event):
        """The one that is asked for, else the one of now: running, or the next one."""
        sessions = list(event.sessions.standing().order_by("starts_at", "pk"))
        asked = self.request.GET.get("seance", "")
        chosen = next((one for one in sessions if str(one.pk) == asked), None)
        now = timezone.now()
        running = (one for one in sessions if one.ends_at > now)
        return chosen or next(running, sessions[-1] if sessions else None)

    def _note(self, event, address, post):
        entry = SessionEntry.objects.filter(
            pk=_number(post.get("entree")), session__event=event
        ).for_lists().first()  # fmt: skip
        if entry is None:
            raise Http404
        by_script = post.get("geste") == "script"
        try:
            noted = check_in.note(
                self.request.actor, entry, _number(post.get("present")), key=_key(post),
                noted_at=_moment(post.get("note_a", "")),
            )  # fmt: skip
        except Refused as refused:
            if by_script:
                return JsonResponse({"message": refused.message}, status=422)
            messages.error(self.request, refused.message)
            return redirect(address)
        if by_script:
            return JsonResponse({"present": noted.present or 0})
        count = noted.present or 0
        messages.success(self.request, f"{entry.registration.label} : {count} sur {entry.seats}.")
        return redirect(f"{address}?seance={entry.session_id}")


def _number(text):
    try:
        return int(text)
    except (TypeError, ValueError):
        raise Http404 from None


def _key(post):
    try:
        return uuid.UUID(post.get("form_key", ""))
    except ValueError:
        raise Http404 from None


def _moment(text):
    """When a phone says it was typed; its clock is believed for two days, never ahead."""
    try:
        at = dt.datetime.fromtimestamp(int(text) / 1000, tz=dt.UTC)
    except (ValueError, OverflowError, OSError):
        return None
    now = timezone.now()
    return at if now - OLDEST <= at <= now else None


class AccountDoor(Door, View):
    """`/evenements/<pk>/accueil/`."""

    def get(self, request, pk):
        return self.answer(kept_or_404(request.actor, pk), reverse("events:door", args=[pk]))

    post = get


class LinkDoor(Door, LinkView):
    """`/lien/accueil/<token>/`."""

    purpose = check_in.DOOR_PURPOSE
    # A whole team, in the quarter of an hour when everybody comes.
    acts_per_minute = 600

    def get_subject(self):
        rows = Event.objects.select_related("registration_settings", "municipality")
        return rows.filter(pk=self.link.subject_id).first()

    def get(self, request, token):
        return self.answer(self.subject, reverse("events:link_door", args=[token]))

    post = get


def open_door(request, pk):
    """The link of the door: shown with its QR, made or replaced by POST."""
    event = kept_or_404(request.actor, pk)
    if request.method == "POST":
        check_in.open_door(request.actor, event)
        messages.success(request, READY)
        return redirect("events:open_door", pk)
    link = check_in.door_link(request.actor, event)
    context = {"event": event, "link": link}
    if link:
        context["code"] = registration_desk.image_of(link.url)
    return render(request, "events/registrations/open_door.html", context)


def ticket(request, code):
    """`/evenements/accueil/<code>/`: what a phone's camera opens from a ticket."""
    row = Registration.objects.filter(code=code.upper()).first()
    if row is None:
        raise Http404
    kept_or_404(request.actor, row.event_id)
    return redirect(f"{reverse('events:door', args=[row.event_id])}?code={row.code}")
