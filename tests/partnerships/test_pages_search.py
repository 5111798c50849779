"""`/immersions/`: what visitors and teachers find, the counts, the shareable address."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.enums import Role
from directory.enums import Level
from partnerships.enums import OfferKind, OfferState
from tests.accounts.factories import actor_for
from tests.directory.factories import DepartmentFactory, SchoolFactory, SectorFactory
from tests.partnerships.factories import MONDAY, OfferFactory, SlotFactory

pytestmark = pytest.mark.django_db
SEARCH = "/immersions/"


def titles(response):
    return [slot.offer.title for slot in response.context["page_obj"]]


def offer(title, **facts):
    slot = {name: facts.pop(name) for name in ("starts_on", "ends_on", "capacity") if name in facts}
    return SlotFactory(offer=OfferFactory(title=title, **{"description": ""} | facts), **slot)


def test_a_visitor_reads_published_slots_but_neither_contact_nor_exact_address(client):
    slot = offer("Usinage de précision", address="12 rue secrète", contact_name="Zoé Contact")
    offer("Brouillon", state=OfferState.DRAFT)
    assert titles(client.get(SEARCH)) == ["Usinage de précision"]
    page = client.get(reverse("partnerships:offer", args=[slot.offer_id])).content.decode()
    assert slot.offer.host_name in page
    assert "12 rue secrète" not in page
    assert "Zoé Contact" not in page
    assert "Se connecter pour demander ce créneau" in page


def test_a_teacher_reads_contact_and_address(client):
    slot = offer("Usinage", address="12 rue Ampère", contact_name="Zoé Contact")
    client.force_login(actor_for(Role.TEACHER).user)
    page = client.get(reverse("partnerships:offer", args=[slot.offer_id])).content.decode()
    assert "12 rue Ampère" in page
    assert "Zoé Contact" in page
    assert reverse("partnerships:request", args=[slot.pk]) in page


def test_full_past_and_closed_slots_are_not_found(client):
    offer("Libre")
    full = offer("Complet", capacity=5)
    type(full).objects.filter(pk=full.pk).update(seats_taken=5)
    offer("Passé", starts_on=dt.date(2026, 11, 17), ends_on=dt.date(2026, 11, 19))
    assert titles(client.get(SEARCH)) == ["Libre"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=usinàge", {"Usinage"}),
        ("nature=visit", {"Visite de la fonderie"}),
        ("departement=09", {"Visite de la fonderie"}),
        ("niveau=3e", {"Usinage", "Visite de la fonderie"}),
        ("niveau=CAP1", {"Visite de la fonderie"}),
        ("du=2027-01-12", {"Visite de la fonderie"}),
        ("au=2027-01-11", {"Usinage"}),
        ("places=25", {"Usinage"}),
        ("q=usinage&nature=visit", set()),
    ],
)
def test_each_filter_narrows_the_list(client, query, found):
    ariege = DepartmentFactory(code="09", name="Ariège")
    offer("Usinage", min_level=Level.QUATRIEME, max_level=Level.TERMINALE, capacity=30)
    offer(
        "Visite de la fonderie",
        kind=OfferKind.VISIT,
        department=ariege,
        starts_on=MONDAY + dt.timedelta(days=7),
        ends_on=MONDAY + dt.timedelta(days=7),
        capacity=12,
    )
    assert set(titles(client.get(f"{SEARCH}?{query}"))) == found


def test_facets_count_with_the_other_filters_but_not_their_own(client):
    mechanics, chemistry = (
        SectorFactory(code="m", label="Mécanique"),
        SectorFactory(code="c", label="Chimie"),
    )
    offer("Un", sector=mechanics)
    offer("Deux", sector=chemistry)
    offer("Trois", sector=chemistry, kind=OfferKind.VISIT, ends_on=MONDAY)
    response = client.get(f"{SEARCH}?nature=class_immersion")
    shown = {
        name: dict(response.context["form"].fields[name].widget.choices)
        for name in ("nature", "secteur")
    }
    assert shown["nature"]["class_immersion"] == "Classe en entreprise (2)"
    assert shown["nature"]["visit"] == "Visite d’information (1)"
    assert sorted(label for label in shown["secteur"].values() if "(" in label) == [
        "Chimie (1)",
        "Mécanique (1)",
    ]
    assert response.context["total"] == 2


def test_distance_is_measured_from_the_school_of_the_teacher(client):
    offer("Près", latitude=43.62, longitude=1.44)
    offer("Loin", latitude=42.70, longitude=2.89)
    school = SchoolFactory(latitude=43.60, longitude=1.44)
    client.force_login(actor_for(Role.TEACHER, school=school).user)
    assert titles(client.get(f"{SEARCH}?km=20")) == ["Près"]
    by_distance = client.get(f"{SEARCH}?tri=distance")
    assert titles(by_distance) == ["Près", "Loin"]
    assert [round(slot.distance_km) for slot in by_distance.context["page_obj"]] == [2, 154]


@pytest.mark.parametrize("query", ["km=20", "tri=distance"])
def test_a_shared_distance_without_a_school_to_measure_from_is_said(client, query):
    offer("Près", latitude=43.62, longitude=1.44)
    said = "La distance n’est pas prise en compte"
    page = client.get(f"{SEARCH}?{query}")
    assert (titles(page), page.context["form"].errors) == (["Près"], {})
    words = page.content.decode()
    assert said in words
    assert "connectez-vous" in words
    school = SchoolFactory(latitude=None, longitude=None)
    client.force_login(actor_for(Role.TEACHER, school=school).user)
    words = client.get(f"{SEARCH}?{query}").content.decode()
    assert said in words
    assert "aucun n’est situé sur la carte" in words
    assert said not in client.get(SEARCH).content.decode()


def test_a_slot_without_position_comes_last_and_tells_no_distance(client):
    offer("Nulle part", latitude=None, longitude=None)
    offer("Loin", latitude=42.70, longitude=2.89)
    school = SchoolFactory(latitude=43.60, longitude=1.44)
    client.force_login(actor_for(Role.TEACHER, school=school).user)
    page = client.get(f"{SEARCH}?tri=distance")
    assert titles(page) == ["Loin", "Nulle part"]
    assert page.content.decode().count(" km</p>") == 1


def test_a_line_says_dates_half_day_and_seats(client):
    slot = offer("Usinage", capacity=1)
    page = client.get(SEARCH).content.decode()
    dates = "du lundi 11 janvier au mercredi 13 janvier 2027"
    assert f"<strong>{dates}</strong> · 1 place libre sur 1" in page
    type(slot).objects.update(last_day_is_half=True, capacity=2)
    page = client.get(SEARCH).content.decode()
    half = "(dernier jour\u00a0: une demi-journée)"
    assert f"<strong>{dates} {half}</strong> · 2 places libres sur 2" in page


def test_a_visitor_is_not_offered_a_distance(client):
    offer("Usinage")
    response = client.get(f"{SEARCH}?km=10&tri=distance")
    assert "km" not in response.context["form"].fields
    assert titles(response) == ["Usinage"]


def test_an_empty_search_offers_to_widen_each_filter(client):
    offer("Usinage")
    page = client.get(f"{SEARCH}?q=chaudronnerie&niveau=3e")
    links = [url for _, url in page.context["active"]]
    assert links == ["?niveau=3e", "?q=chaudronnerie"]
    assert "Élargissez-la en retirant un filtre" in page.content.decode()


@pytest.mark.parametrize(
    "query", ["du=hier", "places=-3", "places=deux", "nature=%00", "page=zzz", "q=%00", "km=7"]
)
def test_a_wrong_filter_is_said_or_ignored_and_the_others_hold(client, query):
    offer("Usinage")
    response = client.get(f"{SEARCH}?{query}")
    assert response.status_code == 200
    assert titles(response) == ["Usinage"]


def test_crossed_dates_are_said(client):
    page = client.get(f"{SEARCH}?du=2027-02-01&au=2027-01-01").content.decode()
    assert "La fin de la période précède son début." in page


def test_the_number_of_queries_does_not_grow(client, django_assert_num_queries):
    school = SchoolFactory(latitude=43.6, longitude=1.4)
    client.force_login(actor_for(Role.TEACHER, school=school).user)
    address = f"{SEARCH}?q=offre&km=100"
    offer("Offre 0")
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    assert len(few) <= 12
    for n in range(1, 12):
        offer(f"Offre {n}", sector=SectorFactory())
    with django_assert_num_queries(len(few)):
        client.get(address)


def test_a_draft_is_a_404_for_whoever_has_no_tie_to_it(client):
    slot = offer("Brouillon", state=OfferState.DRAFT)
    address = reverse("partnerships:offer", args=[slot.offer_id])
    assert client.get(address).status_code == 404
    stranger = actor_for(Role.COMPANY_REPRESENTATIVE)
    client.force_login(stranger.user)
    assert client.get(address).status_code == 404
    client.force_login(actor_for(Role.COMPANY_REPRESENTATIVE, company=slot.offer.host_company).user)
    assert client.get(address).status_code == 200


def test_filters_neither_demand_nor_say_that_they_are_optional(client):
    page = client.get(f"{SEARCH}?du=hier").content.decode()
    assert "(Optionnel)" not in page
    assert " required" not in page
    assert client.get(SEARCH).context["form"].is_valid()
