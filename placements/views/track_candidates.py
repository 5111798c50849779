"""The pupils of a track: proposed by schools, allocated by number (DOMAIN §8)."""

from django.contrib import messages
from django.db.models import Max
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.access import get_visible_or_404, require
from accounts.downloads import Taking
from accounts.enums import Role
from accounts.lists_out import give_table
from accounts.reads import note_reads
from directory.violations import Refused
from placements.enums.tracks import DECIDED, TrackState
from placements.forms.tracks import ProposeForm
from placements.models import DiscoveryTrack, TrackCandidate
from placements.track_board import TITLES, board_of
from placements.views.tracks import PROPOSERS, number_of, run_track, visible_track
from placements.workflow import track_allocation, track_candidates, track_publication
from placements.workflow.tracks import COORDINATORS

RUNNERS = (*COORDINATORS, Role.ADMINISTRATOR)
ACTS = {"garder": "keep", "ecarter": "aside", "liberer": "free"}
MOST_PUPILS = 300
# A tenth of a percent is no longer told.
SMALLEST_GAP = 0.0005
SAID = {
    TrackState.PUBLISHED: "L’affectation est publiée. Établissements et familles sont prévenus.",
    TrackState.PUBLISHING: "La publication est en cours : les stages s’enregistrent, puis chacun"
    " est prévenu. Vous pouvez quitter cette page.",
}


@require(*PROPOSERS)
def propose(request, pk):
    """The pupils without a placement whom one follows: tick, rank, send."""
    track = visible_track(request, pk)
    pupils = list(
        track_candidates.placeable(request.actor, track)
        .select_related("class_group__school_year", "school")
        .order_by("class_group__sort_key", "sort_key", "pk")[:MOST_PUPILS]
    )
    note_reads(request.actor, pupils)
    group, one = number_of(request, "classe"), number_of(request, "eleve")
    ticked = {row.pk for row in pupils if row.class_group_id == group or row.pk == one}
    data = request.POST if request.method == "POST" else None
    form = ProposeForm(track, pupils, _ranks(track, pupils), data, ticked=ticked)
    if form.is_valid():
        try:
            count = track_candidates.propose(request.actor, track, form.wishes(), form.meeting())
        except Refused as refused:
            form.add_refusal(refused)
        else:
            said = "1 élève proposé." if count == 1 else f"{count} élèves proposés."
            messages.success(request, said)
            return redirect(track)
    context = {"form": form, "track": track, "is_open": track.is_open()}
    return render(request, "placements/tracks/propose.html", context)


def _ranks(track, pupils):
    """{pupil: the last rank of its wishes over the weeks of the series}."""
    weeks = DiscoveryTrack.objects.with_siblings(track).exclude(state=TrackState.CANCELLED)
    rows = TrackCandidate.objects.pending().filter(track__in=weeks, pupil__in=pupils)
    return dict(rows.order_by().values_list("pupil").annotate(Max("wish")))


@require_POST
@require(*PROPOSERS)
def withdraw(request, pk):
    """The school takes a pupil back."""
    rows = TrackCandidate.objects.select_related(
        "track", "pupil", "class_group__school_year", "school"
    )
    candidate = get_visible_or_404(rows.filter(pupil__isnull=False), request.actor, pk=pk)
    try:
        track_candidates.withdraw(request.actor, candidate)
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, f"{candidate.pupil} n’est plus candidat à ce parcours.")
    return redirect(candidate.track)


@require_safe
@require(*RUNNERS)
def board(request, pk):
    """The numbers, the computed allocation and the acts on each."""
    track = run_track(request, pk)
    weeks = DiscoveryTrack.objects.with_siblings(track).exclude(pk=track.pk)
    context = {
        "track": track,
        "board": board_of(request.actor, track),
        "weeks": weeks.filter(state__in=(TrackState.CLOSED, *DECIDED)),
        "is_allocating": track.state == TrackState.CLOSED,
        "gap": gap_in_words(track.allocation_gap),
        "progress": _progress(track),
    }
    return render(request, "placements/tracks/board.html", context)


def _progress(track):
    """(placements made, of how many) while the allocation is being published."""
    is_running = track.state == TrackState.PUBLISHING
    return track_publication.progress(track) if is_running else None


def gap_in_words(gap):
    """How far from the best allocation one may be, "" before any computation."""
    if gap is None:
        return ""
    if gap < SMALLEST_GAP:
        return "aucune autre affectation ne ferait mieux"
    return f"à {100 * gap:.1f} % au plus de la meilleure affectation".replace(".", ",")


@require_POST
@require(*RUNNERS)
def compute(request, pk):
    track = run_track(request, pk)
    try:
        found = track_allocation.compute(request.actor, track)
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        count = len(found.tracks)
        placed = "1 élève a une place" if count == 1 else f"{count} élèves ont une place"
        messages.success(request, f"Affectation calculée : {placed}. Modifiez-la, puis publiez.")
    return redirect("placements:track_board", pk)


@require_POST
@require(*RUNNERS)
def publish(request, pk):
    """Decided here; a small track is published at once, the placements of a large one are
    made behind (`track_publication`)."""
    track = run_track(request, pk)
    try:
        track_publication.publish(request.actor, track)
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        track_publication.begin(track)
        messages.success(request, SAID[TrackState(track.state)])
    return redirect("placements:track_board", pk)


@require_POST
@require(*RUNNERS)
def decide(request, pk, event):
    """Keep, set aside or free one number."""
    if event not in ACTS:
        raise Http404
    track = run_track(request, pk)
    key = request.POST.get("candidate", "")
    rows = TrackCandidate.objects.filter(track=track).select_related("track")
    candidate = get_visible_or_404(rows, request.actor, pk=key)
    try:
        track_candidates.decide(request.actor, candidate, ACTS[event])
    except Refused as refused:
        messages.error(request, refused.message)
    return redirect("placements:track_board", pk)


@require_safe
@require(*RUNNERS)
def export(request, pk):
    """The same numbers as a file."""
    track = run_track(request, pk)
    lines = board_of(request.actor, track).lines
    rows = [list(TITLES), *(line.cells for line in lines)]
    taking = Taking("a exporté les numéros d’un parcours", track, rows=len(lines))
    return give_table(request, rows, f"parcours-{track.pk}", taking)
