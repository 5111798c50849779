"""What waits about discovery tracks: to allocate once their proposals are over."""

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from accounts.todo import Todo, urgency_of
from directory.calendar import DAY
from placements.enums.tracks import TrackState
from placements.models import DiscoveryTrack
from placements.workflow.tracks import COORDINATORS

# Schools need some weeks to prepare the agreements.
READY_BEFORE = 30 * DAY


def todos(actor, school_year):
    """For who runs them, one line per track."""
    if actor.role not in COORDINATORS:
        return []
    today = timezone.localdate()
    over = Q(state=TrackState.OPEN, closes_on__lt=today) | Q(state=TrackState.CLOSED)
    rows = DiscoveryTrack.objects.run_by(actor).filter(over, school_year=school_year)
    return [_line(track, today) for track in rows.order_by("starts_on", "pk")]


def _line(track, today):
    page = "track" if track.state == TrackState.OPEN else "track_board"
    due = track.starts_on - READY_BEFORE
    title = f"Affecter les élèves du parcours « {track.title} »"
    return Todo(title, reverse(f"placements:{page}", args=[track.pk]), due, urgency_of(due, today))
