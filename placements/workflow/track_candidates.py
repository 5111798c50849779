"""The pupils whom schools propose to a track, and what the officer decides of each number."""

from django.db.models import F, Max, Q

from accounts.journal import record
from directory.enums import Level
from directory.models import Municipality, School
from directory.search import distance_km
from directory.violations import Refused, Violation, require
from partnerships import seats
from placements.enums import CancelReason
from placements.enums.tracks import (
    PENDING,
    SEATED,
    TO_ALLOCATE,
    CandidateState,
    Decision,
    TrackState,
)
from placements.models import DiscoveryTrack, Placement, Pupil, TrackCandidate
from placements.workflow import placements
from placements.workflow.pupils import check_author, may_follow
from placements.workflow.tracks import is_run_by, lock, write_journal

FULL = "Toutes les places de ce parcours sont prises."


def placed_pupils(track):
    """Pupils who need no place in it: one placement a year, but in 2de, where each of the two
    weeks may have its own (R-PL-1)."""
    overlap = Q(starts_on__lte=track.ends_on, ends_on__gte=track.starts_on)
    once = ~Q(level=Level.SECONDE) & Q(school_year=track.school_year_id)
    held = Placement.objects.held().filter(overlap | once, pupil__isnull=False)
    return held.values("pupil")


def placeable(actor, track):
    """The pupils whom `actor` may propose: of its levels, year and territory, without a
    placement and not proposed yet. A class that prepares a diploma does PFMP (R-PF-1)."""
    there = track.candidates.filter(state__in=PENDING, pupil__isnull=False)
    rows = Pupil.objects.visible_to(actor).present()
    rows = rows.filter(class_group__level__in=track.levels, class_group__diploma=None)
    rows = rows.filter(class_group__school_year=track.school_year_id)
    if track.department_id:
        rows = rows.filter(school__department=track.department_id)
    return rows.exclude(pk__in=placed_pupils(track)).exclude(pk__in=there.values("pupil"))


@seats.unit_of_work
def propose(actor, track, wishes, meeting=0):
    """Propose pupils: {pupil: rank of this wish}; `meeting` of them meet the host's criterion
    (R-ID-7: a count, no pupil is marked). Returns how many. Raises Refused.

    The wish ranks the weeks of one coordinator and scheme between them.
    """
    track = lock(track)
    if not track.is_open():
        raise Refused("Ce parcours ne reçoit pas de propositions aujourd’hui.")
    allowed = set(placeable(actor, track).filter(pk__in=[pupil.pk for pupil in wishes]))
    for pupil in wishes:
        require(check_author(actor, pupil.class_group))
        if pupil not in allowed:
            text = f"{pupil} ne peut pas être proposé : déjà en stage, déjà proposé ou hors niveau."
            raise Refused(violations=[Violation("R-PL-7", text)])
    number = track.candidates.aggregate(last=Max("number"))["last"] or 0
    point = position_of(track)
    for pupil, wish in wishes.items():
        number += _add(track, pupil, wish, number + 1, point)
    if track.asks_criterion and meeting:
        count = F("criterion_count") + min(meeting, len(wishes))
        DiscoveryTrack.objects.filter(pk=track.pk).update(criterion_count=count)
    _tell_schools_journal(actor, track, wishes)
    return len(wishes)


def _add(track, pupil, wish, number, point):
    """A pupil who comes back keeps its number. Returns whether the number was given."""
    group = pupil.class_group
    values = {
        "school": pupil.school,
        "class_group": group,
        "school_year_id": track.school_year_id,
        "level": group.level,
        "sex": pupil.sex,
        "wish": wish,
        "distance_km": kilometres(pupil, point),
        "state": CandidateState.PROPOSED,
        "decision": "",
        "reason": "",
        "waiting_rank": None,
    }
    given = {"number": number}
    _, is_new = TrackCandidate.objects.update_or_create(
        track=track, pupil=pupil, defaults=values, create_defaults=values | given
    )
    return is_new


def _tell_schools_journal(actor, track, wishes):
    """One line per school; no name: who runs the track may read it."""
    for school in {pupil.school for pupil in wishes}:
        count = sum(pupil.school_id == school.pk for pupil in wishes)
        words = f"{count} élève{'s' if count > 1 else ''}"
        record(actor, "a proposé des élèves à un parcours", track, school=school, words=words)


def position_of(track):
    """Where one goes: the first host that has a position; None when no host has."""
    for row in track.plan.select_related("company"):
        if row.company.position:
            return row.company.position
    return None


def kilometres(pupil, point):
    """From the pupil's municipality, else from the school; None when neither is known."""
    if point is None:
        return None
    towns = Municipality.objects.filter(pk=pupil.municipality_code)
    schools = School.objects.filter(pk=pupil.school_id)
    for rows in (towns, schools):
        far = rows.annotate(far=distance_km(point)).values_list("far", flat=True).first()
        if far is not None:
            return round(far)
    return None


@seats.unit_of_work
def withdraw(actor, candidate, comment=""):
    """The school takes a pupil back; the placement of one who has it is called off, and the
    seat goes to the next of the list. Raises Refused."""
    if not may_follow(actor, candidate.class_group):
        raise Refused("Vous ne suivez pas les élèves de cette classe.")
    # Calling a placement off locks it, then the track: the same order here, whenever one is
    # seen; one that was made in between is called off all the same.
    row = TrackCandidate.objects.select_related("placement").get(pk=candidate.pk)
    if row.state != CandidateState.PLACED:
        lock(candidate.track)
        row = read_locked(candidate)
    if row.state == CandidateState.PLACED and row.placement:
        placements.cancel(actor, row.placement, CancelReason.PUPIL, comment)
        return read_locked(candidate)
    if row.state not in PENDING:
        raise Refused(f"Ce n’est plus possible : {row.get_state_display().lower()}.")
    leave(row, CandidateState.WITHDRAWN)
    record(
        actor,
        "a retiré un élève d’un parcours",
        row.track,
        school=row.school,
        words=str(row),
    )
    return row


def leave(row, state, reason=""):
    """Give the seat back, if any, of a candidate that was locked with its track."""
    if row.state in SEATED:
        seats.release(row.track, 1)
    row.state, row.reason, row.decision = state, reason[:200], ""
    row.slot = row.waiting_rank = None
    row.save()


def read_locked(candidate):
    """The candidate as it is now; its track was locked before."""
    rows = TrackCandidate.objects.select_for_update(of=("self",), no_key=True)
    rows = rows.select_related("track", "class_group__school_year", "school", "placement", "pupil")
    return rows.get(pk=candidate.pk)


# --- What the officer decides -------------------------------------------------------------


@seats.unit_of_work
def decide(actor, candidate, act):
    """By number: `keep` here whatever is computed again, `aside` for no track, `free` to let
    the computation choose. Raises Refused when no seat is left."""
    tracks = lock_siblings(candidate.track)
    row = read_locked(candidate)
    if not is_run_by(row.track, actor):
        raise Refused("Seul le coordinateur affecte les élèves.")
    if row.track.state != TrackState.CLOSED or row.state not in TO_ALLOCATE:
        raise Refused("L’affectation n’est pas ouverte, ou ce numéro n’attend plus rien.")
    ACTS[act](row, tracks)
    # What was proven best is no longer what stands.
    DiscoveryTrack.objects.with_siblings(row.track).update(allocation_gap=None)
    write_journal(actor, f"{VERBS[act]} {row}", row.track)
    return row


def lock_siblings(track):
    """The weeks over which wishes are ranked, locked in the one order."""
    return seats.lock(DiscoveryTrack.objects.with_siblings(track))


def _keep(row, tracks):
    others = TrackCandidate.objects.filter(pupil=row.pupil, track__in=tracks)
    others = others.exclude(pk=row.pk).filter(state=CandidateState.RETAINED)
    for other in others.select_related("track") if row.pupil_id else ():
        _back(other)
    if row.state != CandidateState.RETAINED:
        if not seats.try_hold(row.track, 1):
            raise Refused(FULL)
        row.state = CandidateState.RETAINED
    row.decision, row.reason = Decision.KEPT, "Gardé par décision"
    row.save()


def _aside(row, _tracks):
    _back(row, Decision.ASIDE, "Écarté par décision")


def _free(row, _tracks):
    if row.decision == Decision.ASIDE:
        row.reason = ""
    row.decision = Decision.FREE
    row.save()


def _back(row, decision=Decision.FREE, reason=""):
    """Proposed again, without a seat."""
    leave(row, CandidateState.PROPOSED, reason)
    row.decision = decision
    row.save()


ACTS = {"keep": _keep, "aside": _aside, "free": _free}
VERBS = {"keep": "a gardé le", "aside": "a écarté le", "free": "a libéré le"}
