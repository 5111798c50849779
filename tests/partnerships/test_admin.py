"""The RBDE's lists: scoped, searchable, exported as filtered (issue point 7)."""

import csv
import io

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from accounts.tables_out import Selection
from directory.models import Contact
from partnerships.enums import BookingState
from tests.accounts.factories import actor_for
from tests.directory.factories import (
    ClassGroupFactory,
    CompanyFactory,
    ContactFactory,
    DepartmentFactory,
    SchoolFactory,
)
from tests.partnerships.factories import BookingFactory, SlotFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def school():
    return SchoolFactory(name="Lycée Gaston Fébus")


@pytest.fixture
def rbde(client, school):
    actor = actor_for(Role.RBDE, school=school)
    client.force_login(actor.user)
    return actor


def page(client, name, *args, **query):
    response = client.get(reverse(f"admin:{name}", args=args), query)
    return response, response.content.decode() if not response.streaming else ""


def test_a_company_tells_its_history_on_one_page(client, rbde, school):
    company = CompanyFactory(name="Forges de l’Ariège")
    mine = BookingFactory(
        slot=SlotFactory(offer__host_company=company),
        class_group=ClassGroupFactory(school=school, name="2de MELEC"),
    )
    BookingFactory(
        slot=SlotFactory(offer__host_company=company, starts_on="2027-02-01", ends_on="2027-02-03"),
        class_group=ClassGroupFactory(name="AUTRE CLASSE"),
    )
    ContactFactory(company=company, owner_school=school, last_name="Delmas")
    ContactFactory(company=company, owner_school=SchoolFactory(), last_name="INVISIBLE")
    response, text = page(client, "directory_company_change", company.pk)
    assert response.status_code == 200
    assert mine.get_absolute_url() in text and "2de MELEC" in text
    assert "Delmas" in text
    assert "INVISIBLE" not in text and "AUTRE CLASSE" not in text
    assert "Contacts d’autres établissements" in text


@pytest.mark.parametrize("name", ["offer", "slot", "booking", "contract"])
def test_lists_open_are_read_only_and_without_others_rows(client, rbde, school, name):
    own = BookingFactory(class_group=ClassGroupFactory(school=school), state="accepted")
    other = BookingFactory(class_group=ClassGroupFactory(name="ETRANGERE"))
    response, text = page(client, f"partnerships_{name}_changelist")
    assert response.status_code == 200
    assert "ETRANGERE" not in text
    assert client.get(reverse(f"admin:partnerships_{name}_add")).status_code == 403
    assert own.pk != other.pk


def test_another_school_s_booking_is_not_found_and_one_s_own_cannot_be_changed(
    client, rbde, school
):
    own = BookingFactory(class_group=ClassGroupFactory(school=school))
    other = BookingFactory()
    page_of = reverse("admin:partnerships_booking_change", args=[own.pk])
    assert client.get(page_of).status_code == 200
    assert client.post(page_of, {"state": BookingState.ACCEPTED}).status_code == 403
    own.refresh_from_db()
    assert own.state == BookingState.SENT
    foreign = reverse("admin:partnerships_booking_change", args=[other.pk])
    assert client.get(foreign).status_code in (302, 404)
    assert other.company.name not in client.get(foreign).content.decode()


def test_search_forgives_accents_and_case(client, rbde, school):
    BookingFactory(
        class_group=ClassGroupFactory(school=school),
        slot=SlotFactory(offer__host_company=CompanyFactory(name="Électro Béarn")),
    )
    _, found = page(client, "partnerships_booking_changelist", q="ELECTRO bearn")
    assert "Électro Béarn" in found
    CompanyFactory(name="Fonderie Élie")
    _, found = page(client, "directory_company_changelist", q="fonderie elie")
    assert "Fonderie Élie" in found


def test_only_the_department_s_companies_are_edited_and_marked_checked(client, rbde):
    near = CompanyFactory(to_be_checked=True)
    far = CompanyFactory(
        to_be_checked=True, department=DepartmentFactory(code="34", name="Hérault")
    )
    change = reverse("admin:directory_company_change", args=[far.pk])
    assert client.post(change, {"name": "Volée"}).status_code == 403
    chosen = {"action": "mark_checked", "_selected_action": [near.pk, far.pk]}
    url = reverse("admin:directory_company_changelist")
    client.post(url, chosen)
    near.refresh_from_db()
    assert near.to_be_checked
    told = client.post(url, chosen | {"confirm": "1"}).content.decode()
    assert "C’est fait pour 1 entreprise" in told and "pas de votre département" in told
    near.refresh_from_db()
    far.refresh_from_db()
    assert (near.to_be_checked, far.to_be_checked) == (False, True)


def test_a_new_contact_belongs_to_the_school_that_records_it(client, rbde, school):
    company = CompanyFactory()
    client.post(
        reverse("admin:directory_contact_add"),
        {"company": company.pk, "last_name": "Roux", "function": "DRH"},
    )
    assert Contact.objects.get(last_name="Roux").owner_school == school


def test_the_export_is_the_filtered_list_without_formulas(client, rbde):
    CompanyFactory(name="=CMD()", city="Foix")
    CompanyFactory(name="Ailleurs", city="Pau")
    found = {"action": "export_csv", "select_across": "1", "index": "0"}
    first = CompanyFactory._meta.model.objects.get(city="Foix")
    url = reverse("admin:directory_company_changelist") + "?q=foix"
    response = client.post(url, {**found, "_selected_action": [first.pk]}, follow=True)
    text = b"".join(response.streaming_content).decode()
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";"))
    assert rows[0][:2] == ["SIRET", "Nom"]
    assert [row[1] for row in rows[1:]] == ["'=CMD()"]


def test_a_teacher_does_not_enter(client, school):
    client.force_login(actor_for(Role.TEACHER, school=school).user)
    assert client.get(reverse("admin:directory_company_changelist")).status_code in (302, 403)


def test_a_frequent_word_is_not_sorted_whole_and_its_export_is(client, rbde, monkeypatch):
    monkeypatch.setattr("partnerships.admin.companies.MOST", 1)
    monkeypatch.setattr("directory.paging.MOST", 1)
    for rank in range(4):
        CompanyFactory(name=f"Garage {rank}")
    response, _ = page(client, "directory_company_changelist", q="garage")
    changes = response.context["cl"]
    assert changes.queryset.count() == 2 and changes.paginator.is_capped
    url = f"{reverse('admin:directory_company_changelist')}?q=garage"
    chosen = list(changes.queryset.values_list("pk", flat=True))
    sent = {"action": "export_csv", "select_across": "1", "_selected_action": chosen[:1]}
    text = b"".join(client.post(url, sent, follow=True)).decode("utf-8-sig")
    assert text.count("Garage") == 4


def test_companies_leave_as_postgresql_writes_them(client, rbde):
    """Two millions of them pass by COPY; a name is no formula, a choice has its label."""
    company = CompanyFactory(name="=1+1", staff_band="11", to_be_checked=True)
    CompanyFactory(name="Autre")
    answer, _ = page(client, "directory_company_export", to_be_checked__exact="1")
    assert isinstance(answer.source, Selection)
    heads, row = csv.reader(io.StringIO(content_of(answer)), delimiter=";")
    shown = dict(zip(heads, row, strict=True))
    assert (shown["Nom"], shown["À vérifier"]) == ("'=1+1", "oui")
    assert shown["Effectif"] == company.get_staff_band_display()
    assert shown["Mise à jour"] == f"{timezone.localdate(company.updated_at):%d/%m/%Y}"


def content_of(answer):
    return b"".join(answer.streaming_content).decode("utf-8-sig")
