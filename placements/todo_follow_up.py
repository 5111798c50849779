"""What waits about placements under way: the pupils whom nobody has seen."""

from django.db.models import Count, Exists, Min, OuterRef
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from accounts.todo import Todo, counted, urgency_of
from placements.enums import HELD
from placements.hosted import untold
from placements.models import Placement, Visit
from placements.visits import WEEK


def todos(actor, school_year):
    """For a referent: placements of the week without a visit nor a call; for a company, the
    presence of its pupils."""
    if actor.role == Role.COMPANY_REPRESENTATIVE:
        return _presence(actor)
    if actor.user is None or not actor.is_school_staff:
        return []
    today = timezone.localdate()
    rows = Placement.objects.visible_to(actor).filter(
        ~Exists(Visit.objects.done().filter(placement=OuterRef("pk"))),
        referent=actor.user,
        state__in=HELD,
        school_year=school_year,
        starts_on__lt=today + WEEK,
        ends_on__gte=today,
    )
    found = rows.aggregate(count=Count("pk", distinct=True), last=Min("ends_on"))
    if not found["count"]:
        return []
    titles = ("Voir ou appeler un élève en stage", "Voir ou appeler {} élèves en stage")
    due = found["last"]
    url = reverse("placements:to_see")
    return [Todo(counted(found["count"], *titles), url, due, urgency_of(due, today))]


def _presence(actor):
    """One line for all: the tutor takes it by link, the company sees that nobody has."""
    today = timezone.localdate()
    found = untold(actor, today).aggregate(count=Count("pk"), last=Min("ends_on"))
    if not found["count"]:
        return []
    titles = (
        "Relever la présence d’un élève en stage",
        "Relever la présence de {} élèves en stage",
    )
    due = found["last"]
    title = counted(found["count"], *titles)
    return [Todo(title, reverse("placements:hosted"), due, urgency_of(due, today))]
