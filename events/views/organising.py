"""The pages of who organises events: mine, writing one, its states."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.access import require
from accounts.acting import SAVED, attempt
from accounts.downloads import Taking, show_pdf
from accounts.history_views import history_page
from accounts.lists_out import is_asked
from directory.forms import sections
from directory.violations import Refused
from events import exports
from events.enums import EventState
from events.forms.acts import WhyForm
from events.forms.events import EventForm, sessions_formset, with_more
from events.forms.keeping import PortalForm
from events.models import ORGANISERS, Event, Programme, SessionEntry
from events.poster import poster
from events.workflow import events as workflow
from outbox.preview import read_first

PER_PAGE = 50
SILENT = "personne n’est inscrit"
WHAT_FOLLOWS = {
    "publish": "L’événement paraît au programme public et dans les agendas abonnés.",
    "close": "L’événement est terminé : il reste au programme des événements passés.",
    "cancel": "Le programme et les agendas disent qu’il est annulé, avec votre motif. Une "
    "annulation ne se reprend pas : reprenez l’événement à une autre date.",
    "reopen": "L’événement est de nouveau publié et se modifie.",
    "archive": "L’événement quitte le programme ; sa page reste à son adresse.",
}
LAYOUT = [
    ("L’événement", "title kind by organiser presentation audience themes", "", ""),
    ("Le lieu", "department town place", "", ""),
    ("Les inscriptions", "registration_opens_at registration_closes_at", "", ""),
]
HISTORY = history_page(Event, lambda event, actor: workflow.manages(event, actor))


def managed_or_404(actor, pk) -> Any:
    """The event, for who manages it."""
    rows = Event.objects.managed_by(actor).select_related(
        "department", "municipality", "school_year"
    )
    event = rows.filter(pk=pk).first() if pk < 2**63 else None
    if event is None:
        raise Http404
    return event


@require_safe
@require(*ORGANISERS)
def mine(request):
    """The events that one manages, the latest first, by state."""
    rows = Event.objects.managed_by(request.actor).select_related("department")
    state = request.GET.get("etat", "")
    if state in EventState.values:
        rows = rows.filter(state=state)
    rows = rows.order_by("-starts_at", "-pk")
    if is_asked(request):
        return exports.EVENTS.file(request, rows)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    open_now = Programme.objects.open_to_proposals(timezone.localdate())
    context = {
        "page_obj": page,
        "state": state,
        "states": EventState.choices,
        "programmes": open_now,
    }
    return render(request, "events/mine.html", context)


@require(*ORGANISERS)
def create(request):
    """A new draft."""
    form = EventForm(request.actor, _sent(request))
    sessions = sessions_formset(None, _sent(request))

    def run():
        data = form.cleaned_data
        event = Event(**form.values())
        return workflow.create(
            request.actor, event, data["themes"], sessions.drafts(), key=data["form_key"]
        )

    return _write(
        request, form, sessions, run, title="Créer un événement", back="/evenements/miens/"
    )


def edit(request, pk):
    """Change it, its sessions, its dates."""
    event = managed_or_404(request.actor, pk)
    if event.state not in workflow.CHANGED_IN:
        raise Http404
    form = EventForm(request.actor, _sent(request), instance=Event.objects.get(pk=event.pk))
    sessions = sessions_formset(event, _sent(request))

    def run():
        themes = form.cleaned_data["themes"]
        return workflow.change(request.actor, event, form.values(), themes, sessions.drafts())

    title = "Modifier l’événement"
    return _write(request, form, sessions, run, title=title, back=event.get_absolute_url())


def _sent(request):
    if request.method != "POST":
        return None
    return with_more(request.POST) if "more" in request.POST else request.POST


def _write(request, form, sessions, run, **context):
    """Both forms are read, so that every error is shown at once."""
    asks_more = "more" in request.POST
    if request.method == "POST" and not asks_more and all([form.is_valid(), sessions.is_valid()]):
        try:
            event, warnings = run()
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, SAVED)
            for words in warnings:
                messages.warning(request, words)
            return redirect(event)
    context |= {"form": form, "sections": sections(form, LAYOUT), "sessions": sessions}
    return render(request, "events/write.html", context)


def act(request, pk, event):
    """One transition: what follows is said, then its button."""
    row = managed_or_404(request.actor, pk)
    offered = dict(workflow.acts_for(row, request.actor))
    if event not in offered:
        raise Http404
    form_class = WhyForm if event in workflow.WITH_REASON else PortalForm
    form = form_class(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            act_on = partial(workflow.act, request.actor, row, event, **form.cleaned_data)
            read_first(request, act_on, SessionEntry, to="chaque personne inscrite", silent=SILENT)
            messages.success(request, SAVED)
            return redirect(row)
        except Refused as refused:
            form.add_refusal(refused)
    context = {
        "title": offered[event],
        "question": row.title,
        "words": WHAT_FOLLOWS[event],
        "form": form,
        "submit": offered[event],
        "danger": event == "cancel",
        "cancel_url": row.get_absolute_url(),
    }
    return render(request, "events/confirm.html", context)


@require_POST
def duplicate(request, pk):
    """For the year after: a draft to correct."""
    row = managed_or_404(request.actor, pk)
    try:
        copy = workflow.duplicate(request.actor, row)
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect(row)
    messages.success(request, "Le brouillon de l’année suivante est prêt : vérifiez ses dates.")
    return redirect("events:edit", copy.pk)


@require_POST
def remove(request, pk):
    """A draft goes away."""
    row = managed_or_404(request.actor, pk)
    done = attempt(request, workflow.remove, row, done="Le brouillon est supprimé.")
    return redirect("events:mine") if done else redirect(row)


@require_safe
def poster_file(request, pk):
    """The poster with its QR code, to print."""
    row = managed_or_404(request.actor, pk)
    taking = Taking("a pris l’affiche d’un événement", row)
    return show_pdf(request, poster(row), f"affiche-{row.pk}.pdf", taking)
