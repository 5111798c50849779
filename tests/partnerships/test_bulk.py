"""Acts on many companies, and the export with its columns."""

import datetime as dt
import io

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from accounts.enums import Role
from accounts.models import JournalEntry
from accounts.tables_out import cell_of
from directory.violations import Refused
from partnerships.models import Interaction, Portfolio
from partnerships.workflow import sheets_bulk
from tests.accounts.factories import actor_for
from tests.directory.factories import CompanyFactory, DepartmentFactory, SchoolFactory

pytestmark = pytest.mark.django_db
LIST = "admin:directory_company_changelist"


@pytest.fixture
def school():
    return SchoolFactory()


@pytest.fixture
def rbde(client, school):
    actor = actor_for(Role.RBDE, school=school)
    client.force_login(actor.user)
    return actor


def act(client, action, rows, **more):
    chosen = {"action": action, "index": "0", "_selected_action": [row.pk for row in rows]}
    return client.post(reverse(LIST), chosen | more)


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_the_export_holds_the_chosen_columns_as_text(client, rbde, kind):
    row = CompanyFactory(name="=CMD()", city="Foix")
    CompanyFactory(name="Ailleurs")
    page = client.get(act(client, "export_file", [row]).url)
    assert page.context["choices"][:2] == [("SIRET", True), ("Nom", True)]
    sent = {"adresse": page.context["address"], "format": kind, "colonnes": ["SIRET", "Nom"]}
    given = client.post(reverse("reports:list_file"), sent, follow=True)
    book = CalamineWorkbook.from_filelike(io.BytesIO(given.content))
    assert book.get_sheet_by_index(0).to_python() == [["SIRET", "Nom"], [row.siret, "=CMD()"]]
    assert JournalEntry.objects.filter(verb__startswith="a exporté une liste").count() == 1


def test_the_exported_columns_of_a_list_have_types():
    company = CompanyFactory()
    assert cell_of(company, "updated_at") == company.updated_at
    assert cell_of(company, "to_be_checked") is company.to_be_checked
    assert cell_of(company, "siret") == company.siret


def test_companies_are_given_to_a_colleague_after_a_confirmation(client, rbde, school):
    colleague = actor_for(Role.DDFPT, school=school).user
    one, two = CompanyFactory(), CompanyFactory()
    Portfolio.objects.create(school=school, company=two, owner=colleague)
    assert act(client, "assign_owner", [one, two]).status_code == 200
    assert Portfolio.objects.count() == 1
    answers = {"confirm": "1", "school": school.pk, "owner": colleague.pk}
    text = act(client, "assign_owner", [one, two], **answers).content.decode()
    assert "C’est fait pour 1 entreprise" in text and "déjà suivie par cette personne" in text
    assert Portfolio.objects.get(company=one).owner == colleague
    foreign = {**answers, "owner": actor_for(Role.RBDE).user.pk}
    assert "C’est fait" not in act(client, "assign_owner", [one], **foreign).content.decode()


def test_calls_are_planned_once(client, rbde):
    rows = [CompanyFactory(), CompanyFactory()]
    day = dt.date.today() + dt.timedelta(days=3)
    answers = {"confirm": "1", "what": "Appeler", "day": day.isoformat()}
    for words in ("C’est fait pour 2 entreprises", "Rien n’a changé"):
        assert words in act(client, "plan_calls", rows, **answers).content.decode()
    assert Interaction.objects.filter(next_action_on=day).count() == 2
    past = {**answers, "what": "Visiter", "day": "2020-01-01"}
    assert "ne précède pas" in act(client, "plan_calls", rows, **past).content.decode()


def test_who_keeps_no_log_has_no_such_act(client):
    client.force_login(actor_for(Role.DEPARTMENT_OFFICE).user)
    shown = client.get(reverse(LIST)).content.decode()
    assert "export_file" in shown and "assign_owner" not in shown and "plan_calls" not in shown
    act(client, "plan_calls", [CompanyFactory()], confirm="1", what="A", day="2030-01-01")
    assert not Interaction.objects.exists()


def test_companies_are_not_to_be_asked_after_a_confirmation(client, rbde):
    near = CompanyFactory(department=DepartmentFactory(code="31"))
    far = CompanyFactory(department=DepartmentFactory(code="34", name="Hérault"))
    missing = act(client, "refuse_contact", [near], confirm="1", reason="").content.decode()
    assert "Ce champ est obligatoire." in missing
    past = {"confirm": "1", "reason": "Demande du gérant", "until": "2020-01-01"}
    assert "jour à venir" in act(client, "refuse_contact", [near], **past).content.decode()
    answers = past | {"until": ""}
    for words in ("C’est fait pour 1 entreprise", "Rien n’a changé"):
        text = act(client, "refuse_contact", [near, far], **answers).content.decode()
        assert words in text and "pas de votre département" in text
    near.refresh_from_db()
    far.refresh_from_db()
    assert near.contact_refused and near.contact_refused_reason == "Demande du gérant"
    assert not far.contact_refused
    assert JournalEntry.objects.filter(company=near, reason="Demande du gérant").count() == 1
    with pytest.raises(Refused, match="ne tient pas les fiches"):
        sheets_bulk.refuse_contact(actor_for(Role.TEACHER), [near], "Non")
