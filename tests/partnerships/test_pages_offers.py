"""Publishing pages, the immersion agreed by phone, the school's classes."""

import datetime as dt
import re
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.enums import Role
from directory.enums import Level, YearState
from directory.models import ClassGroup, Company
from partnerships.enums import BookingState, OfferState, Origin
from partnerships.models import Booking, Offer, Slot
from tests.accounts.factories import actor_for
from tests.directory.factories import (
    ClassGroupFactory,
    CompanyFactory,
    DepartmentFactory,
    SchoolFactory,
    SchoolYearFactory,
)
from tests.partnerships.factories import ClosedPeriodFactory, OfferFactory, SlotFactory

pytestmark = pytest.mark.django_db
SIRET = "35600000000048"


def sheet(**more):
    fields = {"title": "Découvrir un atelier", "kind": "class_immersion", "min_level": "4e"}
    fields |= {"contact_email": "accueil@entreprise.example", "accompanying_adults": 2}
    return fields | {"form_key": str(uuid.uuid4())} | more


def slots(**more):
    fields = {"starts_on": "2027-01-11", "days": 3, "capacity": 30, "mode": "first_come"}
    return fields | {"every_weeks": 1, "break_minutes": 60} | more


@pytest.fixture
def company(client):
    company = CompanyFactory()
    client.force_login(actor_for(Role.COMPANY_REPRESENTATIVE, company=company).user)
    return company


def test_a_company_publishes_an_offer_with_its_slot(client, company):
    created = client.post(reverse("partnerships:offer_new"), sheet(host_company=company.pk))
    offer = Offer.objects.get()
    address = reverse("partnerships:offer_slots", args=[offer.pk])
    assert created.url == address
    shown = client.post(address, slots(step="preview")).content.decode()
    assert "du lundi 11 janvier au mercredi 13 janvier 2027" in shown
    assert not Slot.objects.exists()
    client.post(address, slots(step="add", kept=["2027-01-11"]))
    client.post(reverse("partnerships:offer_act", args=[offer.pk, "publish"]))
    offer.refresh_from_db()
    assert offer.state == OfferState.PUBLISHED
    assert offer.host_name == company.name
    assert offer.title in client.get("/immersions/").content.decode()


@pytest.mark.parametrize(
    ("levels", "said"),
    [
        ({"min_level": "", "max_level": ""}, ""),
        ({"min_level": "6e", "max_level": "3e"}, "à partir de la 4e"),
    ],
)
def test_r_cee_1_a_class_immersion_is_offered_from_4e_to_cap(client, company, levels, said):
    data = sheet(host_company=company.pk) | levels
    answer = client.post(reverse("partnerships:offer_new"), data)
    kept = Offer.objects.values_list("min_level", "max_level")
    assert list(kept) == ([] if said else [(Level.QUATRIEME, Level.CAP2)])
    assert said in answer.content.decode()


def test_a_recurrence_is_shown_without_forbidden_days_and_trimmed(client, company):
    offer = OfferFactory(host_company=company, state=OfferState.DRAFT)
    address = reverse("partnerships:offer_slots", args=[offer.pk])
    asked = slots(starts_on="2027-02-08", repeat_until="2027-03-10", weekdays=["0"])
    page = client.post(address, asked | {"step": "preview"})
    kept = [period.first.isoformat() for period in page.context["expansion"].kept]
    removed = [r.period.first.isoformat() for r in page.context["expansion"].removed]
    assert removed == ["2027-02-08", "2027-02-15"]  # winter holidays of zone C
    assert "vacances scolaires" in page.content.decode()
    client.post(address, asked | {"step": "add", "kept": kept[1:]})
    days = [day.isoformat() for day in Slot.objects.values_list("starts_on", flat=True)]
    assert days == kept[1:]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"starts_on": "2026-12-24"}, "Aucune de ces dates"),
        ({"starts_on": "2027-01-14"}, "Aucune de ces dates"),
        ({"starts_on": "2026-11-16"}, "Ces dates sont passées"),
        ({"mode": "selection"}, "Indiquez jusqu’à quand les demandes sont reçues"),
        ({"starts_at": "05:30", "ends_at": "12:00"}, "Pas de présence avant 6 heures"),
        ({"capacity": "0"}, "supérieure ou égale à 1"),
        ({"starts_on": "n’importe quoi"}, "date valide"),
    ],
)
def test_a_wrong_slot_is_said_in_french_and_nothing_is_kept(client, company, data, words):
    offer = OfferFactory(host_company=company, state=OfferState.DRAFT)
    address = reverse("partnerships:offer_slots", args=[offer.pk])
    assert words in client.post(address, slots(**data, step="preview")).content.decode()
    client.post(address, slots(**data, step="add", kept=[data.get("starts_on", "2027-01-11")]))
    assert not Slot.objects.exists()


def test_a_date_that_cannot_be_is_set_apart_with_its_reason_and_the_others_stay(client, company):
    offer = OfferFactory(host_company=company, state=OfferState.DRAFT)
    SlotFactory(offer=offer, starts_on=dt.date(2027, 1, 18))
    ClosedPeriodFactory(
        company=company, starts_on="2027-01-25", ends_on="2027-01-29", reason="inventaire"
    )
    address = reverse("partnerships:offer_slots", args=[offer.pk])
    # Today is 23 November 2026; the first of these Mondays is past.
    asked = slots(starts_on="2026-11-16", repeat_until="2027-02-01", weekdays=["0"])
    page = client.post(address, asked | {"step": "preview"})
    why = {row.period.first.isoformat(): row.why for row in page.context["expansion"].removed}
    assert "sont passées" in why["2026-11-16"]
    assert "existe déjà" in why["2027-01-18"]
    assert "inventaire" in why["2027-01-25"]
    words = page.content.decode()
    assert why["2027-01-25"] in words
    assert "Ajouter ces créneaux" in words
    kept = [period.first.isoformat() for period in page.context["expansion"].kept]
    assert kept[-1] == "2027-02-01"
    again = client.post(address, asked | {"step": "add", "kept": [*kept, "2027-01-18"]})
    assert "ne sont plus possibles" in again.content.decode()
    client.post(address, asked | {"step": "add", "kept": kept})
    days = {day.isoformat() for day in offer.slots.values_list("starts_on", flat=True)}
    assert days == {*kept, "2027-01-18"}


def test_a_repetition_that_ends_before_it_begins_says_so_at_its_field(client, company):
    offer = OfferFactory(host_company=company, state=OfferState.DRAFT)
    address = reverse("partnerships:offer_slots", args=[offer.pk])
    page = client.post(address, slots(repeat_until="2027-01-04", step="preview"))
    errors = page.context["form"].errors
    assert errors == {"repeat_until": ["La fin de la répétition précède le premier jour."]}


def test_an_officer_publishes_for_a_company_typed_by_its_siret(client):
    DepartmentFactory(code="75", name="Paris")
    client.force_login(actor_for(Role.MISSION_OFFICER).user)
    typed = {"siret": "356 000 000 00048", "company_name": "La Poste", "company_postcode": "75015"}
    client.post(reverse("partnerships:offer_new"), sheet(**typed))
    offer = Offer.objects.get()
    assert offer.on_behalf
    assert offer.host_company.siret == SIRET
    assert offer.host_company.to_be_checked
    page = client.get(reverse("partnerships:offer", args=[offer.pk])).content.decode()
    assert "Faire confirmer par l’entreprise" in page
    assert ">Publier<" not in page


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({}, "Choisissez une entreprise"),
        ({"siret": "11111111111111", "company_name": "X"}, "numéro de remplissage"),
        ({"siret": "35600000000049", "company_name": "X"}, "sa clé ne correspond pas"),
        ({"siret": SIRET, "company_postcode": "75015"}, "indiquez son nom"),
        ({"siret": SIRET, "company_name": "X", "company_postcode": "750"}, "cinq chiffres"),
        ({"no_siret_reason": "ambassade", "company_name": "X"}, "Indiquez le code postal"),
    ],
)
def test_a_wrong_company_is_said_and_the_sheet_is_kept(client, typed, words):
    DepartmentFactory(code="75", name="Paris")
    client.force_login(actor_for(Role.RBDE).user)
    page = client.post(reverse("partnerships:offer_new"), sheet(**typed)).content.decode()
    assert words in page
    assert "Découvrir un atelier" in page
    assert not Company.objects.exists()
    assert not Offer.objects.exists()


def test_a_teacher_publishes_for_the_school_only(client):
    school = SchoolFactory()
    client.force_login(actor_for(Role.TEACHER, school=school).user)
    fields = client.get(reverse("partnerships:offer_new")).context["form"].fields
    assert "siret" not in fields
    data = sheet(kind="school_visit", host_school=school.pk)
    client.post(reverse("partnerships:offer_new"), data)
    assert Offer.objects.get().host_school == school


def test_an_offer_is_changed_by_its_host_only(client):
    slot = SlotFactory()
    pages = [
        reverse("partnerships:offer_edit", args=[slot.offer_id]),
        reverse("partnerships:offer_slots", args=[slot.offer_id]),
    ]
    for role in (Role.COMPANY_REPRESENTATIVE, Role.RBDE, Role.TEACHER):
        client.force_login(actor_for(role).user)
        assert [client.get(page).status_code for page in pages] == [404, 404]
        client.post(reverse("partnerships:offer_act", args=[slot.offer_id, "close"]))
        cancel = reverse("partnerships:slot_act", args=[slot.pk, "cancel"])
        assert client.post(cancel, {"form_key": str(uuid.uuid4())}).status_code == 404
        resize = reverse("partnerships:slot_act", args=[slot.pk, "resize"])
        assert client.get(resize).status_code == 404
        assert client.post(resize, {"capacity": 3}).status_code == 404
    slot.offer.refresh_from_db()
    slot.refresh_from_db()
    assert (slot.offer.state, slot.state) == (OfferState.PUBLISHED, "open")


def test_each_act_on_a_slot_is_named_with_its_dates(client, company):
    slot = SlotFactory(offer=OfferFactory(host_company=company))
    page = client.get(reverse("partnerships:offer_slots", args=[slot.offer_id])).content.decode()
    cancel = reverse("partnerships:slot_act", args=[slot.pk, "cancel"])
    (words,) = re.findall(f'<a href="{cancel}">(.*?)</a>', page)
    assert re.sub("<.*?>", "", words) == (
        "Annuler le créneau du lundi 11 janvier au mercredi 13 janvier 2027"
    )


def test_a_slot_keeps_the_seats_that_are_taken(client, company):
    slot = SlotFactory(offer=OfferFactory(host_company=company))
    Slot.objects.filter(pk=slot.pk).update(seats_taken=24)
    address = reverse("partnerships:slot_act", args=[slot.pk, "resize"])
    assert "24 places sont déjà prises" in client.post(address, {"capacity": 20}).content.decode()
    client.post(address, {"capacity": 25})
    slot.refresh_from_db()
    assert slot.capacity == 25


def agreed(**more):
    data = {"kind": "class_immersion", "siret": SIRET, "company_name": "La Poste"}
    data |= {"company_postcode": "75015", "company_city": "Paris", "girls": 12, "boys": 12}
    data |= {"adults": 2, "starts_on": "2027-01-11", "ends_on": "2027-01-13"}
    data |= {"agreed_on": "2026-11-20", "agreed_with": "Mme Zola", "agreed_by": "phone"}
    data |= {"contact_email": "zola@poste.example", "contact_name": "Mme Zola"}
    return data | {"form_key": str(uuid.uuid4())} | more


def test_an_immersion_agreed_by_phone_is_recorded_with_its_new_company_and_class(client):
    DepartmentFactory(code="75", name="Paris")
    school = SchoolFactory()
    SchoolYearFactory()
    client.force_login(actor_for(Role.TEACHER, school=school).user)
    client.post(reverse("partnerships:agreed"), agreed(new_name="3e B", new_level="3e"))
    booking = Booking.objects.get()
    assert (booking.state, booking.origin) == (BookingState.ACCEPTED, Origin.ELSEWHERE)
    assert booking.company.siret == SIRET
    assert booking.class_group.name == "3e B"
    assert booking.state_label == "Confirmée par téléphone"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"starts_on": "2026-12-24", "ends_on": "2026-12-26"}, "vacances scolaires"),
        ({"ends_on": "2027-01-12"}, "dure trois jours consécutifs"),
        ({"agreed_on": "2027-01-01"}, "L’accord ne peut pas être à venir."),
        ({"siret": "", "company_name": ""}, "Choisissez une entreprise"),
        ({"new_level": "6e"}, "à partir de la 4e"),
        ({"girls": 0, "boys": 0}, "Indiquez le nombre d’élèves"),
    ],
)
def test_a_wrong_agreement_is_refused_with_its_rule(client, data, words):
    DepartmentFactory(code="75", name="Paris")
    SchoolYearFactory()
    client.force_login(actor_for(Role.TEACHER).user)
    typed = agreed(new_name="3e B", new_level="3e") | data
    page = client.post(reverse("partnerships:agreed"), typed).content.decode()
    assert words in page
    assert "Mme Zola" in page
    assert not any(kind.objects.exists() for kind in (Booking, Company, ClassGroup))


def test_teachers_who_go_themselves_are_recorded_by_the_same_page(client):
    DepartmentFactory(code="75", name="Paris")
    school = SchoolFactory()
    SchoolYearFactory()
    client.force_login(actor_for(Role.TEACHER, school=school).user)
    page = reverse("partnerships:agreed")
    typed = agreed(kind="teacher_immersion", provider="eafc", ends_on="2027-01-11")
    assert "se fait sans élèves" in client.post(page, typed).content.decode()
    client.post(page, typed | {"girls": "", "boys": "", "unspecified": ""})
    booking = Booking.objects.get()
    assert (booking.school, booking.class_group, booking.adults) == (school, None, 2)
    assert booking.provider == "eafc" and booking.teacher


def test_companies_are_suggested_to_schools_not_to_companies(client):
    CompanyFactory(name="Fonderie Éclair", city="Foix")
    address = reverse("partnerships:company_choices")
    client.force_login(actor_for(Role.TEACHER).user)
    results = client.get(address, {"term": "eclair fond"}).json()["results"]
    assert [row["text"] for row in results] == ["Fonderie Éclair (Foix)"]
    assert client.get(address, {"term": "e"}).json()["results"] == []
    client.force_login(actor_for(Role.COMPANY_REPRESENTATIVE).user)
    assert client.get(address, {"term": "eclair"}).status_code == 403


# --- classes -----------------------------------------------------------------------
@pytest.fixture
def school(client):
    SchoolYearFactory()
    school = SchoolFactory()
    client.force_login(actor_for(Role.TEACHER, school=school).user)
    return school


def upload(client, school, content, name="classes.csv"):
    file = SimpleUploadedFile(name, content)
    return client.post(
        reverse("partnerships:class_groups_import"), {"school": school.pk, "file": file}
    )


CLASSES = "Classe;Niveau;Effectif;Public\n3e A;3e;28;\n4e SEGPA;4e;12;SEGPA\n3e Z;9e;;\n"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252"])
def test_a_list_of_classes_is_shown_then_kept_once(client, school, encoding):
    ClassGroupFactory(school=school, name="3E a", level="3e")
    content = CLASSES.replace("Public", "Dispositif").encode(encoding)
    page = upload(client, school, content)
    assert [verdict.word for verdict in page.context["verdicts"]] == [
        "déjà là",
        "nouvelle",
        "refusée",
    ]
    assert "Niveau inconnu : « 9e »." in page.content.decode()
    assert ClassGroup.objects.count() == 1
    carried = {name: field.value() for name, field in ((f.name, f) for f in page.context["form"])}
    for _ in range(2):
        client.post(reverse("partnerships:class_groups_import"), carried | {"step": "apply"})
    segpa = ClassGroup.objects.get(name="4e SEGPA")
    assert (segpa.size, segpa.special_kind, ClassGroup.objects.count()) == (12, "SEGPA", 2)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"PK\x03\x04\x00\x00", "n’est pas un CSV"),
        (b"nom;prenom\nZola;Emile\n", "Colonne introuvable\N{NO-BREAK SPACE}: niveau"),
        (b"classe;niveau\n", "ne contient aucune classe"),
        (b"classe;niveau\n" + b"3e A;3e\n" * 501, "501 lignes"),
        (b"x" * 1_000_002, "dépasse un mégaoctet"),
    ],
)
def test_a_wrong_file_is_refused_in_french(client, school, content, words):
    assert words in upload(client, school, content).content.decode()
    assert not ClassGroup.objects.exists()


def test_a_class_is_not_made_in_another_school_nor_in_a_closed_year(client, school):
    stranger = SchoolFactory()
    data = {"new_name": "3e B", "new_level": "3e"}
    address = reverse("partnerships:class_groups")
    client.post(address, data | {"school": stranger.pk})
    assert not ClassGroup.objects.exists()
    SchoolYearFactory(start_year=2025, state=YearState.CLOSED)
    session = client.session
    session["school_year"] = 2025
    session.save()
    page = client.post(address, data | {"school": school.pk}).content.decode()
    assert "est close" in page
    assert not ClassGroup.objects.exists()


def test_the_company_the_class_and_the_numbers_read_as_required(client):
    client.force_login(actor_for(Role.TEACHER).user)
    page = client.get(reverse("partnerships:agreed")).content.decode()
    marked = re.findall(r"<label[^>]*>\s*([^<]+?)<span class=\"fr-required-marker\"", page)
    assert marked == [
        "Entreprise",
        "Classe ou groupe",
        "Filles",
        "Garçons",
        "Non précisé",
        "Premier jour",
        "Dernier jour",
        "Accord pris le",
        "Avec",
    ]
