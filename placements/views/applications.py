"""`/stages/candidatures/`: applying to an offer, and what becomes of each application."""

from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.access import get_visible_or_404, require
from accounts.lists_out import is_asked
from accounts.reads import note_reads
from directory.violations import Refused
from outbox.preview import read_first
from outbox.queries import sent_about
from partnerships.views.class_groups import SCHOOL_STAFF
from placements import exports
from placements.forms import applications as forms
from placements.models import PlacementApplication, PlacementOffer, Pupil
from placements.views.offer_search import followed_groups
from placements.wording import candidate_of
from placements.workflow import applications
from placements.workflow.application_tables import APPLICATION

PER_PAGE = 25


@require(*SCHOOL_STAFF)
def apply(request, pk):
    """Ask an offer for one pupil, or for several of a class."""
    offer = get_visible_or_404(
        PlacementOffer.objects.select_related("company"), request.actor, pk=pk
    )
    groups = followed_groups(request.actor, request.school_year)
    group = _chosen(groups, request.GET.get("classe"))
    context = {"offer": offer, "groups": groups, "group": group}
    if group is None:
        return render(request, "placements/applications/apply.html", context)
    spans = applications.spans_for(offer, group)
    data = request.POST if request.method == "POST" else None
    form = forms.ApplyForm(
        offer,
        _pupils(request, group),
        spans,
        data,
        asks_tick=applications.asks_tick(offer, group),
        initial={"pupils": request.GET.getlist("eleve")},
    )
    if form.is_valid():
        try:
            key = form.cleaned_data["form_key"]
            made = applications.send(request.actor, form.batch(), key=key)
        except Refused as refused:
            form.add_refusal(refused)
        else:
            count = len(made)
            words = (
                f"{count} candidatures sont envoyées."
                if count > 1
                else ("La candidature est envoyée.")
            )
            messages.success(request, words)
            return redirect(f"{reverse('placements:applications')}?classe={group.pk}")
    note_reads(request.actor, list(form.fields["pupils"].queryset))
    context |= {"form": form, "has_days": bool(spans)}
    return render(request, "placements/applications/apply.html", context)


def _chosen(groups, typed):
    """The class of the address, or the only one."""
    found = [group for group in groups if str(group.pk) == typed]
    return next(iter(found or (groups if len(groups) == 1 else [])), None)


def _pupils(request, group):
    rows = Pupil.objects.visible_to(request.actor).for_class(group).present()
    return rows.prefetch_related("placements", "applications")


@require_safe
def mine(request):
    """The applications that the actor reads, the latest first."""
    actor = request.actor
    rows = PlacementApplication.objects.visible_to(actor).for_pages()
    groups = followed_groups(actor, request.school_year)
    form = forms.ApplicationListForm(groups, request.GET)
    form.is_valid()
    chosen = form.cleaned_data
    if chosen.get("classe"):
        rows = rows.filter(pupil__class_group=chosen["classe"])
    if chosen.get("etat"):
        rows = rows.filter(state=chosen["etat"])
    is_school = actor.is_school_staff or actor.is_administrator
    if is_asked(request):
        return _file(request, rows, is_school)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    if is_school:
        note_reads(actor, [row.pupil for row in page])
    context = {
        "form": form,
        "page_obj": page,
        "lines": [(row, str(row.pupil) if is_school else candidate_of(row)) for row in page],
        "is_school": is_school,
    }
    return render(request, "placements/applications/list.html", context)


def _file(request, rows, is_school):
    """The same, with the names that the page shows."""
    if not is_school:
        return exports.CANDIDATES.file(request, rows)
    note_reads(request.actor, Pupil.objects.filter(pk__in=rows.order_by().values("pupil")))
    return exports.APPLICATIONS.file(request, rows)


@require_safe
def detail(request, pk):
    """Where the application stands, and what the actor may do now."""
    row = _visible(request, pk)
    is_host = not (request.actor.is_school_staff or request.actor.is_administrator)
    if not is_host:
        note_reads(request.actor, [row.pupil])
    context = {
        "row": row,
        "is_host": is_host,
        "facts": facts_of(row, is_host),
        "notices": None if is_host else sent_about(row),
        "acts": [
            (reverse("placements:application_act", args=[row.pk, word]), label)
            for word, label in acts_for(row, request.actor)
        ],
    }
    return render(request, "placements/applications/detail.html", context)


def facts_of(row, is_host):
    """[(label, value)]; what a host reads of the pupil is DOMAIN §8's."""
    who = candidate_of(row) if is_host else f"{row.pupil}, {row.pupil.class_group}"
    answered = f"{row.answer}\n{row.answered_by}".strip() if row.answered_at else ""
    passed = f"{row.contact_name}, {row.contact_email}" if row.contact_email else ""
    return [
        ("Élève", who),
        ("Entreprise", row.offer.host_name),
        ("Dates", row.period),
        ("Message de l’établissement", row.message),
        ("Motif du refus", row.get_refusal_reason_display()),
        ("Réponse de l’entreprise", answered),
        ("Confiée à", passed),
    ]


@dataclass(frozen=True)
class Act:
    """One event of the table: its form, the workflow that it calls, its words."""

    event: str
    form: Any
    done: str
    danger: bool = False

    def run(self, actor, row, form):
        """Call the workflow with what was typed. Raises Refused."""
        data = form.cleaned_data
        if self.event == "confirm":
            return applications.confirm(actor, row, key=data["form_key"])
        if self.event == "transfer":
            return applications.transfer(actor, row, form.plan(), data["message"])
        words = {name: data[name] for name in ("reason", "message") if name in data}
        return getattr(applications, self.event)(actor, row, **words)


# The word of the address → the act.
ACTS = {
    "accepter": Act(
        "accept", forms.AcceptForm, "La candidature est acceptée : l’établissement confirme."
    ),
    "refuser": Act("refuse", forms.RefuseForm, "L’établissement reçoit votre refus.", danger=True),
    "confier": Act("transfer", forms.PassOnForm, "Votre collègue reçoit la candidature."),
    "confirmer": Act("confirm", forms.ConfirmForm, "Le stage est enregistré."),
    "retirer": Act("withdraw", forms.ConfirmForm, "La candidature est retirée.", danger=True),
}


def acts_for(row, actor):
    """[(word, label)] of what the actor may do now."""
    labels = dict(APPLICATION.events_for(row, actor))
    return [(word, labels[act.event]) for word, act in ACTS.items() if act.event in labels]


def play(request, row, word, *, back, is_host):
    """A page with one form: GET asks, POST acts, its words read first."""
    labels = dict(acts_for(row, request.actor))
    if word not in ACTS:
        raise Http404
    if word not in labels:
        messages.info(request, "Une réponse a déjà été donnée.")
        return redirect(back)
    act = ACTS[word]
    form = act.form(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            run = partial(act.run, request.actor, row, form)
            named = word == "confier" or not is_host
            made = read_first(request, run, row, to="" if named else "l’établissement")
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, act.done)
            return redirect(made if act.event == "confirm" else back)
    context = {
        "form": form,
        "title": labels[word],
        "facts": facts_of(row, is_host)[:4],
        "submit": labels[word],
        "danger": act.danger,
        "cancel_url": back,
    }
    return render(request, "components/confirm.html", context)


def act(request, pk, event):
    """Accept, refuse, pass on; confirm, withdraw."""
    row = _visible(request, pk)
    is_host = not request.actor.is_school_staff
    return play(request, row, event, back=row.get_absolute_url(), is_host=is_host)


def _visible(request, pk):
    return get_visible_or_404(PlacementApplication.objects.for_pages(), request.actor, pk=pk)
