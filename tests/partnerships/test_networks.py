"""Networks and institutions: listed by territory, with referents, members and actions."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts.enums import Role
from accounts.models import JournalEntry
from directory import maps
from directory.enums import NetworkKind
from directory.models import Contact
from directory.violations import Refused
from partnerships.models import NetworkAction, NetworkMember
from partnerships.workflow import networks
from tests.accounts.factories import actor_for
from tests.directory.factories import (
    CompanyFactory,
    DepartmentFactory,
    PartnerNetworkFactory,
    SchoolFactory,
)
from tests.partnerships.factories import NetworkMemberFactory

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 23)


@pytest.fixture
def network():
    return PartnerNetworkFactory(kind=NetworkKind.CLUB, name="Club du Lauragais")


@pytest.fixture
def officer(network):
    return actor_for(Role.MISSION_OFFICER, department=network.departments.get())


def url(network):
    return reverse("partnerships:network", args=[network.pk])


def test_who_keeps_a_network(network, officer):
    away = DepartmentFactory(code="34", name="Hérault")
    may = {
        "officer": officer,
        "own": actor_for(Role.MISSION_OFFICER, network=network),
        "rectorat": actor_for(Role.EDUCATION_AUTHORITY, whole_region=True),
        "administrator": actor_for(Role.ADMINISTRATOR),
        "far officer": actor_for(Role.MISSION_OFFICER, department=away),
        "other network": actor_for(Role.MISSION_OFFICER, network=PartnerNetworkFactory()),
        "rbde": actor_for(Role.RBDE, school=SchoolFactory()),
        "company": actor_for(Role.COMPANY_REPRESENTATIVE),
    }
    found = {name for name, actor in may.items() if networks.may_keep(actor, network)}
    assert found == {"officer", "own", "rectorat", "administrator"}
    for run in (
        lambda: networks.add_member(may["rbde"], network, company=CompanyFactory()),
        lambda: networks.add_action(may["rbde"], network, held_on=TODAY, title="Forum"),
        lambda: networks.add_referent(may["rbde"], network, last_name="Roux"),
    ):
        with pytest.raises(Refused, match="pas ouverte"):
            run()


def test_a_member_joins_once_leaves_and_comes_back(network, officer):
    company = CompanyFactory()
    with pytest.raises(Refused, match="pas les deux"):
        networks.add_member(officer, network)
    member = networks.add_member(officer, network, company=company)
    with pytest.raises(Refused, match="déjà dans le réseau"):
        networks.add_member(officer, network, company=company)
    networks.end_member(officer, member, TODAY)
    networks.end_member(officer, member, TODAY + dt.timedelta(days=9))
    member.refresh_from_db()
    assert member.left_on == TODAY
    networks.add_member(officer, network, company=company)
    assert [e.verb for e in JournalEntry.objects.about(network)] == [
        "a inscrit un membre",
        "a retiré un membre",
        "a inscrit un membre",
    ]


def test_the_page_adds_what_is_kept(client, network, officer):
    school = SchoolFactory(name="Lycée des Lacs")
    client.force_login(officer.user)
    sent = {"quoi": "membre", "uai": "0000000X", "joined_on": "2026-09-01"}
    assert "Aucun établissement" in client.post(url(network), sent).content.decode()
    client.post(url(network), sent | {"uai": school.uai.lower()})
    again = client.post(url(network), sent | {"uai": school.uai}).content.decode()
    assert "déjà dans le réseau" in again
    referent = {
        "quoi": "referent",
        "first_name": "Ana",
        "last_name": "Roux",
        "function": "Animatrice",
        "email": "ana@club.example",
    }
    client.post(url(network), referent)
    client.post(url(network), {"quoi": "action", "held_on": "2027-03-04", "title": "Forum"})
    text = client.get(url(network)).content.decode()
    assert all(word in text for word in ("Lycée des Lacs", "Ana Roux", "Animatrice", "Forum"))
    assert NetworkAction.objects.get().held_on == dt.date(2027, 3, 4)
    entries = JournalEntry.objects.about(network)
    assert not [one for one in entries if "Roux" in one.words]
    member, contact = NetworkMember.objects.get(), Contact.objects.get(network=network)
    client.post(reverse("partnerships:referent_end", args=[contact.pk]))
    client.post(reverse("partnerships:member_end", args=[member.pk]))
    text = client.get(url(network)).content.decode()
    assert "Ana Roux" not in text and "Aucun membre" in text


def test_others_read_and_change_nothing(client, network, officer):
    member = NetworkMemberFactory(network=network, company=CompanyFactory(name="Forge du Lac"))
    contact = networks.add_referent(officer, network, last_name="Roux", function="Animatrice")
    client.force_login(actor_for(Role.RBDE, school=SchoolFactory()).user)
    text = client.get(url(network)).content.decode()
    assert "Forge du Lac" in text and "Roux" in text
    assert "Ajouter un membre" not in text and "Historique" not in text
    assert client.post(url(network), {"quoi": "action"}).status_code == 404
    for name, row in (("member_end", member), ("referent_end", contact)):
        assert client.post(reverse(f"partnerships:{name}", args=[row.pk])).status_code == 404


def test_the_list_by_kind_and_department(client, network, django_assert_max_num_queries):
    away = DepartmentFactory(code="34", name="Hérault")
    PartnerNetworkFactory(name="Chambre du Midi", kind=NetworkKind.CCI, departments=[away])
    client.force_login(actor_for(Role.TEACHER, school=SchoolFactory()).user)
    with django_assert_max_num_queries(14):
        text = client.get("/reseaux/").content.decode()
    assert "Club du Lauragais" in text and "Chambre du Midi" in text
    only = client.get("/reseaux/", {"type": "CCI"}).content.decode()
    assert "Club du Lauragais" not in only and "Chambre du Midi" in only
    only = client.get("/reseaux/", {"departement": "31"}).content.decode()
    assert "Club du Lauragais" in only and "Chambre du Midi" not in only
    client.logout()
    assert client.get("/reseaux/").status_code == 302


def test_a_map_keeps_directions_and_proportions():
    """One degree east at 43.5° north is three quarters of one north."""
    points = [(43.0, 1.0), (44.0, 1.0), (43.0, 2.0)]
    drawn = maps.frame(points)
    (south, north, east) = (drawn.place(*point) for point in points)
    assert north[0] == south[0] and north[1] < south[1]
    assert east[1] == south[1] and east[0] > south[0]
    assert (east[0] - south[0]) / (south[1] - north[1]) == pytest.approx(0.725, abs=0.01)
    assert maps.frame([]) is None
    alone = maps.frame([(43.6, 1.4)])
    assert 0 < alone.place(43.6, 1.4)[0] < maps.WIDTH


def test_by_territory_a_map_and_its_table(client, network, officer, django_assert_max_num_queries):
    client.force_login(officer.user)
    page = reverse("partnerships:network_territories")
    assert "<svg" not in client.get(page).content.decode().split("<main")[1].split("ps-rows")[0]
    SchoolFactory(latitude=43.6, longitude=1.4)
    NetworkMemberFactory(network=network, company=CompanyFactory(latitude=43.7, longitude=1.5))
    NetworkMemberFactory(
        network=network, company=CompanyFactory(latitude=43.8, longitude=1.5), left_on=TODAY
    )
    with django_assert_max_num_queries(12):
        shown = client.get(page).content.decode()
    assert shown.count("ps-map__member") == 1 and shown.count("ps-map__place") == 1
    table = shown.split("</figure>")[1]
    assert "Haute-Garonne (31)" in table and url(network) in table
    assert "Aucun réseau" in client.get(page, {"type": NetworkKind.CMQ}).content.decode()


def test_the_admin_offers_the_officer_s_departments_and_drops_none(client, network, officer):
    away = DepartmentFactory(code="34", name="Hérault")
    DepartmentFactory(code="75", name="Paris")
    network.departments.add(away)
    client.force_login(officer.user)
    page = reverse("admin:directory_partnernetwork_change", args=[network.pk])
    answer = client.get(page)
    offered = answer.context["adminform"].form.fields["departments"].queryset
    assert {one.pk for one in offered} == {"31", "34"}
    assert f'href="{url(network)}"' in answer.content.decode()
