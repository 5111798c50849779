"""The follow-up on the page of a placement: what was seen, what may be done."""

from django.utils import timezone

from documents.models import QuestionnaireAnswer
from documents.views.answers import answers_in_words
from placements.enums import HELD, SHOWN, PlacementState
from placements.enums.follow_up import IncidentKind
from placements.evaluation import ASKED
from placements.hours import table_of
from placements.models import EarlyEnd, Incident, PresenceDay, Visit
from placements.rules.follow_up import half_days, missed_minutes, standing
from placements.rules.presence import Stay as Days
from placements.rules.presence import span
from placements.workflow import early_ends
from placements.workflow.outcomes import UNDER_WAY
from placements.workflow.presence import expected_of
from placements.workflow.pupils import may_follow
from placements.workflow.visits import may_visit


def follow_up_of(placement, actor, today=None):
    """The context of `placements/follow_up/_section.html`."""
    today = today or timezone.localdate()
    follows = may_follow(actor, placement.class_group)
    visits = Visit.objects.visible_to(actor).filter(placement=placement)
    presences = list(PresenceDay.objects.visible_to(actor).filter(placement=placement))
    incidents = Incident.objects.visible_to(actor).filter(placement=placement)
    state = placement.state
    return {
        "may_follow_up": follows and placement.pupil_id and state in SHOWN,
        "reads_visits": follows and may_visit(actor),
        "may_visit": follows and may_visit(actor) and state in HELD,
        "visits": visits.select_related("made_by"),
        "presences": list(standing(presences).values()),
        "half_days": half_days(presences),
        "may_take_presence": bool(expected_of(placement, today=today)),
        "incidents": [(row, IncidentKind(row.kind).is_accident) for row in incidents],
        "opinions": [(row, answers_in_words(row)) for row in _opinions(placement)],
        "missed_hours": _missed_hours(placement, presences),
        "early_end": _early_end(placement),
        "replaced": EarlyEnd.objects.filter(replacement=placement)
        .select_related("placement")
        .first(),
        "may_end": follows and early_ends.may_end(placement, today),
        "may_replace": follows and early_ends.may_replace(placement, today),
        "may_attest": state == PlacementState.DONE,
        "may_miss": state in UNDER_WAY and placement.starts_on <= today,
        "may_hold": state == PlacementState.MISSED,
        "is_over": placement.ends_on < today,
        "may_send_link": state in UNDER_WAY,
    }


def _early_end(placement):
    rows = EarlyEnd.objects.filter(placement=placement)
    return rows.select_related("replacement", "told_by").first()


def _missed_hours(placement, presences):
    """« 7 h » of absence on its hour tables, "" for none."""
    stays = [Days(row.starts_on, row.ends_on, table_of(row.table)) for row in placement.stays.all()]
    minutes = missed_minutes(presences, stays)
    return span(minutes) if minutes else ""


def _opinions(placement):
    """What the tutor and the pupil were asked, answered or not."""
    rows = QuestionnaireAnswer.objects.about(placement).filter(ASKED)
    return rows.select_related("questionnaire").order_by("asked_at", "pk")
