"""`/branche/`: the desk of a professional branch."""

from functools import partial

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import require
from accounts.downloads import Taking
from accounts.enums import Role
from accounts.link_views import LinkView
from accounts.lists_out import give_table
from directory.models import BranchOrganisation
from directory.violations import Refused
from outbox.preview import read_first
from partnerships import branch_desk
from partnerships.enums import MatchState
from partnerships.forms.desk import BranchCallForm, CallReplyForm
from partnerships.models import BranchCall, BranchCallHost
from partnerships.workflow import branch_call_hosts, branch_calls

PER_PAGE = 25
OFFERS_SHOWN = 25
MATCHES_SHOWN = 10
BRANCH = require(Role.BRANCH_OFFICER)


def _rows(request, today):
    rows = branch_desk.classes(request.actor, request.school_year)
    return rows.filter(branch_desk.late(today)) if "retard" in request.GET else rows


@require_safe
@BRANCH
def board(request):
    """What is asked and offered, and where each class of the year stands; what is late."""
    today = timezone.localdate()
    every = branch_desk.classes(request.actor, request.school_year)
    rows = _rows(request, today).for_lists()
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    offered = branch_desk.slots(request.actor, today)
    context = {
        "page_obj": page,
        "lines": branch_desk.lines(page.object_list, today),
        "columns": branch_desk.columns(),
        "summary": branch_desk.summary(every, today),
        "only_late": "retard" in request.GET,
        "slots": offered[:OFFERS_SHOWN],
        "more_slots": max(offered.count() - OFFERS_SHOWN, 0),
        "calls": _calls(request),
        "replies": _replies(request),
        **_between(request),
    }
    return render(request, "partnerships/branch/board.html", context)


def _replies(request):
    """The yes that past hosts gave to the call by link, the latest first."""
    rows = BranchCallHost.objects.visible_to(request.actor).yes()
    rows = rows.filter(call__school_year=request.school_year).select_related("company")
    return rows.order_by("-answered_at")[:OFFERS_SHOWN]


def _between(request):
    """What schools look for, and what was proposed to them: the first of each."""
    asked = branch_desk.asked(request.actor).filter(school_year=request.school_year)
    matches = branch_desk.proposed(request.actor, request.school_year)
    waiting = Count("matches", filter=Q(matches__state=MatchState.PROPOSED))
    rows = list(asked.for_lists().annotate(proposed=waiting)[: OFFERS_SHOWN + 1])
    found = list(matches[: MATCHES_SHOWN + 1])
    return {
        "asked": rows[:OFFERS_SHOWN],
        "more_asked": len(rows) > OFFERS_SHOWN,
        "matches": found[:MATCHES_SHOWN],
        "more_matches": len(found) > MATCHES_SHOWN,
    }


@require_safe
@BRANCH
def download(request):
    """The board as a file for the funders: classes, numbers, funding, steps."""
    rows = _rows(request, timezone.localdate()).for_lists()
    taking = Taking("a exporté le suivi des classes en entreprise", rows=rows.count())
    name = f"classes-en-entreprise-{request.school_year.label}"
    return give_table(request, branch_desk.table(rows), name, taking)


def _calls(request):
    rows = BranchCall.objects.visible_to(request.actor).filter(school_year=request.school_year)
    return rows.select_related("branch", "school_year").order_by("branch__sort_key")


@require_http_methods(["GET", "POST"])
@BRANCH
def call(request):
    """Launch the call of the year, or move its deadlines: everybody is written to by the
    reminder rules."""
    branches = BranchOrganisation.objects.filter(pk__in=request.actor.branch_ids)
    known = _calls(request).filter(branch__in=branches).first() if len(branches) == 1 else None
    names = ("offers_until", "requests_until", "words")
    form = BranchCallForm(
        branches,
        request.POST if request.method == "POST" else None,
        initial={name: getattr(known, name) for name in names} if known else None,
    )
    if form.is_valid():
        try:
            year, plan = request.school_year, form.plan()
            act = partial(branch_calls.call, request.actor, form.chosen, year, plan)
            read_first(request, act, BranchCall)
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, "L’appel est enregistré : chacun le lit un prochain matin.")
            return redirect("partnerships:branch_desk")
    context = {
        "title": f"Appel {request.school_year}",
        "question": "Les chefs d’établissement et bureaux des entreprises de votre territoire, et "
        "ses entreprises industrielles, le reçoivent dans leur courriel du matin. Dix jours avant "
        "la fin des demandes, les établissements sont prévenus de nouveau.",
        "form": form,
        "submit": "Changer l’appel" if known else "Lancer l’appel",
        "cancel_url": reverse("partnerships:branch_desk"),
    }
    return render(request, "components/confirm.html", context)


class AnswerBranchCall(LinkView):
    """A past host without an account replies to the call of its branch (R-IM-1)."""

    purpose = branch_call_hosts.HOST_PURPOSE

    def get_subject(self):
        rows = BranchCallHost.objects.select_related("call__branch", "call__school_year", "company")
        return rows.filter(pk=self.link.subject_id).first()

    def whom_to_call(self):
        row = self.subject
        if row is None:
            return super().whom_to_call()
        branch = row.call.branch
        return ", ".join(filter(None, (str(branch), branch.email)))

    def get(self, request, token):
        return self.show(CallReplyForm())

    def post(self, request, token):
        form = CallReplyForm(request.POST)
        if form.is_valid():
            try:
                reply = form.reply()
                act = partial(branch_call_hosts.reply, request.actor, self.subject, reply)
                read_first(request, act, self.subject, to=str(self.subject.call.branch))
            except Refused as refused:
                form.add_refusal(refused)
            else:
                messages.success(request, "Merci : la branche lit votre réponse demain matin.")
                return redirect(request.path)
        return self.show(form)

    def show(self, form):
        row = self.subject
        may_answer = branch_call_hosts.check_open(row, timezone.localdate())
        context = {
            "row": row,
            "call": row.call,
            "form": form if may_answer else None,
            "whom": self.whom_to_call(),
        }
        return render(self.request, "partnerships/links/branch_call.html", context)
