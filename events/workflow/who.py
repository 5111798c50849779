"""Who runs an edition, who enters a team, who marks. Raises `Refused`."""

from accounts.enums import Role
from directory.violations import Refused
from partnerships.workflow.contract_people import branch_recipients
from partnerships.workflow.people import with_role

JURY_PURPOSE = "jury"


def manages(row, actor):
    """Whether this event or programme is among those that the actor keeps."""
    return type(row).objects.managed_by(actor).filter(pk=row.pk).exists()


def organises(actor, edition):
    """The authority of its place, its branch, an administrator."""
    return edition.is_organised_by(actor)


def organisers(edition):
    """Who is written to: the authority of its place, its branch; each address once."""
    people = with_role([Role.EDUCATION_AUTHORITY], departments=[edition.department_id])
    found = [person.recipient for person in people]
    found += branch_recipients(edition.branch) if edition.branch else []
    return list({one.email: one for one in found}.values())


def reopens(actor, edition):
    """What was frozen is opened again by the authority alone (R-EV-1)."""
    is_authority = actor.is_administrator or actor.role == Role.EDUCATION_AUTHORITY
    return is_authority and organises(actor, edition)


def speaks_for(actor, contract):
    """The teacher of the class, and the management of the school."""
    booking = contract.booking
    if actor.user is not None and booking.teacher_id == actor.user.pk:
        return booking.school_id in actor.school_ids
    return actor.is_school_management and booking.school_id in actor.school_ids


def is_juror(actor, juror):
    """The holder of this juror's link, never an account (R-EV-4)."""
    link = actor.link
    return link is not None and link.purpose == JURY_PURPOSE and link.subject_id == juror.pk


def demand(is_allowed):
    """Raise Refused unless allowed."""
    if not is_allowed:
        raise Refused("Cette action ne vous est pas ouverte.")
