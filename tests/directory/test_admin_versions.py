"""A sheet saved while another had it open: both versions are shown, nothing is lost."""

import pytest
from django.urls import reverse

from accounts.enums import Role
from directory.models import Company, Contact
from tests.accounts.factories import actor_for
from tests.directory.factories import CompanyFactory, ContactFactory, SchoolFactory
from tests.partnerships.test_log import form_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def school():
    return SchoolFactory()


@pytest.fixture
def signed_in(client, school):
    client.force_login(actor_for(Role.RBDE, school=school).user)
    return client


def sheet(company):
    return reverse("admin:directory_company_change", args=[company.pk])


def test_the_second_save_is_stopped_once_and_shows_both(signed_in):
    company = CompanyFactory(name="Fonderie Roc", city="Foix")
    opened = form_of(signed_in, company)
    Company.objects.filter(pk=company.pk).update(name="Fonderies Roc")

    answer = signed_in.post(sheet(company), opened | {"name": "Fonderie Rocher"})

    text = answer.content.decode()
    assert "modifiée pendant votre saisie" in text
    assert "Enregistré entre-temps : « Fonderies Roc »" in text
    assert 'value="Fonderie Rocher"' in text
    company.refresh_from_db()
    assert company.name == "Fonderies Roc"
    # Saving again keeps what is in the form: the version is that of the page just shown.
    shown = answer.context["adminform"].form
    again = opened | {"name": "Fonderie Rocher", "version": shown["version"].value()}
    assert signed_in.post(sheet(company), again).status_code == 302
    company.refresh_from_db()
    assert company.name == "Fonderie Rocher"


def test_what_is_not_a_conflict_is_saved_at_once(signed_in):
    company = CompanyFactory(name="Fonderie Roc")
    opened = form_of(signed_in, company)
    Company.objects.get(pk=company.pk).save()
    assert signed_in.post(sheet(company), opened | {"name": "Rocher"}).status_code == 302


def test_a_contact_changed_on_its_own_page_stops_the_sheet_of_the_company(signed_in, school):
    company = CompanyFactory()
    contact = ContactFactory(company=company, owner_school=school, function="DRH", phone="05 61")
    opened = form_of(signed_in, company)
    Contact.objects.filter(pk=contact.pk).update(function="Directrice")

    text = signed_in.post(sheet(company), opened | {"contacts-0-phone": "05 62"}).content.decode()

    assert "« 05 61 »" in text and "« Directrice »" in text and 'value="05 62"' in text
    contact.refresh_from_db()
    assert (contact.phone, contact.function) == ("05 61", "Directrice")


def test_a_contact_who_left_is_kept_and_nobody_deletes_it(signed_in, school):
    gone = ContactFactory(company=CompanyFactory(), owner_school=school, left_on="2026-06-30")
    listed = reverse("admin:directory_contact_changelist")
    assert gone.last_name in signed_in.get(listed, {"presence": "0"}).content.decode()
    assert gone.last_name not in signed_in.get(listed, {"presence": "1"}).content.decode()
    url = reverse("admin:directory_contact_delete", args=[gone.pk])
    assert signed_in.post(url, {"post": "yes"}).status_code == 403
    assert Contact.objects.filter(pk=gone.pk).exists()


def test_the_proof_of_information_has_its_day_and_its_way(signed_in, school):
    contact = ContactFactory(company=CompanyFactory(), owner_school=school)
    url = reverse("admin:directory_contact_change", args=[contact.pk])
    sent = {"company": contact.company_id, "last_name": "Roux", "informed_how": "phone"}
    wrong = signed_in.post(url, sent).content.decode()
    assert "Indiquez quand et comment la personne a été informée." in wrong
    assert signed_in.post(url, sent | {"informed_on": "2026-11-20"}).status_code == 302
    contact.refresh_from_db()
    assert contact.informed_how == "phone"
