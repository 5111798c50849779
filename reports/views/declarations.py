"""`/rapports/declarations/`: the year, said by each school, committee and network."""

from functools import partial
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Count, OuterRef, Q, Subquery
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import get_visible_or_404
from accounts.downloads import Taking
from accounts.lists_out import give_table, is_asked
from accounts.models import JournalEntry
from directory.models import Department, SchoolYear
from directory.violations import Refused
from directory.years import label
from outbox.preview import read_first
from outbox.queries import sent_about
from reports import declarants, rules_declaration
from reports.enums.declaration import Answer, DeclarantKind, DeclarationState
from reports.forms_declaration import DeclarationForm, ReasonForm
from reports.models import Declaration
from reports.models.declarations import FOLLOWERS, address
from reports.workflow import declarations as workflow

PER_PAGE = 50
SHOWN = 20
NO_OFFICE = "aucun bureau des entreprises ne corrige ces lignes"
STATES = (
    ("", "Toutes"),
    ("attendues", "Attendues"),
    ("signees", "Signées"),
    ("corriger", "À corriger"),
)


def asked_year(request):
    """The school year of the address, or the one that is declared now."""
    given = request.GET.get("annee", "")
    if not given:
        return rules_declaration.declared_year(timezone.localdate())
    if not given.isdecimal() or not 2000 <= int(given[:5]) <= 2200:
        raise Http404
    return int(given)


def with_answers(kind, rows, year):
    """The rows with `row_state`, `answer` and `signed_on` of their declaration, if any."""
    one = Declaration.objects.filter(school_year=year, **{kind.field: OuterRef("pk")})
    return rows.annotate(
        row_state=Subquery(one.values("state")[:1]),
        answer=Subquery(one.values("answer")[:1]),
        signed_on=Subquery(one.values("signed_at")[:1]),
    )


def narrowed(rows, state):
    """Those in one of STATES."""
    signed = Q(row_state=DeclarationState.SIGNED)
    if state == "attendues":
        return rows.filter(Q(row_state=None) | ~signed)
    if state == "signees":
        return rows.filter(signed)
    return rows.filter(signed, answer=Answer.TO_CORRECT) if state == "corriger" else rows


def line(kind, row, year):
    """(name, place, state, its words, signed on, address) of one row of a list."""
    state = row.row_state or ""
    words = DeclarationState(state).label if state else "pas commencée"
    if state == DeclarationState.SIGNED:
        words = f"signée : {Answer(row.answer).short}"
    place = row.uai if kind == DeclarantKind.SCHOOL else row.get_kind_display()
    return str(row), place, state or "draft", words, row.signed_on, address(kind, row.pk, year)


@require_safe
def board(request):
    """One's own declarations; for who follows a territory, who has answered."""
    actor, year = request.actor, asked_year(request)
    mine = [
        line(kind, row, year)
        for kind in DeclarantKind
        for row in with_answers(kind, declarants.own(actor, kind, year), year).order_by(
            "sort_key", "pk"
        )[:PER_PAGE]
    ]
    follows = actor.role in FOLLOWERS
    if not (mine or follows):
        raise Http404
    context = {"mine": mine, "follows": follows, "year": year, "label": label(year)}
    context |= _dates(year)
    if follows:
        followed = _followed(request, actor, year)
        if is_asked(request):
            return _file(request, followed, year)
        context |= followed
    years = SchoolYear.objects.filter(start_year__lte=max(year, _latest()))
    context["years"] = [(one.pk, one.label) for one in years.order_by("-pk")]
    return render(request, "reports/declarations.html", context)


COLUMNS = ["Qui", "UAI ou nature", "Déclaration", "Signée le"]


def _file(request, followed, year):
    """All who are in the table, not its page alone."""
    rows = followed["page_obj"].paginator.object_list
    lines = [
        [name, place, words, timezone.localdate(signed_on) if signed_on else None]
        for name, place, _, words, signed_on, _ in (
            line(followed["kind"], row, year) for row in rows
        )
    ]
    words = f"{label(year)}, {followed['kind'].plural}, {dict(STATES)[followed['state']]}"
    taking = Taking("a exporté les déclarations", None, words, len(lines))
    return give_table(request, [COLUMNS, *lines], f"declarations-{label(year)}", taking)


def _latest():
    return rules_declaration.declared_year(timezone.localdate())


def _dates(year):
    return {
        "opens_on": rules_declaration.opens_on(year),
        "due_on": rules_declaration.due_on(year),
    }


def _followed(request, actor, year):
    """The table of one kind of declarants, and how many of each département answered."""
    kind = request.GET.get("type", DeclarantKind.SCHOOL)
    state = request.GET.get("etat", "")
    if kind not in DeclarantKind.values or state not in dict(STATES):
        raise Http404
    kind = DeclarantKind(kind)
    rows = narrowed(with_answers(kind, declarants.followed(actor, kind, year), year), state)
    pages = Paginator(rows.order_by("sort_key", "pk"), PER_PAGE)
    page = pages.get_page(request.GET.get("page"))
    return {
        "page_obj": page,
        "rows": [line(kind, row, year) for row in page.object_list],
        "kinds": [(one.value, one.plural) for one in DeclarantKind],
        "kind": kind,
        "states": STATES,
        "state": state,
        "query": urlencode({"annee": year, "type": kind, "etat": state}),
        "departments": _by_department(actor, year) if kind == DeclarantKind.SCHOOL else [],
    }


def _by_department(actor, year):
    """[(département, signed, concerned)]."""
    rows = declarants.followed(actor, DeclarantKind.SCHOOL, year)
    signed = Q(declarations__school_year=year, declarations__state=DeclarationState.SIGNED)
    found = rows.order_by().values("department").annotate(
        concerned=Count("pk", distinct=True),
        signed=Count("declarations", filter=signed, distinct=True),
    )  # fmt: skip
    by_code = {one["department"]: (one["signed"], one["concerned"]) for one in found}
    names = Department.objects.filter(pk__in=by_code).order_by("code")
    return [(str(one), *by_code[one.pk]) for one in names]


def _kind_or_404(kind):
    if kind not in DeclarantKind.values:
        raise Http404
    return DeclarantKind(kind)


@require_http_methods(["GET", "POST"])
def page(request, kind, pk, year):
    """What the portal knows, the answer, the counts; one button keeps, the other signs."""
    kind = _kind_or_404(kind)
    if not 2000 <= year <= 2200:
        raise Http404
    actor = request.actor
    subject = declarants.subject_or_404(actor, kind, pk, year)
    asked = {"school_year": year, kind.field: subject}
    row = Declaration.objects.for_lists().filter(**asked).first()
    fills = declarants.may_fill(actor, kind, subject, year)
    closed = rules_declaration.window_violations(year, timezone.localdate())
    form = None
    if fills and not closed and not (row and row.is_signed):
        form = DeclarationForm(row, request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if form is None:
            raise Http404
        if _kept(request, form, (kind, subject, year)):
            return redirect(address(kind, subject.pk, year))
        if form.reading:
            return _read(request, form, address(kind, subject.pk, year))
    kept = row.kept if row and row.is_signed else None
    context = {
        "kind": kind,
        "subject": subject,
        "row": row,
        "kept": kept,
        "tables": kept["known"] if kept else declarants.known(kind, subject, year),
        "counts": kept["counts"] if kept else [],
        "has_draft_counts": bool(row and not kept and form is None and row.counts.exists()),
        "answer": Answer(row.answer).label if kept else "",
        "label": label(year),
        "before": label(year - 1),
        "form": form,
        "signs": fills and declarants.may_sign(actor, kind, subject, year),
        "closed": closed[0].message if closed else "",
        **(_history(row, actor) if row else {}),
        **_dates(year),
    }
    return render(request, "reports/declaration.html", context)


def _read(request, form, back):
    """What the office reads of what is to be corrected, before the head signs."""
    context = {"title": "Signer la déclaration", "form": form, "submit": "Signer la déclaration",
               "carried": [("signer", "1")], "cancel_url": back}  # fmt: skip
    return render(request, "components/confirm.html", context)


def _events(row, actor):
    """The steps that have a page of their own; signing is a button of the form."""
    found = workflow.TABLE.events_for(row, actor)
    return [(event, words) for event, words in found if event != "sign"]


def _history(row, actor):
    """What may be done next, what was done, what was sent."""
    return {
        "events": _events(row, actor),
        "entries": JournalEntry.objects.about(row)[:SHOWN],
        "notices": sent_about(row),
    }


def _kept(request, form, place):
    """Whether the POST was kept, and signed when asked; both or nothing."""
    if not form.is_valid():
        return False
    signs = "signer" in request.POST
    try:
        with transaction.atomic():
            data = form.cleaned_data
            kind, subject, year = place
            said = (data["answer"], data["words"], form.counts)

            def run():
                row = workflow.save(request.actor, kind, subject, year, *said)
                if signs:
                    workflow.sign(request.actor, row)

            form.reads_first = signs and data["answer"] == Answer.TO_CORRECT
            if form.reads_first:
                read_first(request, run, Declaration, silent=NO_OFFICE)
            else:
                run()
    except Refused as refused:
        form.add_refusal(refused)
        return False
    messages.success(request, "La déclaration est signée." if signs else "C’est enregistré.")
    return True


QUESTIONS = {
    "reopen": "Ce que vous avez signé reste gardé. Il faudra signer de nouveau.",
    "send_back": "Qui l’a signée est averti, avec ce que vous écrivez.",
}


@require_http_methods(["GET", "POST"])
def act(request, pk, event):
    """A page whose button reopens a signed declaration, or sends it back."""
    rows = Declaration.objects.for_lists()
    row = get_visible_or_404(rows, request.actor, pk=pk)
    offered = dict(_events(row, request.actor))
    if event not in offered:
        raise Http404
    sent = request.POST if request.method == "POST" else None
    form = ReasonForm(sent) if event == "send_back" else None
    if request.method == "POST" and (form is None or form.is_valid()):
        try:
            if form:
                reason = form.cleaned_data["reason"]
                read_first(request, partial(workflow.send_back, request.actor, row, reason), row)
            else:
                workflow.reopen(request.actor, row)
        except Refused as refused:
            if form is None:
                messages.error(request, str(refused))
                return redirect(row)
            form.add_refusal(refused)
        else:
            return redirect(row)
    context = {
        "title": f"{offered[event]} : {row.subject}",
        "question": QUESTIONS[event],
        "facts": [("Année scolaire", str(row.school_year)), ("Signée par", row.signed_by)],
        "form": form,
        "submit": offered[event],
        "cancel_url": row.get_absolute_url(),
    }
    return render(request, "components/confirm.html", context)
