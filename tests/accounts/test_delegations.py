"""R-AG-1: a head lends acts, with dates; a validator names a stand-in."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.actor import Actor
from accounts.enums import Act, Role, RoleState
from accounts.models import Delegation, RoleAssignment
from accounts.workflow import delegations, roles
from directory.violations import Refused
from outbox.models import Notice
from tests.accounts.factories import RoleAssignmentFactory, UserFactory, actor_for
from tests.directory.factories import BranchOrganisationFactory, DepartmentFactory, SchoolFactory

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def school():
    return SchoolFactory()


@pytest.fixture
def head(school):
    return actor_for(Role.HEAD, school=school)


@pytest.fixture
def deputy(school):
    return actor_for(Role.DEPUTY, school=school)


def lend(head, holder, *acts, first=None, last=None):
    row = RoleAssignment.objects.get(user=head.user)
    today = timezone.localdate()
    return delegations.lend(head, row, holder.user, acts, first or today, last or today + DAY * 30)


def test_a_deputy_signs_by_delegation_and_only_then(school, head, deputy):
    assert not deputy.acts_as(Act.SIGN, Role.HEAD, school.pk)
    made = lend(head, deputy, Act.SIGN)

    actor = Actor.of(deputy.user)
    assert actor.role == Role.DEPUTY
    assert actor.acts_as(Act.SIGN, Role.HEAD, school.pk)
    assert not actor.acts_as(Act.ENTER, Role.HEAD, school.pk)
    assert not actor.acts_as(Act.SIGN, Role.HEAD, SchoolFactory().pk)
    told = Notice.objects.get(kind="accounts.delegated")
    assert told.subject == made and told.recipient_email == deputy.user.email


def test_in_a_public_school_only_deputies_sign(school, head):
    teacher = actor_for(Role.TEACHER, school=school)
    with pytest.raises(Refused, match="adjoint"):
        lend(head, teacher, Act.SIGN)
    lend(head, teacher, Act.APPROVE, Act.ENTER)
    private = SchoolFactory(sector_kind="private")
    made = lend(
        actor_for(Role.HEAD, school=private), actor_for(Role.TEACHER, school=private), Act.SIGN
    )
    assert made.pk


def test_a_head_who_waits_for_the_department_lends_no_signature(school, head, deputy):
    RoleAssignment.objects.filter(user=head.user).update(state=RoleState.PROVISIONAL)
    with pytest.raises(Refused, match="validation"):
        lend(Actor.of(head.user), deputy, Act.SIGN)


def test_only_ones_own_role_to_somebody_of_the_school(school, head, deputy):
    with pytest.raises(Refused, match="ne se délègue pas"):
        lend(deputy, actor_for(Role.TEACHER, school=school), Act.APPROVE)
    with pytest.raises(Refused, match="quelqu’un d’autre"):
        lend(head, head, Act.APPROVE)
    with pytest.raises(Refused, match="votre établissement"):
        lend(head, actor_for(Role.DEPUTY), Act.APPROVE)
    row = RoleAssignment.objects.get(user=deputy.user)
    today = timezone.localdate()
    with pytest.raises(Refused, match="votre rôle"):
        delegations.lend(head, row, deputy.user, [Act.SIGN], today, today)


@pytest.mark.parametrize(
    ("first", "last", "message"),
    [(2, 1, "précède"), (-9, -1, "finie"), (0, 400, "un an")],
)
def test_the_dates_of_a_delegation(head, deputy, first, last, message):
    today = timezone.localdate()
    with pytest.raises(Refused, match=message):
        lend(head, deputy, Act.SIGN, first=today + DAY * first, last=today + DAY * last)


def test_it_holds_between_its_dates_and_until_taken_back(school, head, deputy):
    today = timezone.localdate()
    made = lend(head, deputy, Act.SIGN, first=today + DAY)
    assert not Actor.of(deputy.user).lent
    Delegation.objects.update(starts_on=today)
    assert Actor.of(deputy.user).lent
    with pytest.raises(Refused):
        delegations.take_back(deputy, made)
    delegations.take_back(head, made)
    delegations.take_back(head, made)
    assert not Actor.of(deputy.user).lent
    assert Notice.objects.filter(kind="accounts.delegation_ended").count() == 1


def test_it_ends_with_the_role_that_was_lent(school, head, deputy):
    lend(head, deputy, Act.APPROVE)
    roles.end(head, RoleAssignment.objects.get(user=head.user))
    assert not Actor.of(deputy.user).lent


def test_one_delegation_at_a_time_in_the_database_too(head, deputy):
    made = lend(head, deputy, Act.SIGN)
    with pytest.raises(Refused, match="déjà une délégation"):
        lend(head, deputy, Act.APPROVE)
    made.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        made.save(force_insert=True)


def test_a_delegate_validates_the_roles_of_the_school(school, head):
    secretary = actor_for(Role.OFFICE_STAFF, school=school)
    user = UserFactory(email="nouveau@ac-toulouse.fr")
    row = roles.ask(Actor.of(user), user, Role.TEACHER, schools=[school])
    with pytest.raises(Refused):
        roles.validate(secretary, row)
    lend(head, secretary, Act.APPROVE)
    assert roles.validate(Actor.of(secretary.user), row).state == RoleState.VALIDATED


def test_a_stand_in_of_the_department_office_decides_and_does_nothing_else():
    office = actor_for(Role.DEPARTMENT_OFFICE)
    colleague = actor_for(Role.DEPARTMENT_SUPERVISOR)
    with pytest.raises(Refused, match="chef d’établissement"):
        lend(office, colleague, Act.SIGN)
    lend(office, colleague, Act.APPROVE)
    school = SchoolFactory(department_id=next(iter(office.department_codes)))
    row = RoleAssignmentFactory(role=Role.HEAD, schools=[school], state=RoleState.WAITING)
    assert roles.validate(Actor.of(colleague.user), row).state == RoleState.VALIDATED


def test_a_teacher_lends_nothing(school):
    teacher = actor_for(Role.TEACHER, school=school)
    with pytest.raises(Refused, match="ne se délègue pas"):
        lend(teacher, actor_for(Role.TEACHER, school=school), Act.APPROVE)


def test_one_query_gives_the_actor_and_what_was_lent(head, deputy, django_assert_num_queries):
    lend(head, deputy, Act.APPROVE)
    with django_assert_num_queries(1):
        assert Actor.of(deputy.user).lent


def test_who_sees_a_delegation(head, deputy):
    made = lend(head, deputy, Act.APPROVE)
    for actor in (head, deputy):
        assert made in Delegation.objects.visible_to(actor)
    for stranger in (actor_for(Role.HEAD), actor_for(Role.TEACHER), Actor.anonymous()):
        assert made not in Delegation.objects.visible_to(stranger)


def offered(client, actor):
    client.force_login(actor.user)
    return set(client.get(reverse("delegations")).context["form"].fields["holder"].queryset)


def test_a_stand_in_is_of_the_same_territory_or_branch(client):
    """Nobody reads there the names of the officers of elsewhere, nor lends to them."""
    haute_garonne, herault = DepartmentFactory(code="31"), DepartmentFactory(code="34")
    office = actor_for(Role.DEPARTMENT_OFFICE, department=haute_garonne)
    near = actor_for(Role.DEPARTMENT_SUPERVISOR, department=haute_garonne)
    above = actor_for(Role.EDUCATION_AUTHORITY, academy=haute_garonne.academy)
    region = actor_for(Role.EDUCATION_AUTHORITY, whole_region=True)
    far = actor_for(Role.DEPARTMENT_SUPERVISOR, department=herault)
    branch = BranchOrganisationFactory()
    of_branch, colleague = (actor_for(Role.BRANCH_OFFICER, branch=branch) for _ in range(2))
    actor_for(Role.BRANCH_OFFICER, branch=BranchOrganisationFactory())

    assert offered(client, office) == {near.user, above.user, region.user}
    assert offered(client, of_branch) == {colleague.user}
    client.force_login(office.user)
    today = timezone.localdate().isoformat()
    data = {"acts": [Act.APPROVE], "starts_on": today, "ends_on": today, "holder": far.user.pk}
    assert "holder" in client.post(reverse("delegations"), data).context["form"].errors
    assert not Delegation.objects.exists()
