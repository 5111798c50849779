"""/recherche/ and /mon-interlocuteur/: what is found, and what must not be."""

import pytest

from accounts.enums import Role
from portal.models import ServiceContact, ServiceKind
from portal.search import search
from tests.accounts.factories import RoleAssignmentFactory, actor_for
from tests.clee.factories import CommitteeFactory
from tests.directory.factories import (
    CompanyFactory,
    DepartmentFactory,
    MunicipalityFactory,
    MunicipalityPostcodeFactory,
    SchoolFactory,
    TrainingBasinFactory,
)
from tests.partnerships.factories import BookingFactory, OfferFactory

pytestmark = pytest.mark.django_db


def titles(actor, text):
    return {row.title for section in search(actor, text) for row in section.rows}


def test_accents_case_and_word_order_do_not_matter():
    SchoolFactory(name="Collège Élisée Reclus")
    actor = actor_for(Role.TEACHER)
    for text in ("elisee", "RECLUS élisée", "reclus col"):
        assert "Collège Élisée Reclus" in titles(actor, text)


def test_a_company_finds_no_other_company():
    own, other = CompanyFactory(name="Forge Dupont"), CompanyFactory(name="Forge Durand")
    actor = actor_for(Role.COMPANY_REPRESENTATIVE, company=own)
    assert titles(actor, "forge") == {own.name}
    assert other.name not in titles(actor, "durand")


def test_bookings_of_others_are_not_found():
    booking = BookingFactory(company=CompanyFactory(name="Forge Dupont"))
    mine = actor_for(Role.HEAD, school=booking.school)
    other = actor_for(Role.HEAD, school=SchoolFactory())
    assert "Demandes et immersions" in {section.title for section in search(mine, "forge")}
    assert "Demandes et immersions" not in {section.title for section in search(other, "forge")}


def test_links_to_the_admin_only_for_who_uses_it():
    SchoolFactory(name="Lycée Eugène Montel")
    (section,) = search(actor_for(Role.TEACHER), "montel")
    assert section.rows[0].url == ""
    (section,) = search(actor_for(Role.RBDE), "montel")
    assert section.rows[0].url.startswith("/admin/directory/school/")


@pytest.mark.parametrize("text", ["", "a", "  ", "'", "\x00", "&|!", "x" * 40_000, "‮abc"])
def test_any_text_is_answered(client, text):
    client.force_login(actor_for(Role.TEACHER).user)
    assert client.get("/recherche/", {"q": text}).status_code == 200
    assert client.get("/mon-interlocuteur/", {"q": text, "commune": text}).status_code == 200


def test_number_of_queries_is_constant(client, django_assert_max_num_queries):
    client.force_login(actor_for(Role.TEACHER).user)
    for _ in range(12):
        CompanyFactory(name="Forge")
        SchoolFactory(name="Forge")
    with django_assert_max_num_queries(12):
        page = client.get("/recherche/", {"q": "forge"}).content.decode()
    assert "D’autres résultats existent" in page


def test_of_a_frequent_word_only_so_many_are_sorted(monkeypatch):
    monkeypatch.setattr("portal.search.MOST_SORTED", 3)
    for _ in range(5):
        OfferFactory(title="Découvrir la forge")
    (section,) = search(actor_for(Role.TEACHER), "decouvrir forge")
    assert len(section.rows) == 3


def test_small_words_are_not_asked_for():
    SchoolFactory(name="Lycée Le Caousou")
    actor = actor_for(Role.TEACHER)
    assert titles(actor, "lycee du caousou") == {"Lycée Le Caousou"}
    assert titles(actor, "le") == {"Lycée Le Caousou"}


def rbde_at(**school):
    school = SchoolFactory(**school)
    RoleAssignmentFactory(role=Role.RBDE, schools=[school], user__email="sophie@personne.example")
    return school


def test_contact_of_a_town_is_the_nearest_office_never_a_person(client):
    near_by = rbde_at(name="Lycée proche", latitude=43.61, longitude=1.35)
    SchoolFactory(name="Lycée sans bureau", latitude=43.61, longitude=1.35)
    town = MunicipalityFactory(insee_code="31149", name="Colomiers", latitude=43.6, longitude=1.3)
    MunicipalityPostcodeFactory(municipality=town, postcode="31770")
    page = client.get("/mon-interlocuteur/", {"q": "31770"}).content.decode()
    assert "?commune=31149" in page
    page = client.get("/mon-interlocuteur/", {"commune": "31149"}).content.decode()
    assert f'"/mon-interlocuteur/bureaux/{near_by.uai}/"' in page and "<svg" in page
    assert "Lycée sans bureau" not in page and "sophie@" not in page


def test_contact_of_a_school_is_its_own_office(client):
    own = rbde_at(name="Lycée Montel")
    page = client.get("/mon-interlocuteur/", {"uai": own.uai.lower()}).content.decode()
    assert "Lycée Montel" in page and f'"/mon-interlocuteur/bureaux/{own.uai}/"' in page


def test_contact_gives_services_and_committees_of_the_territory(client):
    here, there = DepartmentFactory(code="31"), DepartmentFactory(code="34")
    for place in (here, there):
        ServiceContact.objects.create(
            kind=ServiceKind.DEPARTMENT_OFFICE,
            name=f"DSDEN {place.code}",
            department=place,
            email=f"dsden{place.code}@academie.example",
        )
    CommitteeFactory(name="CLEE du Nord", departments=[here])
    CommitteeFactory(name="CLEE d’ailleurs", departments=[there])
    school = SchoolFactory(department=here)
    page = client.get("/mon-interlocuteur/", {"uai": school.uai}).content.decode()
    assert "dsden31@" in page and "CLEE du Nord" in page
    assert "dsden34@" not in page and "ailleurs" not in page


def test_contact_gives_the_committee_of_the_place(client):
    """Those that name its municipality or its bassin, or that cover the whole département."""
    here = DepartmentFactory(code="31")
    town = MunicipalityFactory(insee_code="31483", name="Saint-Gaudens", department=here)
    basins = [TrainingBasinFactory(), TrainingBasinFactory()]
    school = SchoolFactory(department=here, municipality=town, basin=basins[0])
    whole, other = (CommitteeFactory(name=f"CLEE {n}", departments=[here]) for n in "AB")
    CommitteeFactory(name="CLEE C", departments=[here]).basins.add(basins[0])
    CommitteeFactory(name="CLEE D", departments=[here]).municipalities.add(town)
    other.basins.add(basins[1])

    def found(**query):
        page = client.get("/mon-interlocuteur/", query).content.decode()
        return [letter for letter in "ABCD" if f"CLEE {letter}<" in page]

    assert found(commune="31483") == found(uai=school.uai) == ["A", "C", "D"]
    whole.departments.set([DepartmentFactory(code="34")])
    elsewhere = MunicipalityFactory(insee_code="31555", department=here)
    assert found(commune=elsewhere.pk) == ["B", "C", "D"]  # nobody nearer
