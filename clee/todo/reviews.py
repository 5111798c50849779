"""What waits about plans and reviews: the other side, the department office, the authority."""

from django.urls import reverse

from accounts.enums import Role
from accounts.todo import Todo, counted
from clee.enums.reviews import Outcome, ReviewState
from clee.models import Mandate, Review

# role → (the state that waits for it, one, several)
WAITING = {
    Role.DEPARTMENT_OFFICE: (
        ReviewState.FILED,
        "Voir un plan ou bilan de CLEE",
        "Voir {} plans ou bilans de CLEE",
    ),
    Role.EDUCATION_AUTHORITY: (
        ReviewState.SEEN,
        "Répondre à un plan ou bilan de CLEE",
        "Répondre à {} plans ou bilans de CLEE",
    ),
}


def todos(actor):
    """One line per kind of wait; a query each."""
    if actor.role == Role.CO_LEAD:
        return _of_co_lead(actor)
    if actor.role not in WAITING:
        return []
    state, one, several = WAITING[actor.role]
    rows = list(Review.objects.visible_to(actor).filter(state=state)[:100])
    page = f"{reverse('clee:reviews_desk')}?etat={state}"
    return _line(rows, one, several, page)


def _of_co_lead(actor):
    led = dict(Mandate.objects.running().filter(user=actor.user).values_list("committee", "side"))
    rows = Review.objects.visible_to(actor).filter(committee__in=led)
    proposed = [
        row
        for row in rows.filter(state=ReviewState.PROPOSED)
        if row.proposed_side != led[row.committee_id]
    ]
    returned = list(
        rows.filter(state=ReviewState.DRAFT, versions__outcome=Outcome.RETURNED).distinct()
    )
    several = "Valider {} plans ou bilans"
    found = _line(proposed, "Valider un plan ou bilan", several, reverse("clee:list"))
    several = "Reprendre {} plans ou bilans renvoyés"
    return found + _line(returned, "Reprendre un plan ou bilan renvoyé", several,
                         reverse("clee:list"))  # fmt: skip


def _line(rows, one, several, page):
    if not rows:
        return []
    url = rows[0].get_absolute_url() if len(rows) == 1 else page
    return [Todo(counted(len(rows), one, several), url)]
