"""A company is not asked more often than it wants, all schools together."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts.enums import Role
from accounts.models import JournalEntry
from directory.models import Company
from directory.violations import Refused
from partnerships import asking, ceilings
from partnerships.models import Booking, ContactCeiling
from partnerships.rules.ceiling import check_ceiling, next_month
from partnerships.workflow.ceilings import set_ceiling
from tests.accounts.factories import actor_for
from tests.directory.factories import ClassGroupFactory, CompanyFactory, DepartmentFactory
from tests.partnerships.conftest import TODAY, make_world
from tests.partnerships.factories import SchoolRequestCallFactory, SlotFactory

FULL = "les a reçues. Prochaine date libre\N{NO-BREAK SPACE}: 1er décembre 2026."


def test_the_sentence_gives_the_next_free_date():
    (found,) = check_ceiling(3, 3, dt.date(2026, 12, 31))
    assert found.message == (
        "Cette entreprise reçoit au plus 3 demandes par mois, tous établissements confondus, et "
        "les a reçues. Prochaine date libre\N{NO-BREAK SPACE}: 1er janvier 2027."
    )
    assert "une demande par mois" in check_ceiling(1, 1, TODAY)[0].message
    assert not check_ceiling(3, 2, TODAY) and not check_ceiling(None, 99, TODAY)
    assert next_month(dt.date(2026, 1, 31)) == dt.date(2026, 2, 1)


@pytest.fixture
def asked(db):
    """One school has asked; the ceiling is one."""
    world = make_world()
    ContactCeiling.objects.create(
        company=world.slot.offer.host_company, per_month=1, said_by="la direction"
    )
    Booking.objects.filter(pk=world.ask().pk).update(
        created_at=dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)
    )
    return world


def another(world):
    other = make_world()
    other.slot = SlotFactory(offer=world.slot.offer, starts_on=dt.date(2027, 2, 1))
    return other


def test_beyond_it_another_school_is_refused_until_the_next_month(asked):
    other = another(asked)
    with pytest.raises(Refused, match=FULL):
        other.ask()
    other.ask(today=dt.date(2026, 12, 1))


def test_an_appel_counts_as_a_request_and_a_request_as_an_appel(asked):
    company = asked.slot.offer.host_company
    here = Company.objects.filter(pk=company.pk)
    assert not asking.askable(here, TODAY).exists()
    Booking.objects.all().delete()
    assert asking.askable(here, TODAY).exists()
    SchoolRequestCallFactory(company=company, called_at=dt.datetime(2026, 11, 20, 9, tzinfo=dt.UTC))
    assert list(ceilings.reached({company.pk}, TODAY)) == [company.pk]
    with pytest.raises(Refused, match=FULL):
        another(asked).ask()


def test_what_never_reached_the_company_does_not_count(asked):
    Booking.objects.update(state="cancelled", sent_at=None, cancel_reason="visa_refused",
                           cancelled_by_side="guest", seats_held=0)  # fmt: skip
    another(asked).ask()


def test_search_and_offer_say_it_before_one_asks(client, asked):
    client.force_login(another(asked).teacher.user)
    company = asked.slot.offer.host_company
    Booking.objects.update(created_at=dt.datetime.now(dt.UTC))
    for url in (reverse("partnerships:search"), asked.slot.offer.get_absolute_url()):
        text = client.get(url).content.decode()
        assert "tous établissements confondus, et les a reçues." in text
    assert "Demander ce créneau" not in text
    ContactCeiling.objects.filter(company=company).update(per_month=2)
    assert "Demander ce créneau" in client.get(asked.slot.offer.get_absolute_url()).content.decode()


def test_one_query_whatever_the_number_of_companies(asked, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert list(ceilings.reached({asked.slot.offer.host_company_id}, TODAY)) == [
            asked.slot.offer.host_company_id
        ]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("role", "may"),
    [
        (Role.RBDE, True),
        (Role.MISSION_OFFICER, True),
        (Role.TEACHER, False),
        (Role.HEAD, False),
        (Role.BRANCH_OFFICER, False),
    ],
)
def test_who_notes_the_word_of_a_company(role, may):
    company = CompanyFactory()
    far = CompanyFactory(department=DepartmentFactory(code="34", name="Hérault"))
    actor = actor_for(role)
    if not may:
        with pytest.raises(Refused):
            set_ceiling(actor, company, 2, "la direction")
        return
    assert set_ceiling(actor, company, 2, "la direction").per_month == 2
    with pytest.raises(Refused, match="département"):
        set_ceiling(actor, far, 2, "la direction")


@pytest.mark.django_db
def test_a_company_sets_and_lifts_its_own(client):
    company, other = CompanyFactory(), CompanyFactory()
    client.force_login(actor_for(Role.COMPANY_REPRESENTATIVE, company=company).user)
    url = reverse("partnerships:ceiling", args=[company.pk])
    wrong = client.post(url, {"per_month": "0"}).content.decode()
    assert "Le plafond va de 1 à 200 demandes par mois." in wrong
    client.post(url, {"per_month": "4"})
    ceiling = ContactCeiling.objects.get()
    assert (ceiling.per_month, ceiling.said_by) == (4, "l’entreprise")
    assert JournalEntry.objects.filter(company=company, verb__contains="plafond").count() == 1
    client.post(url, {"per_month": ""})
    assert not ContactCeiling.objects.exists()
    foreign = reverse("partnerships:ceiling", args=[other.pk])
    assert client.get(foreign).status_code == 404


@pytest.mark.django_db
def test_a_request_waits_for_no_group_of_another_company():
    """Without a ceiling nothing changes."""
    world = make_world()
    assert world.ask(class_group=ClassGroupFactory(school=world.school)).pk
