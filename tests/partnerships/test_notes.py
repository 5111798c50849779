"""A school's private notes on a company: seen by that school only."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts import journal
from accounts.enums import Role
from accounts.models import JournalEntry
from partnerships.models import CompanyNote
from tests.accounts.factories import UserFactory, actor_for
from tests.directory.factories import (
    ClassGroupFactory,
    CompanyFactory,
    DepartmentFactory,
    SchoolFactory,
)
from tests.partnerships.factories import BookingFactory, OfferFactory, SlotFactory

pytestmark = pytest.mark.django_db
SECRET = "Le gérant part en retraite en juin"


@pytest.fixture
def company():
    return CompanyFactory(name="Fonderie Roc", department=DepartmentFactory(code="31"))


@pytest.fixture
def school():
    return SchoolFactory(name="Lycée d’ici", department=DepartmentFactory(code="31"))


@pytest.fixture
def rbde(client, school):
    actor = actor_for(Role.RBDE, school=school)
    client.force_login(actor.user)
    return actor


@pytest.fixture
def note(company, school):
    author = UserFactory(first_name="Sophie", last_name="Lacaze")
    return CompanyNote.objects.create(company=company, school=school, text=SECRET, author=author)


def page(company):
    return reverse("admin:directory_company_change", args=[company.pk])


def form_of(client, company, **changes):
    """The company's form as the browser would send it back."""
    context = client.get(page(company)).context
    forms = [context["adminform"].form]
    for inline in context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.initial_forms]
    data = {
        form.add_prefix(name): form.get_initial_for_field(form[name].field, name)
        for form in forms
        for name in form.fields
    }
    kept = {key: value for key, value in data.items() if value is not None and value is not False}
    return kept | changes


@pytest.mark.parametrize(
    ("role", "sees"),
    [
        (Role.HEAD, True),
        (Role.DEPUTY, True),
        (Role.DDFPT, True),
        (Role.RBDE, True),
        (Role.OFFICE_STAFF, True),
        (Role.TEACHER, False),
    ],
)
def test_the_school_that_wrote_it_sees_it(note, school, role, sees):
    assert CompanyNote.objects.visible_to(actor_for(role, school=school)).exists() is sees
    assert not CompanyNote.objects.visible_to(actor_for(role)).exists()


@pytest.mark.parametrize("role", [role for role in Role if not role.of_school])
def test_nobody_of_elsewhere_sees_it(note, company, role):
    scope = {"company": company} if role == Role.COMPANY_REPRESENTATIVE else {}
    seen = CompanyNote.objects.visible_to(actor_for(role, **scope)).exists()
    assert seen is (role == Role.ADMINISTRATOR)


def test_it_stands_on_the_page_of_the_company_signed(client, rbde, company, note):
    shown = client.get(page(company)).content.decode()
    assert SECRET in shown and "par Sophie Lacaze le" in shown
    listed = client.get(reverse("admin:partnerships_companynote_changelist"), {"q": "fonderie"})
    assert SECRET in listed.content.decode()


@pytest.mark.parametrize("role", [Role.RBDE, Role.MISSION_OFFICER, Role.DEPARTMENT_OFFICE])
def test_every_right_but_the_relation_gives_nothing(client, company, note, role):
    """Another school of the same town, the officers of the département: page, list, own
    pages, search, export."""
    client.force_login(actor_for(role).user)
    companies = reverse("admin:directory_company_changelist")
    notes = reverse("admin:partnerships_companynote_changelist")
    export = {"action": "export_csv", "_selected_action": [company.pk], "index": "0"}
    answers = [
        client.get(page(company)),
        client.get(companies, {"q": "gérant"}),
        client.get(notes),
        client.get(reverse("admin:directory_company_history", args=[company.pk])),
        client.get("/recherche/", {"q": "retraite en juin"}),
        client.post(companies, export),
    ]
    for answer in answers:
        text = b"".join(answer) if answer.streaming else answer.content
        assert SECRET not in text.decode() and answer.status_code == 200
    for name in ("change", "history"):
        url = reverse(f"admin:partnerships_companynote_{name}", args=[note.pk])
        assert client.get(url).status_code == 404, name
    url = reverse("admin:partnerships_companynote_delete", args=[note.pk])
    assert client.post(url, {"post": "yes"}).status_code in (403, 404)
    assert CompanyNote.objects.exists()
    assert client.get(companies, {"notes__text__startswith": "Le"}).status_code == 400


def test_writing_one_tells_the_school_s_journal_and_not_the_company_s(
    client, rbde, school, company
):
    data = form_of(client, company, **{"notes-TOTAL_FORMS": 1, "notes-0-text": SECRET})
    assert client.post(page(company), data).status_code == 302

    made = CompanyNote.objects.get()
    assert (made.school, made.author, made.text) == (school, rbde.user, SECRET)
    entry = JournalEntry.objects.about(made).get()
    assert (entry.verb, entry.school, entry.company) == ("a créé : note interne", school, None)
    told = JournalEntry.objects.visible_to(actor_for(Role.COMPANY_REPRESENTATIVE, company=company))
    assert not told.exists()
    assert SECRET not in str(list(JournalEntry.objects.values_list("words", "reason")))


def test_a_forged_key_changes_nobody_else_s_note(client, company, note):
    client.force_login(actor_for(Role.RBDE).user)
    data = form_of(
        client,
        company,
        **{
            "notes-TOTAL_FORMS": 1,
            "notes-INITIAL_FORMS": 1,
            "notes-0-id": note.pk,
            "notes-0-company": company.pk,
            "notes-0-text": "Volé",
        },
    )
    client.post(page(company), data)
    note.refresh_from_db()
    assert note.text == SECRET


def test_with_two_schools_one_says_whose_note_it_is(client, company):
    schools = [SchoolFactory(name="Lycée A"), SchoolFactory(name="Lycée B")]
    client.force_login(actor_for(Role.RBDE, schools=schools).user)
    shown = client.get(page(company)).content.decode()
    assert 'name="notes-__prefix__-school"' in shown
    assert 'name="contacts-__prefix__-owner_school"' in shown

    data = {"notes-TOTAL_FORMS": 1, "notes-0-text": SECRET, "notes-0-school": schools[1].pk}
    client.post(page(company), form_of(client, company, **data))
    assert CompanyNote.objects.get().school == schools[1]

    data["notes-0-school"] = SchoolFactory().pk
    client.post(page(company), form_of(client, company, **data | {"notes-0-text": "Autre"}))
    assert not CompanyNote.objects.filter(text="Autre").exists()


def test_an_administrator_reads_and_writes_none(client, company, note):
    client.force_login(actor_for(Role.ADMINISTRATOR).user)
    shown = client.get(page(company)).content.decode()
    assert SECRET in shown and 'name="notes-__prefix__-text"' not in shown


def test_last_contact_and_hosting_history_are_read_by_every_school(client, rbde, company):
    """DOMAIN §8: facts by school and date, never the name of a class or of a person."""
    there = SchoolFactory(name="Lycée d’en face")
    slot = SlotFactory(offer=OfferFactory(host_company=company))
    group = ClassGroupFactory(school=there, name="2de SECRETE")
    BookingFactory(slot=slot, class_group=group, state="done", contact_name="Ursule Cachet")
    caller = actor_for(Role.RBDE, school=there)
    met = journal.record(caller, "a appelé", company, school=there, company=company)
    JournalEntry.objects.filter(pk=met.pk).update(at=dt.datetime(2026, 11, 3, 9, tzinfo=dt.UTC))

    shown = client.get(page(company)).content.decode()

    assert "Dernier contact par Lycée d’en face (Toulouse) le 3 novembre 2026" in shown
    assert "2026-2027&nbsp;: Classe en entreprise, 1 accueil, 1 établissement" in shown
    for secret in ("SECRETE", "Ursule", caller.user.last_name, caller.user.email):
        assert secret not in shown
