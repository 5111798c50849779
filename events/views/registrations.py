"""Registering to an event, with or without an account, and the page of one's registration."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views import View

from accounts.access import get_visible_or_404, public
from accounts.actor import ActorRequest
from accounts.downloads import UNTOLD, give, show_pdf
from accounts.limits import client_address
from accounts.link_views import LinkView
from accounts.lists_out import is_asked
from accounts.models import JournalEntry
from directory.forms import PortalForm
from directory.violations import Refused, Violation
from documents.icalendar import MIMETYPE
from events import calendar, exports, registration_page
from events.enums import EventState
from events.enums.registration import LIVE, EntryState, Party
from events.forms.acts import WhyEndForm
from events.forms.registrations import LinksForm, RegistrationForm, SizeForm
from events.models import Event, PlaceGift, Registration, Session, SessionEntry
from events.registration_desk import image_of
from events.registration_documents import certificate, ticket
from events.workflow import (
    registration_gifts,
    registration_links,
    registration_seats,
    registration_sizes,
    registrations,
    who,
)
from outbox.preview import read_first
from outbox.queries import sent_about

PER_PAGE = 30
SHOWN = 30
COUNTS = "Indiquez combien de personnes viennent, avec au moins un adulte."
ACTS = ("accept", "leave", "cancel", "confirm", "wait", "offer", "refuse")
# Asked once more: a slip of the finger on a telephone would give the seats to others.
ENDS = {"cancel": "Annuler l’inscription", "refuse": "Refuser l’inscription"}
DONE = {
    "accept": "Vos places sont prises.",
    "leave": "Les places vont à quelqu’un d’autre.",
    "cancel": "L’inscription est annulée.",
    "confirm": "La personne est inscrite.",
    "wait": "L’inscription est en liste d’attente.",
    "offer": "Les places sont proposées.",
    "refuse": "L’inscription est refusée.",
}


@public
class Register(View):
    """`/evenements/<pk>/inscription/`: nothing changes by GET; a visitor confirms by mail."""

    request: ActorRequest

    def prepare(self, pk):
        events = Event.objects.public().filter(state=EventState.PUBLISHED)
        events = events.select_related("registration_settings", "school_year")
        event = get_object_or_404(events, pk=pk, registration_settings__isnull=False)
        return event, registration_page.open_sessions(event)

    def get(self, request, pk):
        event, sessions = self.prepare(pk)
        return self.page(event, RegistrationForm(request.actor, event, sessions))

    def post(self, request, pk):
        event, sessions = self.prepare(pk)
        form = RegistrationForm(request.actor, event, sessions, request.POST)
        if not form.is_valid():
            return self.page(event, form)
        if form.is_robot:
            return self.sent(event)
        try:
            key = form.cleaned_data["form_key"]
            row = registrations.deposit(
                client_address(request), request.actor, form.wish(), key=key
            )
        except Refused as refused:
            form.add_refusal(refused)
            return self.page(event, form)
        if row.proved_at is None:
            return self.sent(event)
        messages.success(request, "Votre inscription est enregistrée.")
        return redirect(row)

    def page(self, event, form):
        context = {"event": event, "form": form, "is_known": self.request.actor.user is not None}
        return render(self.request, "events/registrations/register.html", context)

    def sent(self, event):
        return render(self.request, "events/registrations/sent.html", {"event": event})


@public
class FindLinks(View):
    """`/evenements/inscriptions/retrouver/`: the links of one's registrations, by mail again."""

    request: ActorRequest

    def get(self, request):
        return self.page(form=LinksForm())

    def post(self, request):
        form = LinksForm(request.POST)
        if not form.is_valid():
            return self.page(form=form)
        if not form.is_robot:
            try:
                registration_links.send_again(client_address(request), form.cleaned_data["email"])
            except Refused as refused:
                form.add_refusal(refused)
                return self.page(form=form)
        return self.page(is_sent=True)

    def page(self, **context):
        return render(self.request, "events/registrations/find.html", context)


class RegistrationActs:
    """What both doors of a registration share: its page, its acts, its files."""

    request: Any

    def page(self, row, **context):
        lines = registration_page.lines_of(row, self.request.actor)
        states = {line.entry.state for line in lines}
        came = any(line.entry.present for line in lines)
        context |= {
            "row": row,
            "event": row.event,
            "lines": lines,
            "danger": registration_page.DANGER,
            "facts": registration_page.facts_of(row),
            "to_prove": row.proved_at is None,
            "has_ticket": EntryState.CONFIRMED in states,
            "has_certificate": came,
        }
        context |= registration_page.gift_of(row, self.request.actor)
        if row.party == Party.GROUP and states & set(LIVE):
            context["size"] = SizeForm(initial={"pupils": row.pupils, "adults": row.adults})
        if context["has_ticket"]:
            context["code"] = image_of(registration_page.ticket_url(row))
        return render(self.request, "events/registrations/registration.html", context)

    def act(self, row, post, then):
        """One act of the page: on the whole (`confirmer`) or on one session."""
        if post.get("geste") in ENDS:
            return self._end(row, post, then)
        try:
            said = self._run(row, post)
        except Refused as refused:
            messages.error(self.request, refused.message)
        else:
            messages.success(self.request, said)
        return redirect(then)

    def _run(self, row, post):
        actor, event = self.request.actor, post.get("geste", "")
        if event == "prove":
            registrations.prove(actor, row)
            return "Votre adresse est confirmée : voici où en est votre inscription."
        if event == "withdraw":
            gift = get_object_or_404(PlaceGift.objects.proposed(), registration=row)
            registration_gifts.end(actor, gift, "withdraw")
            return "La proposition est retirée : la place reste à la personne inscrite."
        if event == "resize":
            form = SizeForm(post)
            if not form.is_valid():
                raise Refused(violations=[Violation("R-EV-3", COUNTS)])
            registration_sizes.resize(actor, row, **form.cleaned_data)
            return "L’effectif est changé."
        entry = get_object_or_404(SessionEntry, registration=row, pk=_number(post.get("entree")))
        if event == "transfer":
            target = get_object_or_404(Session, event=row.event_id, pk=_number(post.get("seance")))
            registrations.transfer(actor, entry, target)
            return "L’inscription est déplacée."
        if event not in ACTS:
            raise Http404
        registrations.act(actor, entry, event)
        return DONE[event]

    def _end(self, row, post, then):
        """Cancel or refuse, once one is sure; who manages the event may say why."""
        entries = SessionEntry.objects.filter(registration=row).for_lists()
        entry = get_object_or_404(entries, pk=_number(post.get("entree")))
        actor, event = self.request.actor, post["geste"]
        is_holder = registration_seats.is_holder(entry, actor)
        form = (PortalForm if is_holder else WhyEndForm)(post if "sur" in post else None)
        if form.is_valid():
            end = partial(registrations.act, actor, entry, event, **form.cleaned_data)
            try:
                read_first(self.request, end, entry)
            except Refused as refused:
                form.add_refusal(refused)
            else:
                messages.success(self.request, DONE[event])
                return redirect(then)
        context = {
            "title": ENDS[event], "question": f"{row.event.title}, {entry.session}", "form": form,
            "submit": ENDS[event], "danger": True, "cancel_url": then,
            "carried": [("geste", event), ("entree", entry.pk), ("sur", "oui")],
        }  # fmt: skip
        return render(self.request, "components/confirm.html", context)

    def file(self, row, what):
        """The calendar, the ticket, the certificate."""
        entries = SessionEntry.objects.filter(registration=row).for_lists()
        entries = list(entries.order_by("session__starts_at", "pk"))
        if what == "agenda" and row.proved_at is not None:
            content = calendar.calendar_of(entries)
            return give(self.request, content, calendar.FILE_NAME, MIMETYPE, UNTOLD)
        sure = [entry for entry in entries if entry.state == EntryState.CONFIRMED]
        came = [entry for entry in sure if entry.present]
        if what == "billet" and sure:
            return show_pdf(self.request, ticket(row, sure), "billet.pdf", UNTOLD)
        if what == "attestation" and came:
            return show_pdf(self.request, certificate(row, came), "attestation.pdf", UNTOLD)
        raise Http404


def _number(text):
    try:
        return int(text)
    except (TypeError, ValueError):
        raise Http404 from None


class RegistrationLink(RegistrationActs, LinkView):
    """`/lien/inscription/<token>/`: its author, without an account."""

    purpose = registrations.PURPOSE

    def get_subject(self):
        return Registration.objects.for_pages().filter(pk=self.link.subject_id).first()

    def get(self, request, token):
        address = reverse("events:link_registration", args=[token])
        return self.page(self.subject, base=address)

    def post(self, request, token):
        return self.act(self.subject, request.POST, request.path)


class RegistrationLinkFile(RegistrationActs, LinkView):
    """`/lien/inscription/<token>/<what>/`: a file of the registration."""

    purpose = registrations.PURPOSE

    def get_subject(self):
        return Registration.objects.for_pages().filter(pk=self.link.subject_id).first()

    def get(self, request, token, what):
        return self.file(self.subject, what)


def own_or_404(actor, pk):
    """The registration, for who sees it."""
    return get_visible_or_404(Registration.objects.for_pages(), actor, pk=pk)


class OwnRegistration(RegistrationActs, View):
    """`/evenements/inscriptions/<pk>/`: by account, of one's own, of one's event or school."""

    def get(self, request, pk):
        row = own_or_404(request.actor, pk)
        manages = who.manages(row.event, request.actor)
        entries = JournalEntry.objects.about(row)[:SHOWN] if manages else []
        notices = sent_about(row, *row.entries.all(), *row.gifts.all()) if manages else None
        url = row.get_absolute_url()
        return self.page(row, base=url, manages=manages, entries=entries, notices=notices)

    def post(self, request, pk):
        row = own_or_404(request.actor, pk)
        return self.act(row, request.POST, row.get_absolute_url())


class OwnRegistrationFile(RegistrationActs, View):
    """A file of it."""

    def get(self, request, pk, what):
        return self.file(own_or_404(request.actor, pk), what)


def mine(request):
    """What one registered to, the next one first."""
    rows = Registration.objects.filter(user=request.actor.user).proved().for_pages()
    rows = rows.prefetch_related("entries__session").order_by("-event__starts_at", "-pk")
    if is_asked(request):
        return exports.REGISTRATIONS.file(request, rows)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "events/registrations/mine.html", {"page_obj": page})
