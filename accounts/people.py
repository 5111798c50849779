"""Opening accounts and granting roles."""

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils import timezone

from accounts import journal
from accounts.enums import Role, Scope
from accounts.models import RoleAssignment, User
from directory.violations import Refused


def scope_errors(role, scope):
    """[(field, French message)]: a role takes places of its own kinds only, and at least
    one when it takes any. `scope` maps the fields of Scope to places."""
    role = Role(role)
    given = [kind for kind in Scope if scope.get(kind)]
    errors: list[tuple[str | None, str]] = [
        (str(kind), f"Le rôle « {role.label} » ne porte pas sur des {kind.label}.")
        for kind in given
        if kind not in role.scopes
    ]
    if role.scopes and not any(kind in role.scopes for kind in given):
        kinds = " ou ".join(kind.label for kind in Scope if kind in role.scopes)
        errors.append((None, f"Le rôle « {role.label} » demande un périmètre : {kinds}."))
    return errors


@transaction.atomic
def open_account(email):
    """(user, created) for an address; a new account has no password."""
    email = User.objects.normalize_email(email)
    user = User.objects.filter(email=email).first()
    if user:
        return user, False
    return User.objects.create_user(email), True


@transaction.atomic
def grant(actor, user, role, *, ends_on=None, **scope):
    """(assignment, created): the validated role over `scope` ({"schools": [school], …}).

    Idempotent: an assignment in force of the same role over the same places is kept, with
    `ends_on` as its new end. Raises Refused when the scope does not fit the role or the
    end is past.
    """
    errors = scope_errors(role, scope)
    if errors:
        raise Refused(" ".join(message for _, message in errors))
    if ends_on and ends_on < timezone.localdate():
        raise Refused("La date de fin est déjà passée.")
    User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    held = _same(user, role, scope)
    if held:
        changed = held.ends_on != ends_on
        held.ends_on = ends_on
        held.save(update_fields=["ends_on"])
        if changed:
            _journal(actor, "a changé la fin du rôle", held)
        return held, False
    return _grant(actor, user, role, ends_on, scope), True


def _grant(actor, user, role, ends_on, scope):
    made = RoleAssignment.objects.create(
        user=user,
        role=role,
        ends_on=ends_on,
        whole_region=bool(scope.get(Scope.REGION)),
        granted_by=actor.user,
        validated_by=actor.user,
        validated_at=timezone.now(),
    )
    for kind in Scope:
        if kind != Scope.REGION and scope.get(kind):
            getattr(made, kind).set(scope[kind])
    _journal(actor, "a attribué le rôle", made)
    return made


def _same(user, role, scope):
    """The assignment in force of this role over exactly these places, if any."""
    for held in RoleAssignment.objects.in_force().filter(user=user, role=role):
        places = {
            kind: {place.pk for place in getattr(held, kind).all()}
            for kind in Scope
            if kind != Scope.REGION
        }
        asked = {kind: {place.pk for place in scope.get(kind, ())} for kind in places}
        if places == asked and held.whole_region == bool(scope.get(Scope.REGION)):
            return held
    return None


def _journal(actor, verb, assignment):
    school = assignment.schools.first()
    company = assignment.companies.first()
    until = f" jusqu’au {assignment.ends_on:%d/%m/%Y}" if assignment.ends_on else ""
    words = f"{assignment.get_role_display()}, {assignment.user}{until}"
    journal.record(actor, verb, assignment, school=school, company=company, words=words)


def forget_former_addresses(user):
    """After a change of address: the former mailbox opens nothing any more."""
    EmailAddress.objects.filter(user=user).exclude(email=user.email).delete()
