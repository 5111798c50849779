"""The RBDE of the territory of a network: members by their role, not by an adhesion."""

from dataclasses import dataclass

from django.db.models import Prefetch, Q

from accounts.enums import Role
from accounts.models import RoleAssignment
from clee.enums import CommitteeKind
from directory.models import School


@dataclass(frozen=True)
class Colleague:
    """A RBDE: who they are, where they work."""

    user_id: int
    name: str
    email: str
    schools: str
    department: str


def colleagues(committee):
    """The RBDE in post in the départements of a network, by name; none of a CLEE. Three
    queries."""
    if committee.kind != CommitteeKind.RBDE:
        return []
    codes = [row.pk for row in committee.departments.all()]
    return of_departments(codes)


def of_departments(codes):
    """The RBDE in post in these départements, each once with their schools there."""
    own = School.objects.filter(department__in=codes).order_by("sort_key")
    rows = RoleAssignment.objects.in_force().filter(
        Q(schools__department__in=codes), role=Role.RBDE
    )
    rows = (
        rows.select_related("user")
        .distinct()
        .prefetch_related(Prefetch("schools", own.select_related("department"), to_attr="here"))
    )
    found: dict = {}
    for row in rows:
        if row.user.is_active:
            person, schools = found.setdefault(row.user_id, (row.user, {}))
            schools.update((school.pk, school) for school in row.here)
    people = [_colleague(person, list(schools.values())) for person, schools in found.values()]
    return sorted(people, key=lambda one: (one.department, one.name))


def _colleague(user, schools):
    return Colleague(
        user.pk,
        user.get_full_name() or user.email,
        user.email,
        ", ".join(str(school) for school in schools)[:200],
        schools[0].department.name if schools else "",
    )
