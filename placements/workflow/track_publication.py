"""What may be long of a track is done bit by bit: schools told, placements made, called off.

The tables are the queue: in a track that opens, the schools after `told_up_to` wait to hear of
it; in one "Publication en cours" whoever is retained waits for a placement; in one that was
called off whoever is placed waits to be told. Each bit is one transaction; of placements the
first is done by the request, the others by the tick. One that dies, or two at once, change
nothing: the next one reads the tables under the lock of the tracks.
"""

import time

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts import links
from directory.violations import Refused, Violation, require
from outbox.workflow import notify
from partnerships import seats
from placements.allocation_values import Seeker, Wish, worth
from placements.enums import CancelReason
from placements.enums.tracks import SHOWN, CandidateState, Decision, TrackState
from placements.models import DiscoveryTrack, TrackCandidate
from placements.rules.tracks import check_calling_off
from placements.workflow import placements
from placements.workflow.agreement_ends import asked_of
from placements.workflow.track_allocation import candidates_of, explain, priorities_of, series
from placements.workflow.track_candidates import leave, lock_siblings, read_locked
from placements.workflow.track_people import (
    concerned_schools,
    hosts_of,
    of_schools,
    proposers_of,
    tell_family,
)
from placements.workflow.track_places import (
    CALLED_OFF,
    PORTAL,
    Programme,
    place,
    promote,
    with_all,
)
from placements.workflow.tracks import TABLE, lock, write_journal

# Placements, or schools told, of one transaction, half a second: who waits behind does not
# wait long.
AT_ONCE = 25
# Seconds that a tick works; the beat comes back a minute later.
RUN = 45


@seats.unit_of_work
def publish(actor, track):
    """Decide the publication of the whole series: from now on nothing of it is changed by
    hand, and `advance` makes the placements. Raises Refused."""
    lock_siblings(track)
    tracks = list(series(track).order_by("pk"))
    if track.pk not in {one.pk for one in tracks}:
        raise Refused("Clôturez d’abord les propositions.")
    if not any(one.seats_taken for one in tracks):
        raise Refused("Aucun élève n’est retenu : calculez d’abord l’affectation.")
    for one in tracks:
        TABLE.apply(one, "publish", actor)
        one.save(update_fields=["state", "updated_at"])
        write_journal(actor, "a publié l’affectation d’un parcours", one)


@seats.unit_of_work
def call_off(actor, track, reason):
    """The coordinator calls a track off, whatever its state, until its first day. Schools and
    hosts are told; the placements, if any, are called off by `advance`. Raises Refused."""
    track = lock(track)
    reason = reason.strip()
    if not reason:
        text = "Indiquez le motif : les établissements et les accueillants le lisent."
        raise Refused(violations=[Violation("", text, "reason")])
    was_shown, today = track.state in SHOWN, timezone.localdate()
    if track.state == TrackState.PUBLISHED:
        require(check_calling_off(track.starts_on, today))
    TABLE.apply(track, "cancel", actor)
    if was_shown:
        _tell_called_off(actor, track)
    track.reason = reason
    track.candidates.pending().exclude(state=CandidateState.PLACED).update(
        state=CandidateState.DECLINED, reason=CALLED_OFF, decision="", waiting_rank=None
    )
    track.seats_taken = track.candidates.seated().count()
    track.save()
    write_journal(actor, "a annulé un parcours", track, reason=reason)
    return track


def _tell_called_off(actor, track):
    """The schools that had proposed pupils, and the hosts; once each."""
    for recipient in of_schools(track.candidates.pending()):
        notify("track.cancelled", track, recipient, by=actor)
    for recipient in hosts_of(track):
        notify("track.host_cancelled", track, recipient, by=actor)


# --- Bit by bit -----------------------------------------------------------------------------


def waiting():
    """The tracks of which something is still to do, the oldest first."""
    placed = TrackCandidate.objects.filter(
        track__state=TrackState.CANCELLED, state=CandidateState.PLACED
    )
    ending, publishing = Q(pk__in=placed.values("track")), Q(state=TrackState.PUBLISHING)
    opening = Q(pk__in=DiscoveryTrack.objects.open().exclude(told_up_to=None).values("pk"))
    rows = DiscoveryTrack.objects.filter(ending | publishing | opening)
    return rows.order_by("updated_at", "pk")


def advance_all(seconds=RUN):
    """Work on every track that waits, for so long; returns how many bits were done."""
    end, done = time.monotonic() + seconds, 0
    for track in waiting():
        while time.monotonic() < end and advance(track):
            done += 1
    return done


def advance(track):
    """The next bit of this track. Returns whether something is left to do."""
    track.refresh_from_db()
    if track.state == TrackState.PUBLISHING:
        return _place_some(track)
    if track.state == TrackState.OPEN:
        return _tell_some(track)
    return track.state == TrackState.CANCELLED and _end_some(track)


def begin(track):
    """What a request does of it: a small track is over when its page comes back."""
    for _ in range(2):
        if not advance(track):
            break
    track.refresh_from_db()


def progress(track):
    """(placements made, of how many) of the series that is being published."""
    rows = TrackCandidate.objects.filter(track__in=_publishing(track)).seated()
    states = list(rows.order_by().values_list("state", flat=True))
    return states.count(CandidateState.PLACED), len(states)


def _publishing(track):
    return DiscoveryTrack.objects.with_siblings(track).filter(state=TrackState.PUBLISHING)


@transaction.atomic
def _tell_some(track):
    """From the day of the opening on; who was told is not told again."""
    track = lock(track)
    if track.told_up_to is None or not track.is_open():
        return False
    schools = concerned_schools(track, track.told_up_to, AT_ONCE)
    closes = links.end_of(track.closes_on)
    for recipient in proposers_of(track, schools):
        notify("track.opened", track, recipient, by=PORTAL, not_after=closes)
    track.told_up_to = schools[-1] if len(schools) == AT_ONCE else None
    track.save(update_fields=["told_up_to", "updated_at"])
    return track.told_up_to is not None


@seats.unit_of_work
def _place_some(track):
    """A pupil whom a rule refuses at the last moment is not placed; the list moves up."""
    lock_siblings(track)
    tracks = list(_publishing(track).order_by("pk"))
    retained = TrackCandidate.objects.filter(track__in=tracks, state=CandidateState.RETAINED)
    rows = list(with_all(retained.order_by("track", "number"))[:AT_ONCE])
    if not rows:
        _finish(tracks)
        return False
    programmes = {one.pk: Programme.of(one) for one in tracks}
    for row in rows:
        place(PORTAL, row, programmes[row.track_id])
    return True


def _finish(tracks):
    """Everybody has a placement or waits for one: the schools are told, once each."""
    _order_the_others(tracks, timezone.localdate())
    for one in tracks:
        TABLE.apply(one, "finish", PORTAL)
        one.save(update_fields=["state", "updated_at"])
    for one in tracks:
        promote(PORTAL, one, told=False)
        told = one.candidates.exclude(state=CandidateState.WITHDRAWN)
        for recipient in of_schools(told):
            notify("track.published", one, recipient, by=PORTAL)


def _order_the_others(tracks, today):
    """Who is placed waits for nothing else; who was set aside is told no; the others wait,
    the most worth first."""
    rows = candidates_of(tracks)
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
    for waiting_rows in lists.values():
        waiting_rows.sort(key=lambda row: (-_worth(row, priorities[row.pk]), row.number))
        for rank, row in enumerate(waiting_rows, 1):
            row.state, row.waiting_rank = CandidateState.WAITING, rank
            row.reason = explain(row, priorities[row.pk])
            row.save()


def _worth(row, priority):
    seeker = Seeker(row.pupil_id, row.school_id, priority.weight)
    return worth(seeker, Wish(row.pupil_id, row.track_id, row.wish, row.distance_km))


def _end_some(track):
    """Each placement by its own workflow, in its own transaction: it is locked before the
    track, as everywhere."""
    rows = track.candidates.filter(state=CandidateState.PLACED).select_related("track", "placement")
    for row in rows.order_by("number")[:AT_ONCE]:
        _end(track, row)
    return track.candidates.filter(state=CandidateState.PLACED).exists()


@seats.unit_of_work
def _end(track, row):
    """The family is told once: who had to sign is told by the agreement that is void."""
    asked = asked_of(row.placement)
    try:
        ended = placements.call_off(PORTAL, row.placement, CancelReason.TRACK, track.reason)
    except Refused:  # another tick has just done it; or it took place, and stays what it is
        lock(track)
        row = read_locked(row)
        if row.state == CandidateState.PLACED:
            leave(row, CandidateState.DECLINED, CALLED_OFF)
    else:
        tell_family(PORTAL, "track.family_cancelled", ended, but=asked)
