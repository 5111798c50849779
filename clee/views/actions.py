"""`/clee/<pk>/actions/` and `/clee/actions/<pk>/`: what a committee plans and does (R-CL-4)."""

from functools import partial

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import get_visible_or_404, require
from accounts.downloads import Taking
from accounts.enums import Role
from accounts.lists_out import give_table, is_asked
from accounts.models import JournalEntry
from clee import realisations
from clee.forms.actions import (
    LAYOUT,
    ActionDatesForm,
    ActionDocumentForm,
    ActionFilterForm,
    ActionForm,
    ActionReasonForm,
    QuickActionForm,
)
from clee.models import Action, Committee
from clee.rules.actions import check_action
from clee.views.kept import clee_or_404, ran
from clee.workflow import actions as workflow
from clee.workflow import who
from directory.calendar import Calendar
from directory.forms import sections
from directory.french import period
from directory.violations import Refused
from outbox.preview import read_first
from outbox.queries import sent_about

PER_PAGE = 50
SHOWN = 20
LIKE = 3
COLUMNS = (
    *("Intitulé", "Type", "Parcours Avenir", "État", "Premier jour", "Dernier jour", "Lieu"),
    *("Publics", "Filles", "Garçons", "Non précisé", "Adultes", "Publics prioritaires"),
    *("Filles, lignes liées", "Garçons, lignes liées", "Non précisé, lignes liées"),
    *("Adultes, lignes liées", "Établissements", "Entreprises", "Autres partenaires"),
    *("Coût en euros", "Financement", "Résultat", "Satisfaction", "Motif"),
)


@require_safe
def listing(request, pk):
    """The actions of a committee, the latest first, by filters; the same list as a file."""
    committee = clee_or_404(request.actor, pk)
    form = ActionFilterForm(committee, request.GET)
    rows = Action.objects.visible_to(request.actor).filter(committee=committee)
    rows = form.narrow(rows).for_lists()
    if is_asked(request):
        return _file(request, committee, form, rows)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    shown = list(page.object_list)
    counts = realisations.totals(Action.objects.filter(pk__in=[row.pk for row in shown]))
    context = {
        "committee": committee,
        "form": form,
        "page_obj": page,
        "rows": [(row, counts.get(row.pk, realisations.NONE)) for row in shown],
    }
    return render(request, "clee/actions.html", context)


def _file(request, committee, form, rows):
    found = list(rows.prefetch_related("schools", "companies"))
    counts = realisations.totals(Action.objects.filter(pk__in=[row.pk for row in found]))
    lines = [COLUMNS, *(_line(row, counts.get(row.pk, realisations.NONE)) for row in found)]
    taking = Taking(
        "a exporté les actions du comité",
        committee,
        form.in_words,
        len(found),
        {"committee_id": committee.pk},
    )
    name = f"actions-clee-{committee.pk}-{timezone.localdate()}"
    return give_table(request, lines, name, taking)


def _line(row, linked):
    return [
        row.title,
        row.kind_label,
        "oui" if row.is_avenir else "",
        row.get_state_display(),
        row.starts_on,
        row.ends_on,
        row.place,
        ", ".join(row.level_labels),
        *(row.girls, row.boys, row.unspecified, row.adults, row.priority),
        *(linked.girls, linked.boys, linked.unspecified, linked.adults),
        ", ".join(map(str, row.schools.all())),
        ", ".join(map(str, row.companies.all())),
        row.other_partners,
        row.cost,
        row.funding,
        row.result,
        row.get_satisfaction_display() or "",
        row.state_reason,
    ]


@require_http_methods(["GET", "POST"])
def new(request, pk):
    """The quick entry: few fields, the rest is completed later."""
    committee = clee_or_404(request.actor, pk)
    recent = _recent(committee)
    like = next((row for row in recent if str(row.pk) == request.GET.get("comme")), None)
    form = QuickActionForm(committee, request.POST if request.method == "POST" else None, like)
    if form.is_valid():
        data = form.cleaned_data
        try:
            made = workflow.record(
                request.actor, form.instance, key=data["form_key"], is_done=data["is_done"]
            )
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, "L’action est enregistrée.")
            return redirect(made)
    context = {"committee": committee, "form": form, "recent": recent, "like": like}
    return render(request, "clee/action_new.html", context)


def _recent(committee):
    """The last actions of a committee, each title once: one is often like another."""
    found: dict[str, Action] = {}
    for row in committee.actions.order_by("-pk")[:SHOWN]:
        found.setdefault(row.title, row)
    return list(found.values())[:LIKE]


@require_safe
@require(Role.CO_LEAD)
def new_mine(request):
    """`/clee/actions/nouvelle/`: the quick entry of the committee that one leads, from the
    dashboard; which one is asked when there are several."""
    led = list(Committee.objects.active().kept_by(request.actor))
    if len(led) == 1:
        return redirect("clee:action_new", led[0].pk)
    return render(request, "clee/action_where.html", {"committees": led})


@require_safe
def detail(request, pk):
    """One action: what was typed, what is counted from the rows that realise it, its papers."""
    rows = Action.objects.for_lists().prefetch_related("schools", "companies")
    action = get_visible_or_404(rows, request.actor, pk=pk)
    return render(request, "clee/action.html", page_context(request, action))


def page_context(request, action, document_form=None):
    """What the page of an action shows; `document_form` when one was sent with an error."""
    keeps = who.keeps(request.actor, action.committee)
    lines = realisations.linked(action)
    return {
        "action": action,
        "facts": _facts(action),
        "keeps": keeps,
        "events": workflow.TABLE.events_for(action, request.actor),
        "warnings": check_action(action, Calendar.load()) if keeps else [],
        "lines": lines,
        "linked": realisations.total(lines),
        "offered": realisations.offered(action) if keeps else [],
        "documents": action.documents.select_related("file").defer("file__content"),
        "document_form": (document_form or ActionDocumentForm()) if keeps else None,
        "practice": getattr(action, "practice", None),
        "entries": JournalEntry.objects.about(action)[:SHOWN] if keeps else None,
        "notices": sent_about(action) if keeps else None,
    }


def _facts(action):
    cost = f"{action.cost:.2f} €".replace(".", ",") if action.cost is not None else ""
    return [
        ("Type", action.kind_label),
        ("Dates", period(action.starts_on, action.ends_on, weekday=True)),
        ("Lieu", action.place),
        ("Publics", ", ".join(action.level_labels)),
        ("Publics prioritaires", ", ".join(action.priority_labels)),
        ("Objectif", action.objective),
        ("Établissements", ", ".join(map(str, action.schools.all()))),
        ("Entreprises", ", ".join(map(str, action.companies.all()))),
        ("Autres partenaires", action.other_partners),
        ("Coût", cost),
        ("Financement", action.funding),
        ("Résultat", action.result),
        ("Satisfaction", action.get_satisfaction_display() or ""),
        ("Motif", action.state_reason),
    ]


@require_http_methods(["GET", "POST"])
def edit(request, pk):
    """The whole action."""
    action = kept_action(request, pk)
    form = ActionForm(request.actor, action, request.POST if request.method == "POST" else None)

    def run():
        workflow.edit(request.actor, form.instance, form.partners())

    if request.method == "POST" and ran(request, form, run):
        return redirect("clee:action", pk)
    context = {"form": form, "action": action, "sections": sections(form, LAYOUT)}
    return render(request, "clee/action_edit.html", context)


def kept_action(request, pk):
    """The action, for who keeps its committee; 404 for who only takes part in it."""
    action = get_visible_or_404(Action.objects.for_lists(), request.actor, pk=pk)
    if not who.keeps(request.actor, action.committee):
        raise Http404
    return action


@require_http_methods(["GET", "POST"])
def act(request, pk, event):
    """A page whose button makes one transition."""
    action = kept_action(request, pk)
    offered = dict(workflow.TABLE.events_for(action, request.actor))
    if event not in offered:
        raise Http404
    form = _form_of(event, request.POST if request.method == "POST" else None)

    def run():
        words = form.cleaned_data if form else {}
        act = partial(workflow.act, request.actor, action, event, **words)
        read_first(request, act, action)

    if request.method == "POST" and _acted(request, form, run):
        return redirect(action)
    context = {
        "title": offered[event],
        "facts": [("Action", action.title), ("Comité", action.committee.name)],
        "form": form,
        "submit": offered[event],
        "danger": event == "cancel",
        "cancel_url": action.get_absolute_url(),
    }
    return render(request, "components/confirm.html", context)


def _form_of(event, data):
    if event in workflow.WITH_REASON:
        return ActionReasonForm(data)
    return ActionDatesForm(data) if event == "replan" else None


def _acted(request, form, run):
    if form is not None:
        return ran(request, form, run)
    try:
        run()
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, "C’est enregistré.")
    return True


def coming(committee, today=None):
    """The next actions of a committee, for its public page."""
    today = today or timezone.localdate()
    rows = Action.objects.planned().filter(committee=committee, ends_on__gte=today)
    return rows.select_related("type").order_by("starts_on", "pk")[:SHOWN]
