"""A committee is created and changed from the pages; the sheet of a bureau des entreprises."""

import pytest

from accounts.enums import Role
from accounts.models import JournalEntry
from clee.enums import Side
from clee.models import Committee, OfficeSheet
from clee.workflow import founding, offices
from directory.violations import Refused
from tests.accounts.factories import actor_for
from tests.clee.factories import CommitteeFactory, MandateFactory, MemberFactory
from tests.directory.factories import (
    DepartmentFactory,
    MunicipalityFactory,
    SchoolFactory,
    TrainingBasinFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def gard():
    return DepartmentFactory(code="30", name="Gard")


@pytest.fixture
def office(gard):
    return actor_for(Role.DEPARTMENT_OFFICE, department=gard)


def test_an_officer_creates_a_committee(client, gard, office):
    basin = TrainingBasinFactory(departments=[gard])
    MunicipalityFactory(insee_code="30007", name="Alès", department=gard)
    school = SchoolFactory(department=gard)
    client.force_login(office.user)
    data = {
        "name": "CLEE d’Alès",
        "departments": ["30"],
        "basins": [basin.pk],
        "towns": "ales\nPetaouchnok",
        "uai": school.uai.lower(),
        "presentation": "Prépare ton futur.",
    }
    page = client.post("/clee/creer/", data).content.decode()
    assert "Commune inconnue dans ces départements\N{NO-BREAK SPACE}: Petaouchnok." in page
    page = client.post("/clee/creer/", data | {"towns": "", "departments": ["34"]})
    assert "Sélectionnez un choix valide" in page.content.decode()
    page = client.post("/clee/creer/", data | {"uai": "0000000A"}).content.decode()
    assert "Aucun établissement ouvert n’a cet UAI." in page and not Committee.objects.exists()

    assert client.post("/clee/creer/", data | {"towns": "ales"}).status_code == 302
    made = Committee.objects.get()
    assert (made.support_school, list(made.departments.all())) == (school, [gard])
    assert list(made.basins.all()) == [basin] and made.municipalities.get().name == "Alès"
    assert JournalEntry.objects.get(verb="a créé le comité").committee_id == made.pk
    page = client.post("/clee/creer/", data | {"towns": ""}).content.decode()
    assert "existe déjà" in page


@pytest.mark.parametrize("role", [Role.CO_LEAD, Role.RBDE, Role.TEACHER])
def test_others_create_none(client, role):
    client.force_login(actor_for(role).user)
    assert client.get("/clee/creer/").status_code == 403
    with pytest.raises(Refused):
        founding.found(actor_for(role), Committee(name="A"), {"departments": []})


def test_a_committee_of_two_territories_keeps_the_other_one(client, gard, office):
    herault = DepartmentFactory(code="34", name="Hérault")
    committee = CommitteeFactory(departments=[gard, herault])
    client.force_login(office.user)
    path = f"{committee.get_absolute_url()}modifier/"
    assert "Hérault" not in client.get(path).content.decode().split("<form")[-1]
    client.post(path, {"name": "CLEE des Cévennes", "departments": ["30"]})
    committee.refresh_from_db()
    assert committee.name == "CLEE des Cévennes"
    assert set(committee.departments.all()) == {gard, herault}


def test_a_co_lead_changes_the_words_alone(client, gard):
    committee = CommitteeFactory(departments=[gard], name="CLEE d’Alès")
    lead = actor_for(Role.CO_LEAD)
    MandateFactory(committee=committee, side=Side.ECONOMIC, user=lead.user)
    client.force_login(lead.user)
    path = f"{committee.get_absolute_url()}modifier/"
    assert 'name="departments"' not in client.get(path).content.decode()
    data = {"name": "Pris", "departments": ["34"], "presentation": "Trois forums par an."}
    client.post(path, data)
    committee.refresh_from_db()
    assert (committee.name, committee.presentation) == ("CLEE d’Alès", "Trois forums par an.")
    committee.name = "Pris"
    for places in ({}, {"departments": [gard]}):
        with pytest.raises(Refused):
            founding.edit(lead, committee, places)
    far = actor_for(Role.DEPARTMENT_OFFICE, department=DepartmentFactory(code="34"))
    client.force_login(far.user)
    assert client.get(path).status_code == client.post(path, data).status_code == 404


def test_the_sheet_of_an_office_is_kept_by_its_rbde(client, gard, office):
    school = SchoolFactory(department=gard)
    path = f"/mon-interlocuteur/bureaux/{school.uai}/"
    assert "pas encore publié" in client.get(path).content.decode()
    rbde = actor_for(Role.RBDE, school=school)
    client.force_login(rbde.user)
    data = {"diplomas": "CAP Menuisier\n\nBTS CRSA", "hours": "9 h à 17 h", "presentation": ""}
    assert client.post(f"{path}modifier/", data).status_code == 302
    assert OfficeSheet.objects.get().diploma_lines == ["CAP Menuisier", "BTS CRSA"]
    committee = CommitteeFactory(departments=[gard])
    MemberFactory(committee=committee, kind="school", school=school, other_name="")
    client.logout()
    page = client.get(path).content.decode()
    assert "BTS CRSA" in page and committee.name in page and "9 h à 17 h" in page
    assert rbde.user.email not in page and rbde.user.last_name not in page
    assert client.get("/mon-interlocuteur/bureaux/inconnu/").status_code == 404
    other = actor_for(Role.RBDE)
    client.force_login(other.user)
    assert client.get(f"{path}modifier/").status_code == 404
    with pytest.raises(Refused):
        offices.save(other, school, hours="Jamais")
    assert offices.keeps(office, school)


def test_whom_to_write_to_from_a_place(client, gard):
    school = SchoolFactory(department=gard)
    page = client.get(f"/mon-interlocuteur/?uai={school.uai}").content.decode()
    assert "Personne n’est en poste" in page and "Demander la création d’un comité" in page
    officer = actor_for(Role.MISSION_OFFICER, department=gard)
    CommitteeFactory(departments=[gard], name="CLEE d’Alès")
    page = client.get(f"/mon-interlocuteur/?uai={school.uai}").content.decode()
    assert '"/mon-interlocuteur/mission/30/"' in page and "CLEE d’Alès" in page
    assert officer.user.email not in page and officer.user.last_name not in page
