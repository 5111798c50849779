"""Roles that wait: the head is reminded, then the département."""

import datetime as dt

import pytest
from django.utils import timezone

from accounts.actor import Actor
from accounts.enums import Act, Role
from accounts.models import Delegation
from accounts.workflow import roles
from outbox.kinds import kind_of
from outbox.models import Notice
from tests.accounts.factories import UserFactory, actor_for
from tests.directory.factories import BranchOrganisationFactory, SchoolFactory
from tests.reminders.planning import plan

pytestmark = pytest.mark.django_db
HEAD, OFFICE = "roles.waiting.head", "roles.waiting.office"


@pytest.fixture
def today(time_machine):
    """A Wednesday; five working days later is the next one."""
    time_machine.move_to(dt.datetime(2026, 11, 25, 12, tzinfo=dt.UTC))


def planned(code):
    rows = Notice.objects.filter(kind=code).exclude(state="cancelled")
    return {row.recipient_email: row.due_at.date().isoformat() for row in rows}


def asked(school):
    user = UserFactory(email="jeanne@ac-toulouse.fr")
    return roles.ask(Actor.of(user), user, Role.TEACHER, schools=[school])


def test_the_head_then_the_department_office(today):
    school = SchoolFactory()
    head = actor_for(Role.HEAD, school=school)
    office = actor_for(Role.DEPARTMENT_OFFICE, department=school.department)
    row = asked(school)
    plan("roles.", "delegations.")

    assert planned(HEAD) == {head.user.email: "2026-11-30"}
    assert planned(OFFICE) == {office.user.email: "2026-12-02"}
    for notice in Notice.objects.filter(kind__startswith="roles.waiting"):
        mail = kind_of(notice.kind).render(notice.at(timezone.now()))
        assert str(row.user) in mail.subject and "/roles/a-valider/" in mail.action[1]
    roles.validate(head, row)
    for notice in Notice.objects.filter(kind__startswith="roles.waiting"):
        assert not kind_of(notice.kind).still_relevant(notice.at(timezone.now()))


def test_an_office_that_was_told_at_once_is_not_told_again(today):
    school = SchoolFactory()
    actor_for(Role.DEPARTMENT_OFFICE, department=school.department)
    asked(school)
    plan("roles.", "delegations.")
    assert planned(HEAD) == {} and planned(OFFICE) == {}


def test_a_role_that_ends_outside_the_rentree_is_told_to_its_holder(today):
    officer = actor_for(Role.BRANCH_OFFICER, branch=BranchOrganisationFactory(name="UIMM 31"))
    rows = officer.user.role_assignments
    rows.update(ends_on=dt.date(2026, 12, 18))
    plan("roles.", "delegations.")

    assert planned("roles.ends") == {officer.user.email: "2026-12-04"}
    notice = Notice.objects.get(kind="roles.ends")
    mail = kind_of(notice.kind).render(notice.at(notice.due_at))
    assert "18 décembre 2026" in mail.subject and ("Périmètre", "UIMM 31") in mail.facts
    rows.update(ends_on=None)
    assert not kind_of(notice.kind).still_relevant(notice.at(timezone.now()))


def test_both_sides_of_a_delegation_are_told_of_its_end_each_in_their_words(today):
    school = SchoolFactory()
    head, deputy = (actor_for(role, school=school) for role in (Role.HEAD, Role.DEPUTY))
    row = Delegation.objects.create(
        assignment=head.user.role_assignments.get(),
        holder=deputy.user,
        acts=[Act.APPROVE],
        starts_on=dt.date(2026, 11, 25),
        ends_on=dt.date(2026, 12, 16),
    )
    plan("roles.", "delegations.")

    day = "2026-12-09"
    assert planned("delegations.end") == {head.user.email: day, deputy.user.email: day}
    texts = {
        notice.user_id: kind_of(notice.kind).render(notice.at(notice.due_at)).paragraphs[0]
        for notice in Notice.objects.filter(kind="delegations.end")
    }
    assert "à votre place" in texts[head.user.pk] and "à la place de" in texts[deputy.user.pk]
    Delegation.objects.filter(pk=row.pk).update(ended_at=timezone.now())
    for notice in Notice.objects.filter(kind="delegations.end"):
        assert not kind_of(notice.kind).still_relevant(notice.at(timezone.now()))
