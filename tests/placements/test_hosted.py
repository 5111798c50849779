"""The pupils of a company, followed with its account as by the link of the tutor."""

import datetime as dt
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.enums import Role
from accounts.models import PersonalDataRead
from outbox.models import Notice
from partnerships import presences
from placements import evaluation
from placements.enums import PlacementState
from placements.models import Incident, Placement, PresenceDay, Stay
from placements.todo import follow_up
from tests.accounts.factories import actor_for
from tests.placements.factories import PlacementFactory
from tests.placements.follow_world import FRIDAY, MONDAY, TUESDAY, followed, on

pytestmark = pytest.mark.django_db
LIST = "/stages/accueillis/"


@pytest.fixture
def world():
    return followed()


def stay_of(world):
    return world.placement.stays.get()


def page(world, name="stay", *more):
    return reverse(f"placements:hosted_{name}", args=[stay_of(world).pk, *more])


def text_of(response):
    return " ".join(response.content.decode().replace("&nbsp;", " ").split())


def test_the_pupils_of_the_week_and_what_is_to_take(client, world):
    with on(TUESDAY):
        client.force_login(world.company.user)
        shown = text_of(client.get(LIST))
        assert "MARTIN Léa" in shown and "Présence à relever : 2 jours" in shown
        assert PersonalDataRead.objects.filter(user=world.company.user).exists()
        (todo,) = follow_up.todos(world.company, world.placement.school_year)
        assert (todo.title, todo.url) == ("Relever la présence d’un élève en stage", LIST)
        data = {f"morning_{MONDAY}": "present", f"afternoon_{MONDAY}": "absent"}
        assert client.post(page(world), data).url == page(world)
        row = PresenceDay.objects.get()
        assert (row.side, row.afternoon) == ("host", "absent")
        assert Notice.objects.get(kind="placement.absent").user == world.teacher.user
        assert "Présence à relever : 1 jour" in text_of(client.get(LIST))
        assert follow_up.todos(world.company, world.placement.school_year) == []
        assert "Ce lien vous est personnel" not in text_of(client.get(page(world)))
        PresenceDay.objects.all().delete()
        Placement.objects.update(state=PlacementState.MISSED, missed_reason="host")
        assert "Présence à relever" not in text_of(client.get(LIST))
        assert follow_up.todos(world.company, world.placement.school_year) == []
    with on(FRIDAY + dt.timedelta(days=40)):
        client.force_login(world.company.user)
        assert "Aucun élève en ce moment." in text_of(client.get(LIST))


def test_an_incident_is_told_at_once_and_its_sheet_given(client, world):
    with on(TUESDAY):
        client.force_login(world.company.user)
        typed = {"kind": "accident", "day": f"{TUESDAY}", "what": "Une chute."}
        answer = client.post(page(world, "incident"), typed | {"form_key": uuid.uuid4()})
        assert answer.url == page(world)
        row = Incident.objects.get()
        assert row.side == "host"
        told = Notice.objects.filter(kind="placement.incident")
        assert {one.user for one in told} == {world.teacher.user, world.head.user}
        assert "Fiche de déclaration" in text_of(client.get(page(world)))
        sheet = client.get(page(world, "sheet", row.pk))
        assert sheet["Content-Type"].endswith("pdf")
        Incident.objects.update(side="school")
        assert client.get(page(world, "sheet", row.pk)).status_code == 404


def test_the_opinion_asked_of_ones_own_address_and_the_attestation(client, world):
    Stay.objects.update(tutor_email=world.company.user.email)
    with on(FRIDAY):
        client.force_login(world.company.user)
        assert "Donner votre avis" not in text_of(client.get(page(world)))
        assert client.get(page(world, "attestation")).status_code == 404
        evaluation.ask_due(FRIDAY)
        assert "Donner votre avis de tuteur" in text_of(client.get(page(world)))
        Placement.objects.update(state=PlacementState.DONE)
        assert client.get(page(world, "attestation"))["Content-Type"].endswith("pdf")
        Stay.objects.update(tutor_email="autre@meca.test")


def test_another_company_and_a_placement_that_is_not_signed(client, world):
    with on(TUESDAY):
        client.force_login(actor_for(Role.COMPANY_REPRESENTATIVE).user)
        names = ("stay", "incident", "attestation")
        assert {client.get(page(world, name)).status_code for name in names} == {404}
        assert "MARTIN" not in text_of(client.get(LIST))
        client.force_login(world.head.user)
        assert client.get(page(world)).status_code == client.get(LIST).status_code == 403
        Placement.objects.update(state=PlacementState.FOUND)
        client.force_login(world.company.user)
        shown = text_of(client.get(LIST))
        assert "MARTIN Léa" in shown and page(world) not in shown
        assert client.get(page(world)).status_code == 404


def test_the_calendar_of_the_company_leads_there(world):
    company = stay_of(world).company_id
    (one,) = presences.between([company], MONDAY, FRIDAY)
    assert one.url == page(world)
    Placement.objects.update(state=PlacementState.FOUND)
    (one,) = presences.between([company], MONDAY, FRIDAY)
    assert one.url == ""


@pytest.mark.parametrize("count", [1, 6])
def test_the_list_costs_the_same_whatever_its_length(client, world, count):
    company = stay_of(world).company
    for _ in range(count):
        row = PlacementFactory(state=PlacementState.SIGNED, starts_on=MONDAY, ends_on=FRIDAY)
        Stay.objects.filter(placement=row).delete()
        Stay.objects.create(placement=row, company=company, starts_on=MONDAY, ends_on=FRIDAY)
    with on(TUESDAY):
        client.force_login(world.company.user)
        client.get(LIST)
        with CaptureQueriesContext(connection) as asked:
            client.get(LIST)
    assert len([one for one in asked if "placements_" in one["sql"]]) <= 4
    assert len(asked) <= 12
