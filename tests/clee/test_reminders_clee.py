"""Who is reminded of what by committees, as the planner writes it (R-CL-1, R-CL-3)."""

import datetime as dt

import pytest

from accounts.enums import Role
from clee.enums import Side
from clee.enums.meetings import Answer
from clee.workflow import committees, cycle
from directory.models import SchoolYear
from outbox.kinds import kind_of
from outbox.models import Notice
from reminders import planner
from reminders.rules import rule_of
from tests.accounts.factories import actor_for
from tests.clee.factories import CommitteeFactory, MandateFactory, MemberFactory
from tests.clee.factories_meetings import DecisionFactory, InvitationFactory, MeetingFactory
from tests.clee.meeting_steps import convened
from tests.directory.factories import DepartmentFactory

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 25, 6, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def today(time_machine):
    """A Wednesday."""
    time_machine.move_to(NOW)


@pytest.fixture
def committee():
    return CommitteeFactory(departments=[DepartmentFactory(code="30")])


@pytest.fixture
def co_lead(committee):
    actor = actor_for(Role.CO_LEAD)
    MandateFactory(committee=committee, side=Side.ECONOMIC, user=actor.user)
    return actor


def reminded(code):
    """{address: day} of what the planner plans for a rule, each mail rendered."""
    rule = rule_of(code)
    planner.plan(rules=[rule])
    found = {}
    for notice in Notice.objects.filter(kind=code).exclude(state="cancelled"):
        notice.told_at = notice.due_at
        assert rule.holds(notice) and kind_of(code).render(notice).subject
        found[notice.recipient_email] = notice.due_at.date().isoformat()
    return found


def test_who_has_not_answered_and_who_comes(committee, co_lead):
    start = dt.datetime(2026, 12, 2, 16, tzinfo=dt.UTC)
    meeting = MeetingFactory(committee=committee, state="invited", starts_at=start)
    silent = InvitationFactory(meeting=meeting)
    coming = InvitationFactory(meeting=meeting, answer=Answer.PRESENT)
    InvitationFactory(meeting=meeting, answer=Answer.EXCUSED)
    gone = MemberFactory(committee=committee, left_on=dt.date(2026, 11, 20))
    InvitationFactory(meeting=meeting, member=gone)
    over = MandateFactory(committee=committee, ends_on=dt.date(2026, 11, 30))
    InvitationFactory(meeting=meeting, mandate=over)
    assert reminded("clee.meeting.answer") == {silent.email: "2026-11-25"}
    days = dict.fromkeys((silent.email, coming.email), "2026-11-30")
    assert reminded("clee.meeting.coming") == days
    meeting.state = "cancelled"
    meeting.save()
    assert reminded("clee.meeting.coming") == {}


def test_a_step_and_a_decision_are_told_to_the_co_leads_of_that_day(committee, co_lead):
    gone = actor_for(Role.CO_LEAD)
    MandateFactory(committee=committee, user=gone.user, ends_on=dt.date(2026, 11, 1))
    SchoolYear.objects.get_or_create(start_year=2026)
    cycle.open_year(2026)
    committee.steps.filter(kind="autumn").update(due_on=dt.date(2026, 12, 16))
    assert reminded("clee.step.soon") == {co_lead.user.email: "2026-11-25"}
    DecisionFactory(
        meeting=MeetingFactory(committee=committee, state="held"), due_on=dt.date(2026, 12, 2)
    )
    assert reminded("clee.decision.due") == {co_lead.user.email: "2026-11-25"}


def test_the_office_hears_of_a_term_that_ends_and_of_an_empty_side(committee):
    office = actor_for(Role.DEPARTMENT_OFFICE, department=committee.departments.get())
    actor_for(Role.DEPARTMENT_OFFICE, department=DepartmentFactory(code="34"))
    lead = actor_for(Role.CO_LEAD)
    mandate = MandateFactory(
        committee=committee, side=Side.ECONOMIC, user=lead.user, ends_on=dt.date(2027, 1, 24)
    )
    assert reminded("clee.mandate.ends.office") == {office.user.email: "2026-11-25"}
    assert reminded("clee.mandate.ends.lead") == {lead.user.email: "2026-11-25"}
    mandate.ends_on = dt.date(2026, 11, 18)
    mandate.save()
    assert reminded("clee.side.vacant") == {office.user.email: "2026-11-25"}
    MandateFactory(committee=committee, side=Side.ECONOMIC, starts_on=dt.date(2026, 11, 19))
    assert reminded("clee.side.vacant") == {}


def test_the_office_hears_of_a_side_that_nobody_ever_held(committee):
    office = actor_for(Role.DEPARTMENT_OFFICE, department=committee.departments.get())
    committee.created_at = dt.datetime(2026, 10, 26, 12, tzinfo=dt.UTC)
    committee.save()
    MandateFactory(committee=committee, side=Side.ECONOMIC, ends_on=dt.date(2026, 10, 1))
    assert reminded("clee.side.never") == {office.user.email: "2026-11-25"}
    assert "côté École" in str(kind_of("clee.side.never").render(Notice.objects.get()).facts)
    MandateFactory(committee=committee, side=Side.SCHOOL)
    assert reminded("clee.side.never") == {}


def test_a_merge_cancels_what_was_convened(committee, co_lead):
    office = actor_for(Role.DEPARTMENT_OFFICE, department=committee.departments.get())
    MemberFactory(committee=committee, contact_email="paul@essai.example")
    meeting = convened(co_lead, committee)
    into = CommitteeFactory(departments=[committee.departments.get()])
    committees.merge(office, committee, into, "Un seul bassin")
    meeting.refresh_from_db()
    assert (meeting.state, meeting.reason) == ("cancelled", "Un seul bassin")
    told = Notice.objects.filter(kind="clee.meeting_cancelled")
    assert {notice.recipient_email for notice in told} >= {"paul@essai.example"}


def test_the_plan_of_the_year_is_awaited_by_the_end_of_october(committee, co_lead, time_machine):
    SchoolYear.objects.update_or_create(start_year=2026, defaults={"state": "current"})
    time_machine.move_to(dt.datetime(2026, 10, 1, 6, tzinfo=dt.UTC))
    mandate = committee.mandates.get()
    mandate.starts_on = dt.date(2026, 9, 1)
    mandate.save()
    assert list(reminded("clee.plan_due.20")) == [co_lead.user.email]
    assert list(reminded("clee.plan_due.5")) == [co_lead.user.email]
    words = kind_of("clee.plan_due.5").render(Notice.objects.get(kind="clee.plan_due.5"))
    assert "Le plan d’actions de votre comité était attendu pour le 31 octobre." in words.paragraphs
