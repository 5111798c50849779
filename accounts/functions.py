"""Who may sign in the name of a school's head today, and what follows when that changes.

R-AG-1: a signature is asked of a function and follows it, interim included. Upper floors
register what must follow with `follow(hook)`; `changed(assignment)` calls them in the
transaction of the change.
"""

from dataclasses import dataclass

from django.db.models import Q

from accounts.enums import Act, Role, RoleState
from accounts.models import Delegation, RoleAssignment
from directory.french import of

_hooks = []


def follow(hook):
    """`hook(assignment)` runs whenever a role is opened, validated or ended."""
    _hooks.append(hook)


def changed(assignment):
    for hook in _hooks:
        hook(assignment)


@dataclass(frozen=True)
class Standing:
    """Whether an address may sign in a function, why not, and whether by delegation."""

    why_not: str = ""
    by_delegation: bool = False


def heads_over(school):
    """The rows of the heads of a school today; an annex answers to its parent's (R-ID-2)."""
    own = Q(schools=school.pk)
    if school.parent_id:
        own |= Q(schools=school.parent_id, includes_annexes=True)
    rows = RoleAssignment.objects.opened().filter(own, role=Role.HEAD)
    return rows.select_related("user").distinct()


def standing_for_head(school, email):
    """Whether `email` may sign for the head of `school` (R-AG-1).

    A head who has no account signs by the link of any address that the school gives;
    the school's own mailbox is always one of them.
    """
    email = email.lower()
    rows = list(heads_over(school))
    holders = {row.user.email: row for row in rows}
    if not rows or not email or email == school.email.lower():
        return Standing()
    if row := holders.get(email):
        if row.state == RoleState.VALIDATED:
            return Standing()
        return Standing(f"Le rôle {of(row.user)} attend la validation de la DSDEN.")
    validated = [row.pk for row in rows if row.state == RoleState.VALIDATED]
    lent = Delegation.objects.on().filter(assignment__in=validated, acts__contains=[Act.SIGN])
    if lent.filter(holder__email=email, holder__is_active=True).exists():
        return Standing(by_delegation=True)
    return Standing(
        f"Pour {school.name}, seuls signent le chef d’établissement et la personne qui a reçu sa "
        "délégation de signature."
    )
