"""What is printed for a track: programmes by name, attendance by name or number (DOMAIN §8)."""

import datetime as dt
from io import BytesIO

import pytest
import time_machine
from django.urls import reverse
from pypdf import PdfReader

from accounts.enums import Role
from placements import solving
from placements.agreement.document import layout_data
from placements.allocation import allocate
from placements.models import Placement
from placements.sheets import attendance_of, programme
from placements.workflow import agreements, track_allocation
from placements.workflow.agreement_ends import agreement_of
from tests.accounts.factories import actor_for
from tests.placements.track_world import DAY, MONDAY, make_track_world, publish_whole

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(monkeypatch):
    monkeypatch.setattr(solving, "solve", allocate)
    with time_machine.travel(dt.datetime(2026, 11, 20, 9, tzinfo=dt.UTC), tick=False):
        yield make_track_world()


@pytest.fixture
def track(world):
    made = world.track(capacity=2)
    world.propose(made, world.near)
    world.propose(made, world.far)
    track_allocation.compute(world.officer, world.close(made))
    publish_whole(world.officer, made)
    made.refresh_from_db()
    return made


def test_the_programme_says_where_one_goes_each_day(world, track):
    placement = Placement.objects.order_by("pk").first()
    said = programme(placement)
    facts, table = said["sections"][0]["facts"], said["sections"][1]["table"]
    assert facts[0] == ("Parcours", f"{track.title}, {world.branch}")
    assert [row[0] for row in table["rows"]][:2] == ["Lundi 25 janvier", "Mardi 26 janvier"]
    assert len(table["rows"]) == 5
    hosts = [row[2].partition("\n")[0] for row in table["rows"]]
    assert hosts[0] != hosts[1] and set(hosts) == {str(host) for host in world.hosts}


def test_each_reads_attendance_as_it_may(world, track):
    """A host its own days by name, a school its own pupils by name, the officer numbers."""
    everybody = attendance_of(world.officer, track, runs=True)
    assert len(everybody) == 10
    labels = {one.label for people in everybody.values() for one in people}
    assert labels == {"n° 1", "n° 2"}
    host = actor_for(Role.COMPANY_REPRESENTATIVE, company=world.hosts[0])
    own = attendance_of(host, track, runs=False)
    assert {name for _, name in own} == {str(world.hosts[0])} and len(own) == 5
    assert all("ÉLÈVE" in one.label for people in own.values() for one in people)
    school = attendance_of(world.head(world.near), track, runs=False)
    assert sum(len(people) for people in school.values()) == 5
    stranger = actor_for(Role.HEAD)
    assert attendance_of(stranger, track, runs=False) == {}


def text_of(response):
    pages = PdfReader(BytesIO(response.content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_the_files(client, world, track):
    urls = {
        name: reverse(f"placements:{name}", args=[track.pk])
        for name in ("track_programmes", "track_attendance")
    }
    placement = Placement.objects.filter(school=world.near.school).get()
    one = reverse("placements:placement_programme", args=[placement.pk])
    client.force_login(world.head(world.near).user)
    assert "Jour par jour" in text_of(client.get(one))
    assert placement.pupil.first_name in text_of(client.get(urls["track_programmes"]))
    client.force_login(world.officer.user)
    text = text_of(client.get(urls["track_attendance"]))
    assert "n° 1" in text and placement.pupil.first_name not in text
    assert client.get(urls["track_programmes"]).status_code == 403
    assert client.get(one).status_code == 403
    client.force_login(actor_for(Role.HEAD).user)
    assert [client.get(url).status_code for url in (one, *urls.values())] == [404] * 3


def test_the_agreement_names_the_track_and_gathers_the_days_of_a_host(world, track):
    placement = Placement.objects.filter(school=world.near.school).get()
    agreements.prepare(world.head(world.near), placement)
    data = layout_data(agreement_of(placement))
    assert ("Parcours de découverte", f"{track.title}, {world.branch}") in data["glance"]
    sections = [one for one in data["annexes"][0]["sections"] if one["title"].startswith("Chez")]
    assert len(sections) == 2
    days = sorted(day for one in sections for day, _ in one["table"]["rows"])
    assert days == ["Jeudi", "Lundi", "Mardi", "Mercredi", "Vendredi"]
    assert "\n" in dict(sections[0]["facts"])["Dates"]
    assert placement.ends_on == MONDAY + 4 * DAY
