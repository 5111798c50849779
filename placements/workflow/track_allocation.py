"""The allocation of a track and its sister weeks: computed, published, then the waiting list."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.actor import Actor
from directory.enums import PriorityEducation
from directory.violations import Refused
from outbox.workflow import notify
from partnerships import seats
from placements import plan, solving
from placements.allocation_values import Problem, Seeker, Wish, worth
from placements.enums import Source
from placements.enums_tracks import SEATED, CandidateState, Decision, TrackState
from placements.models import Campaign, DiscoveryTrack, TrackCandidate
from placements.rules_presence import WeekTable
from placements.rules_tracks import hosts_of
from placements.workflow import placements
from placements.workflow.agreement_base import school_recipients
from placements.workflow.placements import Found, Hosting
from placements.workflow.track_candidates import leave, lock_siblings, placed_pupils
from placements.workflow.track_people import of_schools
from placements.workflow.tracks import TABLE, is_run_by, lock, plan_of, write_journal

PORTAL = Actor.system("Portail")
# A pupil without a placement so near to the school's own window comes first.
PRESSING = dt.timedelta(days=15)
UNAVAILABLE = "N’est plus disponible : stage trouvé, ou départ"
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
    rows = _rows(tracks).exclude(pupil__in=_seated_elsewhere(tracks))
    priorities = priorities_of(rows, today)
    found = solving.solve(_problem(tracks, rows, priorities))
    _apply(actor, track, found, priorities)
    return found


def _rows(tracks):
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
    for row in _rows(tracks):
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


# --- Publication --------------------------------------------------------------------------


@seats.unit_of_work
def publish(actor, track, today=None):
    """Make the placements of all who are retained, in the whole series, and the waiting
    lists; schools are told. Returns (placed, waiting). Raises Refused.

    A pupil whom a rule refuses at the last moment is not placed; the list moves up.
    """
    today = today or timezone.localdate()
    lock_siblings(track)
    tracks = list(series(track).order_by("pk"))
    if track.pk not in {one.pk for one in tracks}:
        raise Refused("Clôturez d’abord les propositions.")
    if not any(one.seats_taken for one in tracks):
        raise Refused("Aucun élève n’est retenu : calculez d’abord l’affectation.")
    for one in tracks:
        TABLE.apply(one, "publish", actor)
        one.save(update_fields=["state", "updated_at"])
    for one in tracks:
        retained = one.candidates.filter(state=CandidateState.RETAINED).order_by("number")
        programme = Programme.of(one)
        for row in _with_all(retained):
            _place(actor, row, programme)
    _order_the_others(tracks, today)
    for one in tracks:
        promote(actor, one, told=False)
        _tell(actor, one)
        write_journal(actor, "a publié l’affectation d’un parcours", one)
    placed = TrackCandidate.objects.filter(track__in=tracks, state=CandidateState.PLACED)
    waiting = TrackCandidate.objects.waiting().filter(track__in=tracks)
    return placed.count(), waiting.values("pupil").distinct().count()


def _with_all(rows):
    return rows.select_related("track", "school", "pupil__class_group__school_year")


@dataclass(frozen=True)
class Programme:
    """The plan of a track, read once for all its pupils."""

    plan: dict
    companies: dict
    table: WeekTable

    @classmethod
    def of(cls, track):
        rows = track.plan.select_related("company")
        return cls(plan_of(track), {row.company_id: row.company for row in rows}, track.hours)

    def hostings(self, slot):
        """The days of one line of the plan as stays."""
        return tuple(
            Hosting(self.companies[run.host], run.first, run.last, run.table)
            for run in plan.runs(hosts_of(self.plan, slot), self.table)
        )


def _place(actor, row, programme):
    """The placement of one retained candidate, by the usual rules. Returns whether made."""
    taken = set(row.track.candidates.exclude(slot=None).values_list("slot", flat=True))
    slot = next(n for n in range(row.track.capacity) if n not in taken)
    try:
        with transaction.atomic():
            found = Found(row.pupil, programme.hostings(slot), Source.TRACK)
            verb = "a affecté un élève à un parcours de découverte"
            placement = placements.place(actor, found, verb)
    except Refused as refused:
        leave(row, CandidateState.DECLINED, refused.message)
        return False
    row.state, row.slot, row.placement = CandidateState.PLACED, slot, placement
    row.waiting_rank = None
    row.save()
    return True


def _order_the_others(tracks, today):
    """Who is placed waits for nothing else; who was set aside is told no; the others wait,
    the most worth first."""
    rows = _rows(tracks)
    placed = set(
        TrackCandidate.objects.filter(track__in=tracks, state=CandidateState.PLACED).values_list(
            "pupil", flat=True
        )
    )
    priorities, lists = priorities_of(rows, today), {}
    for row in rows:
        if row.pupil_id in placed:
            leave(row, CandidateState.ELSEWHERE)
        elif row.decision == Decision.ASIDE:
            leave(row, CandidateState.DECLINED, "Écarté par décision")
        else:
            lists.setdefault(row.track_id, []).append(row)
    for waiting in lists.values():
        waiting.sort(key=lambda row: (-_worth(row, priorities[row.pk]), row.number))
        for rank, row in enumerate(waiting, 1):
            row.state, row.waiting_rank = CandidateState.WAITING, rank
            row.reason = explain(row, priorities[row.pk])
            row.save()


def _worth(row, priority):
    seeker = Seeker(row.pupil_id, row.school_id, priority.weight)
    return worth(seeker, Wish(row.pupil_id, row.track_id, row.wish, row.distance_km))


def _tell(actor, track):
    """The schools, once each: who follows the classes of the pupils proposed."""
    told = track.candidates.exclude(state=CandidateState.WITHDRAWN)
    for recipient in of_schools(told):
        notify("track.published", track, recipient, by=actor)


# --- The waiting list ---------------------------------------------------------------------


@transaction.atomic
def promote(actor, track, *, told=True):
    """Give the seats that are free to who waits, in order, before the week begins. Returns
    the candidates that were placed."""
    track = lock(track)
    if track.state != TrackState.PUBLISHED or track.starts_on <= timezone.localdate():
        return []
    found, programme = [], Programme.of(track)
    waiting = track.candidates.waiting().filter(pupil__isnull=False)
    for row in _with_all(waiting.order_by("waiting_rank", "pk")):
        if _is_busy(row):
            leave(row, CandidateState.WITHDRAWN, UNAVAILABLE)
            continue
        if not seats.try_hold(track, 1):
            break
        row.state = CandidateState.RETAINED
        if _place(actor, row, programme):
            found.append(row)
    if told:
        _tell_promoted(actor, found)
    return found


def _is_busy(row):
    """Gone, or already placed: by the family, or on another track of the year."""
    if row.pupil.left_on:
        return True
    seated = TrackCandidate.objects.filter(pupil=row.pupil_id, state__in=SEATED)
    if seated.filter(school_year=row.school_year_id).exists():
        return True
    return placed_pupils(row.track).filter(pupil=row.pupil_id).exists()


def _tell_promoted(actor, rows):
    for row in rows:
        for recipient in school_recipients(row.placement):
            notify("track.promoted", row.placement, recipient, by=actor)


def follow_cancelled(actor, placement):
    """A placement of a track was called off: its seat goes to the next of the list."""
    rows = TrackCandidate.objects.filter(placement=placement, state=CandidateState.PLACED)
    track = DiscoveryTrack.objects.filter(candidates__in=rows).first()
    if track is None:
        return
    lock(track)
    row = rows.select_related("track").first()
    if row is None:
        return
    leave(row, CandidateState.WITHDRAWN, "Stage annulé")
    promote(PORTAL, row.track)
