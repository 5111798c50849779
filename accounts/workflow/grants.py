"""Opening accounts and granting roles."""

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils import timezone

from accounts import functions, journal
from accounts.enums import Evidence, RoleState, Scope
from accounts.models import RoleAssignment, User
from accounts.rules import scope_errors
from directory.violations import Refused


@transaction.atomic
def open_account(email):
    """(user, created) for an address; a new account has no password."""
    email = User.objects.normalize_email(email)
    user = User.objects.filter(email=email).first()
    if user:
        return user, False
    return User.objects.create_user(email), True


@transaction.atomic
def grant(actor, user, role, *, ends_on=None, whole_company=False, **scope):
    """(assignment, created): the validated role over `scope` ({"schools": [school], …}).

    Idempotent: an assignment in force of the same role over the same places is kept, with
    `ends_on` as its new end and `whole_company` (all the sites of the SIREN) as its new
    extent. Raises Refused when the scope does not fit the role or the end is past.
    """
    errors = scope_errors(role, scope)
    if errors:
        raise Refused(" ".join(message for _, message in errors))
    if whole_company and not scope.get(Scope.COMPANIES):
        raise Refused("Seul un rôle dans une entreprise porte sur tous ses établissements.")
    if ends_on and ends_on < timezone.localdate():
        raise Refused("La date de fin est déjà passée.")
    User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    held = same(RoleAssignment.objects.in_force(), user, role, scope)
    if held:
        _extend(actor, held, ends_on, whole_company)
        return held, False
    facts = {"ends_on": ends_on, "includes_siblings": whole_company}
    return _grant(actor, user, role, facts, scope), True


def _extend(actor, held, ends_on, whole_company):
    verbs = []
    if held.ends_on != ends_on:
        verbs.append("a changé la fin du rôle")
    if held.includes_siblings != whole_company:
        verbs.append("a changé l’étendue du rôle")
    held.ends_on, held.includes_siblings = ends_on, whole_company
    held.save(update_fields=["ends_on", "includes_siblings"])
    for verb in verbs:
        write(actor, verb, held)


def _grant(actor, user, role, facts, scope):
    made = add(
        user,
        role,
        scope,
        state=RoleState.VALIDATED,
        evidence=Evidence.GRANTED,
        granted_by=actor.user,
        validated_by=actor.user,
        validated_at=timezone.now(),
        **facts,
    )
    write(actor, "a attribué le rôle", made)
    functions.changed(made)
    return made


@transaction.atomic
def withdraw(actor, user, role):
    """End what was granted without a place: the mandate or the seat that opened it is over."""
    held = same(RoleAssignment.objects.in_force().select_for_update(of=("self",)), user, role, {})
    if held is None:
        return
    held.state = RoleState.ENDED
    held.ends_on = max(timezone.localdate(), held.starts_on)
    held.save(update_fields=["state", "ends_on"])
    write(actor, "a mis fin au rôle", held)
    functions.changed(held)


def add(user, role, scope, **facts):
    """The new row of a role over its places."""
    whole_region = bool(scope.get(Scope.REGION))
    made = RoleAssignment.objects.create(user=user, role=role, whole_region=whole_region, **facts)
    for kind in Scope:
        if kind != Scope.REGION and scope.get(kind):
            getattr(made, kind).set(scope[kind])
    return made


def same(rows, user, role, scope):
    """The one of `rows` that gives this role over exactly these places, if any."""
    for held in rows.filter(user=user, role=role):
        places = {
            kind: {place.pk for place in getattr(held, kind).all()}
            for kind in Scope
            if kind != Scope.REGION
        }
        asked = {kind: {place.pk for place in scope.get(kind, ())} for kind in places}
        if places == asked and held.whole_region == bool(scope.get(Scope.REGION)):
            return held
    return None


def write(actor, verb, assignment, reason=""):
    """One journal entry about a role, read in its school's or company's journal."""
    school = assignment.schools.first()
    company = assignment.companies.first()
    until = f" jusqu’au {assignment.ends_on:%d/%m/%Y}" if assignment.ends_on else ""
    words = f"{assignment.get_role_display()}, {assignment.user}{until}"
    journal.record(
        actor, verb, assignment, school=school, company=company, reason=reason, words=words
    )


def forget_former_addresses(user):
    """After a change of address: the former mailbox opens nothing any more."""
    EmailAddress.objects.filter(user=user).exclude(email=user.email).delete()
