"""Who sees a contact (DOMAIN §8): two schools, one company, the RBDE of one of them."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts import journal
from accounts.actor import Actor
from accounts.enums import Role
from directory.models import Contact
from tests.accounts.factories import actor_for
from tests.directory.factories import CompanyFactory, ContactFactory, SchoolFactory

pytestmark = pytest.mark.django_db
SECRETS = ("Cachet", "Ursule", "ursule@cachet.example", "06 99 88 77 66")
LIST = reverse("admin:directory_contact_changelist")


@pytest.fixture
def other_school():
    return SchoolFactory(name="Lycée d’en face")


@pytest.fixture
def company():
    return CompanyFactory(name="Fonderie Roc")


@pytest.fixture
def theirs(company, other_school):
    last_name, first_name, email, phone = SECRETS
    return ContactFactory(
        company=company,
        owner_school=other_school,
        function="Directrice du site",
        last_name=last_name,
        first_name=first_name,
        email=email,
        phone=phone,
    )


@pytest.fixture
def rbde(client):
    actor = actor_for(Role.RBDE, school=SchoolFactory(name="Lycée d’ici"))
    client.force_login(actor.user)
    return actor


def own_contact(rbde, company):
    school = rbde.user.role_assignments.get().schools.get()
    return ContactFactory(company=company, owner_school=school, last_name="Delmas")


def page_of(model, page, *args):
    return reverse(f"admin:directory_{model}_{page}", args=args)


def told(response):
    text = b"".join(response) if response.streaming else response.content
    return [secret for secret in SECRETS if secret in text.decode()]


def company_form(client, company):
    """The company's form as the browser would send it back."""
    form = client.get(page_of("company", "change", company.pk)).context
    data = {
        key: value
        for one in (form["adminform"].form, *_inline_forms(form))
        for name in one.fields
        for key, value in [(one.add_prefix(name), one.get_initial_for_field(one[name].field, name))]
        if value is not None and value is not False
    }
    return data


def _inline_forms(context):
    for inline in context["inline_admin_formsets"]:
        yield inline.formset.management_form
        yield from inline.formset.initial_forms


def test_the_list_shows_only_what_one_may_read(client, rbde, company, theirs):
    own_contact(rbde, company)
    response = client.get(LIST)
    assert "Delmas" in response.content.decode()
    assert not told(response)
    assert response.context["cl"].result_count == 1


@pytest.mark.parametrize(
    "query",
    [
        *({"q": secret} for secret in SECRETS),
        {"email__startswith": "ursule"},
        {"last_name": "Cachet"},
        {"q": "Fonderie Roc"},
    ],
)
def test_searching_what_is_hidden_finds_nothing(client, rbde, theirs, query):
    assert client.get(LIST, query).context["cl"].result_count == 0


@pytest.mark.parametrize(
    "query", [{"contacts__email__startswith": "ursule"}, {"contacts__last_name": "Cachet"}]
)
def test_the_list_of_companies_is_no_oracle_of_their_contacts(client, rbde, theirs, query):
    assert client.get(page_of("company", "changelist"), query).status_code == 400


@pytest.mark.parametrize("secret", SECRETS)
def test_searching_a_company_by_its_hidden_contact_finds_nothing(client, rbde, theirs, secret):
    found = client.get(page_of("company", "changelist"), {"q": secret})
    assert found.context["cl"].result_count == 0
    assert theirs.company.name not in client.get("/recherche/", {"q": secret}).content.decode()


@pytest.mark.parametrize("page", ["change", "history"])
def test_its_pages_do_not_exist(client, rbde, theirs, page):
    assert client.get(page_of("contact", page, theirs.pk)).status_code == 404


def test_it_is_neither_changed_nor_deleted_by_guessing(client, rbde, theirs):
    client.post(page_of("contact", "change", theirs.pk), {"last_name": "Volé", "is_shared": "on"})
    client.post(page_of("contact", "delete", theirs.pk), {"post": "yes"})
    theirs.refresh_from_db()
    assert (theirs.last_name, theirs.is_shared) == ("Cachet", False)


def test_the_export_holds_only_what_one_may_read(client, rbde, company, theirs):
    mine = own_contact(rbde, company)
    chosen = [mine.pk, theirs.pk]
    asked = {"action": "export_csv", "select_across": "1", "index": "0"}
    response = client.post(LIST, asked | {"_selected_action": chosen}, follow=True)
    text = b"".join(response).decode()
    assert "Delmas" in text
    assert not [secret for secret in SECRETS if secret in text]


def test_a_company_says_that_it_exists_its_function_and_when_they_last_met(
    client, rbde, company, theirs, other_school
):
    address = page_of("company", "change", company.pk)
    first = client.get(address)
    assert "Directrice du site" in first.content.decode()
    assert "enregistrée par Lycée d’en face" in first.content.decode()
    met = journal.record(
        actor_for(Role.RBDE, school=other_school), "a appelé", school=other_school, company=company
    )
    journal.record(Actor.system("Portail"), "a clos", school=other_school, company=company)
    type(met).objects.filter(pk=met.pk).update(at=dt.datetime(2026, 11, 3, 9, tzinfo=dt.UTC))
    second = client.get(address)
    words = "dernier contact par Lycée d’en face le 3 novembre 2026"
    assert words in second.content.decode()
    assert not told(first) and not told(second)


def test_a_shared_contact_is_read_and_not_changed(client, rbde, company, theirs):
    Contact.objects.filter(pk=theirs.pk).update(is_shared=True)
    assert "ursule@cachet.example" in client.get(LIST).content.decode()
    assert "06 99 88 77 66" in client.get(page_of("company", "change", company.pk)).content.decode()
    change = page_of("contact", "change", theirs.pk)
    assert client.get(change).status_code == 200
    assert client.post(change, {"company": company.pk, "last_name": "Volé"}).status_code == 403
    forms = client.get(page_of("company", "change", company.pk)).context["inline_admin_formsets"]
    assert not [form for inline in forms for form in inline.formset.initial_forms]


def test_a_foreign_key_in_the_company_s_form_is_refused(client, rbde, company, theirs):
    data = company_form(client, company) | {
        "contacts-TOTAL_FORMS": 1,
        "contacts-INITIAL_FORMS": 1,
        "contacts-0-id": theirs.pk,
        "contacts-0-company": company.pk,
        "contacts-0-last_name": "Volé",
    }
    client.post(page_of("company", "change", company.pk), data)
    theirs.refresh_from_db()
    assert theirs.last_name == "Cachet"


def test_one_s_own_contact_is_changed_and_its_recording_is_in_the_journal(client, rbde, company):
    mine = own_contact(rbde, company)
    address = page_of("company", "change", company.pk)
    data = company_form(client, company) | {
        "contacts-TOTAL_FORMS": 2,
        "contacts-0-last_name": "Delmas-Roux",
        "contacts-1-last_name": "Nouvelle",
    }
    assert client.post(address, data).status_code == 302
    mine.refresh_from_db()
    assert mine.last_name == "Delmas-Roux"
    made = Contact.objects.get(last_name="Nouvelle")
    assert made.owner_school == mine.owner_school
    entry = rbde.user.journal_entries.get(verb="a créé : personne de contact")
    assert (entry.school, entry.company) == (mine.owner_school, company)
