"""What placements add to the activity of a company: pupils received, answers, opinions.

Numbers, schools and days, never a pupil; a mark of one pupil is not shown alone.
"""

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Q

from documents.models import QuestionnaireAnswer
from partnerships import activity
from placements.enums import PlacementKind, PlacementState
from placements.enums.applications import ApplicationState
from placements.evaluation import PUPIL
from placements.models import HostAsk, Placement, PlacementApplication, Stay
from placements.models.pfmp_hosts import SETTLED_ASKS

# Below, the mean would tell what one pupil said.
FEWEST_MARKS = 3


def _done(company):
    return Stay.objects.filter(company=company, placement__state=PlacementState.DONE)


def hosted(company):
    rows = _done(company).order_by()
    rows = rows.values_list("placement__school_year__start_year", "placement__kind")
    counted = rows.annotate(
        pupils=Count("placement", distinct=True), schools=Count("placement__school", distinct=True)
    )
    return [(year, PlacementKind(kind).label, *numbers) for year, kind, *numbers in counted]


def latest(company):
    """A line for the pupils of one school on the same days."""
    rows = _done(company).select_related("placement__school").order_by("-starts_on", "-pk")
    found: dict = {}
    for stay in rows[: activity.LATEST * 5]:
        placement = stay.placement
        key = (placement.school, placement.get_kind_display(), stay.starts_on, stay.ends_on)
        found[key] = found.get(key, 0) + 1
    return [
        activity.Line(school, f"{what}, {count} élève{'s' if count > 1 else ''}", first, last)
        for (school, what, first, last), count in found.items()
    ][: activity.LATEST]


def levels(company):
    rows = _done(company).exclude(placement__level="").order_by()
    return dict(rows.values_list("placement__level").annotate(Count("placement", distinct=True)))


def answers(company):
    rows = PlacementApplication.objects.filter(offer__company=company)
    ended = rows.filter(Q(answered_at__isnull=False) | Q(state=ApplicationState.EXPIRED))
    found = ended.order_by("-sent_at").values_list("sent_at", "answered_at")
    return [*found[: activity.ANSWERS], *_answers_of_asks(company)]


def _answers_of_asks(company):
    """Places asked for a period: answered, or not in time."""
    rows = HostAsk.objects.filter(SETTLED_ASKS, company=company)
    found = rows.order_by("-request__sent_at").values_list("request__sent_at", "answered_at")
    return list(found[: activity.ANSWERS])


def opinions(company):
    """What pupils thought of their placement, from three on; their words are not shown."""
    given = QuestionnaireAnswer.objects.given().filter(
        questionnaire__kind=PUPIL,
        subject_type=ContentType.objects.get_for_model(Placement),
        subject_id__in=_done(company).order_by().values("placement"),
    )
    said = given.order_by("-answered_at").values_list("answers", flat=True)
    marks = [int(one["satisfaction"]) for one in said[: activity.OPINIONS] if one["satisfaction"]]
    return [(mark, "") for mark in marks] if len(marks) >= FEWEST_MARKS else []


activity.register(activity.Source(hosted, latest, levels, answers, opinions))
