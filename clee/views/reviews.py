"""`/clee/<pk>/bilans/` and `/clee/bilans/`: plans and reviews, from the draft to the seal."""

from functools import partial

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import get_visible_or_404, require
from accounts.downloads import Taking, give, show_pdf
from accounts.enums import Role
from accounts.lists_out import is_asked
from accounts.models import JournalEntry
from clee import exports
from clee.enums import KEEPERS
from clee.enums.reviews import FROZEN, ReviewKind, ReviewState
from clee.forms.reviews import CommentForm, TextsForm
from clee.models import Review
from clee.review.content import content_of
from clee.review.document import ODT, facts_of, odt_of, pdf_of
from clee.views.kept import clee_or_404, ran
from clee.workflow import reviews as workflow
from directory.models import SchoolYear
from directory.years import label
from outbox.preview import read_first
from outbox.queries import sent_about

PER_PAGE = 50
SHOWN = 20


@require_safe
def listing(request, pk):
    """The years of a committee, the plan and the review of each."""
    committee = clee_or_404(request.actor, pk)
    found = {(row.school_year_id, row.kind): row for row in committee.reviews.all()}
    years = [
        (year, [(kind, found.get((year.pk, kind.value))) for kind in ReviewKind])
        for year in SchoolYear.objects.all()[:10]
    ]
    context = {"committee": committee, "years": years, "kinds": list(ReviewKind)}
    return render(request, "clee/reviews.html", context)


@require_POST
def start(request, pk):
    """Open the draft of a year."""
    committee = clee_or_404(request.actor, pk)
    year = request.POST.get("annee", "")
    kind = request.POST.get("nature", "")
    if kind not in ReviewKind.values or not year.isdecimal():
        raise Http404
    school_year = get_object_or_404(SchoolYear, pk=min(int(year), 9999))
    return redirect(workflow.start(request.actor, committee, school_year, kind))


@require_safe
@require(*KEEPERS, Role.ADMINISTRATOR)
def desk(request):
    """Those of the territory: what waits for the department office or the authority first."""
    rows = Review.objects.visible_to(request.actor).for_lists()
    state = request.GET.get("etat", "")
    if state in ReviewState.values:
        rows = rows.filter(state=state)
    rows = rows.order_by("-school_year", "kind", "committee__sort_key")
    if is_asked(request):
        return exports.REVIEWS.file(request, rows)
    page = Paginator(rows, PER_PAGE)
    context = {
        "page_obj": page.get_page(request.GET.get("page")),
        "states": ReviewState.choices,
        "state": state,
    }
    return render(request, "clee/reviews_desk.html", context)


@require_http_methods(["GET", "POST"])
def page(request, pk):
    """One plan or review: its texts and figures, its turn, its versions; a POST keeps texts."""
    review = _visible(request, pk)
    versions = list(workflow.versions_of(review))
    form = None
    if review.state == ReviewState.DRAFT:  # who sees it keeps its committee
        form = TextsForm(review, request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if form is None:
            raise Http404

        def run():
            workflow.write(request.actor, review, form.cleaned_data)

        if ran(request, form, run):
            return redirect(review)
    context = {
        "review": review,
        "content": _content(review, versions[0] if versions else None),
        "before": label(review.school_year_id - 1),
        "is_frozen": review.state in FROZEN,
        "form": form,
        "events": workflow.TABLE.events_for(review, request.actor),
        "versions": versions,
        **_past(request, review, form),
    }
    return render(request, "clee/review.html", context)


def _past(request, review, form):
    """What was done and what was sent; one of the two about a draft, whose page asks ten
    questions at most: what was sent when its reader asks for it."""
    told = form is None or "messages" in request.GET
    done = form is None or not told
    return {
        "entries": JournalEntry.objects.about(review)[:SHOWN] if done else None,
        "notices": sent_about(review) if told else None,
    }


def _visible(request, pk):
    return get_visible_or_404(Review.objects.for_lists(), request.actor, pk=pk)


def _content(review, version):
    """What was frozen, once it was filed; until then what is counted now."""
    if review.state in FROZEN:
        return version.content
    known = frozenset(version.content["counted"]) if version else frozenset()
    return content_of(review, known)


@require_http_methods(["GET", "POST"])
def act(request, pk, event):
    """A page whose button makes one step of the turn."""
    review = _visible(request, pk)
    offered = dict(workflow.TABLE.events_for(review, request.actor))
    if event not in offered:
        raise Http404
    form = None
    sent = request.POST if request.method == "POST" else None
    if event in workflow.WITH_COMMENT:
        form = CommentForm(event in workflow.WITH_REASON, sent)

    def run():
        comment = form.cleaned_data["comment"] if form else ""
        act = partial(workflow.act, request.actor, review, event, comment)
        read_first(request, act, review)

    if request.method == "POST" and ran(request, form or CommentForm(False, sent), run):
        return redirect(review)
    context = {
        "title": f"{offered[event]} : {review}",
        "question": QUESTIONS.get(event, ""),
        "facts": [("Comité", review.committee.name), ("Document", str(review))],
        "form": form,
        "submit": offered[event],
        "cancel_url": review.get_absolute_url(),
    }
    return render(request, "components/confirm.html", context)


QUESTIONS = {
    "propose": "L’autre côté le valide à son tour ; les textes ne changent plus jusque-là.",
    "file": "L’autre côté n’a personne pour valider sur le portail : vos chiffres et vos textes "
    "sont figés et partent à la DSDEN.",
    "agree": "Les chiffres et les textes sont figés et partent à la DSDEN.",
    "see": "Le document part au rectorat, avec votre commentaire.",
    "validate": "Le document est scellé avec les commentaires.",
    "note": "Le document est scellé avec les commentaires, sans validation.",
    "reopen": "La version figée reste. Un nouveau dépôt fait une nouvelle version.",
}


@require_safe
def pdf(request, pk, number):
    """A version as PDF: sealed once it was decided on, provisional until then."""
    version, name, taking = _version(request, pk, number)
    sealed = version.document and version.document.file
    # Once it passed to the closed archive it is printed again, without names.
    made = sealed.bytes if sealed and not sealed.is_archived else pdf_of(version)
    return show_pdf(request, made, f"{name}.pdf", taking)


@require_safe
def odt(request, pk, number):
    """A version as ODT; version 0 is the draft of now."""
    if number:
        version, name, taking = _version(request, pk, number)
        made = odt_of(version.content, facts_of(version))
    else:
        review = _visible(request, pk)
        name, taking = _taking(review, number)
        facts = [("Comité", review.committee.name), ("État", review.get_state_display())]
        made = odt_of(content_of(review), facts)
    return give(request, made, f"{name}.odt", ODT, taking)


def _version(request, pk, number):
    review = _visible(request, pk)
    rows = review.versions.select_related("snapshot__file", "document__file")
    version = rows.filter(number=number).first()
    if version is None:
        raise Http404
    version.review = review
    return version, *_taking(review, number)


def _taking(review, number):
    """(name of the file without its ending, what the journal says)."""
    name = f"{review.kind}-clee-{review.committee_id}-{review.school_year_id}-v{number}"
    verb = f"a téléchargé le {review.get_kind_display().lower()}"
    words = f"{review.school_year.label}, version {number}" if number else review.school_year.label
    return name, Taking(verb, review, words, None, {"committee_id": review.committee_id})
