"""The life of a role that is asked: who is told, who decides, what it gives meanwhile."""

import datetime as dt

import pytest
from django.utils import timezone

from accounts.actor import Actor
from accounts.enums import Act, Evidence, Role, RoleState
from accounts.models import JournalEntry, PersonalLink, RoleAssignment
from accounts.todo import todos
from accounts.workflow import roles
from directory.violations import Refused
from outbox.models import Notice
from tests.accounts.factories import RoleAssignmentFactory, UserFactory, actor_for
from tests.accounts.transitions import every_case
from tests.directory.factories import (
    BranchOrganisationFactory,
    CompanyFactory,
    DepartmentFactory,
    SchoolFactory,
)

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system("Essai")
ACADEMIC = "jeanne.prevost@ac-toulouse.fr"


@pytest.fixture
def school():
    return SchoolFactory(email="ce.0310017a@ac-toulouse.fr")


@pytest.fixture
def head(school):
    return actor_for(Role.HEAD, school=school)


def asked(role=Role.TEACHER, email=ACADEMIC, **scope):
    user = UserFactory(email=email)
    return roles.ask(Actor.of(user), user, role, **scope)


def told(kind, row):
    rows = Notice.objects.filter(kind=kind, subject_id=str(row.pk))
    return set(rows.values_list("recipient_email", flat=True))


def test_a_teacher_with_an_academic_mailbox_prepares_meanwhile(school, head):
    row = asked(schools=[school])
    actor = Actor.of(row.user)

    assert row.state == RoleState.PROVISIONAL and row.evidence == Evidence.ACADEMIC_MAILBOX
    assert actor.role == Role.TEACHER
    assert not actor.school_ids and actor.drafting_school_ids == {school.pk}
    assert told("accounts.role_asked", row) == {head.user.email}


def test_another_mailbox_waits_outside(school, head):
    row = asked(email="jeanne@exemple.test", schools=[school])

    assert row.state == RoleState.WAITING
    assert Actor.of(row.user).role is None


def test_whoever_claims_to_be_rbde_works_as_a_teacher_until_validated(school, head):
    row = asked(Role.RBDE, schools=[school])
    actor = Actor.of(row.user)

    assert actor.role == Role.TEACHER and not actor.uses_admin and not actor.school_ids
    roles.validate(head, row)
    actor = Actor.of(row.user)
    assert actor.role == Role.RBDE and actor.school_ids == {school.pk}


def test_a_validated_role_of_a_school_ends_with_the_school_year(school, head, time_machine):
    time_machine.move_to(dt.datetime(2026, 11, 25, 12, tzinfo=dt.UTC))
    row = roles.validate(head, asked(schools=[school]))
    assert row.ends_on == dt.date(2027, 8, 31)
    assert row.validated_by == head.user
    assert told("accounts.role_decided", row) == {ACADEMIC}
    assert JournalEntry.objects.about(row).filter(verb="a validé le rôle").exists()


def test_without_an_answer_in_five_working_days_the_department_decides(school, head, time_machine):
    time_machine.move_to(dt.datetime(2026, 11, 25, 12, tzinfo=dt.UTC))
    row = asked(schools=[school])
    office = actor_for(Role.DEPARTMENT_OFFICE, department=school.department)
    rows = RoleAssignment.objects.undecided()

    assert row.escalates_on == dt.date(2026, 12, 2)
    assert not rows.decided_by(office, dt.date(2026, 12, 1)).exists()
    assert rows.decided_by(office, dt.date(2026, 12, 2)).get() == row
    with pytest.raises(Refused, match="ouverte"):
        roles.validate(office, row)
    time_machine.move_to(dt.datetime(2026, 12, 2, 12, tzinfo=dt.UTC))
    assert roles.validate(office, row).state == RoleState.VALIDATED


def test_a_school_without_head_is_the_departments_matter_at_once(school):
    office = actor_for(Role.DEPARTMENT_OFFICE, department=school.department)
    row = asked(schools=[school])

    assert row.escalates_on == timezone.localdate()
    assert told("accounts.role_asked", row) == {office.user.email}
    assert roles.validate(office, row).state == RoleState.VALIDATED


def test_a_head_enters_by_the_mailbox_of_the_school_and_may_not_sign(school):
    row = asked(Role.HEAD, schools=[school])
    assert row.state == RoleState.WAITING
    assert told("accounts.head_asked", row) == {school.email}

    link = PersonalLink.objects.about(row).get()
    row = roles.open_for_a_month(Actor.of_link(link), row)
    actor = Actor.of(row.user)

    assert row.evidence == Evidence.SCHOOL_MAILBOX
    assert row.ends_on == timezone.localdate() + dt.timedelta(days=30)
    assert actor.role == Role.HEAD and actor.school_ids == {school.pk}
    assert actor.acts_as(Act.APPROVE, Role.HEAD, school.pk)
    assert not actor.acts_as(Act.SIGN, Role.HEAD, school.pk)
    office = actor_for(Role.DEPARTMENT_OFFICE, department=school.department)
    row = roles.validate(office, row)
    assert row.ends_on is None
    assert Actor.of(row.user).acts_as(Act.SIGN, Role.HEAD, school.pk)


def test_a_link_to_another_request_opens_nothing(school):
    row = asked(Role.HEAD, schools=[school])
    other = asked(Role.HEAD, "b@ac-toulouse.fr", schools=[SchoolFactory(email="b@exemple.test")])
    link = PersonalLink.objects.about(other).get()
    with pytest.raises(Refused):
        roles.open_for_a_month(Actor.of_link(link), row)


def test_nobody_decides_on_their_own_role_nor_elsewhere(school, head):
    mine = roles.ask(head, head.user, Role.TEACHER, schools=[school])
    elsewhere = asked(schools=[SchoolFactory()])
    for row in (mine, elsewhere):
        with pytest.raises(Refused, match="ouverte"):
            roles.validate(head, row)


def test_a_row_over_two_schools_needs_a_head_of_both(school, head):
    row = asked(schools=[school, SchoolFactory()])
    with pytest.raises(Refused):
        roles.validate(head, row)


def test_a_head_of_the_parent_school_decides_for_its_annex(school, head):
    row = asked(schools=[SchoolFactory(parent=school)])
    assert told("accounts.role_asked", row) == {head.user.email}
    assert roles.validate(Actor.of(head.user), row).state == RoleState.VALIDATED


def test_a_company_is_joined_by_who_is_in_place():
    company = CompanyFactory()
    inside = actor_for(Role.COMPANY_REPRESENTATIVE, company=company)
    rbde = actor_for(Role.RBDE, school=SchoolFactory(department=company.department))
    row = asked(Role.COMPANY_REPRESENTATIVE, "x@exemple.test", companies=[company])

    assert told("accounts.role_asked", row) == {inside.user.email}
    with pytest.raises(Refused):
        roles.validate(rbde, row)
    assert roles.validate(inside, row).state == RoleState.VALIDATED


@pytest.mark.parametrize("role", [Role.RBDE, Role.MISSION_OFFICER, Role.BRANCH_OFFICER])
def test_a_company_without_account_is_the_officers_matter(role):
    company = CompanyFactory()
    department = company.department
    places = {
        Role.RBDE: lambda: {"school": SchoolFactory(department=department)},
        Role.MISSION_OFFICER: lambda: {"department": department},
        Role.BRANCH_OFFICER: lambda: {"branch": _branch_of(department)},
    }
    officer = actor_for(role, **places[role]())
    away = DepartmentFactory(code="65")
    foreign = actor_for(Role.RBDE, school=SchoolFactory(department=away))
    row = asked(Role.COMPANY_REPRESENTATIVE, "x@exemple.test", companies=[company])

    assert told("accounts.role_asked", row) == {officer.user.email}
    with pytest.raises(Refused):
        roles.validate(foreign, row)
    assert roles.validate(officer, row).state == RoleState.VALIDATED


def _branch_of(department):
    branch = BranchOrganisationFactory()
    branch.departments.add(department)
    return branch


@pytest.mark.parametrize(
    ("role", "scope", "validator"),
    [
        (Role.DEPARTMENT_SUPERVISOR, "departments", Role.DEPARTMENT_OFFICE),
        (Role.MISSION_OFFICER, "departments", Role.EDUCATION_AUTHORITY),
        (Role.DEPARTMENT_OFFICE, "departments", Role.EDUCATION_AUTHORITY),
        (Role.EDUCATION_AUTHORITY, "departments", Role.ADMINISTRATOR),
    ],
)
def test_officers_are_validated_by_the_floor_above(role, scope, validator):
    department = DepartmentFactory(code="31")
    below = {
        Role.DEPARTMENT_OFFICE: {"department": department},
        Role.EDUCATION_AUTHORITY: {"whole_region": True},
    }
    above = actor_for(validator, **below.get(validator, {}))
    row = asked(role, "x@exemple.test", **{scope: [department]})

    assert told("accounts.role_asked", row) == {above.user.email}
    assert Actor.of(row.user).role is None
    assert roles.validate(above, row).state == RoleState.VALIDATED


OFFICERS = {
    Role.MISSION_OFFICER: lambda: {"departments": [DepartmentFactory(code="31")]},
    Role.DEPARTMENT_OFFICE: lambda: {"academies": [DepartmentFactory(code="31").academy]},
    Role.BRANCH_OFFICER: lambda: {"branches": [_branch_of(DepartmentFactory(code="31"))]},
}


@pytest.mark.parametrize("role", OFFICERS)
def test_the_rectorat_of_an_academie_decides_on_its_own_officers_only(role):
    here, elsewhere = DepartmentFactory(code="31"), DepartmentFactory(code="34")
    assert here.academy != elsewhere.academy
    scope = OFFICERS[role]()
    own, foreign = (
        actor_for(Role.EDUCATION_AUTHORITY, academy=department.academy)
        for department in (here, elsewhere)
    )
    row = asked(role, "x@exemple.test", **scope)

    assert told("accounts.role_asked", row) == {own.user.email}
    assert not RoleAssignment.objects.visible_to(foreign).filter(pk=row.pk).exists()
    assert [todo.title for todo in todos(own, None)] == ["Valider un rôle"]
    assert todos(foreign, None) == []
    with pytest.raises(Refused, match="ouverte"):
        roles.validate(foreign, row)
    assert roles.validate(own, row).state == RoleState.VALIDATED


def test_an_officer_of_two_academies_is_the_matter_of_the_whole_region():
    places = [DepartmentFactory(code="31"), DepartmentFactory(code="34")]
    narrow = [actor_for(Role.EDUCATION_AUTHORITY, academy=place.academy) for place in places]
    whole = actor_for(Role.EDUCATION_AUTHORITY, whole_region=True)
    row = asked(Role.MISSION_OFFICER, "x@exemple.test", departments=places)

    assert told("accounts.role_asked", row) == {whole.user.email}
    for actor in narrow:
        with pytest.raises(Refused, match="ouverte"):
            roles.validate(actor, row)
    assert roles.validate(whole, row).state == RoleState.VALIDATED


def test_a_supervisor_whom_no_department_answers_is_the_rectorats_matter(time_machine):
    places = [DepartmentFactory(code="31"), DepartmentFactory(code="34")]
    actor_for(Role.DEPARTMENT_OFFICE, departments=places[:1])
    whole = actor_for(Role.EDUCATION_AUTHORITY, whole_region=True)
    row = asked(Role.DEPARTMENT_SUPERVISOR, "x@exemple.test", departments=places)

    with pytest.raises(Refused, match="ouverte"):
        roles.validate(whole, row)
    time_machine.move_to(dt.datetime(2026, 12, 1, 8, tzinfo=dt.UTC))
    assert roles.validate(whole, row).state == RoleState.VALIDATED


def test_an_administrator_does_not_decide_on_their_own_request():
    administrator = actor_for(Role.ADMINISTRATOR)
    departments = [DepartmentFactory(code="31")]
    row = roles.ask(
        administrator, administrator.user, Role.EDUCATION_AUTHORITY, departments=departments
    )
    with pytest.raises(Refused, match="ouverte"):
        roles.validate(administrator, row)
    assert roles.validate(actor_for(Role.ADMINISTRATOR), row).state == RoleState.VALIDATED


@pytest.mark.parametrize("role", [Role.CO_LEAD, Role.JUROR, Role.ADMINISTRATOR])
def test_some_roles_are_not_asked(role):
    with pytest.raises(Refused, match="ne se demande pas"):
        asked(role)


def test_a_role_is_asked_once(school, head):
    row = asked(schools=[school])
    with pytest.raises(Refused, match="déjà"):
        roles.ask(Actor.of(row.user), row.user, Role.TEACHER, schools=[school])
    roles.refuse(head, row, "Inconnu au collège")
    assert roles.ask(Actor.of(row.user), row.user, Role.TEACHER, schools=[school]).pk != row.pk


def test_a_refusal_says_why_and_opens_nothing(school, head):
    row = asked(schools=[school])
    with pytest.raises(Refused, match="motif"):
        roles.refuse(head, row, " ")
    row = roles.refuse(head, row, "Inconnue au collège")

    assert row.reason == "Inconnue au collège"
    assert Actor.of(row.user).role is None
    assert told("accounts.role_decided", row) == {ACADEMIC}


def test_an_ended_role_opens_nothing_from_the_next_request_on(client, school, head):
    row = roles.validate(head, asked(schools=[school]))
    client.force_login(row.user)
    assert client.get("/classes/").status_code == 200

    roles.end(head, row, "A quitté le collège")

    assert client.get("/classes/").status_code == 403
    assert Actor.of(row.user).role is None


def test_one_gives_up_ones_own_role_without_a_reason(school, head):
    row = roles.validate(head, asked(schools=[school]))
    stranger = actor_for(Role.HEAD)
    with pytest.raises(Refused):
        roles.end(stranger, row, "pour voir")
    assert roles.end(Actor.of(row.user), row).state == RoleState.ENDED


def test_a_batch_goes_on_past_a_row_that_moved(school, head):
    first, second = asked(schools=[school]), asked(Role.RBDE, "b@ac-toulouse.fr", schools=[school])
    roles.end(Actor.of(first.user), first)

    failed = roles.decide(head, [first, second], True)

    assert [row.pk for row, _ in failed] == [first.pk]
    second.refresh_from_db()
    assert second.state == RoleState.VALIDATED


def test_the_siret_of_one_workplace():
    """A role over a SIREN covers its other SIRETs when the row says so."""
    one = CompanyFactory(siret="73282932000074", siren="732829320")
    two = CompanyFactory(siret="73282932000082", siren="732829320")
    row = RoleAssignmentFactory(role=Role.COMPANY_REPRESENTATIVE, companies=[one])
    assert Actor.of(row.user).company_ids == {one.pk}
    RoleAssignment.objects.update(includes_siblings=True)
    assert Actor.of(row.user).company_ids == {one.pk, two.pk}


@pytest.mark.parametrize("case", every_case(roles.TABLE, RoleState, [None, Role.HEAD]), ids=str)
def test_every_transition_of_a_role(case, school, head):
    """Exhaustive: what the table does not name is refused, and what it names to others too."""
    row = RoleAssignmentFactory(schools=[school], state=case.state, reason="motif")
    actor = head if case.role else Actor.anonymous()
    may = case.expected and case.role and case.event in ("validate", "refuse", "end")

    if may:
        assert roles.TABLE.apply(row, case.event, actor) == case.expected
    else:
        with pytest.raises(Refused):
            roles.TABLE.apply(row, case.event, actor)
