"""The pages of who keeps a committee."""

import datetime as dt

import pytest

from accounts.enums import Role
from clee.enums import CommitteeState, MemberKind, Side
from clee.models import Mandate, Member
from clee.todo import todos
from tests.accounts.factories import actor_for
from tests.clee.factories import CommitteeFactory, MandateFactory, MemberFactory
from tests.directory.factories import DepartmentFactory, SchoolFactory

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 23)


@pytest.fixture
def gard():
    return DepartmentFactory(code="30")


@pytest.fixture
def committee(gard):
    return CommitteeFactory(departments=[gard])


@pytest.fixture
def office(gard):
    return actor_for(Role.DEPARTMENT_OFFICE, department=gard)


@pytest.fixture
def co_lead(committee):
    actor = actor_for(Role.CO_LEAD)
    MandateFactory(committee=committee, side=Side.ECONOMIC, user=actor.user)
    return actor


def keep(committee):
    return f"{committee.get_absolute_url()}tenir/"


def term(**values):
    given = {
        "quoi": "mandat",
        "side": Side.SCHOOL,
        "person_name": "Denis Fabre",
        "organisation": "Collège Jean Moulin",
        "starts_on": "2026-09-01",
        "designated_on": "2026-09-15",
        "designated_by": "l’IA-DASEN du Gard",
    }
    return given | values


def test_the_office_records_a_designation(client, committee, office):
    client.force_login(office.user)
    answer = client.post(keep(committee), term(email="denis@ac.example"))
    assert answer.status_code == 302
    mandate = Mandate.objects.get()
    assert (mandate.user.email, mandate.designated_on) == ("denis@ac.example", dt.date(2026, 9, 15))
    page = client.get(keep(committee)).content.decode()
    assert "Denis Fabre" in page and "l’IA-DASEN du Gard" in page


def test_what_was_typed_stays_with_its_error(client, committee, office):
    client.force_login(office.user)
    page = client.post(keep(committee), term(designated_by="")).content.decode()
    assert "indiquez la date et l’auteur" in page and "Collège Jean Moulin" in page
    page = client.post(keep(committee), term(ends_on="2026-08-31")).content.decode()
    assert "La fin du mandat précède son début." in page
    assert not Mandate.objects.exists()


def test_a_co_lead_names_for_the_economic_side_only(client, committee, co_lead):
    client.force_login(co_lead.user)
    page = client.get(keep(committee)).content.decode()
    assert 'name="designated_on"' not in page and 'value="school"' not in page.split("Côté")[1]
    refused = client.post(keep(committee), term()).content.decode()
    assert "Denis Fabre" in refused and Mandate.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"uai": "0311687Z"}, "Aucun établissement ouvert n’a cet UAI."),
        ({}, "Indiquez un seul organisme"),
        ({"other_name": "CCI", "uai": "given"}, "Indiquez un seul organisme"),
        ({"other_name": "CCI", "joined_on": "2027-01-01"}, "datée du futur"),
    ],
)
def test_a_member_is_one_organisation(client, committee, co_lead, typed, said):
    if typed.get("uai") == "given":
        typed = typed | {"uai": SchoolFactory().uai}
    client.force_login(co_lead.user)
    data = {"quoi": "membre", "kind": MemberKind.CHAMBER, "joined_on": "2026-10-01"} | typed
    assert said in client.post(keep(committee), data).content.decode()
    assert not Member.objects.exists()


def test_members_by_uai_are_public_and_their_contacts_are_not(client, committee, co_lead):
    school = SchoolFactory()
    client.force_login(co_lead.user)
    data = {
        "quoi": "membre",
        "kind": MemberKind.SCHOOL,
        "uai": school.uai.lower(),
        "joined_on": "2026-10-01",
        "contact_email": "marie@ac.example",
    }
    assert client.post(keep(committee), data).status_code == 302
    assert "marie@ac.example" in client.get(keep(committee)).content.decode()
    client.logout()
    page = client.get(committee.get_absolute_url()).content.decode()
    assert school.name in page and "marie@ac.example" not in page


def test_a_member_leaves(client, committee, co_lead):
    member = MemberFactory(committee=committee)
    client.force_login(co_lead.user)
    client.post(f"/clee/membres/{member.pk}/depart/")
    member.refresh_from_db()
    assert member.left_on == TODAY
    assert member.name not in client.get(committee.get_absolute_url()).content.decode()


def test_others_find_no_such_page(client, committee, gard):
    member, mandate = MemberFactory(committee=committee), MandateFactory(committee=committee)
    elsewhere = actor_for(Role.DEPARTMENT_OFFICE, department=DepartmentFactory(code="34"))
    another = actor_for(Role.CO_LEAD)
    MandateFactory(user=another.user)
    for actor in (elsewhere, another, actor_for(Role.HEAD)):
        client.force_login(actor.user)
        for path in (
            keep(committee),
            f"{committee.get_absolute_url()}sleep/",
            f"/clee/mandats/{mandate.pk}/fin/",
        ):
            assert client.get(path).status_code == client.post(path).status_code == 404
        assert client.post(f"/clee/membres/{member.pk}/depart/").status_code == 404
    assert Member.objects.present().exists()


def test_ending_a_term_asks_why(client, committee, office):
    mandate = MandateFactory(committee=committee)
    client.force_login(office.user)
    path = f"/clee/mandats/{mandate.pk}/fin/"
    assert "Denis Fabre" in client.get(path).content.decode()
    early = client.post(path, {"ends_on": "2024-01-01", "reason": "Muté"}).content.decode()
    assert "Le mandat commence le" in early
    assert client.post(path, {"ends_on": "2026-11-20", "reason": "Muté"}).status_code == 302
    assert "Siège vacant" in client.get(committee.get_absolute_url()).content.decode()


def test_sleeping_and_merging_in_the_pages(client, committee, gard, office):
    into = CommitteeFactory(departments=[gard])
    client.force_login(office.user)
    sleep = f"{committee.get_absolute_url()}sleep/"
    assert client.post(sleep, {"reason": "Personne"}).status_code == 302
    assert client.post(sleep, {"reason": "Personne"}).status_code == 404
    merge = f"{committee.get_absolute_url()}merge/"
    assert str(into) in client.get(merge).content.decode()
    assert client.post(merge, {"into": into.pk, "reason": "Un seul bassin"}).status_code == 302
    committee.refresh_from_db()
    assert committee.state == CommitteeState.MERGED
    assert str(into) in client.get(committee.get_absolute_url()).content.decode()
    assert committee.name not in client.get("/clee/").content.decode()


def test_the_desk_shows_what_is_vacant_first(client, gard, office, django_assert_max_num_queries):
    full, vacant = CommitteeFactory(departments=[gard]), CommitteeFactory(departments=[gard])
    for side in Side:
        MandateFactory(committee=full, side=side)
    MemberFactory(committee=full)
    hidden = CommitteeFactory(departments=[DepartmentFactory(code="34")])
    client.force_login(office.user)
    with django_assert_max_num_queries(12):
        page = client.get("/clee/pilotage/").content.decode()
    assert page.index(vacant.name) < page.index(full.name) and hidden.name not in page
    client.force_login(actor_for(Role.TEACHER).user)
    assert client.get("/clee/pilotage/").status_code == 403


def test_to_dos_of_the_office_and_of_a_co_lead(committee, office, co_lead):
    assert [todo.title for todo in todos(office, None)] == ["Pourvoir un siège vacant"]
    MandateFactory(committee=committee, ends_on=dt.date(2026, 12, 31))
    (line,) = todos(co_lead, None)
    assert line.title == "Préparer la suite d’un mandat" and line.due == dt.date(2026, 12, 31)
    assert line.url == keep(committee)
    assert todos(actor_for(Role.TEACHER), None) == []


def test_the_list_has_a_map_and_its_co_leads_a_button(client, committee, co_lead):
    committee.support_school = SchoolFactory(latitude=44.12, longitude=4.08)
    committee.save()
    page = client.get("/clee/").content.decode()
    assert "<circle" in page and "Tenir le" not in page
    client.force_login(co_lead.user)
    assert f"Tenir le {committee}" in client.get("/clee/").content.decode()


def test_four_hundred_members_are_read_by_name_page_by_page(client, committee, co_lead):
    names = [f"Association {n:03}" for n in range(60)]
    for name in reversed(names):
        MemberFactory(committee=committee, other_name=name)
    MemberFactory(committee=committee, other_name="A quitté", left_on=TODAY)
    client.force_login(co_lead.user)
    first = client.get(keep(committee)).content.decode()
    assert first.index(names[0]) < first.index(names[49]) and names[50] not in first
    last = client.get(keep(committee), {"page": 2}).content.decode()
    assert last.index(names[59]) < last.index("A quitté") and names[0] not in last
    assert "60 membres</summary>" in client.get(committee.get_absolute_url()).content.decode()
