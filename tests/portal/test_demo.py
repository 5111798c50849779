"""The demonstration: told by the workflows, once, for every account."""

import pytest
from django.core.management import CommandError, call_command

from accounts.actor import Actor
from accounts.demo import DEMO_ACCOUNTS, DEMO_PASSWORD
from accounts.models import JournalEntry, User
from directory.calendar import Calendar
from directory.enums import YearState
from directory.identifiers import validate_siret, validate_uai
from directory.models import Company, School, SchoolYear
from outbox.models import Mail
from partnerships.enums import BookingState, OfferState, Origin
from partnerships.enums.contract import ContractState
from partnerships.models import Booking, Contract, Offer, Slot
from portal.doors import doors
from reports.report import Report
from reports.territories import ALL, Territory

pytestmark = [pytest.mark.django_db, pytest.mark.long]
MOST_MAILS = 120
WAITED_FOR = ("principal", "enseignante", "entreprise", "uimm")


def account(name):
    return User.objects.get(email=f"{name}@demo.example")


def this_year():
    return SchoolYear.objects.get(state=YearState.CURRENT).start_year


def counted():
    models = (User, School, Company, Offer, Slot, Booking, Contract, JournalEntry, Mail)
    return [model.objects.count() for model in models]


def check_dates_and_numbers():
    """R-ID-9, R-ID-1, R-ID-3 on every row of the demonstration."""
    calendar = Calendar.load()
    for slot in Slot.objects.all():
        assert calendar.is_school_day(slot.starts_on) and calendar.is_school_day(slot.ends_on)
    for uai in School.objects.values_list("uai", flat=True):
        validate_uai(uai)
    for siret in Company.objects.values_list("siret", flat=True):
        validate_siret(siret)


@pytest.fixture
def demo(settings):
    settings.DEBUG = True
    call_command("seed_demo", verbosity=0)


def test_refused_in_production(settings):
    settings.DEBUG = False
    with pytest.raises(CommandError, match="DEBUG"):
        call_command("seed_demo")
    assert not User.objects.exists()


def test_demonstration_is_whole_and_told_once(demo):
    states = set(Booking.objects.values_list("state", flat=True))
    assert states >= set(BookingState) - {BookingState.WITHDRAWN}
    assert set(Contract.objects.values_list("state", flat=True)) >= {
        ContractState.DRAFT,
        ContractState.IN_SIGNATURE,
        ContractState.SIGNED,
        ContractState.COMPLETED,
    }
    assert set(Offer.objects.values_list("state", flat=True)) >= {
        OfferState.PUBLISHED,
        OfferState.TO_CONFIRM,
    }
    assert 0 < Mail.objects.count() <= MOST_MAILS
    unseen = Booking.objects.filter(origin=Origin.REQUEST, sent_at=None, visa_at=None)
    assert not unseen.filter(state=BookingState.ACCEPTED).exists()  # by their host
    seats = Report(this_year(), Territory(ALL, "Partout")).figure("seats_filled")
    assert seats.now and seats.before  # the report has a year to compare with
    check_dates_and_numbers()
    emails = Mail.objects.values_list("recipient_email", flat=True)
    assert all(email.endswith(".example") for email in emails)
    before = counted()
    call_command("seed_demo", verbosity=0)
    assert counted() == before


def test_each_account_signs_in_and_its_doors_open(demo, client):
    for row in DEMO_ACCOUNTS:
        user = account(row.name)
        assert user.check_password(DEMO_PASSWORD)
        assert Actor.of(user).role == row.role
        client.force_login(user)
        assert client.get("/tableau-de-bord/").status_code == 200
        for door in doors(row.role):
            answer = client.get(door.url, follow=True)  # who has one committee is led to it
            assert (row.name, door.url, answer.status_code) == (row.name, door.url, 200)
    for name in WAITED_FOR:
        client.force_login(account(name))
        assert client.get("/tableau-de-bord/").context["todos"], name


@pytest.mark.parametrize("day", ["2027-03-15", "2027-05-27", "2027-08-10", "2028-02-29"])
def test_demonstration_is_told_on_any_day(settings, time_machine, day):
    """Through holidays and summers: no two slots on the same days, classes of the right year."""
    time_machine.move_to(f"{day} 09:00+01:00")
    settings.DEBUG = True
    SchoolYear.objects.all().delete()
    call_command("seed_demo", verbosity=0)
    told = counted()
    call_command("seed_demo", verbosity=0)
    assert counted() == told
    check_dates_and_numbers()
    assert Contract.objects.filter(state=ContractState.SIGNED).exists()
