"""What co-leads and officers do with meetings: prepare, convene, hold, decide, tell."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.access import get_visible_or_404
from accounts.downloads import Taking, show_pdf
from clee import minutes
from clee.enums.meetings import NOT_MET, Answer, Attendance, DecisionState, MeetingState
from clee.forms import ReasonForm
from clee.forms.meetings import AgendaForm, ConfirmForm, DecisionForm, MeetingForm, PostponeForm
from clee.models import Decision, Invitation, Meeting
from clee.notices.meetings import meeting_facts
from clee.views.kept import kept_or_404, ran
from clee.workflow import meetings
from directory.violations import Refused
from outbox.preview import read_first
from outbox.queries import sent_about

PER_PAGE = 20


def _meeting_or_404(actor, pk):
    return get_visible_or_404(Meeting.objects.select_related("committee"), actor, pk=pk)


def meeting_list(request, pk):
    """`/clee/<pk>/reunions/`: coming first, then ten years of them; the decisions to follow."""
    committee = kept_or_404(request.actor, pk)
    said = Count("invitations", filter=Q(invitations__answer=Answer.PRESENT))
    rows = committee.meetings.visible_to(request.actor)
    came = Count("invitations", filter=Q(invitations__attendance=Attendance.PRESENT))
    rows = rows.annotate(invited=Count("invitations"), coming=said, came=came).order_by(
        "-starts_at", "-pk"
    )
    opened = Decision.objects.open().filter(meeting__committee=committee).select_related("meeting")
    context = {
        "committee": committee,
        "page_obj": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "decisions": decision_lines(opened),
    }
    return render(request, "clee/meetings/list.html", context)


def decision_lines(rows):
    """[(decision, whether it is late)]."""
    today = timezone.localdate()
    return [(one, one.is_late(today)) for one in rows]


def prepare(request, pk):
    """A new meeting; its agenda is sent with the invitations."""
    committee = kept_or_404(request.actor, pk)
    kind = request.GET.get("nature", "")
    return _edit(request, Meeting(committee=committee, kind=kind), "Préparer une réunion")


def change(request, pk):
    """What is in preparation, or the agenda alone once the invitations have left."""
    meeting = _meeting_or_404(request.actor, pk)
    if meeting.state == MeetingState.PLANNED:
        return _edit(request, meeting, "Modifier la réunion")
    form = AgendaForm(meeting, request.POST or None)

    def run():
        meetings.write_agenda(request.actor, meeting, form.titles)

    if request.method == "POST" and ran(request, form, run):
        return redirect(meeting)
    return _form(request, meeting.committee, form, "Modifier l’ordre du jour", "Enregistrer")


def _edit(request, meeting, title):
    form = MeetingForm(meeting, request.POST or None)

    def run():
        def make():
            return meetings.prepare(request.actor, form.instance, form.titles)

        made, _ = form.once(request.actor, make)
        form.instance.pk = made.pk

    if request.method == "POST" and ran(request, form, run):
        return redirect("clee:meeting", form.instance.pk)
    return _form(request, meeting.committee, form, title, "Enregistrer")


def _form(request, committee, form, title, button, words=""):
    context = {"form": form, "committee": committee, "title": title, "button": button,
               "words": words}  # fmt: skip
    return render(request, "clee/act.html", context)


def detail(request, pk):
    """A meeting: its facts, who comes, what was decided, what may be done."""
    meeting = _meeting_or_404(request.actor, pk)
    form = None
    if meeting.state not in NOT_MET:
        form = DecisionForm(meeting, request.POST or None)
    if request.method == "POST" and form:

        def run():
            form.once(request.actor, lambda: meetings.decide(request.actor, form.instance))

        if ran(request, form, run):
            return redirect(meeting)
    invitations = list(meeting.invitations.visible_to(request.actor))
    decided = list(meeting.decisions.all())
    context = {
        "meeting": meeting,
        "committee": meeting.committee,
        "facts": meeting_facts(meeting),
        "events": _offered(meeting, request.actor),
        "invitations": invitations,
        "counts": _counts(invitations),
        "decisions": decision_lines(decided),
        "carried": decision_lines(Decision.objects.carried_to(meeting)),
        "form": form,
        "minutes": minutes.last(meeting),
        "notices": sent_about(meeting, *invitations, *decided),
        "is_held": meeting.state in (MeetingState.HELD, MeetingState.REPORTED),
    }
    return render(request, "clee/meetings/detail.html", context)


def _offered(meeting, actor):
    """What may be done now: nothing is held before its day, nor convened after it began."""
    is_past = meeting.starts_at <= timezone.now()
    hidden = {"hold"} if meeting.day > timezone.localdate() else set()
    if is_past and not meeting.is_deferred:
        hidden |= {"invite", "postpone", "defer"}
    events = meetings.TABLE.events_for(meeting, actor)
    return [(event, label) for event, label in events if event not in hidden]


def _counts(invitations):
    """[(number, what it counts)] of the answers, and of who has no address."""
    said = [(Answer(value).label, value) for value in Answer]
    found = [(sum(row.answer == value for row in invitations), label) for label, value in said]
    silent = sum(not row.email for row in invitations)
    return [*found, (silent, "sans adresse, à prévenir autrement")] if silent else found


ACTS = {
    "invite": "Chaque membre et chaque copilote reçoit une invitation, avec l’ordre du jour et un "
    "fichier pour son agenda. Qui est déjà invité ne reçoit rien de plus.",
    "hold": "Les présences, les décisions et le compte rendu s’ouvrent.",
    "postpone": "Toutes les personnes invitées sont prévenues et répondent de nouveau.",
    "defer": "Toutes les personnes invitées sont prévenues, la réunion quitte leur agenda. Quand "
    "la date sera connue, fixez-la ici : elles répondront de nouveau.",
    "cancel": "Toutes les personnes invitées sont prévenues ; leur agenda est mis à jour.",
    "report": "Le compte rendu est figé, archivé et envoyé à toutes les personnes invitées.",
}
# Told in the words of who acts, the reason or the agenda: read before they leave.
WRITTEN = ("invite", "postpone", "defer", "cancel")
SILENT = "aucune personne à prévenir n’a d’adresse"


def act(request, pk, event):
    """Convene, postpone, hold, cancel, send the minutes: each says what follows."""
    meeting = _meeting_or_404(request.actor, pk)
    offered = dict(_offered(meeting, request.actor))
    if event not in offered:
        raise Http404
    form, run = _act_form(request, meeting, event)
    form.reads_first = event in WRITTEN

    def read_and_run():
        read_first(request, run, Invitation, silent=SILENT)

    if request.method == "POST" and ran(request, form, read_and_run):
        return redirect(meeting)
    context = {
        "form": form, "committee": meeting.committee, "meeting": meeting, "title": offered[event],
        "words": ACTS[event], "danger": event == "cancel", "back": meeting.get_absolute_url(),
    }  # fmt: skip
    return render(request, "clee/meetings/act.html", context)


def _act_form(request, meeting, event):
    """(form, what it does)."""
    actor, data = request.actor, request.POST or None
    if event in ("cancel", "defer"):
        reason, end = ReasonForm(data), getattr(meetings, event)
        return reason, lambda: end(actor, meeting, **reason.cleaned_data)
    if event == "postpone":
        later = PostponeForm(data)
        return later, lambda: _postpone(actor, meeting, later)
    runs = {"invite": meetings.invite, "hold": meetings.hold, "report": meetings.report}
    form = ConfirmForm(data)

    def once():
        def make():
            runs[event](actor, meeting)

        form.once(actor, make)

    return form, once


def _postpone(actor, meeting, form):
    starts_at, ends_at = form.moments()
    meetings.postpone(actor, meeting, starts_at, ends_at, form.cleaned_data["reason"])


def attendance(request, pk):
    """The sheet: a line per person, to fill on a phone; it opens with what was answered."""
    meeting = _held_or_404(request.actor, pk)
    rows = list(meeting.invitations.visible_to(request.actor))
    if request.method == "POST":
        sheet = {row.pk: value for row in rows if (value := _said(request.POST, row))}
        also = [name.strip()[:200] for name in request.POST.get("also", "").splitlines()]
        meetings.take_attendance(request.actor, meeting, sheet, filter(None, also))
        messages.success(request, "Les présences sont enregistrées.")
        return redirect(meeting)
    lines = [(row, _opening(row)) for row in rows]
    context = {"meeting": meeting, "committee": meeting.committee, "lines": lines,
               "choices": Attendance.choices}  # fmt: skip
    return render(request, "clee/meetings/attendance.html", context)


def _held_or_404(actor, pk):
    meeting = _meeting_or_404(actor, pk)
    if meeting.state not in (MeetingState.HELD, MeetingState.REPORTED):
        raise Http404
    return meeting


def _said(data, row):
    value = data.get(f"p{row.pk}", "")
    return value if value in Attendance.values else ""


def _opening(row):
    """What the sheet shows first: what was recorded, else what was answered."""
    if row.attendance != Attendance.UNKNOWN or row.answer == Answer.AWAITED:
        return row.attendance
    return row.answer


def notes(request, pk):
    """What was said: a summary, and a text for each point of the agenda."""
    meeting = _held_or_404(request.actor, pk)
    items = list(meeting.agenda.visible_to(request.actor))
    if request.method == "POST":
        said = {item.pk: request.POST.get(f"point{item.pk}", "")[:8000] for item in items}
        summary = request.POST.get("summary", "")[:8000]
        meetings.take_notes(request.actor, meeting, summary, said)
        messages.success(request, "Le texte est enregistré.")
        return redirect(meeting)
    context = {"meeting": meeting, "committee": meeting.committee, "items": items}
    return render(request, "clee/meetings/notes.html", context)


@require_safe
def minutes_file(request, pk):
    """The minutes that were sent, else their draft."""
    meeting = _held_or_404(request.actor, pk)
    return give_minutes(request, meeting, draft=meeting.state == MeetingState.HELD)


def give_minutes(request, meeting, draft=False):
    """The last version that was sent. Raises Http404 before the first one."""
    kept = None if draft else minutes.last(meeting)
    if kept is None and not draft:
        raise Http404
    version = kept.version if kept else 0
    # Once they passed to the closed archive they are printed again, without names.
    if kept is not None and not kept.file.is_archived:
        content = kept.file.bytes
    else:
        content = minutes.render(meeting, version)
    verb = "a ouvert un compte rendu"
    words = f"version {version}" if version else "projet"
    taking = Taking(verb, meeting.committee, words, places={"committee_id": meeting.committee_id})
    return show_pdf(request, content, minutes.file_name(meeting, version), taking)


@require_POST
def settle(request, pk):
    """A decision is done, dropped, or to follow again."""
    rows = Decision.objects.select_related("meeting__committee")
    decision = get_visible_or_404(rows, request.actor, pk=pk)
    state = request.POST.get("state", "")
    if state not in DecisionState.values:
        raise Http404
    try:
        meetings.settle(request.actor, decision, state)
    except Refused as refused:
        messages.error(request, refused.message)
    back = request.POST.get("retour", "")
    if back.isdecimal():
        return redirect("clee:meeting", int(back))
    return redirect("clee:meetings", decision.meeting.committee_id)
