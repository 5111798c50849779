"""Which figures an actor may read: the territories and schools to choose from."""

import hashlib
from dataclasses import dataclass

from django.conf import settings

from accounts.enums import Role
from directory.french import of
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
FRANCE = "France entière"
# What a label may hold once its report is published.
LONGEST = 120


@dataclass(frozen=True)
class Territory:
    """A choice of the page: départements, or schools; `None` sets no limit."""

    code: str
    label: str
    departments: tuple | None = None
    schools: tuple | None = None
    # One's own schools: their small numbers too.
    reads_all: bool = False
    # What its départements are, for whoever reads them, where `code` is what they are to the
    # actor; "" where both are one.
    key: str = ""

    @property
    def published_as(self):
        """The key of its published report."""
        return self.key or self.code

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
    everything = list(Department.objects.select_related("academy").order_by("code"))
    mine = _codes(actor)
    departments = [one for one in everything if mine is None or one.code in mine]
    choices = [department_territory(one) for one in departments]
    academies = {one.academy_id: one.academy for one in departments}
    if len(departments) > 1:
        choices = [
            academy_territory(academy, departments, everything)
            for _, academy in sorted(academies.items())
        ] + choices
    if len(academies) > 1:
        choices.insert(0, _territory(ALL, departments, everything))
    return choices


def _codes(actor):
    """Of the départements that the actor reads; None sets no limit."""
    if actor.role == Role.ADMINISTRATOR:
        return None
    if actor.role == Role.BRANCH_OFFICER:
        branches = BranchOrganisation.objects.filter(pk__in=actor.branch_ids)
        return set(branches.values_list("departments", flat=True))
    return set(actor.department_codes)


def _territory(code, departments, everything):
    keys = tuple(one.code for one in departments)
    name, key = named(departments, everything), key_of(departments, everything)
    return Territory(code, name, departments=keys, key=key)


def department_territory(department):
    return Territory(
        f"departement-{department.code}", str(department), departments=(department.code,)
    )


def academy_territory(academy, departments, everything):
    """An académie, or the part of it that stands among these départements."""
    its = [one for one in departments if one.academy_id == academy.code]
    return _territory(f"academie-{academy.code}", its, everything)


def region_territory():
    """The région académique of the portal."""
    everything = list(Department.objects.select_related("academy").order_by("code"))
    return _territory(ALL, _of_region(everything), everything)


# --- What a set of départements is, whoever reads it ---------------------------------------


def named(departments, everything):
    """The name of these départements, among `everything` that there is: the same for all."""
    codes = {one.code for one in departments}
    academies = list(dict.fromkeys(one.academy for one in departments))
    if len(academies) > 1 and codes == {one.code for one in _of_region(everything)}:
        return " ".join(settings.DSFR_BRAND["title"].split())
    if len(academies) > 1 and len(codes) == len(everything):
        return FRANCE
    name = " ; ".join(_named_academy(one, departments, everything) for one in academies)
    if len(name) > LONGEST:
        name = f"{len(codes)} départements : {', '.join(sorted(codes))}"
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…"


def _of_region(everything):
    return [one for one in everything if one.academy_id in settings.REGION_ACADEMIES]


def _named_academy(academy, departments, everything):
    name = f"Académie {of(academy.name)}"
    its, whole = (
        [one for one in among if one.academy_id == academy.code]
        for among in (departments, everything)
    )
    return name if len(its) == len(whole) else f"{name} : {', '.join(map(str, its))}"


def key_of(departments, everything):
    """The key under which the figures of these départements are published: whoever publishes
    them, those of another set are another report."""
    codes = sorted(one.code for one in departments)
    if len(codes) == 1:
        return f"departement-{codes[0]}"
    academies = {one.academy_id for one in departments}
    whole = sorted(one.code for one in everything if one.academy_id in academies)
    if len(academies) == 1 and codes == whole:
        return f"academie-{academies.pop()}"
    return f"departements-{hashlib.sha256(','.join(codes).encode()).hexdigest()[:20]}"


def with_school(actor, choices, code):
    """The choices, and the school of this code when it stands in the actor's territory."""
    if actor.role not in OF_TERRITORY or not code.startswith(SCHOOL):
        return choices
    found = School.objects.filter(uai=code.removeprefix(SCHOOL).upper())
    if (mine := _codes(actor)) is not None:
        found = found.filter(department__in=mine)
    return [
        *choices,
        *(Territory(f"{SCHOOL}{one.uai}", str(one), schools=(one.pk,)) for one in found),
    ]


def find(choices, code):
    """The choice with this code."""
    return next(choice for choice in choices if choice.code == code)
