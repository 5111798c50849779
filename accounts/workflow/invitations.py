"""Inviting a colleague: the account, the role and the mail that lets in."""

from django.db import transaction

from accounts.enums import Evidence, Role
from accounts.models import RoleAssignment
from accounts.workflow import roles
from accounts.workflow.grants import open_account
from accounts.workflow.validators import recipient
from directory.violations import Refused, Violation
from outbox.workflow import notify


@transaction.atomic
def invite(
    actor,
    email,
    role,
    *,
    first_name="",
    last_name="",
    words="",
    starts_on=None,
    whole_company=False,
    **scope,
):
    """Open the account when it is new, ask for the role from `starts_on` on (today), validate
    it when the actor decides on it (`whole_company`: over all the sites), and send the person
    a link that signs in once.

    Raises Refused when the place is not the actor's own, or when the role is already held.
    """
    if not _is_own(actor, scope):
        raise Refused(violations=[Violation("", "Ce lieu n’est pas le vôtre.", "place")])
    user, is_new = open_account(email)
    if is_new:
        user.first_name, user.last_name = first_name, last_name
        user.save(update_fields=["first_name", "last_name"])
    if not user.is_active:
        raise Refused(violations=[Violation("", "Ce compte est fermé.", "email")])
    facts = {"evidence": Evidence.INVITED, "words": words, "starts_on": starts_on}
    row = roles.ask(actor, user, Role(role), **facts, **scope)
    if RoleAssignment.objects.decided_by(actor).filter(pk=row.pk).exists():
        row = roles.validate(actor, row, whole_company=whole_company)
    notify("accounts.invited", row, recipient(user, row.role), by=actor)
    return row


def _is_own(actor, scope):
    schools = {place.pk for place in scope.get("schools", ())}
    companies = {place.pk for place in scope.get("companies", ())}
    return schools <= actor.school_ids and companies <= actor.company_ids and (schools or companies)
