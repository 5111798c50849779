"""Waiting lists: entering one, where one stands, taking or leaving the seats offered."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from accounts.access import get_visible_or_404
from accounts.link_views import LinkView
from accounts.lists_out import is_asked
from accounts.models import JournalEntry
from accounts.standing import Standing
from directory.violations import Refused
from outbox.preview import read_first
from outbox.queries import sent_about
from partnerships import exports, seats
from partnerships.enums import WaitState
from partnerships.forms.answers import ConfirmForm
from partnerships.forms.requests import RequestForm
from partnerships.models import Booking, Slot, SlotWaiting
from partnerships.notices.waiting import facts_of
from partnerships.views.requests import may_request
from partnerships.wording import counted, day
from partnerships.workflow import waiting
from partnerships.workflow.tables import WAIT_PURPOSE, WAITING

PER_PAGE = 25
SHOWN = 20


def wait_for_slot(request, pk):
    """One form: who would come; the request leaves with it when seats come free."""
    slot = get_visible_or_404(
        Slot.objects.select_related("offer__host_company", "school_year"), request.actor, pk=pk
    )
    if not may_request(request.actor, slot.offer):
        raise PermissionDenied
    form = RequestForm(request.actor, slot, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            entry = _enter(request.actor, form)
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, f"Votre inscription est {in_line(entry)}.")
            return redirect(entry)
    context = {"slot": slot, "form": form, "ahead": slot.waiting.waiting().count()}
    return render(request, "partnerships/waiting/enter.html", context)


@seats.unit_of_work
def _enter(actor, form):
    """The entry, with the class that it names: refused, neither is kept."""
    return waiting.wait(actor, form.wish(), key=form.cleaned_data["form_key"])


def in_line(entry):
    return waiting.rank_in_words(waiting.rank_of(entry))


def _on(moment):
    return day(timezone.localdate(moment))


def standing(entry):
    """Where an entry stands, in a sentence: who is awaited, since when, until when."""
    if entry.state == WaitState.WAITING:
        return (
            f"En liste d’attente depuis le {_on(entry.asked_at)}, {in_line(entry)}. Un courriel "
            "part dès que des places se libèrent."
        )
    if entry.state == WaitState.OFFERED:
        plural = "s" if entry.seats > 1 else ""
        return (
            f"{counted(entry.seats, 'place')} tenue{plural} jusqu’au {day(entry.held_until)} "
            f"inclus : la réponse est attendue depuis le {_on(entry.offered_at)}."
        )
    ended = _on(entry.ended_at)
    return {
        WaitState.ACCEPTED: f"Places prises le {ended} : la demande est faite.",
        WaitState.DECLINED: f"Places laissées le {ended}.",
        WaitState.EXPIRED: f"Places reprises le {ended}, faute de réponse.",
        WaitState.LEFT: f"Retirée de la liste le {ended}.",
        WaitState.CLOSED: f"Liste close le {ended}. {entry.get_end_reason_display()}",
    }[entry.state]


def waiting_list(request):
    """Every entry that the actor may see, of one slot when the address names it."""
    rows = SlotWaiting.objects.visible_to(request.actor).for_lists().with_rank()
    slot = None
    if request.GET.get("creneau", "").isdecimal():
        slots = Slot.objects.select_related("offer")
        slot = get_visible_or_404(slots, request.actor, pk=int(request.GET["creneau"][:9]))
        rows = rows.filter(slot=slot).order_by("pk")
    else:
        rows = rows.filter(slot__school_year=request.school_year)
        rows = rows.order_by("slot__starts_on", "slot", "pk")
    state = request.GET.get("etat", "")
    if state in WaitState:
        rows = rows.filter(state=state)
    open_only = request.GET.get("toutes") != "1"
    rows = rows.open() if open_only else rows
    if is_asked(request):
        limits = str(slot or f"année {request.school_year.label}")
        return exports.WAITING.file(request, rows, limits)
    page = Paginator(rows, PER_PAGE)
    context = {
        "page_obj": page.get_page(request.GET.get("page")),
        "slot": slot,
        "open_only": open_only,
    }
    return render(request, "partnerships/waiting/list.html", context)


def waiting_detail(request, pk):
    """One entry: where it stands, what may be done, what happened, which mails left."""
    entry = get_visible_or_404(SlotWaiting.objects.for_lists(), request.actor, pk=pk)
    context = {
        "entry": entry,
        "standing": standing(entry),
        "facts": facts_of(entry),
        "actions": [
            (reverse("partnerships:waiting_act", args=[pk, event]), label)
            for event, label in WAITING.events_for(entry, request.actor)
        ],
        "entries": JournalEntry.objects.about(entry)[:SHOWN],
        "notices": sent_about(entry),
    }
    return render(request, "partnerships/waiting/detail.html", context)


ACTS = {
    "accept": (waiting.accept, "Les places sont prises : la demande est faite.", False),
    "decline": (waiting.decline, "Les places sont laissées à la suivante de la liste.", True),
    "leave": (waiting.leave, "L’inscription est retirée de la liste d’attente.", True),
}


def waiting_act(request, pk, event):
    """A page whose button does one thing to an entry."""
    entry = get_visible_or_404(SlotWaiting.objects.for_lists(), request.actor, pk=pk)
    if event not in ACTS:
        raise Http404
    return _play(request, entry, event, entry.get_absolute_url())


def _play(request, entry, event, back):
    """GET shows the button, POST acts; what is no longer possible is said on the page."""
    run, done, danger = ACTS[event]
    label = dict(WAITING.events_for(entry, request.actor)).get(event)
    if label is None and request.method != "POST":
        messages.info(request, "Cette action n’est plus possible.")
        return redirect(back)
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    # The request leaves, with the words that were typed when the entry was made.
    form.reads_first = event == "accept"
    if form.is_valid():
        act, host = partial(run, request.actor, entry), str(entry.slot.offer.host_name)
        try:
            read_first(request, act, Booking, to=host)
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, done)
            return redirect(back)
    context = {
        "title": label or "Action impossible",
        "submit": label or "Valider",
        "question": standing(entry),
        "facts": facts_of(entry),
        "form": form,
        "danger": danger,
        "cancel_url": back,
    }
    return render(request, "components/confirm.html", context)


class OfEntry(LinkView):
    """What the pages of an entry share, for who got seats offered by mail."""

    purpose = WAIT_PURPOSE
    words = {"prendre": "accept", "laisser": "decline", "quitter": "leave"}

    def get_subject(self):
        return SlotWaiting.objects.for_lists().filter(pk=self.link.subject_id).first()

    def may_renew(self):
        return self.subject.is_open

    def standing(self):
        return Standing(str(self.subject.slot.offer.host_name), [standing(self.subject)])


class WaitingLink(OfEntry):
    """Where the entry stands, also once it is over."""

    def get(self, request, token):
        events = dict(WAITING.events_for(self.subject, request.actor))
        context = {
            "entry": self.subject,
            "standing": standing(self.subject),
            "facts": facts_of(self.subject),
            "actions": [
                (reverse("partnerships:link_waiting_act", args=[token, word]), events[event])
                for word, event in self.words.items()
                if event in events
            ],
        }
        return render(request, "partnerships/links/waiting.html", context)


class WaitingLinkAct(OfEntry):
    """One answer by link: GET shows its button, POST acts."""

    def get(self, request, token, answer):
        back = reverse("partnerships:link_waiting", args=[token])
        return _play(request, self.subject, self.words[answer], back)

    post = get
