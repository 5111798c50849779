"""What everybody may take: anonymous, documented, of a published version."""

import csv
import io
import json

import pytest
from jsonschema import Draft202012Validator

from accounts.enums import Role
from accounts.models import JournalEntry
from directory.violations import Refused
from partnerships.enums.contract import ContractState
from reports import open_data
from reports.models import PublishedReport
from reports.report import Report
from reports.territories import ALL, Territory
from reports.workflow import open_data as workflow
from reports.workflow.published import publish
from tests.accounts.factories import actor_for
from tests.directory.factories import AcademyFactory, DepartmentFactory, SchoolFactory

pytestmark = pytest.mark.django_db
PAGE = "/rapports/donnees-ouvertes/"
FILE = f"{PAGE}2026/donnees.csv"


@pytest.fixture
def rectorat(world):
    return actor_for(
        Role.EDUCATION_AUTHORITY, academies=[AcademyFactory(), AcademyFactory(code="11")]
    )


@pytest.fixture
def published(rectorat):
    publish(rectorat, Report(2026, Territory(ALL, "Tout mon territoire")))
    return PublishedReport.objects.get()


def lines(content):
    return list(csv.DictReader(io.StringIO(content.decode()), delimiter=";"))


def test_nothing_is_open_until_the_authority_opens_it(client, rectorat, published):
    assert "Aucune année n’est encore ouverte" in client.get(PAGE).content.decode()
    assert client.get(FILE).status_code == 404
    with pytest.raises(Refused, match="Seul le rectorat"):
        workflow.open_year(actor_for(Role.DEPARTMENT_SUPERVISOR), published, 1)
    with pytest.raises(Refused, match="n’existe pas"):
        workflow.open_year(rectorat, published, 7)
    client.force_login(actor_for(Role.DEPARTMENT_SUPERVISOR).user)
    assert client.get(f"/rapports/publies/{published.pk}/donnees/ouvrir/").status_code == 403


def test_everybody_takes_the_figures_of_the_published_version(client, rectorat, published, world):
    client.force_login(rectorat.user)
    act = f"/rapports/publies/{published.pk}/donnees/"
    assert client.get(f"{act}fermer/").status_code == client.get(f"{act}x/").status_code == 404
    assert "Ouvrir ces données à tous" in client.get(f"{act}ouvrir/").content.decode()
    client.post(f"{act}ouvrir/")
    world.immersion(ContractState.COMPLETED)
    client.logout()
    assert "2026-2027" in client.get(PAGE).content.decode()
    found = lines(b"".join(client.get(FILE)))
    whole = {one["indicateur_code"]: one for one in found if one["regroupement"] == "ensemble"}
    assert whole["classes"]["valeur"] == "3" and whole["classes"]["origine"] == "constaté"
    assert {one["regroupement"] for one in found} >= {"ensemble", "académie", "département"}
    assert not any(world.school.name in str(one) for one in found)
    assert "'=Bois; et ameublement" in {one["groupe"] for one in found}
    client.force_login(rectorat.user)
    client.post(f"{act}fermer/")
    assert client.get(FILE).status_code == 404
    verbs = JournalEntry.objects.about(published).values_list("verb", flat=True)
    assert "a ouvert les données de l’année" in verbs and "a retiré les données de l’année" in verbs


def test_one_dataset_a_year(rectorat, published):
    workflow.open_year(rectorat, published, 1)
    other = Territory("departement-31", "31 Haute-Garonne", departments=("31",))
    publish(rectorat, Report(2026, other))
    second = PublishedReport.objects.exclude(pk=published.pk).get()
    workflow.open_year(rectorat, second, 1)
    assert list(PublishedReport.objects.opened()) == [second]


def test_small_numbers_of_pupils_are_left_out(world):
    world.immersion(
        ContractState.COMPLETED, school=world.other_school, girls=1, boys=0, unspecified=0
    )
    report = Report(2026, Territory(ALL, "Tout"))
    rows = list(open_data.rows(report, 1))
    pupils = [one for one in rows if one["indicateur_code"] in ("pupils", "girls", "boys")]
    assert pupils and not [one for one in pupils if one["valeur"] in (1, 2, 3, 4)]
    assert {one["masque"] for one in rows} <= {"oui", "non"}


def test_a_small_number_goes_with_its_sisters_and_with_the_smallest_other(world):
    """Neither the pupils less the boys, nor the total less the others, tell the three girls."""
    lot = SchoolFactory(department=DepartmentFactory(code="46", name="Lot"))
    world.immersion(ContractState.COMPLETED, school=lot, girls=3, boys=17, unspecified=0)
    said = {
        (one["indicateur_code"], one["groupe_code"]): one["valeur"]
        for one in open_data.rows(Report(2026, Territory(ALL, "Tout")), 1)
        if one["regroupement"] == "département"
    }
    for code in ("girls", "boys", "unspecified"):
        assert said[code, "46"] == said[code, "34"] == ""
    assert (said["pupils", "46"], said["pupils", "34"]) == (20, 20)


def as_typed(line, schema):
    """The cells of a line of the CSV as the schema types them."""
    numbers = {name for name, one in schema["properties"].items() if "integer" in str(one)}
    return {name: int(v) if name in numbers and v else v for name, v in line.items()}


def test_the_file_is_what_the_schema_says(client, rectorat, published):
    """Read as anybody would: the CSV that is given, by a validator of JSON Schema."""
    workflow.open_year(rectorat, published, 1)
    schema = json.loads(b"".join(client.get(f"{PAGE}schema.json")))
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    found = lines(b"".join(client.get(FILE)))
    assert len(found) > 100 and list(found[0]) == list(schema["properties"])
    for line in found:
        validator.validate(as_typed(line, schema))
    assert all(one["description"] for one in schema["properties"].values())
    assert not validator.is_valid(as_typed(found[0], schema) | {"masque": "peut-être"})
    assert not validator.is_valid(as_typed(found[0], schema) | {"valeur": "douze"})
