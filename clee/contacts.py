"""Whom to write to for a member: its own contact, else what the directory knows of it."""

from accounts.enums import Role, RoleState
from accounts.models import RoleAssignment

HEAD = ("user__first_name", "user__last_name", "user__email")


def contacts_of(members):
    """{member key: (name, address)} of members with their organisations, the address empty
    when none is known; one query.

    A school without a contact is its head in post, else its mailbox; a company or a network
    its address in the directory.
    """
    without = [row.school_id for row in members if row.school_id and not row.contact_email]
    heads = _heads(without)
    return {row.pk: _contact(row, heads) for row in members}


def _heads(schools):
    """{school key: (name, address)} of the heads in post."""
    rows = RoleAssignment.objects.in_force().filter(
        role=Role.HEAD, state=RoleState.VALIDATED, schools__in=schools, user__is_active=True
    )
    found = rows.order_by("-pk").values_list("schools", *HEAD)
    return {
        school: (f"{first} {last}".strip() or email, email) for school, first, last, email in found
    }


def _contact(member, heads):
    name = member.contact_name or member.name
    if member.contact_email:
        return name, member.contact_email
    if member.school_id in heads:
        return heads[member.school_id]
    known = member.school or member.company or member.network
    return name, known.email if known else ""
