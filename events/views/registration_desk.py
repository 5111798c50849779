"""The registrations of an event, for who organises it."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from accounts.acting import SAVED
from accounts.downloads import Taking, show_pdf
from accounts.lists_out import give_table
from events import registration_desk as desk_of
from events import registration_documents as printing
from events import registration_page
from events.enums.registration import EntryState
from events.forms.registrations import CapacityForm, RegistrationForm, SettingsForm
from events.models import Event, RegistrationSettings, Session, SessionEntry
from events.views.acting import done
from events.workflow import registration_settings, registrations

PER_PAGE = 50


def managed_or_404(actor, pk):
    """The event, for who manages it only."""
    rows = Event.objects.managed_by(actor).select_related("registration_settings", "municipality")
    rows = rows.annotate(unproved=desk_of.UNPROVED)
    event = rows.filter(pk=pk).first()
    if event is None:
        raise Http404
    return event


def kept_or_404(actor, pk):
    """The same, when it takes registrations."""
    event = managed_or_404(actor, pk)
    if not hasattr(event, "registration_settings"):
        raise Http404
    return event


def desk(request, pk):
    """The list, the board, what waits for a decision; POST calls the waiting list."""
    event = managed_or_404(request.actor, pk)
    if not hasattr(event, "registration_settings"):
        return redirect("events:registration_settings", pk)
    if request.method == "POST":
        return _call(request, event)
    board = desk_of.board_of(event)
    chosen = _chosen(request, [line.session for line in board])
    rows = desk_of.entries_of(event, **chosen)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    reasons = registration_page.reasons_of([line.session for line in board])
    for entry in page:
        entry.why = reasons.get(entry.pk, "")
    context = {
        "event": event,
        "board": board,
        "someone_waits": any(line.waiting for line in board),
        "page_obj": page,
        "session": chosen["session"],
        "state": chosen["state"],
        "q": chosen["text"],
        "states": desk_of.states_of(board),
        "unproved": event.unproved,
    }  # fmt: skip
    return render(request, "events/registrations/desk.html", context)


def _chosen(request, sessions):
    """What the list is limited to."""
    given = request.GET
    return {
        "session": next((one for one in sessions if str(one.pk) == given.get("seance")), None),
        "state": given.get("etat", ""),
        "text": given.get("q", "")[:100],
    }


def _call(request, event):
    """Offer what is free now; the tick does the same."""
    called = sum(len(registrations.promote(one)) for one in event.sessions.standing())
    messages.success(request, counted(called))
    return redirect("events:registrations", event.pk)


def counted(called):
    """How many were called, in words."""
    if not called:
        return "Personne à appeler : pas de place libre, ou personne qui attende."
    return "1 inscription appelée." if called == 1 else f"{called} inscriptions appelées."


def settings(request, pk):
    """How the event takes registrations; saved once, they are open."""
    event = managed_or_404(request.actor, pk)
    is_new = not hasattr(event, "registration_settings")
    instance = RegistrationSettings(event=event) if is_new else event.registration_settings
    form = SettingsForm(request.POST or None, instance=instance)

    def run():
        registration_settings.save(request.actor, event, form.values())

    if request.method == "POST" and done(request, form, run):
        return redirect("events:registrations", pk)
    context = {"event": event, "form": form, "is_new": is_new, "title": "Réglages des inscriptions",
               "back": event.get_absolute_url() if is_new else _desk_url(event)}  # fmt: skip
    return render(request, "events/registrations/form.html", context)


def _desk_url(event):
    return redirect("events:registrations", event.pk).url


def add(request, pk):
    """Somebody who phoned, or who is at the door."""
    event = kept_or_404(request.actor, pk)
    sessions = event.sessions.standing().order_by("starts_at", "pk")
    form = RegistrationForm(request.actor, event, sessions, request.POST or None, for_others=True)

    def run():
        key = form.cleaned_data["form_key"]
        registrations.deposit("", request.actor, form.wish(), key=key)

    if request.method == "POST" and done(request, form, run, "La personne est inscrite."):
        return redirect("events:registrations", pk)
    context = {"event": event, "form": form, "title": "Inscrire quelqu’un",
               "back": _desk_url(event)}  # fmt: skip
    return render(request, "events/registrations/form.html", context)


def capacity(request, pk):
    """The seats of one session; what is added goes to who waits."""
    rows = Session.objects.standing().select_related("event")
    session = rows.filter(event__in=Event.objects.managed_by(request.actor), pk=pk).first()
    if session is None or not RegistrationSettings.objects.filter(event=session.event_id).exists():
        raise Http404
    form = CapacityForm(request.POST or None, initial={"capacity": session.capacity})

    def run():
        registrations.set_capacity(request.actor, session, form.cleaned_data["capacity"])

    if request.method == "POST" and done(request, form, run, SAVED):
        return redirect("events:registrations", session.event_id)
    context = {"event": session.event, "form": form, "title": f"Places : {session}",
               "back": _desk_url(session.event)}  # fmt: skip
    return render(request, "events/registrations/form.html", context)


@require_safe
def export(request, pk):
    """The same list; everybody when it is not limited."""
    event = kept_or_404(request.actor, pk)
    chosen = _chosen(request, event.sessions.all())
    rows = list(desk_of.export_rows(event, desk_of.entries_of(event, **chosen)))
    taking = Taking("a exporté les inscriptions", event, rows=len(rows) - 1)
    return give_table(request, rows, f"inscriptions-{event.pk}", taking)


def _badges(event):
    entries = SessionEntry.objects.confirmed().filter(session__event=event).for_lists()
    rows = {one.registration_id: one.registration for one in entries}
    found = sorted(rows.values(), key=lambda row: row.label.lower())
    return found and printing.badges(event, found), len(found)


def _sheets(event):
    confirmed = list(desk_of.entries_of(event, state=EntryState.CONFIRMED))
    sessions = event.sessions.standing().order_by("starts_at", "pk")
    pairs = [(one, [row for row in confirmed if row.session_id == one.pk]) for one in sessions]
    return pairs and printing.attendance_sheets(event, pairs), len(confirmed)


def _certificates(event):
    came = desk_of.entries_of(event, state=EntryState.CONFIRMED).filter(present__gte=1)
    pairs: dict = {}
    for entry in came:
        pairs.setdefault(entry.registration, []).append(entry)
    return pairs and printing.certificates(event, pairs.items()), len(pairs)


PRINTED = {
    "badges": (_badges, "a imprimé les badges"),
    "emargement": (_sheets, "a imprimé les feuilles d’émargement"),
    "attestations": (_certificates, "a imprimé les attestations de présence"),
}


@require_safe
def printed(request, pk, what):
    """Badges, attendance sheets, certificates of who came."""
    event = kept_or_404(request.actor, pk)
    if what not in PRINTED:
        raise Http404
    make, verb = PRINTED[what]
    content, count = make(event)
    if not content:
        raise Http404
    return show_pdf(request, content, f"{what}.pdf", Taking(verb, event, rows=count))
