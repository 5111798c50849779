"""What became of a placement once its days are over: it took place, or it did not."""

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from directory.violations import Refused
from documents import questionnaires
from partnerships import seats
from partnerships.workflow.tables import SYSTEM as PORTAL
from placements.enums import PlacementState
from placements.enums.follow_up import Half, MissedReason
from placements.models import Placement, PresenceDay
from placements.rules.follow_up import never_came
from placements.workflow.follow_up import followed, lock, tell_school, write
from placements.workflow.placements import move

UNDER_WAY = (PlacementState.SIGNED, PlacementState.DONE)
FIELDS = ["state", "missed_reason", "comment", "updated_at"]


def finish_past(today=None):
    """Signed and over is done, or missed when the attendance says that the pupil never came.

    Idempotent; returns how many placements changed.
    """
    today = today or timezone.localdate()
    absences = PresenceDay.objects.filter(
        Q(morning=Half.ABSENT) | Q(afternoon=Half.ABSENT), placement=OuterRef("pk")
    )
    ended = Placement.objects.filter(state=PlacementState.SIGNED, ends_on__lt=today)
    doubtful = list(ended.filter(Exists(absences)).order_by("pk"))
    count = ended.exclude(pk__in=[row.pk for row in doubtful]).update(state=PlacementState.DONE)
    return count + sum(_finish(row, today) for row in doubtful)


@seats.unit_of_work
def _finish(placement, today):
    row = lock(placement)
    if row.state != PlacementState.SIGNED:
        return 0
    settle(PORTAL, row, today)
    return 1


def settle(actor, row, today):
    """What the attendance says of a locked placement whose days are over; a correction
    settles it anew. What somebody said themselves stays."""
    if row.ends_on >= today:
        return
    missed = never_came(row.presences.all())
    if row.state in UNDER_WAY and missed:
        _miss(actor, row, MissedReason.PUPIL, "")
    elif row.state == PlacementState.SIGNED:
        move(row, "finish")
        row.save(update_fields=FIELDS)
    elif row.missed_reason == MissedReason.PUPIL and not missed and row.presences.exists():
        _hold(actor, row)


def _miss(actor, row, reason, comment):
    move(row, "miss")
    row.missed_reason, row.comment = reason, comment
    row.save(update_fields=FIELDS)
    write(actor, "a marqué un stage non réalisé", row, words=row.get_missed_reason_display())
    questionnaires.close(row, timezone.localdate())
    tell_school(actor, "placement.missed", row, row, occasion=timezone.now().isoformat())


def _hold(actor, row, act="hold"):
    move(row, act)
    row.missed_reason = ""
    row.save(update_fields=FIELDS)
    verb = "a marqué un stage réalisé" if act == "hold" else "a repris un stage"
    write(actor, verb, row)


@seats.unit_of_work
def miss(actor, placement, reason, comment="", today=None):
    """The school says that the placement did not take place, or stopped. Raises Refused
    before its first day: it is cancelled then."""
    row = followed(actor, placement, UNDER_WAY)
    if row.starts_on > (today or timezone.localdate()):
        raise Refused("Ce stage n’a pas commencé : annulez-le plutôt.")
    _miss(actor, row, reason, comment)
    return row


@seats.unit_of_work
def hold(actor, placement, today=None):
    """It took place after all, or goes on. Raises Refused, also when the pupil has another
    placement on these days since."""
    row = followed(actor, placement, (PlacementState.MISSED,))
    is_over = row.ends_on < (today or timezone.localdate())
    _hold(actor, row, "hold" if is_over else "resume")
    return row
