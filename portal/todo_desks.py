"""What waits about the people of a territory: portfolios that nobody holds."""

from django.urls import reverse

from accounts.enums import Role
from accounts.todo import Todo, counted
from portal.desks import count_unheld

TOLD = (Role.DEPARTMENT_SUPERVISOR, Role.DEPARTMENT_OFFICE)


def desk_todos(actor):
    """For the supervisor and the office of the département."""
    if actor.role not in TOLD:
        return []
    count = count_unheld(actor)
    if not count:
        return []
    one, several = (
        "Attribuer un portefeuille sans titulaire",
        "Attribuer {} portefeuilles sans titulaire",
    )
    title = counted(count, one, several)
    return [Todo(title, reverse("portal:unheld"))]
