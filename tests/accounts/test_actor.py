import datetime as dt

import pytest
from django.utils import timezone

from accounts import journal
from accounts.actor import Actor
from accounts.enums import Role
from accounts.models import JournalEntry, RoleAssignment, User
from directory.models import Department
from tests.accounts.factories import RoleAssignmentFactory, UserFactory, actor_for
from tests.directory.factories import (
    AcademyFactory,
    CompanyFactory,
    DepartmentFactory,
    SchoolFactory,
)

pytestmark = pytest.mark.django_db


def test_the_scope_is_the_union_of_all_assignments_of_the_role():
    user = UserFactory()
    one, two, other = SchoolFactory(), SchoolFactory(), SchoolFactory()
    RoleAssignmentFactory(user=user, role=Role.RBDE, schools=[one])
    RoleAssignmentFactory(user=user, role=Role.RBDE, schools=[two])
    RoleAssignmentFactory(user=user, role=Role.TEACHER, schools=[other])

    actor = Actor.of(user, Role.RBDE)

    assert actor.school_ids == {one.pk, two.pk}
    assert actor.roles == (Role.TEACHER, Role.RBDE)
    assert actor.role == Role.RBDE and actor.is_school_management


def test_a_school_brings_its_annexes_r_id_2():
    school = SchoolFactory()
    section = SchoolFactory(parent=school)
    SchoolFactory()

    assert actor_for(Role.HEAD, school=school).school_ids == {school.pk, section.pk}
    without = actor_for(Role.HEAD, school=school, includes_annexes=False)
    assert without.school_ids == {school.pk}


def test_an_annex_does_not_bring_its_school_r_id_2():
    section = SchoolFactory(parent=SchoolFactory())

    assert actor_for(Role.HEAD, school=section).school_ids == {section.pk}


def test_territories_become_departments():
    academy = AcademyFactory(code="16")
    codes = set(Department.objects.filter(academy=academy).values_list("pk", flat=True))

    assert actor_for(Role.EDUCATION_AUTHORITY, academy=academy).department_codes == codes
    assert actor_for(Role.DEPARTMENT_OFFICE).department_codes == {"31"}
    region = actor_for(Role.EDUCATION_AUTHORITY, whole_region=True)
    assert len(region.department_codes) == 13
    assert codes < region.department_codes < set(Department.objects.values_list("pk", flat=True))
    assert region.sees_department("34") and not actor_for(Role.HEAD).sees_department("31")


def test_one_query_gives_the_actor(django_assert_num_queries):
    user = UserFactory()
    for _ in range(3):
        RoleAssignmentFactory(user=user, schools=[SchoolFactory()], departments=[])

    with django_assert_num_queries(1):
        Actor.of(user)


@pytest.mark.parametrize(
    ("facts", "held"),
    [
        ({"ends_on": dt.date(2026, 11, 23)}, True),
        ({"ends_on": dt.date(2026, 11, 22)}, False),
        ({"starts_on": dt.date(2026, 11, 24)}, False),
        ({"state": "waiting"}, False),
    ],
)
def test_a_role_gives_rights_between_its_dates_once_validated(facts, held):
    row = RoleAssignmentFactory(schools=[SchoolFactory()], **facts)

    actor = Actor.of(row.user)

    assert bool(actor.school_ids) is held
    assert (actor.role is not None) is held


def test_a_closed_account_has_no_right():
    row = RoleAssignmentFactory(schools=[SchoolFactory()], user__is_active=False)

    assert Actor.of(row.user).role is None


def test_a_role_not_held_gives_the_first_one_held():
    row = RoleAssignmentFactory(role=Role.TEACHER)

    assert Actor.of(row.user, Role.ADMINISTRATOR).role == Role.TEACHER
    assert not Actor.of(row.user, Role.ADMINISTRATOR).is_administrator


def test_who_sees_which_person_and_role():
    school, other = SchoolFactory(), SchoolFactory(department=DepartmentFactory(code="34"))
    teacher = actor_for(Role.TEACHER, school=school)
    stranger = actor_for(Role.TEACHER, school=other)
    head = actor_for(Role.HEAD, school=school)
    office = actor_for(Role.DEPARTMENT_OFFICE)
    company = actor_for(Role.COMPANY_REPRESENTATIVE, company=CompanyFactory())

    def seen(actor):
        return set(User.objects.visible_to(actor))

    assert seen(teacher) == {teacher.user}
    assert seen(head) == {head.user, teacher.user}
    assert {head.user, teacher.user, office.user} <= seen(office)
    assert stranger.user not in seen(office)
    assert seen(company) == {company.user}
    assert stranger.user in seen(actor_for(Role.ADMINISTRATOR))
    assert not seen(Actor.anonymous())
    assert not RoleAssignment.objects.visible_to(Actor.anonymous())


def test_who_sees_the_journal():
    school = SchoolFactory()
    teacher = actor_for(Role.TEACHER, school=school)
    entry = JournalEntry.objects.create(
        user=teacher.user, actor_label="x", verb="a testé", school=school, at=timezone.now()
    )
    visible = JournalEntry.objects.visible_to

    assert entry in visible(teacher)
    assert entry in visible(actor_for(Role.RBDE, school=school))
    assert entry in visible(actor_for(Role.DEPARTMENT_SUPERVISOR))
    assert entry not in visible(actor_for(Role.TEACHER, school=school))
    assert entry not in visible(actor_for(Role.HEAD))
    assert entry not in visible(Actor.anonymous())


def test_an_act_on_nothing_in_particular_is_journalled():
    """An export, a download: no subject, and no page of an object that shows it."""
    rbde = actor_for(Role.RBDE)
    entry = journal.record(rbde, "a exporté une liste")
    entry.refresh_from_db()
    assert entry.subject is None
    assert entry not in JournalEntry.objects.about(rbde.user)
    assert entry in JournalEntry.objects.visible_to(rbde)
