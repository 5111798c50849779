"""School requests (« appels ») by account: the list, one, publishing, answering, the report."""

from functools import partial

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from accounts.access import get_visible_or_404, require
from accounts.enums import Role
from accounts.lists_out import is_asked
from accounts.models import JournalEntry
from directory.enums import Rhythm
from directory.forms import sections
from directory.violations import Refused
from outbox.preview import read_first
from outbox.queries import sent_about
from outbox.workflow import next_reading
from partnerships import exports
from partnerships.enums.school_requests import RequestState
from partnerships.forms.school_requests import AnswerForm, NeedForm, UnansweredForm
from partnerships.models import SchoolRequest, SchoolRequestAnswer, SchoolRequestCall
from partnerships.notices.school_requests import facts_of
from partnerships.views.class_groups import SCHOOL_STAFF
from partnerships.wording import day
from partnerships.workflow import school_answers, school_requests
from partnerships.workflow.school_request_tables import ANSWER, REQUEST

PER_PAGE = 25
SHOWN = 20
OFFICERS = (
    Role.MISSION_OFFICER,
    Role.DEPARTMENT_SUPERVISOR,
    Role.DEPARTMENT_OFFICE,
    Role.EDUCATION_AUTHORITY,
    Role.ADMINISTRATOR,
)
CALLED = "les destinataires de l’appel, ou d’abord qui donne le visa"
SECTIONS = [
    ("Ce que vous cherchez", "school kind level size starts_on ends_on message", "", ""),
    ("À qui l’appel est envoyé", "sector reach km expires_on", "", ""),
]


def request_list(request):
    """The requests of the school year that the actor may see, the latest first."""
    rows = SchoolRequest.objects.visible_to(request.actor).of_year(request.school_year)
    state = request.GET.get("etat", "")
    if state in RequestState.values:
        rows = rows.filter(state=state)
    rows = rows.for_lists()
    if is_asked(request):
        return exports.SCHOOL_REQUESTS.file(request, rows, f"année {request.school_year.label}")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page_obj": page,
        "state": state,
        "states": RequestState.choices,
        "reads_report": request.actor.role in OFFICERS,
    }
    return render(request, "partnerships/school_requests/list.html", context)


@require(*SCHOOL_STAFF)
def request_new(request):
    """Say what the school looks for; the territory is told."""
    form = NeedForm(request.actor, request.POST if request.method == "POST" else None)
    context = {"form": form, "sections": sections(form, SECTIONS)}
    if form.is_valid():
        key = form.cleaned_data["form_key"]
        run = partial(school_requests.publish, request.actor, form.need(), key=key)
        try:
            # The contacts of the companies called are not the school's (DOMAIN §8).
            row = read_first(request, run, is_about_a_request, to=CALLED)
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, _published(row))
            return redirect(row)
    return render(request, "partnerships/school_requests/new.html", context)


def _published(row):
    if row.state == RequestState.AWAITING_VISA:
        when = next_reading(Rhythm.SCHOOL)
        return f"L’appel attend le visa du chef d’établissement, prévenu {when}."
    return f"L’appel est publié ; il est envoyé {next_reading(Rhythm.WORK)}."


def is_about_a_request(subject):
    """Whether a mail that an act sends is about an appel: what the school may read of it."""
    return isinstance(subject, SchoolRequest | SchoolRequestCall | SchoolRequestAnswer)


def request_detail(request, pk):
    """One request: what is looked for, to whom it was sent, what they answered."""
    row = visible(request.actor, pk)
    answers = SchoolRequestAnswer.objects.visible_to(request.actor).filter(request=row).for_pages()
    actor = request.actor
    own = actor.is_school_staff and row.school_id in actor.school_ids
    follows = own or actor.sees_department(row.school.department_id)
    calls = SchoolRequestCall.objects.visible_to(request.actor).filter(request=row)
    context = {
        "row": row,
        "facts": detail_facts(row),
        "answers": [(one, answer_events(one, request.actor)) for one in answers],
        "calls": calls.select_related("company", "network"),
        "events": [pair for pair in REQUEST.events_for(row, request.actor) if pair[0] != "retain"],
        "may_answer": school_answers.may_answer(request.actor, row),
        "entries": JournalEntry.objects.about(row)[:SHOWN] if follows else None,
        "notices": sent_about(row, *answers) if follows else None,
    }
    return render(request, "partnerships/school_requests/detail.html", context)


def answer_events(answer, actor):
    """(event, label) of the buttons; a change is made on the page of the answer."""
    return [pair for pair in ANSWER.events_for(answer, actor) if pair[0] != "change"]


def detail_facts(row):
    return [
        *facts_of(row),
        ("Territoire", row.territory),
        ("Réponses attendues jusqu’au", day(row.expires_on)),
        ("Message", row.message),
        ("Motif", row.reason),
    ]


def request_answer(request, pk):
    """A company, a network or an officer answers by account."""
    row = visible(request.actor, pk)
    if not school_answers.may_answer(request.actor, row):
        raise Http404
    user, own = request.user, {}
    if request.actor.role == Role.COMPANY_REPRESENTATIVE:
        own = {"contact_name": user.get_full_name(), "contact_email": user.email}
    form = AnswerForm(
        request.actor, request.POST if request.method == "POST" else None, initial=own
    )
    if form.is_valid() and answered(request, row, form):
        return redirect(row)
    context = {"row": row, "facts": detail_facts(row), "form": form}
    return render(request, "partnerships/school_requests/answer.html", context)


def answered(request, row, form):
    """Run the workflow; what it refuses is shown in the form."""
    try:
        act = partial(school_answers.answer, request.actor, row, form.said())
        read_first(request, act, SchoolRequestAnswer, to="l’établissement")
    except Refused as refused:
        form.add_refusal(refused)
        return False
    when = next_reading(Rhythm.SCHOOL)
    messages.success(request, f"Merci : l’établissement lit votre réponse {when}.")
    return True


def visible(actor, pk):
    return get_visible_or_404(SchoolRequest.objects.for_lists(), actor, pk=pk)


@require_safe
@require(*OFFICERS)
def unanswered(request):
    """The requests of the territory that nobody said yes to: a list, filtered, and its file."""
    form = UnansweredForm(request.actor, request.GET)
    rows = SchoolRequest.objects.visible_to(request.actor).of_year(request.school_year)
    rows = form.narrow(rows.unanswered()).for_lists().with_calls().order_by("published_at", "pk")
    if is_asked(request):
        return exports.UNANSWERED.file(request, rows, form.in_words)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    for row in page.object_list:
        row.waited = exports.waited(row)
    context = {"page_obj": page, "form": form}
    return render(request, "partnerships/school_requests/unanswered.html", context)
