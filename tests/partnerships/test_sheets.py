"""The sheet of a company: still right, checked by the company, corrected, left alone."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.actor import Actor
from accounts.enums import Role
from accounts.models import JournalEntry, PersonalLink
from directory.models import Company
from directory.violations import Refused
from outbox.models import Notice
from partnerships.models import CompanyCorrection
from partnerships.workflow import sheets
from tests.accounts.factories import actor_for
from tests.directory.factories import CompanyFactory, DepartmentFactory, SchoolFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def rbde():
    return actor_for(Role.RBDE, school=SchoolFactory())


@pytest.fixture
def company():
    return CompanyFactory(name="Forges du Lez", email="accueil@lez.example", phone="0561000000")


def holder(rbde, company):
    return Actor.of_link(sheets.ask_company(rbde, company))


def long_ago(company):
    Company.objects.filter(pk=company.pk).update(updated_at=timezone.now() - dt.timedelta(days=400))
    company.refresh_from_db()
    return company


def test_twelve_months_later_one_click_says_that_it_is_still_right(client, rbde, company):
    assert not sheets.is_stale(company)
    assert sheets.is_stale(long_ago(company))
    client.force_login(rbde.user)
    page = reverse("admin:directory_company_change", args=[company.pk])
    assert "Plus de douze mois" in client.get(page).content.decode()
    right = reverse("admin:directory_company_right", args=[company.pk])
    text = client.post(right, follow=True).content.decode()
    assert "marquée exacte" in text and "Plus de douze mois" not in text
    assert str(rbde.user) in text and "toujours exacte" in text
    assert not sheets.is_stale(Company.objects.get(pk=company.pk))


def test_another_department_s_sheet_is_not_found(client, company):
    far = actor_for(
        Role.RBDE, school=SchoolFactory(department=DepartmentFactory(code="34", name="Hérault"))
    )
    client.force_login(far.user)
    for name in ("right", "ask"):
        url = reverse(f"admin:directory_company_{name}", args=[company.pk])
        assert client.post(url).status_code == 404
    with pytest.raises(Refused, match="son département"):
        sheets.ask_company(far, company)
    assert not PersonalLink.objects.exists()


def test_the_company_is_asked_by_a_link_and_not_again_for_thirty_days(rbde, company):
    link = sheets.ask_company(rbde, company)
    notice = Notice.objects.get(kind="company.to_check")
    assert (notice.recipient_email, notice.context) == (company.email, {"link": link.pk})
    entry = JournalEntry.objects.about(company).get()
    assert entry.school_id in rbde.school_ids  # a dealing: no reminder before a year
    with pytest.raises(Refused, match="trente jours"):
        sheets.ask_company(rbde, company)


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"email": ""}, "appelez l’entreprise"),
        ({"is_active": False}, "a fermé"),
        ({"contact_refused": True, "contact_refused_reason": "Trop de demandes"}, "Trop de dem"),
    ],
)
def test_whom_one_does_not_ask(rbde, facts, words):
    with pytest.raises(Refused, match=words):
        sheets.ask_company(rbde, CompanyFactory(**facts))


def test_a_refusal_ends_on_its_day():
    company = Company(contact_refused=True, contact_refused_until=dt.date(2026, 11, 30))
    assert company.refuses_contact(dt.date(2026, 11, 30))
    assert not company.refuses_contact(dt.date(2026, 12, 1))


def test_how_to_reach_it_counts_at_once_and_its_name_waits(client, rbde, company):
    link = sheets.ask_company(rbde, company)
    page = client.get(link.path).content.decode()
    assert "Votre fiche" in page and "accueil@lez.example" in page
    sent = {
        "reponse": "corrigee",
        "email": "rh@lez.example",
        "phone": company.phone,
        "name": "Forges du Lez et fils",
        "postcode": company.postcode,
        "city": company.city,
        "address": company.address,
        "staff_band": company.staff_band,
        "words": "Nous avons grandi",
    }
    wrong = client.post(link.path, {**sent, "postcode": "310"}).content.decode()
    assert "cinq chiffres" in wrong
    done = client.post(link.path, sent, follow=True).content.decode()
    assert "transmis à la personne" in done and "attend un accord" in done
    company.refresh_from_db()
    assert (company.email, company.name) == ("rh@lez.example", "Forges du Lez")
    assert company.checked_at
    row = CompanyCorrection.objects.get()
    assert (row.values, row.words) == ({"name": "Forges du Lez et fils"}, "Nous avons grandi")
    assert Notice.objects.get(kind="company.correction").recipient_email == rbde.user.email
    client.force_login(rbde.user)
    shown = client.get(reverse("admin:partnerships_companycorrection_change", args=[row.pk]))
    assert "Forges du Lez et fils" in shown.content.decode()
    decide = reverse("admin:partnerships_companycorrection_decide", args=[row.pk])
    assert "pourquoi" in client.post(decide, {"reponse": "non"}, follow=True).content.decode()
    client.post(decide, {"reponse": "oui"})
    company.refresh_from_db()
    assert company.name == "Forges du Lez et fils"
    again = client.post(decide, {"reponse": "oui"}, follow=True).content.decode()
    assert "déjà examinée" in again


def test_one_button_confirms(client, rbde, company):
    link = sheets.ask_company(rbde, long_ago(company))
    assert (
        "confirmée" in client.post(link.path, {"reponse": "exacte"}, follow=True).content.decode()
    )
    company.refresh_from_db()
    assert company.checked_at and not CompanyCorrection.objects.exists()
    entry = JournalEntry.objects.about(company).first()
    assert (entry.verb, entry.link) == ("a confirmé sa fiche", link)


def test_only_the_holder_of_the_link_answers(rbde, company):
    with pytest.raises(Refused, match="pas ouverte"):
        sheets.answer(rbde, company, {"email": "x@y.fr"})


def test_a_correction_of_another_department_is_not_found(client, rbde, company):
    row = sheets.answer(holder(rbde, company), company, {"name": "Autre nom"})
    school = SchoolFactory(department=DepartmentFactory(code="34", name="Hérault"))
    client.force_login(actor_for(Role.RBDE, school=school).user)
    decide = reverse("admin:partnerships_companycorrection_decide", args=[row.pk])
    assert client.post(decide, {"reponse": "oui"}).status_code == 404
    assert Company.objects.get(pk=company.pk).name == "Forges du Lez"


def test_no_request_nor_offer_on_behalf_for_who_is_to_be_left_alone(world):
    company = world.slot.offer.host_company
    Company.objects.filter(pk=company.pk).update(
        contact_refused=True, contact_refused_reason="À leur demande"
    )
    world.slot.refresh_from_db(from_queryset=type(world.slot).objects.select_related("offer"))
    with pytest.raises(
        Refused, match="ne doit pas être sollicitée\N{NO-BREAK SPACE}: À leur demande"
    ):
        world.ask()


def test_the_page_says_who_set_a_flag_and_why(client, rbde, company):
    client.force_login(rbde.user)
    company.contact_refused, company.contact_refused_reason = True, "À leur demande"
    company.save()
    page = reverse("admin:directory_company_change", args=[company.pk])
    text = client.get(page).content.decode()
    assert "<strong>Ne pas démarcher</strong>&nbsp;: À leur demande" in text
