"""What waits about placements under way: the pupils whom nobody has seen."""

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from accounts.todo import dated_line
from accounts.waits import Wait, settled, waiting
from placements.enums import HELD
from placements.hosted import untold
from placements.models import Placement, Visit
from placements.visits import WEEK


def todos(actor, school_year):
    return settled(lines(actor, school_year))


def lines(actor, school_year):
    """For a referent: placements of the week without a visit nor a call; for a company, the
    presence of its pupils."""
    if actor.role == Role.COMPANY_REPRESENTATIVE:
        return _presence(actor)
    if actor.user is None or not actor.is_school_staff:
        return []
    today = timezone.localdate()
    titles = ("Voir ou appeler un élève en stage", "Voir ou appeler {} élèves en stage")
    line = dated_line(titles, reverse("placements:to_see"))
    return [_unseen(actor, line, year=school_year.pk, today=today, before=today + WEEK)]


@waiting(due="ends_on")
def _unseen(actor, year, today, before):
    return Placement.objects.visible_to(actor).filter(
        ~Exists(Visit.objects.done().filter(placement=OuterRef("pk"))),
        referent=actor.user,
        state__in=HELD,
        school_year=year,
        starts_on__lt=before,
        ends_on__gte=today,
    )


def _presence(actor):
    """One line for all: the tutor takes it by link, the company sees that nobody has."""
    titles = (
        "Relever la présence d’un élève en stage",
        "Relever la présence de {} élèves en stage",
    )
    line = dated_line(titles, reverse("placements:hosted"))
    return [Wait.of(untold(actor, timezone.localdate()), line, due="ends_on")]
