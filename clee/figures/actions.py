"""What the steering desk says of the actions, the plan and the review of the year."""

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

from clee.enums.actions import ActionState
from clee.enums.reviews import ReviewKind, ReviewState
from clee.figure import Figure
from clee.models import Action, Review
from directory.years import start_year_of

NONE = "à ouvrir"
# The review of a year is expected once its plenary of September is near (R-CL-3).
PLAN_MONTH, REVIEW_MONTH = 11, 6


def _actions(day):
    rows = Action.objects.filter(committee=OuterRef("pk"), school_year=start_year_of(day))
    by = rows.exclude(state=ActionState.CANCELLED).order_by().values("committee")
    return Coalesce(Subquery(by.annotate(count=Count("pk")).values("count")), 0)


def _review(kind):
    def expression(day):
        rows = Review.objects.filter(
            committee=OuterRef("pk"), school_year=start_year_of(day), kind=kind
        )
        return Subquery(rows.values("state")[:1])

    return expression


def _words(state, day):
    return ReviewState(state).label if state else NONE


def _is_open(state):
    return state in (None, "", ReviewState.DRAFT, ReviewState.PROPOSED)


def _plan_is_late(state, day):
    """From 1 November on: the plan is decided in September."""
    return _is_open(state) and not 9 <= day.month < PLAN_MONTH


def _review_is_late(state, day):
    """From 1 July on: the meeting of the end of May has passed."""
    return _is_open(state) and REVIEW_MONTH < day.month < 9


FIGURES = (
    Figure("action_count", "Actions de l’année", _actions, lambda count, day: str(count),
           lambda count, day: not count),
    Figure("plan_state", "Plan d’actions", _review(ReviewKind.PLAN), _words, _plan_is_late),
    Figure("review_state", "Bilan", _review(ReviewKind.REVIEW), _words, _review_is_late),
)  # fmt: skip
