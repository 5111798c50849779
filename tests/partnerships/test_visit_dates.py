"""R-VI-1: one short agreement over several visits of the year, each with its own state."""

import datetime as dt
import threading

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from accounts.enums import Role
from accounts.models import JournalEntry
from directory.enums import Level
from directory.violations import Refused
from documents.enums import RoundState
from documents.models import SignatureRound
from partnerships.contract.data import contract_data
from partnerships.contract.dates import may_join, signed_values, together
from partnerships.contract.document import layout_data
from partnerships.contract.progress import awaited_of
from partnerships.enums import OfferKind
from partnerships.enums.contract import ContractState
from partnerships.models import Booking, Contract
from partnerships.reminders.contract import other_dates
from partnerships.workflow import bookings, contract_numbers, contracts
from partnerships.workflow.contract_dates import cover
from tests.accounts.factories import actor_for
from tests.directory.factories import ClassGroupFactory, CompanyFactory, SchoolFactory
from tests.partnerships.contract_world import told
from tests.partnerships.factories import BookingFactory, OfferFactory, SlotFactory
from tests.partnerships.test_partnership_signing import sign
from tests.worlds import shared_world

S = ContractState
TODAY = dt.date(2026, 11, 23)
FIRST, SECOND, THIRD = dt.date(2027, 1, 12), dt.date(2027, 3, 9), dt.date(2027, 4, 6)


class World:
    """A class of 6e that visits the same shop on three days."""

    def __init__(self):
        self.school, self.company = SchoolFactory(), CompanyFactory(naf_code="47.11F")
        self.teacher = actor_for(Role.TEACHER, school=self.school)
        self.head = actor_for(Role.HEAD, school=self.school)
        self.host = actor_for(Role.COMPANY_REPRESENTATIVE, company=self.company)
        self.group = ClassGroupFactory(school=self.school, level=Level.SIXIEME)
        self.first, self.second, self.third = map(self.visit, (FIRST, SECOND, THIRD))

    def visit(self, day, company=None, group=None):
        offer = OfferFactory(kind=OfferKind.VISIT, host_company=company or self.company)
        slot = SlotFactory(offer=offer, starts_on=day, ends_on=day)
        booking = BookingFactory(
            slot=slot, teacher=self.teacher.user, class_group=group or self.group, adults=2
        )
        bookings.accept(actor_for(Role.COMPANY_REPRESENTATIVE, company=booking.company), booking,
                        today=TODAY)  # fmt: skip
        return Contract.objects.with_parties().get(booking=booking)

    def joined(self):
        cover(self.teacher, self.first, [self.second, self.third])
        edit = contracts.Edit(values={"tutor_name": "D. Faure"})
        contracts.change(self.teacher, self.first, edit)
        return self

    def out(self):
        self.joined()
        contracts.send_to_signature(self.teacher, fresh(self.second))
        return SignatureRound.objects.get()

    def signed(self):
        round = self.out()
        for one in round.signatories.all():
            sign(one)
        round.refresh_from_db()
        return round

    @property
    def states(self):
        rows = (self.first, self.second, self.third)
        return [fresh(row).state for row in rows]


def fresh(contract):
    return Contract.objects.with_parties().get(pk=contract.pk)


@shared_world
def world():
    return World()


def test_only_visits_of_the_year_to_the_same_host_that_prepare(world):
    elsewhere = world.visit(THIRD + dt.timedelta(days=1), CompanyFactory())
    other = ClassGroupFactory(school=world.school, level=Level.CINQUIEME)
    another_group = world.visit(THIRD + dt.timedelta(days=2), group=other)
    assert list(may_join(world.first)) == [world.second, world.third, another_group]
    with pytest.raises(Refused, match="ne peut pas être réunie"):
        cover(world.teacher, world.first, [elsewhere])
    for stranger in (world.host, actor_for(Role.TEACHER)):
        with pytest.raises(Refused, match="avant sa signature"):
            cover(stranger, world.first, [world.second])
    with pytest.raises(IntegrityError), transaction.atomic():
        Contract.objects.filter(pk=world.first.pk).update(joined_to=world.first)


def test_what_is_said_once_is_said_for_all_dates(world):
    world.joined()
    assert {fresh(one).tutor_name for one in (world.first, world.second, world.third)} == {
        "D. Faure"
    }
    contracts.change(world.teacher, fresh(world.third), contracts.Edit(values={"meals": "Panier"}))
    assert fresh(world.first).meals == "Panier"
    entry = JournalEntry.objects.get(verb="a choisi les dates de la convention")
    assert entry.words == "12/01/2027, 09/03/2027, 06/04/2027"


def test_dates_are_chosen_again(world):
    world.joined()
    cover(world.teacher, fresh(world.first), [world.second])
    assert together(fresh(world.third)) == [world.third]
    assert together(fresh(world.second)) == [world.first, world.second]
    cover(world.teacher, fresh(world.second), [world.third])
    assert together(fresh(world.first)) == [world.first]
    assert together(fresh(world.third)) == [world.second, world.third]


def test_the_document_prints_every_date(world):
    world.joined()
    data = layout_data(fresh(world.second))
    dates, programme = data["sections"]
    assert [row[0] for row in dates["table"]["rows"]] == [
        "le mardi 12 janvier 2027",
        "le mardi 9 mars 2027",
        "le mardi 6 avril 2027",
    ]
    assert len({row[0].split(",")[0] for row in programme["table"]["rows"]}) == 3
    said = "le mardi 12 janvier 2027, puis le mardi 9 mars 2027, puis le mardi 6 avril 2027"
    assert data["variables"]["periode"] == said and ("Dates", said) in data["glance"]
    assert data["variables"]["effectif"].startswith("Les visites concernent : le mardi 12")


def test_each_date_is_complete_before_it_leaves(world):
    world.joined()
    world.third.sessions.all().delete()
    with pytest.raises(Refused, match="06/04\N{NO-BREAK SPACE}: Horaires"):
        contracts.send_to_signature(world.teacher, fresh(world.first))
    assert world.states == [S.DRAFT] * 3 and not SignatureRound.objects.exists()


def test_one_signature_of_each_party_covers_all(world):
    round = world.signed()
    assert round.subject == world.first and round.wanted_on == dt.date(2027, 1, 2)
    assert world.states == [S.SIGNED] * 3 and round.signatories.count() == 2
    assert signed_values(round, world.third) == contract_data(fresh(world.third))
    asked = [fresh(one) for one in (world.first, world.second)]
    assert awaited_of(asked) == {one.pk: [] for one in asked}
    assert other_dates(fresh(world.first)) == [("Et aussi", "le 9 mars 2027, le 6 avril 2027")]


def test_who_is_awaited_is_said_on_every_date(world):
    world.out()
    for one in (world.first, world.third):
        assert len(awaited_of([fresh(one)])[one.pk]) == 2


def test_a_date_that_changes_is_signed_again_with_those_ahead(world):
    world.signed()
    contracts.complete_due(FIRST + dt.timedelta(days=1))
    host, moved = world.host, world.third.booking
    before = contract_data(fresh(world.third))
    Booking.objects.filter(pk=moved.pk).update(starts_on="2027-04-08", ends_on="2027-04-08")
    contracts.settle(host, fresh(world.third), before, confirmed=True)
    assert world.states == [S.COMPLETED, S.VOID, S.VOID]
    assert told("contract.voided")
    assert together(fresh(world.third)) == [world.second, world.third]


def test_fewer_pupils_on_one_day_is_a_notice_of_that_day(world):
    round = world.signed()
    booking = world.second.booking
    numbers = {"girls": booking.girls - 1, "boys": booking.boys, "unspecified": 0, "adults": 2}
    contract_numbers.change_numbers(world.teacher, fresh(world.second), numbers)
    assert world.states == [S.SIGNED] * 3
    assert fresh(world.second).notices.count() == 1 and not world.first.notices.exists()
    assert round.declared.amended(round)


def test_a_day_withdrawn_once_signed_leaves_the_others_covered(world):
    round = world.signed()
    bookings.cancel(world.host, fresh(world.first).booking, "staff")
    round.refresh_from_db()
    assert (world.states, round.state) == ([S.CANCELLED, S.SIGNED, S.SIGNED], RoundState.SEALED)
    assert together(fresh(world.third)) == [world.second, world.third]


def test_a_day_withdrawn_before_is_taken_out_of_the_document(world):
    round = world.out()
    bookings.cancel(world.host, fresh(world.first).booking, "staff")
    round.refresh_from_db()
    assert (world.states, round.state) == ([S.CANCELLED, S.VOID, S.VOID], RoundState.VOIDED)
    contracts.send_to_signature(world.teacher, fresh(world.third))
    assert world.states == [S.CANCELLED, S.IN_SIGNATURE, S.IN_SIGNATURE]
    with pytest.raises(Refused, match="avant sa signature"):
        cover(world.teacher, fresh(world.second), [])


def test_the_page_chooses_and_others_do_not_find_it(world, client):
    url = reverse("partnerships:contract_dates", args=[world.first.pk])
    client.force_login(world.teacher.user)
    page = client.get(world.first.get_absolute_url()).content.decode()
    assert "Les autres visites de l’année à réunir" in page
    assert "9 mars 2027" in client.get(url).content.decode()
    stranger = world.visit(THIRD + dt.timedelta(days=1), CompanyFactory())
    refused = client.post(url, {"dates": [stranger.pk]}).content.decode()
    assert "Sélectionnez un choix valide" in refused
    done = client.post(url, {"dates": [world.second.pk]}, follow=True).content.decode()
    assert "Une convention pour plusieurs dates" in done
    client.force_login(world.host.user)
    assert client.get(url).status_code == 404
    client.force_login(actor_for(Role.TEACHER).user)
    assert client.get(url).status_code == 404
    client.force_login(world.teacher.user)
    alone = reverse("partnerships:contract_dates", args=[stranger.pk])
    assert client.get(alone).status_code == 404


@pytest.mark.concurrency
@pytest.mark.django_db(transaction=True)
def test_two_who_choose_at_once_leave_one_group():
    world = World()
    barrier = threading.Barrier(2)

    def choose(contract, other):
        barrier.wait()
        try:
            cover(world.teacher, contract, [other])
        finally:
            connection.close()

    pairs = [(world.first, world.second), (world.second, world.first)]
    threads = [threading.Thread(target=choose, args=pair) for pair in pairs]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert together(fresh(world.first)) == together(fresh(world.second))
    assert Contract.objects.filter(joined_to__isnull=False).count() == 1
