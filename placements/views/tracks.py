"""`/stages/parcours/`: discovery tracks, for the schools that propose and for who runs them."""

from functools import partial

from django.contrib import messages
from django.db.models import Q
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.access import get_visible_or_404, require
from accounts.enums import Role
from accounts.history import history_of
from accounts.lists_out import is_asked
from accounts.reads import note_reads
from directory.forms import sections
from directory.french import full_day
from directory.models import School
from directory.violations import Refused
from outbox.preview import read_first
from outbox.queries import sent_about
from partnerships.forms.companies import NOT_LISTED, TYPED_FIELDS
from placements import exports
from placements.enums.tracks import DECIDED, PENDING, TrackState
from placements.forms.tracks import (
    SECTIONS,
    CancelTrackForm,
    TrackForm,
    TrackPlanForm,
    shown_to_school,
)
from placements.models import DiscoveryTrack, TrackCandidate
from placements.models.pupils import NAME_READERS
from placements.wording import period_of
from placements.workflow import track_publication as publication
from placements.workflow import tracks
from placements.workflow.tracks import COORDINATORS, EDITED, TABLE, is_run_by, plan_of

EVERYBODY = list(Role)
PROPOSERS = (*NAME_READERS, Role.TEACHER)
HOST_SECTIONS = [("Un accueillant de plus", "company", NOT_LISTED, TYPED_FIELDS)]
EVENTS = {"ouvrir": "open", "clore": "close", "rouvrir": "reopen"}
# What the button says once it is done.
DONE = {
    "open": "Le parcours est ouvert aux établissements.",
    "close": "Les propositions sont closes : affectez les élèves.",
    "reopen": "Les propositions sont rouvertes.",
}


@require_safe
@require(*EVERYBODY)
def track_list(request):
    """Those that are open, those to come, and one's own in preparation."""
    rows = DiscoveryTrack.objects.visible_to(request.actor).filter(school_year=request.school_year)
    rows = rows.select_related("company", "network", "branch", "department")
    if request.actor.is_school_staff:
        schools = School.objects.filter(pk__in=request.actor.school_ids)
        here = Q(department=None) | Q(department__in=schools.values("department"))
        rows = rows.filter(here)
    if is_asked(request):
        return exports.TRACKS.file(request, rows, f"année {request.school_year.label}")
    mine = rows.run_by(request.actor)
    shown = rows.exclude(pk__in=mine.values("pk"))
    context = {
        "mine": mine,
        "open": shown.open(),
        "others": shown.exclude(pk__in=shown.open().values("pk")),
        "may_prepare": request.actor.role in COORDINATORS,
        "may_propose": request.actor.role in PROPOSERS,
        "group": number_of(request, "classe"),
    }
    return render(request, "placements/tracks/list.html", context)


@require(*COORDINATORS)
def new(request):
    return _edit(request, None)


@require(*COORDINATORS, Role.ADMINISTRATOR)
def edit(request, pk):
    return _edit(request, run_track(request, pk))


def _edit(request, track):
    data = request.POST if request.method == "POST" else None
    form = TrackForm(request.actor, data, instance=track)
    if form.is_valid():
        try:
            saved = tracks.save(request.actor, form.track())
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, "Le parcours est enregistré.")
            return redirect(saved) if track else redirect("placements:track_plan", saved.pk)
    context = {"form": form, "track": track, "sections": sections(form, SECTIONS)}
    return render(request, "placements/tracks/edit.html", context)


@require(*COORDINATORS, Role.ADMINISTRATOR)
def plan(request, pk):
    """How many pupils each host receives on each day (R-PL-8)."""
    track = run_track(request, pk)
    form = TrackPlanForm(request.actor, track, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            tracks.set_plan(request.actor, track, form.cells())
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, "Les journées du parcours sont enregistrées.")
            return redirect(track)
    context = {"form": form, "track": track, "sections": sections(form, HOST_SECTIONS)}
    return render(request, "placements/tracks/plan.html", context)


@require_safe
@require(*EVERYBODY)
def detail(request, pk):
    """The sheet; the school's own pupils by name, or the numbers for who runs it."""
    track = visible_track(request, pk)
    runs, candidates = is_run_by(track, request.actor), _own(request, track)
    context = {
        "track": track,
        "plan": _plan_rows(track),
        "runs": runs,
        "may_edit": runs and track.state in EDITED,
        "may_allocate": runs and track.state in (TrackState.CLOSED, *DECIDED),
        "may_cancel": TABLE.can(track, "cancel", request.actor),
        "events": _events(track, request.actor) if runs else [],
        "may_propose": request.actor.role in PROPOSERS and track.is_open(),
        "is_school": request.actor.role in PROPOSERS,
        "candidates": candidates,
        "may_print": _may_print(request, track, runs, candidates),
        "entries": history_of(track, request.actor, None, whole=runs),
        "notices": sent_about(track) if runs else None,
    }
    return render(request, "placements/tracks/detail.html", context)


def _may_print(request, track, runs, candidates):
    """Once it is published: who runs it, hosts, and schools with a pupil in it."""
    hosts = {row.company_id for row in track.plan.all()}
    mine = any(row.placement_id for row, _, _ in candidates)
    there = runs or mine or bool(hosts & request.actor.company_ids)
    return there and track.state == TrackState.PUBLISHED


def _events(track, actor):
    names = {event: name for name, event in EVENTS.items()}
    return [
        (names[event], label) for event, label in TABLE.events_for(track, actor) if event in names
    ]


def _plan_rows(track):
    """[(day, [(host, pupils)])] from the rows read with the track."""
    names = {row.company_id: str(row.company) for row in track.plan.all()}
    return [
        (full_day(day, weekday=True), [(names[key], number) for key, number in hosts])
        for day, hosts in plan_of(track).items()
    ]


def _own(request, track):
    """The pupils of one's school or classes, by name; nobody else's (DOMAIN §8)."""
    if request.actor.role not in PROPOSERS:
        return []
    rows = TrackCandidate.objects.visible_to(request.actor).filter(track=track, pupil__isnull=False)
    rows = list(rows.select_related("pupil", "class_group").order_by("number"))
    note_reads(request.actor, [row.pupil for row in rows])
    return [(row, shown_to_school(row), row.state in PENDING) for row in rows]


@require_POST
@require(*COORDINATORS, Role.ADMINISTRATOR)
def act(request, pk, event):
    """Open, close, reopen."""
    track = run_track(request, pk)
    try:
        tracks.move(request.actor, track, EVENTS.get(event, ""))
    except Refused as refused:
        for violation in refused.violations:
            messages.error(request, violation.message)
    else:
        messages.success(request, DONE[EVENTS[event]])
    return redirect(track)


@require(*COORDINATORS, Role.ADMINISTRATOR)
def cancel(request, pk):
    """Call off, with the reason that schools and hosts read."""
    track = run_track(request, pk)
    form = CancelTrackForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            act = partial(publication.call_off, request.actor, track, form.cleaned_data["reason"])
            ended = read_first(request, act, track)
        except Refused as refused:
            form.add_refusal(refused)
        else:
            publication.begin(ended)
            messages.success(request, "Le parcours est annulé ; chacun est prévenu une fois.")
            return redirect(track)
    context = {
        "form": form,
        "title": "Annuler le parcours",
        "question": f"{track.title}, {period_of(track)}",
        "submit": "Annuler le parcours",
        "danger": True,
        "cancel_url": track.get_absolute_url(),
    }
    return render(request, "components/confirm.html", context)


def number_of(request, name):
    """A number of the address, None for anything else."""
    typed = request.GET.get(name, "")
    return int(typed) if typed.isdecimal() else None


def visible_track(request, pk):
    rows = DiscoveryTrack.objects.select_related(
        "company", "network", "branch", "department", "school_year"
    ).prefetch_related("plan__company")
    return get_visible_or_404(rows, request.actor, pk=pk)


def run_track(request, pk):
    """One that the actor runs; 404 for another one."""
    rows = DiscoveryTrack.objects.run_by(request.actor)
    return get_visible_or_404(rows, request.actor, pk=pk)
