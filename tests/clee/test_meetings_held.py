"""Meetings that took place: sheet, decisions, minutes, the step of the year (R-CL-3)."""

import datetime as dt

import pytest
import time_machine

from accounts.enums import Role
from clee.enums import Side
from clee.enums.meetings import Answer, Attendance, DecisionState, MeetingKind
from clee.models import Decision, Meeting
from clee.workflow import cycle, guests, meetings
from directory.models import SchoolYear
from directory.violations import Refused
from documents.models import Snapshot
from outbox.kinds import kind_of
from tests.accounts.factories import actor_for
from tests.clee.factories import CommitteeFactory, MandateFactory
from tests.clee.factories_meetings import SOON, InvitationFactory, MeetingFactory
from tests.clee.meeting_steps import NOW, convened, member, told
from tests.directory.factories import DepartmentFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def committee():
    return CommitteeFactory(departments=[DepartmentFactory(code="30")])


@pytest.fixture
def co_lead(committee):
    actor = actor_for(Role.CO_LEAD)
    MandateFactory(committee=committee, side=Side.ECONOMIC, user=actor.user)
    return actor


# --- afterwards -------------------------------------------------------------------------------


@pytest.fixture
def held(committee, co_lead):
    member(committee)
    meeting = convened(co_lead, committee)
    with time_machine.travel(SOON + dt.timedelta(hours=3)):
        meetings.hold(co_lead, meeting)
    meeting.refresh_from_db()
    return meeting


def test_nothing_is_held_before_its_day(committee, co_lead):
    with pytest.raises(Refused, match="pas encore eu lieu"):
        meetings.hold(co_lead, convened(co_lead, committee))


def test_the_sheet_opens_with_the_answers_and_takes_others(client, held, co_lead):
    row = held.invitations.get(email="paul@essai.example")
    row.answer, row.represented_by = Answer.REPRESENTED, "Léa Blanc"
    row.save()
    client.force_login(co_lead.user)
    path = f"/clee/reunions/{held.pk}/presences/"
    page = client.get(path).content.decode()
    assert 'value="represented" selected' in page
    data = {f"p{row.pk}": "represented", "p0": "present", "also": "Jean Faure\n\n"}
    assert client.post(path, data).status_code == 302
    row.refresh_from_db()
    assert row.attendance == Attendance.REPRESENTED
    assert held.invitations.get(name="Jean Faure").attendance == Attendance.PRESENT


def test_minutes_are_frozen_archived_and_sent(client, held, co_lead):
    with pytest.raises(Refused, match="Relevez d’abord les présences"):
        meetings.report(co_lead, held)
    row = held.invitations.get(email="paul@essai.example")
    meetings.take_attendance(co_lead, held, {row.pk: "present"})
    item = held.agenda.get()
    meetings.take_notes(co_lead, held, "Réunion utile.", {item.pk: "Douze immersions."})
    meetings.report(co_lead, held)
    meetings.report(co_lead, held)  # after a correction

    versions = Snapshot.objects.about(held, "clee-minutes")
    assert sorted(versions.values_list("version", flat=True)) == [1, 2]
    first, second = told("minutes")
    ((name, _, pdf),) = kind_of("clee.minutes").render(second).attachments
    assert name == "compte-rendu-2026-12-10-v2.pdf" and pdf.startswith(b"%PDF")
    path = f"{guests.link_of(row).path}compte-rendu/"
    assert client.get(path)["Content-Type"] == "application/pdf"
    assert first.recipient_email == "paul@essai.example"


def test_no_minutes_by_link_before_they_are_sent(client, held):
    row = held.invitations.get(email="paul@essai.example")
    assert client.get(f"{guests.link_of(row).path}compte-rendu/").status_code == 404


def test_open_decisions_come_back_until_they_are_settled(client, held, co_lead, committee):
    client.force_login(co_lead.user)
    data = {"text": "Écrire aux entreprises", "owner": "M. Sanchez", "due_on": "2027-01-15"}
    data["form_key"] = "0f0e0d0c-0b0a-4908-8706-050403020100"
    for _ in range(2):
        assert client.post(f"/clee/reunions/{held.pk}/", data).status_code == 302
    decision = Decision.objects.get()
    later = MeetingFactory(committee=committee, starts_at=SOON + dt.timedelta(days=60))
    elsewhere = MeetingFactory(starts_at=SOON + dt.timedelta(days=60))
    assert list(Decision.objects.carried_to(later)) == [decision]
    assert not Decision.objects.carried_to(elsewhere) and not Decision.objects.carried_to(held)
    assert decision.text in client.get(f"/clee/reunions/{later.pk}/").content.decode()

    path = f"/clee/decisions/{decision.pk}/suite/"
    assert client.post(path, {"state": "done", "retour": held.pk}).status_code == 302
    decision.refresh_from_db()
    assert decision.state == DecisionState.DONE and decision.settled_on
    assert not Decision.objects.carried_to(later)
    client.force_login(actor_for(Role.HEAD).user)
    assert client.post(path, {"state": "open"}).status_code == 404


# --- pages and the year -------------------------------------------------------------------------


def test_a_meeting_is_prepared_once(client, committee, co_lead):
    client.force_login(co_lead.user)
    path = f"/clee/{committee.pk}/reunions/preparer/"
    data = {
        "kind": "plenary",
        "day": "2026-12-10",
        "start": "17:00",
        "end": "16:00",
        "place": "Lycée Dumas",
        "agenda": "Bilan\nProjets",
        "form_key": "0f0e0d0c-0b0a-4908-8706-050403020101",
    }
    assert "précède son début" in client.post(path, data).content.decode()
    data["end"] = "19:00"
    nowhere = client.post(path, data | {"place": ""}).content.decode()
    assert "Indiquez le lieu" in nowhere
    for _ in range(2):
        assert client.post(path, data).status_code == 302
    meeting = Meeting.objects.get()
    assert [item.title for item in meeting.agenda.all()] == ["Bilan", "Projets"]
    assert meeting.starts_at == SOON
    page = client.post(f"/clee/reunions/{meeting.pk}/invite/", {
        "form_key": "0f0e0d0c-0b0a-4908-8706-050403020102"
    })  # fmt: skip
    assert page.status_code == 302
    page = client.get(f"/clee/reunions/{meeting.pk}/").content.decode()
    assert "Invitations envoyées" in page or "invitations envoyées" in page


def test_a_meeting_held_does_its_step(committee, co_lead):
    SchoolYear.objects.get_or_create(start_year=2026)
    assert cycle.open_year(2026) == 5
    assert cycle.open_year(2026) == 0
    for kind, days in ((MeetingKind.STEERING, 40), (MeetingKind.STEERING, 20),
                       (MeetingKind.OTHER, 10)):  # fmt: skip
        past = NOW - dt.timedelta(days=days)
        meetings.hold(co_lead, MeetingFactory(committee=committee, kind=kind, starts_at=past))
    done = committee.steps.exclude(done_on=None)
    assert [step.kind for step in done] == ["autumn", "spring"]


def test_pages_of_ten_years_have_few_queries(
    client, committee, co_lead, django_assert_max_num_queries
):
    for number in range(60):
        start = SOON - dt.timedelta(days=60 * number)
        InvitationFactory(meeting=MeetingFactory(committee=committee, starts_at=start))
    client.force_login(co_lead.user)
    client.get(f"/clee/{committee.pk}/reunions/")
    with django_assert_max_num_queries(12):
        client.get(f"/clee/{committee.pk}/reunions/")
