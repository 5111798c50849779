"""Who is asked to validate a role: the people behind the steps of `accounts.rules`."""

from django.db.models import Q
from django.utils import timezone

from accounts.enums import Act, Role
from accounts.models import Delegation, RoleAssignment, User
from accounts.rules import ESCALATION_DAYS, VALIDATION, Reach
from directory.calendar import Calendar
from directory.enums import Rhythm
from directory.models import Department, School
from outbox.recipients import Recipient


def people_of(assignment, step):
    """The people of one step for this row: holders in force, and whom they lent it to."""
    held = RoleAssignment.objects.in_force().filter(role__in=step.roles)
    held = held.filter(REACHES[step.reach](assignment))
    lent = Delegation.objects.on().filter(assignment__in=held, acts__contains=[Act.APPROVE])
    people = Q(pk__in=held.values("user")) | Q(pk__in=lent.values("holder"))
    found = User.objects.filter(people, is_active=True).exclude(pk=assignment.user_id)
    return list(found.order_by("pk"))


def asked(assignment, today=None):
    """(people, day): whom the request reaches first, and from when the others decide too.

    Where nobody holds the first step, the second one is asked at once.
    """
    today = today or timezone.localdate()
    first, *others = VALIDATION[Role(assignment.role)]
    people = people_of(assignment, first)
    if not others:
        return people, None
    if people:
        rhythm = Rhythm.of(first.reach == Reach.SCHOOL)
        return people, Calendar.load().add_days(today, ESCALATION_DAYS, rhythm)
    return people_of(assignment, others[0]), today


def deciding(assignment, today=None):
    """The people who decide on the row today."""
    today = today or timezone.localdate()
    first, *others = VALIDATION[Role(assignment.role)]
    steps = [first]
    if assignment.escalates_on is None or assignment.escalates_on <= today:
        steps += others
    found = {person.pk: person for step in steps for person in people_of(assignment, step)}
    return list(found.values())


def _roles_of(user):
    rows = RoleAssignment.objects.in_force().filter(user=user)
    return list(rows.order_by().values_list("role", flat=True))


def recipient(user, role=None):
    """The address of a person, told as the holder of `role`, else of their first role: people
    of schools on days of class, the others on working days."""
    roles = [role] if role else _roles_of(user)
    at_school = bool(roles) and all(Role(one).of_school for one in roles)
    return Recipient(user.email, str(user), user.pk, Rhythm.of(at_school))


def _schools(assignment):
    schools = assignment.schools.all()
    parents = School.objects.filter(annexes__in=schools)
    own = Q(schools__in=schools.values("pk"))
    return own | Q(schools__in=parents.values("pk"), includes_annexes=True)


def _companies(assignment):
    companies = assignment.companies.all()
    sirens = companies.exclude(siren="").values("siren")
    own = Q(companies__in=companies.values("pk"))
    return own | Q(companies__siren__in=sirens, includes_siblings=True)


def _departments(assignment):
    codes = Department.objects.filter(
        Q(schools__role_assignments=assignment)
        | Q(companies__role_assignments=assignment)
        | Q(role_assignments=assignment)
    ).values("pk")
    return (
        Q(departments__in=codes)
        | Q(academies__departments__in=codes)
        | Q(whole_region=True)
        | Q(role=Role.RBDE, schools__department__in=codes)
        | Q(role=Role.BRANCH_OFFICER, branches__departments__in=codes)
    )


def _territory(assignment):
    """Who covers every département of the row; the région when it has none of its own."""
    own = Department.objects.filter(
        Q(role_assignments=assignment)
        | Q(academy__role_assignments=assignment)
        | Q(branches__role_assignments=assignment)
        | Q(networks__role_assignments=assignment)
    )
    codes = set() if assignment.whole_region else set(own.values_list("pk", flat=True))
    covering = Q(pk__in=[]) if not codes else Q()
    for code in codes:
        here = Q(departments=code) | Q(academies__departments=code)
        covering &= Q(pk__in=RoleAssignment.objects.filter(here).order_by().values("pk"))
    return Q(whole_region=True) | covering


REACHES = {
    Reach.SCHOOL: _schools,
    Reach.COMPANY: _companies,
    Reach.DEPARTMENT: _departments,
    Reach.TERRITORY: _territory,
    Reach.ANYWHERE: lambda assignment: Q(),
}
