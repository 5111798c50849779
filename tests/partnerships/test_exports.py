"""Requests, contracts and partnerships leave as files: what the page shows, for who sees it."""

import csv

import pytest
from django.urls import reverse

from accounts.enums import Role
from accounts.models import JournalEntry
from directory.enums import YearState
from partnerships.enums.relation import PartnershipKind
from partnerships.models import Partnership
from tests.accounts.factories import actor_for
from tests.directory.factories import CompanyFactory, SchoolFactory, SchoolYearFactory
from tests.partnerships.contract_world import make_contract_world

pytestmark = pytest.mark.django_db
LISTS = ["bookings", "contracts"]


def lines(client, actor, name, **asked):
    client.force_login(actor.user)
    answer = client.get(reverse(f"partnerships:{name}"), asked | {"format": "csv"})
    text = b"".join(answer).decode("utf-8-sig")
    return list(csv.DictReader(text.splitlines(), delimiter=";"))


@pytest.fixture
def world(db):
    return make_contract_world()


@pytest.mark.parametrize("name", LISTS)
def test_each_side_takes_what_it_sees(client, world, name):
    booking = world.contract.booking
    for actor in (world.teacher, world.company):
        (row,) = lines(client, actor, name)
        assert row["Qui vient"] == booking.school.name
        assert row["Accueil"] == booking.company.name
        assert row["Premier jour"] == f"{booking.starts_on:%d/%m/%Y}"
        assert row["Filles"] == str(booking.girls) and row["État"]
    assert "1 ligne" in JournalEntry.objects.latest("pk").words
    stranger = actor_for(Role.TEACHER, school=SchoolFactory())
    assert lines(client, stranger, name) == []


@pytest.mark.parametrize("name", LISTS)
def test_the_filters_and_the_year_of_the_page_hold(client, world, name):
    other = next(
        state for state in ("cancelled", "refused", "done") if state != world.contract.state
    )
    assert lines(client, world.head, name, etat=other) == []
    past = SchoolYearFactory(start_year=2024, state=YearState.CLOSED)
    client.force_login(world.head.user)
    client.post(reverse("portal:choose-year"), {"year": past.pk})
    assert lines(client, world.head, name) == []


def test_a_partnership_says_who_holds_it_and_with_whom(client):
    school = SchoolFactory()
    rbde = actor_for(Role.RBDE, school=school)
    row = Partnership.objects.create(
        company=CompanyFactory(),
        school=school,
        kind=PartnershipKind.HOST,
        title="Accueil des terminales",
        starts_on="2026-09-01",
        owner=rbde.user,
    )
    (line,) = lines(client, rbde, "partnerships")
    assert (line["Partenaire"], line["Tenu par"]) == (row.company.name, row.school.name)
    assert line["Objet"] == row.title
    assert lines(client, actor_for(Role.RBDE, school=SchoolFactory()), "partnerships") == []
