"""Programmes: proposed by organisers, decided by officers, read by everybody."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from accounts.enums import Role
from directory.violations import Refused
from events.enums import EventState
from events.enums.programme import EntryState, ProgrammeState
from events.models import Event, Programme, ProgrammeEntry, Theme
from events.todo import todos
from events.workflow import programmes as workflow
from events.workflow.programmes import Ticks
from outbox.models import Notice
from tests.accounts.factories import actor_for
from tests.directory.factories import CompanyFactory, DepartmentFactory
from tests.events.factories import EventFactory, SessionFactory
from tests.partnerships.factories import SlotFactory

pytestmark = pytest.mark.django_db
E, P = EntryState, ProgrammeState
ENTRY = {
    (E.PROPOSED, "accept"): E.ACCEPTED,
    (E.PROPOSED, "refuse"): E.REFUSED,
    (E.ACCEPTED, "withdraw"): E.WITHDRAWN,
    (E.REFUSED, "accept"): E.ACCEPTED,
}


class World:
    """A programme around next month, a company of the Haute-Garonne with an event and a slot."""

    def __init__(self):
        at = timezone.now() + dt.timedelta(days=30)
        self.day = timezone.localdate(at)
        self.department = DepartmentFactory(code="31")
        self.company = CompanyFactory(department=self.department)
        self.owner = actor_for(Role.COMPANY_REPRESENTATIVE, company=self.company)
        self.officer = actor_for(Role.MISSION_OFFICER, department=self.department)
        self.event = EventFactory(
            title="Portes ouvertes", company=self.company, department=self.department,
            starts_at=at, capacity=40,
        )  # fmt: skip
        self.slot = SlotFactory(
            offer__title="Visite de l’usine", offer__host_company=self.company,
            offer__department=self.department, starts_on=self.day, ends_on=self.day,
        )  # fmt: skip
        self.programme = Programme.objects.create(
            title="Semaine de l’industrie", starts_on=self.day - dt.timedelta(days=2),
            ends_on=self.day + dt.timedelta(days=4), state=P.PUBLISHED,
            school_year=self.event.school_year, theme="L’industrie, un avenir",
        )  # fmt: skip
        self.address = self.programme.get_absolute_url()

    def tick(self, actor=None, events=(), slots=(), **more):
        keys = (frozenset(one.pk for one in rows) for rows in (events, slots))
        return workflow.tick(actor or self.owner, self.programme, Ticks(*keys, **more))


@pytest.fixture
def world():
    return World()


def told(kind):
    return set(Notice.objects.filter(kind=kind).values_list("recipient_email", flat=True))


def titles(client, address):
    page = client.get(address)
    return sorted(line.title for _, lines in page.context["groups"] for line in lines)


def test_a_slot_and_an_event_join_by_a_tick_once_accepted(client, world):
    assert world.tick(events=[world.event], slots=[world.slot], message="Bonjour") == (2, 0)
    assert world.tick(events=[world.event], slots=[world.slot]) == (0, 0)
    assert titles(client, world.address) == []
    assert told("programme.proposed") == {world.officer.user.email}
    (todo,) = todos(world.officer, world.programme.school_year)
    assert todo.title == "Décider de 2 propositions au programme"
    for entry in world.programme.entries.all():
        workflow.act_on_entry(world.officer, entry, "accept")
    assert titles(client, world.address) == ["Portes ouvertes", "Visite de l’usine"]
    assert told("programme.accept") == {world.owner.user.email}
    assert todos(world.officer, world.programme.school_year) == []
    # Seats are the slot's own: what the offer says is what the programme says.
    page = client.get(world.address).content.decode()
    assert f"{world.slot.capacity} places libres" in page
    assert world.tick(events=[world.event]) == (0, 1)
    assert titles(client, world.address) == ["Portes ouvertes"]


def test_an_officer_s_own_tick_is_accepted_at_once(client, world):
    assert world.tick(world.officer, events=[world.event], slots=[world.slot]) == (2, 0)
    assert titles(client, world.address) == ["Portes ouvertes", "Visite de l’usine"]
    assert not told("programme.proposed")


def test_only_one_s_own_at_the_dates_of_a_programme_that_takes_proposals(world):
    stranger = actor_for(Role.COMPANY_REPRESENTATIVE, company=CompanyFactory())
    for choice in ({"events": [world.event]}, {"slots": [world.slot]}):
        with pytest.raises(Refused, match="n’est plus proposable"):
            world.tick(stranger, **choice)
    later = EventFactory(company=world.company, starts_at=timezone.now() + dt.timedelta(days=90))
    draft = EventFactory(company=world.company, starts_at=world.event.starts_at,
                         state=EventState.DRAFT)  # fmt: skip
    for row in (later, draft):
        with pytest.raises(Refused, match="n’est plus proposable"):
            world.tick(events=[row])
    Programme.objects.update(proposals_until=timezone.localdate() - dt.timedelta(days=1))
    with pytest.raises(Refused, match="ne prend plus de propositions"):
        world.tick(events=[world.event])


def test_every_state_of_an_entry_and_every_act(world):
    world.tick(events=[world.event])
    entry = world.programme.entries.get()
    for state in E:
        for name in workflow.ENTRY.events:
            reason = "x" if state == E.REFUSED else ""
            ProgrammeEntry.objects.filter(pk=entry.pk).update(state=state, reason=reason)
            if (state, name) in ENTRY:
                done = workflow.act_on_entry(world.officer, entry, name, "Hors sujet")
                assert done.state == ENTRY[state, name]
            elif (state, name) == (E.PROPOSED, "withdraw"):
                done = workflow.act_on_entry(world.owner, entry, name)
                assert done.state == E.WITHDRAWN
            else:
                with pytest.raises(Refused, match="n’est plus possible"):
                    workflow.act_on_entry(world.officer, entry, name, "x")


def test_every_state_of_a_programme_and_every_act(world):
    authority = actor_for(Role.EDUCATION_AUTHORITY, department=world.department)
    expected = {(P.DRAFT, "publish"): P.PUBLISHED, (P.PUBLISHED, "archive"): P.ARCHIVED,
                (P.ARCHIVED, "reopen"): P.PUBLISHED}  # fmt: skip
    for state in P:
        for name in workflow.PROGRAMME.events:
            Programme.objects.update(state=state)
            if (state, name) in expected:
                done = workflow.act(authority, world.programme, name)
                assert done.state == expected[state, name]
                Programme.objects.update(state=state)
                with pytest.raises(Refused, match="ne vous est pas ouverte"):
                    workflow.act(world.officer, world.programme, name)
            else:
                with pytest.raises(Refused, match="n’est plus possible"):
                    workflow.act(authority, world.programme, name)


def test_a_refusal_says_why_to_who_proposed(client, world):
    world.tick(events=[world.event])
    entry = world.programme.entries.get()
    client.force_login(world.officer.user)
    act = reverse("events:entry_act", args=[entry.pk, "refuse"])
    assert client.post(act, {"reason": " "}).status_code == 200
    client.post(act, {"reason": "Ce n’est pas l’industrie"})
    entry.refresh_from_db()
    assert (entry.state, entry.reason) == (E.REFUSED, "Ce n’est pas l’industrie")
    assert told("programme.refuse") == {world.owner.user.email}
    client.force_login(world.owner.user)
    assert "Ce n’est pas l’industrie" in client.get(entry.get_absolute_url()).content.decode()


def test_another_territory_and_another_company_open_nothing(client, world):
    world.tick(events=[world.event])
    entry = world.programme.entries.get()
    pages = [entry.get_absolute_url(), reverse("events:entry_act", args=[entry.pk, "accept"])]
    pages.append(reverse("events:entry_act", args=[entry.pk, "withdraw"]))
    far = DepartmentFactory(code="34")
    for actor in (
        actor_for(Role.MISSION_OFFICER, department=far),
        actor_for(Role.EDUCATION_AUTHORITY, department=far),
        actor_for(Role.COMPANY_REPRESENTATIVE, company=CompanyFactory()),
    ):
        client.force_login(actor.user)
        for page in pages:
            assert client.get(page).status_code == 404 and client.post(page).status_code == 404
        listed = client.get(reverse("events:proposals", args=[world.programme.pk]))
        assert list(listed.context["page_obj"].object_list) == []
    with pytest.raises(Refused, match="ne vous est pas ouverte"):
        workflow.act_on_entry(world.owner, entry, "accept")


def test_what_was_cancelled_is_said_and_a_closed_slot_leaves(client, world):
    world.tick(world.officer, events=[world.event], slots=[world.slot])
    Event.objects.update(state="cancelled", reason="Neige")
    world.slot.state = "cancelled"
    world.slot.save()
    page = client.get(world.address)
    assert titles(client, world.address) == ["Portes ouvertes"]
    assert "Annulé" in page.content.decode()


def test_the_public_page_by_department_and_theme_in_six_queries(
    client, world, django_assert_max_num_queries
):
    theme = Theme.objects.create(label="Parité entre toutes")
    world.programme.themes.add(theme)
    world.tick(world.officer, events=[world.event], theme=theme)
    world.tick(world.officer, events=[world.event], slots=[world.slot])
    for _ in range(6):
        row = EventFactory(department=world.department, starts_at=world.event.starts_at)
        SessionFactory(event=row)
        ProgrammeEntry.objects.create(
            programme=world.programme, event=row, department=row.department, state=E.ACCEPTED
        )
    with django_assert_max_num_queries(6):
        page = client.get(f"{world.address}?vue=departement")
    assert [name for name, _ in page.context["groups"]] == [world.department.name]
    assert titles(client, f"{world.address}?theme={theme.pk}") == ["Portes ouvertes"]
    agenda = client.get(reverse("events:programme_calendar", args=[world.programme.pk]))
    assert agenda.content.count(b"BEGIN:VEVENT") == 13


def test_the_export_for_the_national_site_reads_back(client, world, tmp_path):
    world.tick(world.officer, events=[world.event], slots=[world.slot])
    entry = world.programme.entries.get(event=world.event)
    client.force_login(world.officer.user)
    sent = {"label_number": "SI-2026-31", "national_url": "https://national.example/31"}
    assert client.post(entry.get_absolute_url(), sent).status_code == 302
    address = reverse("events:programme_export", args=[world.programme.pk])
    file = tmp_path / "programme.xlsx"
    file.write_bytes(client.get(address, {"format": "xlsx"}).content)
    head, *rows = CalamineWorkbook.from_path(file).get_sheet_by_index(0).to_python()
    found = {row[0]: dict(zip(head, row, strict=True)) for row in rows}
    assert found["Portes ouvertes"]["Numéro de label"] == "SI-2026-31"
    assert found["Portes ouvertes"]["Places"] == 40
    assert found["Visite de l’usine"]["Places libres"] == world.slot.capacity
    csv = client.get(address, {"format": "csv"})
    assert b"SI-2026-31" in b"".join(csv.streaming_content)
    client.force_login(world.owner.user)
    assert client.get(address).status_code == 404


def test_a_programme_is_written_ticked_and_published_in_pages(client, world):
    authority = actor_for(Role.EDUCATION_AUTHORITY, department=world.department)
    client.force_login(authority.user)
    first = world.day.isoformat()
    typed = {"title": "Semaine 2027", "starts_on": first, "ends_on": "2020-01-01"}
    page = client.post("/evenements/programmes/nouveau/", typed)
    assert "Le dernier jour précède le premier." in page.content.decode()
    page = client.post("/evenements/programmes/nouveau/", typed | {"ends_on": first})
    made = Programme.objects.get(title="Semaine 2027")
    client.force_login(world.owner.user)
    assert client.get(made.get_absolute_url()).status_code == 404
    client.force_login(authority.user)
    client.post(reverse("events:programme_act", args=[made.pk, "publish"]))
    client.force_login(world.owner.user)
    assert client.get(reverse("events:programme_edit", args=[made.pk])).status_code == 403
    propose = reverse("events:programme_propose", args=[made.pk])
    assert "Visite de l’usine" in client.get(propose).content.decode()
    client.post(propose, {"slots": [world.slot.pk]})
    assert made.entries.get().slot == world.slot
    client.force_login(actor_for(Role.TEACHER).user)
    assert client.get(propose).status_code == 403


def test_an_entry_is_one_thing_once(world):
    values = {"programme": world.programme, "department": world.department}
    ProgrammeEntry.objects.create(event=world.event, **values)
    for more in ({}, {"event": world.event}, {"event": world.event, "slot": world.slot}):
        with pytest.raises(IntegrityError), transaction.atomic():
            ProgrammeEntry.objects.create(**values, **more)


def test_a_programme_in_preparation_is_the_authority_s_own(client, world):
    Programme.objects.update(state=P.DRAFT)
    names = ("programme", "programme_calendar", "programme_edit", "programme_propose", "proposals")
    pages = [reverse(f"events:{name}", args=[world.programme.pk]) for name in names]
    pages.append(reverse("events:programme_export", args=[world.programme.pk]))
    pages.append(reverse("events:programme_act", args=[world.programme.pk, "publish"]))
    for actor in (world.officer, world.owner, actor_for(Role.TEACHER)):
        client.force_login(actor.user)
        for page in pages:
            codes = {client.get(page).status_code, client.post(page).status_code}
            assert codes <= {403, 404, 405}, page
