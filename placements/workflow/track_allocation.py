"""The allocation of a track and its sister weeks; `track_publication` makes the placements."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from directory.enums import PriorityEducation
from directory.violations import Refused
from partnerships import seats
from placements import solving
from placements.allocation_values import Problem, Seeker, Wish
from placements.enums.tracks import CandidateState, Decision, TrackState
from placements.models import Campaign, DiscoveryTrack, TrackCandidate
from placements.workflow.track_candidates import leave, lock_siblings, placed_pupils
from placements.workflow.track_places import UNAVAILABLE
from placements.workflow.tracks import is_run_by, write_journal

# A pupil without a placement so near to the school's own window comes first.
PRESSING = dt.timedelta(days=15)
NO_SEAT = "Plus de place dans ses vœux"


@dataclass(frozen=True)
class Priority:
    """How much, and the words that explain it: nothing of the pupil's own (R-ID-7)."""

    weight: int = 0
    words: tuple = ()


def priorities_of(candidates, today):
    """{candidate key: Priority}: without a placement fifteen days before the window of the
    school, or during it; then priority education, of the school."""
    candidates = list(candidates)
    windows = Campaign.objects.filter(
        school__in={row.school_id for row in candidates},
        starts_on__lte=today + PRESSING,
        ends_on__gte=today,
    )
    pressing = set(windows.values_list("school", "level"))
    return {row.pk: _priority(row, pressing) for row in candidates}


def _priority(row, pressing):
    weight, words = 0, []
    if (row.school_id, row.level) in pressing:
        weight, words = 2, ["sans stage à J-15"]
    if row.school.priority_education:
        weight += 1
        words.append(PriorityEducation(row.school.priority_education).label)
    return Priority(weight, tuple(words))


def explain(row, priority):
    """« 1er vœu, 12 km, priorité : sans stage à J-15 »."""
    words = ["1er vœu" if row.wish == 1 else f"{row.wish}e vœu"]
    if row.distance_km is not None:
        words.append(f"{row.distance_km} km")
    if priority.words:
        words.append(f"priorité : {' et '.join(priority.words)}")
    return ", ".join(words)


def series(track):
    """The weeks that are allocated together: closed ones of the same coordinator and scheme."""
    return DiscoveryTrack.objects.with_siblings(track).filter(state=TrackState.CLOSED)


def compute(actor, track, today=None):
    """Propose an allocation of the whole series, by the solver; decisions are respected.

    Returns the `Allocation`. Solved outside of any transaction; what changed meanwhile
    (a pupil taken back) is left as it is. Raises Refused.
    """
    today = today or timezone.localdate()
    if not is_run_by(track, actor):
        raise Refused("Seul le coordinateur affecte les élèves.")
    if track.state != TrackState.CLOSED:
        raise Refused("Clôturez d’abord les propositions.")
    _leave_unavailable(track)
    tracks = list(series(track).order_by("pk"))
    rows = candidates_of(tracks).exclude(pupil__in=_seated_elsewhere(tracks))
    priorities = priorities_of(rows, today)
    found = solving.solve(_problem(tracks, rows, priorities))
    _apply(actor, track, found, priorities)
    return found


def candidates_of(tracks):
    """Those that may still be moved, in the order in which they came."""
    rows = TrackCandidate.objects.to_allocate().filter(track__in=tracks, pupil__isnull=False)
    return rows.select_related("school").order_by("pk")


def _seated_elsewhere(tracks):
    """Pupils whom another coordinator retains in the same year: one track each."""
    rows = TrackCandidate.objects.seated().exclude(track__in=tracks)
    years = {one.school_year_id for one in tracks}
    return rows.filter(school_year__in=years, pupil__isnull=False).values("pupil")


def _problem(tracks, rows, priorities):
    """Numbers only; a pupil who is set aside on a week has no wish for it."""
    seekers = {row.pupil_id: Seeker(row.pupil_id, row.school_id) for row in rows}
    for row in rows:
        weight = priorities[row.pk].weight
        seekers[row.pupil_id] = Seeker(row.pupil_id, row.school_id, weight)
    wishes = [
        Wish(row.pupil_id, row.track_id, row.wish, row.distance_km, row.decision == Decision.KEPT)
        for row in rows
        if row.decision != Decision.ASIDE
    ]
    return Problem({track.pk: track.capacity for track in tracks}, list(seekers.values()), wishes)


@transaction.atomic
def _leave_unavailable(track):
    """Who has found a placement, or left the school, is no longer a candidate."""
    lock_siblings(track)
    for one in series(track):
        gone = Q(pupil__in=placed_pupils(one)) | Q(pupil__left_on__isnull=False)
        rows = one.candidates.to_allocate().filter(gone)
        for row in rows.select_related("track"):
            leave(row, CandidateState.WITHDRAWN, UNAVAILABLE)


@seats.unit_of_work
def _apply(actor, track, found, priorities):
    lock_siblings(track)
    tracks = list(series(track))
    TrackCandidate.objects.filter(
        track__in=tracks, state=CandidateState.RETAINED, decision=Decision.FREE
    ).update(state=CandidateState.PROPOSED, reason="")
    for one in tracks:
        one.seats_taken = one.candidates.seated().count()
        one.allocation_gap = found.gap
        one.save(update_fields=["seats_taken", "allocation_gap", "updated_at"])
    for row in candidates_of(tracks):
        if row.decision == Decision.FREE and row.pk in priorities:
            _give(row, found, priorities[row.pk])
    write_journal(actor, "a calculé l’affectation d’un parcours", track)


def _give(row, found, priority):
    wanted = found.tracks.get(row.pupil_id) == row.track_id
    if wanted and seats.try_hold(row.track, 1):
        row.state, row.reason = CandidateState.RETAINED, explain(row, priority)
    else:
        elsewhere = row.pupil_id in found.tracks
        row.reason = "Affecté à un autre vœu" if elsewhere else NO_SEAT
    row.save()
