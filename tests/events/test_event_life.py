"""The states of an event, its sessions, who may change it."""

import datetime as dt
import uuid

import pytest
from django.utils import timezone

from accounts.enums import Role
from accounts.models import JournalEntry
from directory.enums import YearState
from directory.violations import Refused
from events.enums import EventKind, EventState
from events.feeds import entry_of
from events.models import Event, Theme
from events.movers import follow_committee
from events.rules.events import SessionDraft
from events.workflow import events as workflow
from events.workflow import watchers
from tests.accounts.factories import actor_for
from tests.clee.factories import CommitteeFactory
from tests.directory.factories import (
    CompanyFactory,
    DepartmentFactory,
    SchoolFactory,
    SchoolYearFactory,
)
from tests.events.factories import EventFactory, SessionFactory

pytestmark = pytest.mark.django_db
S = EventState
EXPECTED = {
    (S.DRAFT, "publish"): S.PUBLISHED,
    (S.PUBLISHED, "close"): S.CLOSED,
    (S.PUBLISHED, "cancel"): S.CANCELLED,
    (S.CLOSED, "reopen"): S.PUBLISHED,
    (S.CLOSED, "archive"): S.ARCHIVED,
}
HOURS = dt.timedelta(hours=3)


@pytest.fixture
def officer():
    return actor_for(Role.DEPARTMENT_SUPERVISOR, department=DepartmentFactory(code="31"))


@pytest.fixture
def event():
    return EventFactory(department=DepartmentFactory(code="31"))


@pytest.fixture
def heard(monkeypatch):
    found = []
    monkeypatch.setattr(watchers, "_watchers", [lambda *facts: found.append(facts[1:])])
    return found


def drafts_of(event, **values):
    rows = event.sessions.standing()
    return [
        SessionDraft(one.starts_at, one.ends_at, one.title, one.room, one.capacity, one.pk)
        for one in rows
    ]


def test_every_state_and_act(officer, event):
    """What is not in the table is refused, in words."""
    for state in S:
        for name in workflow.TABLE.events:
            past = timezone.now() - dt.timedelta(days=2)
            Event.objects.filter(pk=event.pk).update(
                state=state, reason="x", starts_at=past, ends_at=past + HOURS
            )
            if (state, name) in EXPECTED:
                done = workflow.act(officer, event, name, "Salle fermée")
                assert done.state == EXPECTED[state, name]
            else:
                with pytest.raises(Refused, match="n’est plus possible"):
                    workflow.act(officer, event, name, "Salle fermée")


def test_only_who_holds_it_or_keeps_its_territory_manages_it(event):
    school, company = SchoolFactory(), CompanyFactory()
    held = EventFactory(school=school, department=event.department)
    owned = EventFactory(company=company, department=event.department)
    far = DepartmentFactory(code="34")
    for actor, expected in (
        (actor_for(Role.DEPARTMENT_OFFICE, department=event.department), {event, held, owned}),
        (actor_for(Role.EDUCATION_AUTHORITY, department=far), set()),
        (actor_for(Role.HEAD, school=school), {held}),
        (actor_for(Role.TEACHER, school=school), set()),
        (actor_for(Role.RBDE, school=SchoolFactory()), set()),
        (actor_for(Role.COMPANY_REPRESENTATIVE, company=company), {owned}),
        (actor_for(Role.COMPANY_REPRESENTATIVE, company=CompanyFactory()), set()),
    ):
        assert set(Event.objects.managed_by(actor)) == expected
        for row in {event, held, owned} - expected:
            with pytest.raises(Refused, match="ne vous est pas ouverte"):
                workflow.duplicate(actor, row)


def test_a_cancellation_says_why_and_reaches_calendars(officer, event, heard):
    with pytest.raises(Refused, match="Indiquez le motif"):
        workflow.act(officer, event, "cancel", " ")
    done = workflow.act(officer, event, "cancel", "Salle fermée")
    entry = entry_of(done.sessions.select_related("event__municipality").get())
    assert entry.cancelled and entry.sequence == 1
    assert [change for _, _, change in heard] == [watchers.CANCELLED]
    assert JournalEntry.objects.about(event).first().reason == "Salle fermée"


def test_nothing_is_noted_in_a_closed_year(officer, event):
    SchoolYearFactory(start_year=2025, state=YearState.CLOSED)
    starts = timezone.make_aware(dt.datetime(2026, 3, 2, 9))
    new = EventFactory.build(department=event.department)
    past = [SessionDraft(starts, starts + HOURS)]
    with pytest.raises(Refused, match="est close"):
        workflow.create(officer, new, [], past, key=uuid.uuid4())
    with pytest.raises(Refused, match="est close"):
        workflow.change(officer, event, {}, [], past)


def test_an_event_to_come_is_not_closed(officer, event):
    with pytest.raises(Refused, match="n’a pas encore eu lieu"):
        workflow.act(officer, event, "close")


def test_created_once_in_the_name_of_its_holder():
    school = SchoolFactory()
    head = actor_for(Role.HEAD, school=school)
    key, start = uuid.uuid4(), timezone.now() + dt.timedelta(days=9)
    drafts = [SessionDraft(start, start + HOURS, "Matin"),
              SessionDraft(start + 2 * HOURS, start + 3 * HOURS, capacity=12)]  # fmt: skip

    def new(**values):
        return Event(title="Portes ouvertes", kind=EventKind.OPEN_DAY, place="Ici",
                     department=school.department, **values)  # fmt: skip

    theme = Theme.objects.create(label="Thème")
    made, _ = workflow.create(head, new(school=school), [theme], drafts, key=key)
    again, _ = workflow.create(head, new(school=school), [theme], drafts, key=key)
    assert again == made and Event.objects.count() == 1
    assert (made.state, made.organiser) == (S.DRAFT, str(school))
    assert (made.starts_at, made.ends_at) == (start, start + 3 * HOURS)
    assert list(made.themes.all()) == [theme] and made.sessions.count() == 2
    with pytest.raises(Refused, match="ne vous est pas ouverte"):
        workflow.create(head, new(school=SchoolFactory()), [], drafts, key=uuid.uuid4())
    with pytest.raises(Refused, match="ne vous est pas ouverte"):
        workflow.create(head, new(), [], drafts, key=uuid.uuid4())
    with pytest.raises(Refused, match="au moins une séance"):
        workflow.create(head, new(school=school), [], [], key=uuid.uuid4())


def test_a_moved_session_is_told_and_one_left_out_is_cancelled(officer, event, heard):
    other = SessionFactory(event=event, capacity=10)
    first, second = sorted(drafts_of(event), key=lambda one: one.key)
    later = first.starts_at + dt.timedelta(days=1)
    moved = SessionDraft(later, later + HOURS, key=first.key)
    changed, _ = workflow.change(officer, event, {}, [], [moved])
    assert (changed.starts_at, changed.ends_at) == (later, later + HOURS)
    other.refresh_from_db()
    assert other.cancelled_at and other.sequence == 1
    assert [(change, len(rows)) for _, rows, change in heard] == [("moved", 1), ("cancelled", 1)]
    assert JournalEntry.objects.about(event).first().verb == "a déplacé un événement"
    heard.clear()
    workflow.change(officer, changed, {}, [], [SessionDraft(later, later + HOURS, capacity=5,
                                                            key=first.key)])  # fmt: skip
    assert [change for _, _, change in heard] == ["resized"]


def test_an_announced_event_has_a_session_left(officer, event):
    with pytest.raises(Refused, match="au moins une séance"):
        workflow.change(officer, event, {}, [], [])


def test_what_is_over_does_not_change(officer, event):
    Event.objects.filter(pk=event.pk).update(state=S.CLOSED)
    with pytest.raises(Refused, match="ne se modifie plus"):
        workflow.change(officer, event, {"title": "x"}, [], drafts_of(event))


def test_duplicated_for_the_year_after_on_the_same_weekday_and_hour(officer):
    start = timezone.make_aware(dt.datetime(2026, 3, 27, 9))  # winter; a year later, summer
    event = EventFactory(
        department=DepartmentFactory(code="31"), starts_at=start, capacity=30,
        registration_closes_at=start,
    )  # fmt: skip
    event.themes.add(Theme.objects.create(label="Thème"))
    copy = workflow.duplicate(officer, event)
    here = timezone.localtime(copy.starts_at)
    assert (here.date(), here.hour) == (dt.date(2027, 3, 26), 9)
    assert (copy.state, copy.sequence, copy.school_year_id) == (S.DRAFT, 0, 2026)
    assert copy.sessions.get().capacity == 30 and copy.themes.count() == 1
    assert timezone.localtime(copy.registration_closes_at).date() == dt.date(2027, 3, 26)


def test_a_draft_is_removed_what_was_announced_is_not(officer, event):
    with pytest.raises(Refused, match="Seul un brouillon"):
        workflow.remove(officer, event)
    Event.objects.filter(pk=event.pk).update(state=S.DRAFT)
    workflow.remove(officer, event)
    assert not Event.objects.exists()


def test_what_is_over_closes_by_itself(event):
    before = timezone.now() - dt.timedelta(days=2)
    over = EventFactory(starts_at=before, department=event.department)
    assert workflow.close_past() == 1
    over.refresh_from_db()
    assert over.state == S.CLOSED


def test_the_events_of_a_committee_follow_it_into_another(officer):
    old, new = CommitteeFactory(name="Ancien"), CommitteeFactory(name="Nouveau")
    event = EventFactory(committee=old, organiser="Ancien")
    follow_committee(officer, old, new, "Fusion")
    event.refresh_from_db()
    assert (event.committee, event.organiser) == (new, "Ancien")
    assert JournalEntry.objects.about(event).get().reason == "Fusion"
