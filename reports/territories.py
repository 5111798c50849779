"""Which figures an actor may read: the territories and schools to choose from."""

from dataclasses import dataclass

from accounts.enums import Role
from directory.models import BranchOrganisation, Department, School

OF_SCHOOL = frozenset({Role.HEAD, Role.DEPUTY, Role.DDFPT, Role.RBDE})
OF_TERRITORY = frozenset(
    {
        Role.DEPARTMENT_SUPERVISOR,
        Role.DEPARTMENT_OFFICE,
        Role.MISSION_OFFICER,
        Role.EDUCATION_AUTHORITY,
        Role.ADMINISTRATOR,
        Role.BRANCH_OFFICER,
    }
)
READERS = OF_SCHOOL | OF_TERRITORY
ALL, SCHOOL = "tout", "etablissement-"


@dataclass(frozen=True)
class Territory:
    """A choice of the page: départements, or schools; `None` sets no limit."""

    code: str
    label: str
    departments: tuple | None = None
    schools: tuple | None = None
    # One's own schools: their small numbers too.
    reads_all: bool = False

    @property
    def is_of_schools(self):
        return self.schools is not None


def territories_of(actor):
    """What the actor may choose, the widest first; empty for who reads no report."""
    if actor.role in OF_SCHOOL:
        return _of_schools(actor)
    if actor.role in OF_TERRITORY:
        return _of_departments(actor)
    return []


def _of_schools(actor):
    schools = list(School.objects.filter(pk__in=actor.school_ids))
    if not schools:
        return []
    choices = [
        Territory(f"{SCHOOL}{school.uai}", str(school), schools=(school.pk,), reads_all=True)
        for school in schools
    ]
    if len(choices) > 1:
        keys = tuple(school.pk for school in schools)
        choices.insert(0, Territory(ALL, "Tous mes établissements", schools=keys, reads_all=True))
    return choices


def _of_departments(actor):
    departments = list(_departments(actor).select_related("academy").order_by("code"))
    if not departments:
        return []
    choices = [department_territory(one) for one in departments]
    academies = {one.academy_id: one.academy for one in departments}
    if len(departments) > 1:
        choices = [
            academy_territory(academy, [one for one in departments if one.academy_id == code])
            for code, academy in sorted(academies.items())
        ] + choices
    if len(academies) > 1:
        keys = tuple(one.code for one in departments)
        choices.insert(0, Territory(ALL, "Tout mon territoire", departments=keys))
    return choices


def _departments(actor):
    if actor.role == Role.ADMINISTRATOR:
        return Department.objects.all()
    if actor.role == Role.BRANCH_OFFICER:
        branches = BranchOrganisation.objects.filter(pk__in=actor.branch_ids)
        return Department.objects.filter(branches__in=branches).distinct()
    return Department.objects.filter(pk__in=actor.department_codes)


def department_territory(department):
    return Territory(
        f"departement-{department.code}", str(department), departments=(department.code,)
    )


def academy_territory(academy, departments):
    """An académie, or the part of it that the actor sees."""
    keys = tuple(department.code for department in departments)
    return Territory(f"academie-{academy.code}", f"Académie de {academy.name}", departments=keys)


def with_school(actor, choices, code):
    """The choices, and the school of this code when it stands in the actor's territory."""
    if actor.role not in OF_TERRITORY or not code.startswith(SCHOOL):
        return choices
    found = School.objects.filter(
        uai=code.removeprefix(SCHOOL).upper(), department__in=_departments(actor)
    )
    return [
        *choices,
        *(Territory(f"{SCHOOL}{one.uai}", str(one), schools=(one.pk,)) for one in found),
    ]


def find(choices, code):
    """The choice with this code."""
    return next(choice for choice in choices if choice.code == code)
