"""`/evenements/programmes/`: the public pages of programmes, and those of who fills them."""

from functools import partial

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import get_visible_or_404, public, require
from accounts.acting import SAVED
from accounts.downloads import UNTOLD, Taking, give
from accounts.enums import Role
from accounts.lists_out import give_table
from accounts.models import JournalEntry
from accounts.todo import counted
from directory.forms import PortalForm
from directory.violations import Refused
from documents.icalendar import MIMETYPE
from events import feeds, programme_lines
from events.enums.programme import STANDING, EntryState
from events.forms.acts import WhyForm
from events.forms.programmes import EntryFilterForm, LabelForm, ProgrammeForm, TicksForm
from events.lines import BY_DAY, BY_DEPARTMENT, printed
from events.models import ORGANISERS, Programme, ProgrammeEntry, Session
from events.workflow import programmes as workflow
from outbox.preview import read_first
from outbox.queries import sent_about

PER_PAGE = 50
SHOWN = 15
AUTHORITY = (Role.EDUCATION_AUTHORITY, Role.ADMINISTRATOR)
WHAT_FOLLOWS = {
    "publish": "Le programme est public ; entreprises, établissements et réseaux y proposent "
    "leurs événements et leurs créneaux.",
    "archive": "La page reste publique ; plus rien ne s’y propose.",
    "reopen": "Le programme se complète de nouveau.",
    "accept": "La proposition paraît au programme public.",
    "refuse": "L’organisateur reçoit votre motif.",
    "withdraw": "L’entrée ne paraît plus au programme ; l’événement ou le créneau reste.",
}


@public
def programme_list(request):
    """The programmes, the latest first."""
    context = {
        "rows": Programme.objects.visible_to(request.actor),
        "may_create": request.actor.role in AUTHORITY,
    }
    return render(request, "events/programmes/list.html", context)


@public
def programme(request, pk):
    """One programme by day or by département, of all its organisers."""
    row = get_visible_or_404(Programme, request.actor, pk=pk)
    entries, themes = programme_lines.shown(row), list(row.themes.all())
    form = EntryFilterForm(entries, themes, request.GET)
    view = BY_DEPARTMENT if request.GET.get("vue") == BY_DEPARTMENT else BY_DAY
    lines = [line for one in form.narrow(entries) for line in programme_lines.lines_of(one)]
    actor = request.actor
    context = {
        "row": row,
        "form": form,
        "themes": themes,
        "count": len(lines),
        "groups": printed(lines, view),
        "by_department": view == BY_DEPARTMENT,
        "may_propose": actor.role in ORGANISERS and row.takes_proposals(timezone.localdate()),
        "follows": actor.role in ORGANISERS,
        "manages": actor.is_signed_in and workflow.manages(row, actor),
        "acts": workflow.PROGRAMME.events_for(row, actor) if actor.role in AUTHORITY else [],
    }
    return render(request, "events/programmes/detail.html", context)


@public
def calendar(request, pk):
    """The sessions of the events of a programme; slots are in the calendars of their parties."""
    row = get_visible_or_404(Programme.objects.announced(), request.actor, pk=pk)
    events = row.entries.shown().filter(event__isnull=False).values("event")
    rows = Session.objects.filter(event__in=events)
    rows = rows.select_related("event__department", "event__municipality")
    content = feeds.feed(rows.order_by("starts_at", "pk")[: feeds.MOST], str(row))
    return give(request, content, f"programme-{row.pk}.ics", MIMETYPE, UNTOLD)


@require(*AUTHORITY)
def create(request):
    """A new edition, in preparation."""
    form = ProgrammeForm(request.POST or None)

    def run():
        return workflow.create(request.actor, form.save(commit=False), form.cleaned_data["themes"])

    context = {"title": "Créer un programme", "cancel_url": "/evenements/programmes/"}
    return _ask(request, form, run, **context)


@require(*AUTHORITY)
def edit(request, pk):
    """Its words, its days, its sub-themes."""
    row = _managed_or_404(request.actor, pk)
    form = ProgrammeForm(request.POST or None, instance=Programme.objects.get(pk=row.pk))

    def run():
        return workflow.change(request.actor, row, form.values(), form.cleaned_data["themes"])

    return _ask(request, form, run, title="Modifier le programme",
                cancel_url=row.get_absolute_url())  # fmt: skip


@require(*AUTHORITY)
def act(request, pk, event):
    """Publish, archive, reopen: what follows is said, then the button."""
    row = _managed_or_404(request.actor, pk)
    offered = dict(workflow.PROGRAMME.events_for(row, request.actor))
    if event not in offered:
        raise Http404
    form = PortalForm(request.POST if request.method == "POST" else None)

    def run():
        return workflow.act(request.actor, row, event)

    return _ask(request, form, run, title=offered[event], question=row.title,
                words=WHAT_FOLLOWS[event], cancel_url=row.get_absolute_url())  # fmt: skip


@require(*ORGANISERS)
def propose(request, pk):
    """Tick what joins the programme, untick what leaves it."""
    row = get_visible_or_404(Programme.objects.announced(), request.actor, pk=pk)
    events, slots = workflow.proposable(request.actor, row)
    standing = row.entries.filter(state__in=STANDING).values_list("event", "slot")
    inside = {
        "events": [str(key) for key, _ in standing if key],
        "slots": [str(key) for _, key in standing if key],
    }
    form = TicksForm(row, list(events), list(slots), inside,
                     request.POST if request.method == "POST" else None)  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            act_on = partial(workflow.tick, request.actor, row, form.ticks)
            new, gone = read_first(request, act_on, ProgrammeEntry)
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, _ticked(new, gone))
            return redirect(row)
    context = {
        "row": row,
        "form": form,
        "is_open": row.takes_proposals(timezone.localdate()),
        "has_choices": "events" in form.fields or "slots" in form.fields,
    }
    return render(request, "events/programmes/propose.html", context)


def _ticked(new, gone):
    sent = counted(new, "une proposition envoyée", "{} propositions envoyées") if new else ""
    left = counted(gone, "une retirée", "{} retirées") if gone else ""
    said = ", ".join(filter(None, (sent, left)))
    return f"C’est enregistré : {said}." if said else "Rien n’a changé."


@require_safe
@require(*ORGANISERS)
def proposals(request, pk):
    """The proposals that the actor decides or made, by state."""
    row = get_visible_or_404(Programme, request.actor, pk=pk)
    rows = ProgrammeEntry.objects.filter(programme=row)
    rows = rows.decided_by(request.actor) | rows.of_organiser(request.actor)
    state = request.GET.get("etat", "")
    if state in EntryState.values:
        rows = rows.filter(state=state)
    rows = rows.for_lists().order_by("proposed_at", "pk")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "row": row,
        "page_obj": page,
        "state": state,
        "states": EntryState.choices,
        "exports": request.actor.role in AUTHORITY or request.actor.uses_admin,
    }
    return render(request, "events/programmes/proposals.html", context)


def entry(request, pk):
    """One proposal: what it is, what may be done; its national label for the officer."""
    row = _entry_or_404(request.actor, pk)
    decides = workflow.decides(row, request.actor)
    form = None
    if decides and row.state == EntryState.ACCEPTED:
        own = ProgrammeEntry.objects.select_related("programme").get(pk=row.pk)
        form = LabelForm(request.POST if request.method == "POST" else None, instance=own)
    if request.method == "POST":
        if form is None:
            raise Http404
        if form.is_valid() and _labelled(request, row, form):
            return redirect(row)
    context = {
        "row": row,
        "facts": _facts(row),
        "source": row.event.get_absolute_url() if row.event
        else f"/immersions/offres/{row.slot.offer_id}/",
        "form": form,
        "acts": workflow.ENTRY.events_for(row, request.actor),
        "entries": JournalEntry.objects.about(row)[:SHOWN],
        "notices": sent_about(row) if decides else None,
    }  # fmt: skip
    return render(request, "events/programmes/entry.html", context)


def _labelled(request, row, form):
    data = form.cleaned_data
    try:
        workflow.label(request.actor, row, data["label_number"], data["national_url"],
                       data["theme"])  # fmt: skip
    except Refused as refused:
        form.add_refusal(refused)
        return False
    messages.success(request, SAVED)
    return True


def _facts(row):
    return [
        ("Programme", f"{row.programme}, {row.programme.period}"),
        ("Organisateur", row.organiser),
        ("Dates", row.period),
        ("Département", row.department.name),
        ("Sous-thème", row.theme.label if row.theme else ""),
        ("Message", row.message),
        ("Motif", row.reason),
        ("Numéro de label national", row.label_number),
        ("Lien sur le site national", row.national_url),
    ]


def entry_act(request, pk, event):
    """Accept, refuse with a reason, withdraw."""
    row = _entry_or_404(request.actor, pk)
    offered = dict(workflow.ENTRY.events_for(row, request.actor))
    if event not in offered:
        raise Http404
    form_class = WhyForm if event in workflow.WITH_REASON else PortalForm
    form = form_class(request.POST if request.method == "POST" else None)

    def run():
        return workflow.act_on_entry(request.actor, row, event, **form.cleaned_data)

    return _ask(request, form, run, title=offered[event], question=str(row),
                words=WHAT_FOLLOWS[event], cancel_url=row.get_absolute_url())  # fmt: skip


@require_safe
def export(request, pk):
    """The accepted entries, for the national site."""
    row = get_visible_or_404(Programme, request.actor, pk=pk)
    if not request.actor.uses_admin:
        raise Http404
    rows = list(programme_lines.export(row))
    taking = Taking("a exporté un programme", row, rows=len(rows) - 1)
    return give_table(request, rows, f"programme-{row.pk}", taking)


def _managed_or_404(actor, pk):
    return get_visible_or_404(Programme.objects.managed_by(actor), actor, pk=pk)


def _entry_or_404(actor, pk):
    """For who decides or holds it: the public reads the programme."""
    rows = ProgrammeEntry.objects.for_lists()
    row = get_visible_or_404(rows, actor, pk=pk)
    if not (workflow.decides(row, actor) or workflow.holds(row, actor)):
        raise Http404
    return row


def _ask(request, form, run, **context):
    """A page of one form; then what it made."""
    if request.method == "POST" and form.is_valid():
        try:
            made = read_first(request, run, ProgrammeEntry)
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, SAVED)
            return redirect(made)
    context = {"submit": context["title"]} | context
    return render(request, "events/programmes/act.html", context | {"form": form})
