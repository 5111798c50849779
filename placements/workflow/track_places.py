"""The seats of a published track: placements of who has one, then the waiting list."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from directory.violations import Refused
from outbox.workflow import notify
from partnerships import seats
from partnerships.workflow.tables import SYSTEM as PORTAL
from placements import plan
from placements.enums import Source
from placements.enums.tracks import SEATED, CandidateState, TrackState
from placements.models import DiscoveryTrack, TrackCandidate
from placements.rules.presence import WeekTable
from placements.rules.tracks import hosts_of
from placements.workflow import placements
from placements.workflow.agreement_base import school_recipients
from placements.workflow.placements import Found, Hosting
from placements.workflow.track_candidates import leave, placed_pupils
from placements.workflow.track_people import tell_family
from placements.workflow.tracks import lock, plan_of

UNAVAILABLE = "N’est plus disponible : stage trouvé, ou départ"
CALLED_OFF = "Parcours annulé"


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


def with_all(rows):
    """Candidates with what their placement is made of."""
    return rows.select_related("track", "school", "pupil__class_group__school_year")


def place(actor, row, programme):
    """The placement of one retained candidate, by the usual rules; the family is told.
    Returns whether it was made: a rule that refuses gives the seat back."""
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
    tell_family(actor, "track.family_placed", placement)
    return True


@transaction.atomic
def promote(actor, track, *, told=True):
    """Give the seats that are free to who waits, in order, before the week begins. Returns
    the candidates that were placed."""
    track = lock(track)
    if track.state != TrackState.PUBLISHED or track.starts_on <= timezone.localdate():
        return []
    found, programme = [], Programme.of(track)
    waiting = track.candidates.waiting().filter(pupil__isnull=False)
    for row in with_all(waiting.order_by("waiting_rank", "pk")):
        if _is_busy(row):
            leave(row, CandidateState.WITHDRAWN, UNAVAILABLE)
            continue
        if not seats.try_hold(track, 1):
            break
        row.state = CandidateState.RETAINED
        if place(actor, row, programme):
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
    """A placement of a track was called off: its seat goes to the next of the list, unless
    the whole track was."""
    rows = TrackCandidate.objects.filter(placement=placement, state=CandidateState.PLACED)
    track = DiscoveryTrack.objects.filter(candidates__in=rows).first()
    if track is None:
        return
    track = lock(track)
    row = rows.select_related("track").first()
    if row is None:
        return
    if track.state == TrackState.CANCELLED:
        leave(row, CandidateState.DECLINED, CALLED_OFF)
        return
    leave(row, CandidateState.WITHDRAWN, "Stage annulé")
    promote(PORTAL, row.track)
