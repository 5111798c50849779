"""`/actualites/`: the news of committees and bureaux des entreprises, for everybody; and the
pages of who writes and publishes them."""

from functools import partial

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from accounts.access import get_visible_or_404, public, require
from accounts.downloads import UNTOLD, give
from accounts.lists_out import is_asked
from accounts.models import JournalEntry
from clee import exports
from clee.enums.public import NewsState
from clee.forms import ReasonForm
from clee.forms.news import NewNewsForm, NewsFilterForm, NewsForm
from clee.models import News
from clee.workflow import news as workflow
from directory.violations import Refused
from outbox.preview import read_first
from outbox.queries import sent_about

PER_PAGE = 20
SHOWN = 20
LATEST = 3


@public
def news_list(request):
    """What is published, the latest first, by département."""
    form = NewsFilterForm(request.GET)
    rows = News.objects.visible_to(request.actor).published().for_lists()
    if form.department:
        rows = rows.in_departments([form.department.pk])
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page_obj": page,
        "department": form.department,
        "writes": request.actor.role in workflow.WRITERS,
    }
    return render(request, "clee/news/list.html", context)


def latest(actor, committee):
    """The last ones that this reader finds on the page of a committee or of a network."""
    rows = News.objects.visible_to(actor).published().filter(committee=committee)
    return rows.order_by("-published_at")[:LATEST]


@public
def news_detail(request, pk):
    """One of them; who writes or publishes it finds what may be done."""
    row = get_visible_or_404(News.objects.for_lists().select_related("author"), request.actor,
                             pk=pk)  # fmt: skip
    keeps = request.actor.user is not None and workflow.writes(row, request.actor)
    context = {
        "row": row,
        "keeps": keeps,
        "may_correct": keeps and row.state in workflow.EDITABLE,
        "events": workflow.TABLE.events_for(row, request.actor) if keeps else [],
        "entries": JournalEntry.objects.about(row)[:SHOWN] if keeps else None,
        "notices": sent_about(row) if keeps else None,
    }
    return render(request, "clee/news/detail.html", context)


@public
def picture(request, pk):
    """The picture of one of them, for its page."""
    rows = News.objects.select_related("picture").exclude(picture=None)
    kept = get_visible_or_404(rows, request.actor, pk=pk).picture
    return give(request, kept.bytes, kept.name, kept.mimetype, UNTOLD)


@require_safe
@require(*workflow.WRITERS)
def mine(request):
    """Drafts, proposals, publications of one's committees, lycées or territory."""
    rows = News.objects.visible_to(request.actor).kept_by(request.actor)
    state = request.GET.get("etat", "")
    if state in NewsState.values:
        rows = rows.filter(state=state)
    rows = rows.select_related("committee", "school").order_by("-updated_at", "-pk")
    if is_asked(request):
        return exports.NEWS.file(request, rows)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {"page_obj": page, "state": state, "states": NewsState.choices}
    return render(request, "clee/news/mine.html", context)


@require(*workflow.WRITERS)
def new(request):
    """Write a draft."""
    form = NewNewsForm(request.actor, request.POST or None, request.FILES or None)
    if form.is_valid() and (
        row := _tried(form, lambda: workflow.write(request.actor, form.news()))
    ):
        messages.success(request, "Le brouillon est enregistré.")
        return redirect(row)
    title = "Écrire une actualité"
    return _form(request, form, title, "Enregistrer le brouillon", "/actualites/les-miennes/")


@require(*workflow.WRITERS)
def edit(request, pk):
    """Change the words."""
    row = _written_or_404(request, pk)
    form = NewsForm(request.POST or None, request.FILES or None, instance=row)

    def run():
        return workflow.correct(request.actor, row, **form.values())

    if form.is_valid() and _tried(form, run):
        messages.success(request, "C’est enregistré.")
        return redirect(row)
    return _form(request, form, "Corriger l’actualité", "Enregistrer", row.get_absolute_url())


@require(*workflow.WRITERS)
def act(request, pk, event):
    """Propose, publish, send back, withdraw, resume; a reason where one is due."""
    row = _written_or_404(request, pk)
    offered = dict(workflow.TABLE.events_for(row, request.actor))
    if event not in offered:
        raise Http404
    asks = event in workflow.ASK_WHY
    form = ReasonForm(request.POST or None) if asks else None
    if form is not None:
        form.reads_first = True
    if request.method == "POST" and (form is None or form.is_valid()):
        reason = form.cleaned_data["reason"] if form else ""
        act = partial(workflow.act, request.actor, row, event, reason)
        if _tried(form, lambda: read_first(request, act, row)):
            messages.success(request, DONE[event])
            return redirect(row)
    context = {"title": offered[event], "question": row.title, "form": form or ReasonForm(),
               "submit": offered[event], "cancel_url": row.get_absolute_url()}  # fmt: skip
    if form is None:
        return redirect(row)
    return render(request, "components/confirm.html", context)


DONE = {
    "propose": "L’actualité est proposée : qui la publie est prévenu.",
    "publish": "L’actualité est publiée.",
    "send_back": "L’actualité est renvoyée à son auteur.",
    "withdraw": "L’actualité est retirée.",
    "resume": "L’actualité est de nouveau un brouillon.",
}


def _written_or_404(request, pk):
    rows = News.objects.select_related("committee", "school__department")
    row = get_visible_or_404(rows, request.actor, pk=pk)
    if not workflow.writes(row, request.actor):
        raise Http404
    return row


def _tried(form, run):
    try:
        return run()
    except Refused as refused:
        if form is None:
            raise Http404 from refused
        form.add_refusal(refused)
        return None


def _form(request, form, title, submit, back):
    context = {"title": title, "form": form, "submit": submit, "cancel_url": back}
    return render(request, "clee/news/form.html", context)
