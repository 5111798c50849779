"""The follow-up on the page of a placement: what was seen, what may be done."""

from django.utils import timezone

from placements.enums import HELD, SHOWN
from placements.models import Visit
from placements.workflow.pupils import may_follow
from placements.workflow.visits import may_visit


def follow_up_of(placement, actor, today=None):
    """The context of `placements/follow_up/_section.html`."""
    today = today or timezone.localdate()
    follows = may_follow(actor, placement.class_group)
    visits = Visit.objects.visible_to(actor).filter(placement=placement)
    return {
        "may_follow_up": follows and placement.pupil_id and placement.state in SHOWN,
        "may_visit": follows and may_visit(actor) and placement.state in HELD,
        "visits": visits.select_related("made_by"),
        "today": today,
    }
