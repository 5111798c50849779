"""Which roles an actor decides on: the steps of `accounts.rules`, as conditions on rows."""

from collections import defaultdict

from django.apps import apps
from django.contrib.postgres.aggregates import BoolAnd
from django.db.models import BooleanField, Case, Count, Exists, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.enums import Act, Role
from accounts.rules import RENEWED, VALIDATION, Reach, may_open_whole_company
from directory.models import Company, Department, School


def decided_by(actor, today=None):
    """The condition of the rows on which the actor decides, in their own role or by a
    delegation; never on their own. A second validator decides from `escalates_on` on."""
    if actor.user is None:
        return Q(pk__in=[])
    if actor.is_administrator:
        return ~Q(user=actor.user)
    today = today or timezone.localdate()
    found = Q(pk__in=[])
    for hat in actor.hats(Act.APPROVE):
        for (reach, is_second), roles in _steps_for(hat.role).items():
            mine = Q(role__in=roles) & REACHES[reach](hat)
            if is_second:
                mine &= Q(escalates_on=None) | Q(escalates_on__lte=today)
            found |= mine
    return found & ~Q(user=actor.user)


def headed_by(actor):
    """The keys of the schools of which the actor is the head, or stands for the head to
    validate roles."""
    hats = [hat for hat in actor.hats(Act.APPROVE) if hat.role == Role.HEAD]
    return frozenset(key for hat in hats for key in hat.school_ids)


def renewed_by(actor):
    """The condition of the rows that the actor confirms for the next school year: those of
    the people of a school, by its head or whom the head lent it to; never one's own."""
    if actor.user is None:
        return Q(pk__in=[])
    mine = _wholly_in("schools", "school", headed_by(actor))
    return Q(role__in=RENEWED) & mine & ~Q(user=actor.user)


def _steps_for(validator):
    """{(reach, is second): [roles]} on which this role decides."""
    found = defaultdict(list)
    for role, steps in VALIDATION.items():
        for rank, step in enumerate(steps):
            if validator in step.roles:
                found[step.reach, rank > 0].append(role)
    return found


def _wholly_in(field, column, keys):
    """The rows with a place of `keys` in a many-to-many field, and none elsewhere.

    An aggregate of the places of each row: of EXISTS, PostgreSQL makes a list of all schools.
    """
    return Q(_is_wholly_in(field, column, keys))


def _is_wholly_in(field, column, keys):
    """Whether all places of a row are of `keys`; NULL for a row without a place."""
    here = Case(When(**{f"{column}__in": keys}, then=True), default=False)
    whole = _places(field).values("roleassignment").annotate(whole=BoolAnd(here))
    return Subquery(whole.values("whole"), output_field=BooleanField())


def _places(field):
    """The links of the row of an outer query."""
    through = getattr(apps.get_model("accounts.RoleAssignment"), field).through
    return through.objects.filter(roleassignment=OuterRef("pk"))


def _without_sites_outside(within):
    """A row over a whole company (SIREN) needs a validator of each of its known sites."""
    others = Company.objects.filter(siren=OuterRef("company__siren")).exclude(siren="")
    outside = _places("companies").filter(Exists(others.exclude(within)))
    return Q(includes_siblings=False) | ~Q(Exists(outside))


def whole_companies_open_to(actor, companies):
    """The SIRENs, among those of `companies`, whose sites the actor may open all together
    when they validate a role (`accounts.rules.may_open_whole_company`)."""
    sirens = {company.siren for company in companies} - {""}
    sites = Company.objects.filter(siren__in=sirens).order_by()
    counted = sites.values_list("siren").annotate(sites=Count("pk")) if sirens else ()
    several = {siren for siren, count in counted if count > 1}
    found = set()
    for hat in actor.hats(Act.APPROVE) if several else ():
        elsewhere = set()
        if hat.role in SITES:
            outside = sites.exclude(SITES[hat.role](hat))
            elsewhere = set(outside.values_list("siren", flat=True))
        found |= {s for s in several if may_open_whole_company(hat.role, s in elsewhere)}
    return found


SITES = {
    Role.COMPANY_REPRESENTATIVE: lambda hat: Q(pk__in=hat.company_ids),
    Role.MISSION_OFFICER: lambda hat: Q(department__in=_departments_of(hat)),
    Role.BRANCH_OFFICER: lambda hat: Q(department__in=_departments_of(hat)),
}


def _departments_of(hat):
    """The codes of the départements in which a validator stands, as a query or a set."""
    if hat.role == Role.RBDE:
        return School.objects.filter(pk__in=hat.school_ids).values("department")
    if hat.role == Role.BRANCH_OFFICER:
        return Department.objects.filter(branches__in=hat.branch_ids).values("pk")
    return hat.department_codes


def _in_departments(hat):
    codes = _departments_of(hat)
    rows = Q(whole_region=False, academies=None)
    rows &= _without_sites_outside(Q(department__in=codes))
    kinds = (
        ("schools", "school__department"),
        ("companies", "company__department"),
        ("departments", "department"),
    )
    places = Q(pk__in=[])
    for field, column in kinds:
        places |= _wholly_in(field, column, codes)
    return rows & places


# The places of an officer, with the path to their départements.
OF_TERRITORY = {
    "departments": "department",
    "academies": "academy__departments",
    "branches": "branchorganisation__departments",
    "networks": "partnernetwork__departments",
}


def _in_territory(hat):
    """The officers all of whose places lie in the validator's départements: the rectorat of
    an académie opens nothing in another one."""
    if hat.whole_region:
        return Q()
    somewhere, nowhere_else = Q(pk__in=[]), Q(whole_region=False)
    for field, column in OF_TERRITORY.items():
        inside = _is_wholly_in(field, column, hat.department_codes)
        somewhere |= Q(inside)
        nowhere_else &= Q(Coalesce(inside, True))
    return somewhere & nowhere_else


REACHES = {
    Reach.SCHOOL: lambda hat: _wholly_in("schools", "school", hat.school_ids),
    Reach.COMPANY: lambda hat: (
        _wholly_in("companies", "company", hat.company_ids)
        & _without_sites_outside(Q(pk__in=hat.company_ids))
    ),
    Reach.DEPARTMENT: _in_departments,
    Reach.TERRITORY: _in_territory,
    Reach.ANYWHERE: lambda hat: Q(),
}
