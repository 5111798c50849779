"""People, roles and actors for everybody's tests."""

import factory
from django.utils import timezone

from accounts.actor import Actor
from accounts.enums import Role, RoleState, Scope
from accounts.models import RoleAssignment, User
from tests.directory.factories import (
    BranchOrganisationFactory,
    CompanyFactory,
    DepartmentFactory,
    SchoolFactory,
)

# The short names that `actor_for` takes for one place: school=, company=, …
SINGULAR = {
    "school": Scope.SCHOOLS,
    "company": Scope.COMPANIES,
    "department": Scope.DEPARTMENTS,
    "academy": Scope.ACADEMIES,
    "branch": Scope.BRANCHES,
    "network": Scope.NETWORKS,
}
PLACES = tuple(map(str, SINGULAR.values()))
OWN_PLACE = {
    Scope.SCHOOLS: SchoolFactory,
    Scope.COMPANIES: CompanyFactory,
    Scope.DEPARTMENTS: DepartmentFactory,
    Scope.BRANCHES: BranchOrganisationFactory,
}


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"personne{n}@exemple.test")
    first_name = factory.Sequence(lambda n: f"Prénom{n}")
    last_name = factory.Sequence(lambda n: f"Nom{n}")
    password = factory.django.Password("mot-de-passe-d-essai")


class RoleAssignmentFactory(factory.django.DjangoModelFactory):
    """A validated role in force; `schools=[…]`, `departments=[…]`… fill the scope."""

    class Meta:
        model = RoleAssignment
        skip_postgeneration_save = True

    user = factory.SubFactory(UserFactory)
    role = Role.TEACHER
    starts_on = factory.LazyFunction(lambda: timezone.localdate().replace(month=1, day=1))
    state = RoleState.VALIDATED
    validated_at = factory.LazyFunction(timezone.now)

    @classmethod
    def _create(cls, model, *args, **values):
        """Only the lists that are given are written: six queries less for each person."""
        places = {name: values.pop(name) for name in PLACES if name in values}
        made = super()._create(model, *args, **values)
        for name, rows in places.items():
            getattr(made, name).set(rows)
        return made


def actor_for(role, *, user=None, **scope):
    """The Actor of a person in `role`: `actor_for(Role.HEAD, school=school)`,
    `actor_for(Role.EDUCATION_AUTHORITY, whole_region=True)`, `schools=[a, b]`.

    Without a scope the role gets one of its own: a new school, company or branch, or the
    Haute-Garonne. `client.force_login(actor.user)` signs the person in.
    """
    places = {SINGULAR.get(name, name): value for name, value in scope.items()}
    for name, plural in SINGULAR.items():
        if name in scope:
            places[plural] = [places.pop(plural)]
    if not places:
        kinds = [kind for kind in OWN_PLACE if kind in role.scopes][:1]
        places = {kind: [OWN_PLACE[kind]()] for kind in kinds}
    assignment = RoleAssignmentFactory(
        role=role, **({"user": user} if user else {}), **{str(k): v for k, v in places.items()}
    )
    return Actor.of(assignment.user, role)
