"""The readable history: acts, changed columns, and who may read which."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts import journal
from accounts.actor import Actor
from accounts.enums import Role
from accounts.history import NOBODY, PER_PAGE, history_of
from accounts.models import JournalEntry, RoleAssignment, User
from directory.history import acting
from directory.models import Company
from partnerships.models import Booking, Contract, ContractParty
from tests.accounts.factories import UserFactory, actor_for
from tests.directory.factories import CompanyFactory, SchoolFactory
from tests.partnerships.factories import BookingFactory, OfferFactory

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system("Essai")


@pytest.fixture
def boss(db):
    return actor_for(Role.ADMINISTRATOR)


def lines(obj, actor, **options):
    return history_of(obj, actor, None, **options).object_list


def test_an_act_tells_the_columns_that_it_changed(boss):
    company = CompanyFactory(phone="0561000000")
    with acting("Essai"):
        Company.objects.filter(pk=company.pk).update(phone="0562000000")
        journal.record(SYSTEM, "a corrigé la fiche", company, reason="Déménagement.")

    (line,) = lines(company, boss)
    assert (line.actor_label, line.verb) == ("Essai", "a corrigé la fiche")
    assert line.reason == "Déménagement."
    assert line.changes == ["Téléphone : 0561000000 → 0562000000"]


def test_what_no_act_explains_is_a_line_of_its_own(boss):
    company = CompanyFactory(name="Avant")
    Company.objects.filter(pk=company.pk).update(name="Pendant")
    with acting("Commande import_companies"):
        Company.objects.filter(pk=company.pk).update(name="Après")

    imported, by_hand = lines(company, boss)
    assert (by_hand.actor_label, imported.actor_label) == (NOBODY, "Commande import_companies")
    assert by_hand.verb == imported.verb == f"a modifié : {Company._meta.verbose_name}"
    assert by_hand.changes[0].endswith("Avant → Pendant")
    assert imported.changes[0].endswith("Pendant → Après")


def test_choices_keys_days_and_flags_are_in_french(boss):
    booking = BookingFactory(state="sent", last_day_is_half=False)
    other = UserFactory(first_name="Maud", last_name="Serre")
    Booking.objects.filter(pk=booking.pk).update(
        teacher=other, last_day_is_half=True, expires_on="2027-03-01", needs=""
    )

    (line,) = lines(booking, boss)
    told = " ; ".join(line.changes)
    assert f"{booking.teacher} → Maud Serre" in told
    assert "non → oui" in told and "→ 1er mars 2027" in told
    assert "updated" not in told


def test_a_row_that_the_reader_may_not_see_is_not_named(boss):
    booking = BookingFactory()
    stranger = UserFactory(first_name="MARQUEUR")
    Booking.objects.filter(pk=booking.pk).update(teacher=stranger)
    head = actor_for(Role.HEAD, school=booking.school)

    told = str([line.changes for line in lines(booking, head, whole=True)])
    assert "MARQUEUR" not in told and "(fiche que vous ne voyez pas)" in told
    assert "MARQUEUR" in str([line.changes for line in lines(booking, boss)])


def test_columns_are_for_who_sees_the_whole_row():
    company = CompanyFactory(phone="0561000000")
    teacher = actor_for(Role.TEACHER)
    with acting("Essai"):
        Company.objects.filter(pk=company.pk).update(phone="0562000000")
        journal.record(SYSTEM, "a corrigé la fiche", company, company=company)
        journal.record(teacher, "a écrit", company)

    (mine,) = lines(company, teacher)
    assert (mine.verb, mine.changes) == ("a écrit", [])


def test_parts_and_links_are_told_with_their_owner(boss):
    booking = BookingFactory(state="accepted")
    contract = Contract.objects.create(
        booking=booking, school_year=booking.school_year, kind="ordinary"
    )
    party = ContractParty.objects.create(contract=contract, function="head", name="A. Roux")
    party.name = "B. Roux"
    party.save()
    party.delete()
    gone, changed = lines(contract, boss)
    assert gone.changes == [f"Signataire « {party} » : retrait"]
    assert changed.changes[0].endswith("Nom du signataire : A. Roux → B. Roux")

    actor_for(Role.HEAD, school=SchoolFactory())
    role, school = RoleAssignment.objects.get(role="head"), SchoolFactory(name="Collège Vert")
    role.schools.add(school)
    told = str([line.changes for line in lines(role, boss)])
    assert f"Établissement scolaire : ajout : {school}" in told


def test_pages_come_most_recent_first_with_the_same_number_of_queries(boss):
    company, counts = CompanyFactory(name="0"), []
    for last in (2, PER_PAGE + 5):
        for number in range(last):
            with acting("Essai"):
                Company.objects.filter(pk=company.pk).update(name=f"{last}-{number}")
                journal.record(SYSTEM, f"acte {last}-{number}", company)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            page = history_of(company, boss, None)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 8
    assert page.object_list[0].verb == f"acte {PER_PAGE + 5}-{PER_PAGE + 4}"
    assert page.object_list[0].changes and len(page.object_list) == PER_PAGE
    rest = history_of(company, boss, "2").object_list
    assert [line.verb for line in rest][-1] == "acte 2-0" and rest[-1].changes


def test_no_password_is_ever_told(boss):
    user = UserFactory()
    user.set_password("un-autre-mot-de-passe")
    user.save()
    User.objects.filter(pk=user.pk).update(phone="06")

    (line,) = lines(user, boss)
    assert line.changes == ["Téléphone : (vide) → 06"]


def test_the_page_of_a_request_for_its_parties_only(client):
    booking = BookingFactory()
    Booking.objects.filter(pk=booking.pk).update(contact_phone="0562000000")
    url = reverse("partnerships:booking_history", args=[booking.pk])
    client.force_login(actor_for(Role.HEAD, school=booking.school).user)
    shown = client.get(url)
    assert "→ 0562000000" in shown.content.decode()
    assert client.post(url).status_code == 405

    client.force_login(actor_for(Role.TEACHER).user)
    assert client.get(url).status_code == 404


def test_the_page_of_an_offer_is_for_who_manages_it(client):
    offer = OfferFactory(state="published")
    url = reverse("partnerships:offer_history", args=[offer.pk])
    client.force_login(actor_for(Role.TEACHER).user)
    assert client.get(url).status_code == 404

    owner = actor_for(Role.COMPANY_REPRESENTATIVE, company=offer.host_company)
    client.force_login(owner.user)
    assert client.get(url).status_code == 200


def test_the_admin_shows_it_and_pages_it(client, boss):
    school = SchoolFactory()
    for number in range(PER_PAGE + 1):
        type(school).objects.filter(pk=school.pk).update(phone=str(number))
    client.force_login(boss.user)
    url = reverse("admin:directory_school_history", args=[school.pk])
    shown = client.get(url).content.decode()
    assert "19 → 20" in shown and "?page=2" in shown

    client.force_login(actor_for(Role.RBDE).user)
    assert "19 → 20" not in client.get(url).content.decode()
    assert JournalEntry.objects.count() == 0
