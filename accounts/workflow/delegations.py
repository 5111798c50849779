"""Lending acts of one's role to somebody, for a time (R-AG-1)."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import journal
from accounts.enums import Act, Role, RoleState
from accounts.models import Delegation, RoleAssignment
from accounts.rules import check_delegation
from accounts.workflow.validators import recipient
from directory.violations import Refused, Violation, require
from outbox.workflow import notify

OVERLAP = "Cette personne a déjà une délégation à ces dates."


def lendable(actor):
    """The assignments of the current role that the actor may lend acts of."""
    if actor.user is None or actor.role is None:
        return RoleAssignment.objects.none()
    return RoleAssignment.objects.in_force().filter(user=actor.user, role=actor.role)


def roles_in(places, user):
    """The roles that a person has in force in these schools."""
    rows = RoleAssignment.objects.in_force().filter(user=user, schools__in=places)
    return frozenset(Role(role) for role in rows.values_list("role", flat=True))


@transaction.atomic
def lend(actor, assignment, holder, acts, first, last):
    """A delegation of `acts` from `first` to `last` (both included); the holder is told.

    Raises Refused when the assignment is not the actor's, or a rule of R-AG-1 forbids it.
    """
    assignment = RoleAssignment.objects.select_for_update(of=("self",)).get(pk=assignment.pk)
    if not lendable(actor).filter(pk=assignment.pk).exists() or holder.pk == actor.user.pk:
        raise Refused("Vous ne pouvez déléguer que votre rôle, à quelqu’un d’autre.")
    require(_check(assignment, holder, acts, first, last))
    try:
        with transaction.atomic():
            made = Delegation.objects.create(
                assignment=assignment,
                holder=holder,
                acts=list(acts),
                starts_on=first,
                ends_on=last,
            )
    except IntegrityError as error:
        raise Refused(violations=[Violation("R-AG-1", OVERLAP, "holder")]) from error
    _write(actor, "a donné une délégation", made)
    notify("accounts.delegated", made, recipient(holder, assignment.role), by=actor)
    return made


def _check(assignment, holder, acts, first, last):
    schools = list(assignment.schools.all())
    found = check_delegation(
        Role(assignment.role),
        acts,
        (first, last),
        holder_roles=roles_in(schools, holder),
        is_public=any(school.is_public for school in schools),
        is_provisional=assignment.state == RoleState.PROVISIONAL,
    )
    if last < timezone.localdate():
        found.append(Violation("R-AG-1", "La délégation serait déjà finie.", "ends_on"))
    return found


@transaction.atomic
def take_back(actor, delegation):
    """End a delegation at once: by who gave it, or an administrator. Idempotent."""
    delegation = Delegation.objects.select_for_update(of=("self",)).get(pk=delegation.pk)
    if delegation.ended_at:
        return delegation
    given = actor.user and delegation.assignment.user_id == actor.user.pk
    if not (given or actor.is_administrator):
        raise Refused("Seule la personne qui l’a donnée retire une délégation.")
    delegation.ended_at = timezone.now()
    delegation.save(update_fields=["ended_at"])
    _write(actor, "a retiré une délégation", delegation)
    to = recipient(delegation.holder, delegation.assignment.role)
    notify("accounts.delegation_ended", delegation, to, by=actor)
    return delegation


def _write(actor, verb, delegation):
    acts = ", ".join(Act(act).label.lower() for act in delegation.acts)
    until = f"du {delegation.starts_on:%d/%m/%Y} au {delegation.ends_on:%d/%m/%Y}"
    words = f"{delegation.holder} : {acts}, {until}"
    school = delegation.assignment.schools.first()
    journal.record(actor, verb, delegation, school=school, words=words)
