"""`/rapports/`: who reads what, the tables, the rows behind a figure."""

import pytest
from django.urls import reverse
from django.utils.html import escape

from accounts.enums import Role
from accounts.models import JournalEntry
from directory.french import unbroken
from directory.models import Department
from reports.indicators import Theme
from reports.tables import OF_ONE
from reports.territories import READERS, territories_of
from tests.accounts.factories import actor_for
from tests.directory.factories import AcademyFactory, BranchOrganisationFactory, SchoolFactory

pytestmark = pytest.mark.django_db
URL = "/rapports/"


@pytest.fixture
def rectorat(world):
    return actor_for(
        Role.EDUCATION_AUTHORITY, academies=[AcademyFactory(), AcademyFactory(code="11")]
    )


def signed_in(client, actor):
    client.force_login(actor.user)
    return client


def test_the_rectorat_reads_all_its_academies(client, rectorat):
    page = signed_in(client, rectorat).get(URL).content.decode()
    assert "Région académique Occitanie" in page
    assert "Classes en entreprise" in page
    assert "Montpellier" in page
    assert "=Bois; et ameublement" in page


def test_codes_of_each_role(world):
    herault = actor_for(Role.DEPARTMENT_SUPERVISOR, department=world.herault)
    head = actor_for(Role.HEAD, school=world.school)
    rbde = actor_for(Role.RBDE, schools=[world.school, world.other_school])
    branch = actor_for(Role.BRANCH_OFFICER, branch=BranchOrganisationFactory())
    codes = [[one.code for one in territories_of(actor)] for actor in (herault, head, rbde, branch)]
    assert codes[0] == ["departement-34"]
    assert codes[1] == [f"etablissement-{world.school.uai}"]
    assert codes[2][0] == "tout"
    assert len(codes[2]) == 3
    assert codes[3] == ["departement-31"]


def test_one_school_of_the_territory_by_its_uai(client, rectorat, world):
    """In an address that can be sent on; its pupils by sex and audience are not told."""
    reader, asked = signed_in(client, rectorat), {"annee": 2026, "theme": "stages"}
    opened = reader.get(URL, asked | {"uai": world.school.uai.lower()}, follow=True)
    [(address, _)] = opened.redirect_chain
    assert f"territoire=etablissement-{world.school.uai}" in address and "uai=" not in address
    assert opened.context["report"].territory.schools == (world.school.pk,)
    assert escape(OF_ONE) in opened.content.decode()
    elsewhere = SchoolFactory(department=Department.objects.get(pk="75"))
    missed = reader.get(URL, asked | {"uai": elsewhere.uai}, follow=True).content.decode()
    assert "Aucun établissement de votre territoire" in missed
    query = {"territoire": f"etablissement-{elsewhere.uai}"}
    assert reader.get(URL, asked | query).status_code == 404


@pytest.mark.parametrize("role", list(Role))
def test_only_readers_open_the_page(client, world, role):
    response = signed_in(client, actor_for(role)).get(URL)
    assert (response.status_code == 200) == (role in READERS)
    if role not in READERS:
        assert response.status_code == 403


def test_signed_out_is_asked_to_sign_in(client, db):
    assert client.get(URL).status_code == 302


def test_another_territory_is_not_found(client, world):
    supervisor = actor_for(Role.DEPARTMENT_SUPERVISOR, department=world.haute_garonne)
    head = actor_for(Role.HEAD, school=SchoolFactory())
    pages = ["/rapports/", "/rapports/telecharger/", "/rapports/detail/"]
    query = "?format=csv&indicateur=classes&territoire="
    for path in pages:
        for actor, foreign in (
            (supervisor, "departement-34"),
            (supervisor, "tout"),
            (head, f"etablissement-{world.school.uai}"),
        ):
            assert signed_in(client, actor).get(path + query + foreign).status_code == 404


def test_several_themes_in_one_address(client, rectorat):
    asked = "?annee=2026&theme=reseau&theme=immersions&theme=reseau"
    page = signed_in(client, rectorat).get(URL + asked)
    assert [one["theme"] for one in page.context["parts"]] == [Theme.IMMERSIONS, Theme.NETWORK]
    text = page.content.decode()
    assert "Immersions et visites, Comités et bureaux – Région académique" in text
    assert "RBDE en poste" in text and "Places offertes" in text
    assert [one["has_shares"] for one in page.context["parts"]] == [True, False]
    assert text.count('id="ensemble-reseau"') == text.count('id="ensemble-immersions"') == 1
    assert client.get(f"{URL}?theme=reseau&theme=rien").status_code == 404


def test_what_a_grouping_cannot_tell_apart_is_said(client, rectorat):
    parts = signed_in(client, rectorat).get(f"{URL}?annee=2026&theme=immersions&theme=demandes")
    immersions, requests = parts.context["parts"]
    notes = {one["title"]: one["note"] for one in immersions["groups"]}
    seats = "Places offertes ; Places pourvues"
    words = f"Ces lignes n’ont pas de type d’établissement : {seats}."
    assert unbroken(words) == notes["Par type d’établissement"]
    assert notes["Par département"] == ""
    assert "n’a de comité ni de public prioritaire ni de dispositif" in requests["never"]
    assert "d’un seul département" in requests["never"]


@pytest.mark.parametrize(
    "query", ["annee=abc", "annee=1999", "territoire=%00", "annee=2026&territoire=x", "theme=rien"]
)
def test_a_bad_address_is_not_found(client, rectorat, query):
    assert signed_in(client, rectorat).get(f"{URL}?{query}").status_code == 404


def test_a_year_without_data_says_so(client, rectorat, world):
    page = signed_in(client, rectorat).get(f"{URL}?annee=2025&territoire=departement-34")
    assert "Aucune donnée pour l’année 2025-2026" in page.content.decode()


def test_at_most_twenty_one_queries_and_what_decides_of_small_numbers(
    client, rectorat, django_assert_max_num_queries
):
    signed_in(client, rectorat).get(URL)
    for theme in Theme:
        # Thirteen more where nothing was kept: the territories, how many schools they have, and
        # each source with small numbers.
        with django_assert_max_num_queries(34):
            page = client.get(f"{URL}?theme={theme.value}").content.decode()
        assert f"{theme.label} – Région académique Occitanie" in page


def test_the_rows_behind_the_whole_territory(client, world, rectorat):
    response = signed_in(client, rectorat).get("/rapports/detail/?annee=2026&indicateur=classes")
    assert response.status_code == 200 and response.context["counted"] == 3


def test_the_rows_behind_a_figure_are_those_that_the_role_sees(client, world, rectorat):
    query = "?annee=2026&indicateur=classes&regroupement=department&groupe=34"
    response = signed_in(client, rectorat).get(f"/rapports/detail/{query}")
    [booking] = response.context["page_obj"].object_list
    assert booking.school == world.other_school
    assert reverse("partnerships:booking", args=[booking.pk]) in response.content.decode()


@pytest.mark.parametrize(
    "query",
    [
        "indicateur=seats_rate",
        "indicateur=inconnu",
        "indicateur=classes&regroupement=1%3D1",
    ],
)
def test_details_refuse_what_has_none(client, rectorat, query):
    url = f"/rapports/detail/?annee=2026&{query}"
    assert signed_in(client, rectorat).get(url).status_code == 404


@pytest.mark.parametrize("group", ["abc", "'; DROP TABLE x", "999999999999999999999999"])
def test_a_strange_group_has_no_row(client, rectorat, group):
    url = "/rapports/detail/"
    data = {"annee": 2026, "indicateur": "classes", "regroupement": "sector", "groupe": group}
    response = signed_in(client, rectorat).get(url, data)
    assert response.context["counted"] == 0


def test_a_download_is_in_the_journal(client, rectorat):
    response = signed_in(client, rectorat).get("/rapports/telecharger/?annee=2026&format=csv")
    assert response["Content-Disposition"].startswith("attachment")
    entry = JournalEntry.objects.get(verb="a téléchargé un rapport")
    assert entry.user == rectorat.user
    assert "2026-2027" in entry.words
    missing = client.get("/rapports/telecharger/?annee=2026&format=exe")
    assert missing.status_code == 404


@pytest.mark.parametrize(("role", "linked"), [(Role.BRANCH_OFFICER, False), (Role.HEAD, True)])
def test_declarations_are_named_to_who_opens_them(client, world, role, linked):
    places = {"branch": BranchOrganisationFactory()} if role == Role.BRANCH_OFFICER else {}
    actor = actor_for(role, **(places or {"school": world.school}))
    page = signed_in(client, actor).get(URL)
    assert ("Déclarations de l’année" in page.content.decode()) == linked
    assert (client.get(reverse("reports:declarations")).status_code == 200) == linked
