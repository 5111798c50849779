"""What the summer did to somebody who has no role left: which ended, which will open."""

from dataclasses import dataclass

from django.utils import timezone

from accounts.enums import RoleState
from accounts.models import RoleAssignment
from accounts.rules import Season, rentree_of
from accounts.workflow.renewal import ended_for


@dataclass(frozen=True)
class Summer:
    """Roles that ended on 31 August and may be asked for again, those still to open."""

    ended: list
    coming: list
    may_be_reopened: bool


def summer_of(actor, today=None):
    """The `Summer` of a person without a role; None when there is nothing to say."""
    if actor.role or actor.user is None:
        return None
    today = today or timezone.localdate()
    coming = RoleAssignment.objects.filter(user=actor.user, state=RoleState.VALIDATED)
    found = Summer(
        ended=ended_for(actor.user, today),
        coming=list(coming.filter(starts_on__gt=today).order_by("starts_on", "pk")),
        may_be_reopened=rentree_of(today).season(today) == Season.REOPENING,
    )
    return found if found.ended or found.coming else None
