"""A class that did not come: « Non réalisée », counted nowhere, told to both, and corrected."""

import datetime as dt

import pytest

from accounts.enums import Role
from directory.violations import Refused
from documents.models import QuestionnaireAnswer
from documents.verification import verify
from outbox.kinds import kind_of
from outbox.models import Notice
from partnerships import tasks
from partnerships.enums import BookingState
from partnerships.enums.contract import ContractState
from partnerships.feeds import feed
from partnerships.models import Booking, Contract
from partnerships.rules.on_the_day import Count
from partnerships.workflow import certificates, day, outcome
from tests.accounts.factories import actor_for
from tests.partnerships.contract_world import MONDAY, make_contract_world, told
from tests.partnerships.factories import BookingFactory

LAST = MONDAY + dt.timedelta(days=2)
AFTER = MONDAY + dt.timedelta(days=3)
ABSENT, THERE = Count(absent=True), Count(girls=10, boys=12, adults=2)


@pytest.fixture
def world(db):
    """An immersion signed by all, whose days have come."""
    world = make_contract_world()
    Contract.objects.update(state=ContractState.SIGNED, signed_at="2027-01-04T09:00Z")
    return world


def state_of(world):
    return Booking.objects.get(pk=world.booking.pk).state


def contract_state(world):
    return Contract.objects.get(pk=world.contract.pk).state


def test_a_class_that_did_not_come_never_ends_as_done(world):
    day.count(world.teacher, world.booking, MONDAY, ABSENT, today=MONDAY)
    tasks.advance(AFTER)
    assert state_of(world) == BookingState.MISSED
    assert contract_state(world) == ContractState.SIGNED
    assert not QuestionnaireAnswer.objects.exists()
    assert {world.teacher.user.email, world.head.user.email} <= told("booking.missed")
    assert world.company.user.email in told("booking.missed")
    assert tasks.advance(AFTER) == 0


def test_who_came_on_one_day_came(world):
    day.count(world.teacher, world.booking, MONDAY, ABSENT, today=MONDAY)
    day.count(world.company, world.booking, LAST, THERE, today=LAST)
    tasks.advance(AFTER)
    assert state_of(world) == BookingState.DONE
    assert outcome.attended(world.booking).pupils == 22


def test_an_absence_is_told_to_the_side_that_has_not_counted(world):
    day.count(world.company, world.booking, MONDAY, ABSENT, today=MONDAY)
    assert world.teacher.user.email in told("booking.absence")
    assert world.company.user.email not in told("booking.absence")
    notice = Notice.objects.filter(kind="booking.absence").first()
    assert kind_of(notice.kind).is_relevant(notice)
    day.count(world.teacher, world.booking, MONDAY, THERE, today=MONDAY)
    assert not kind_of(notice.kind).is_relevant(notice)
    Notice.objects.filter(kind="booking.absence").delete()
    day.count(world.company, world.booking, MONDAY, ABSENT, today=MONDAY)
    assert not told("booking.absence")


def test_a_count_corrected_afterwards_settles_it_again(world, time_machine):
    time_machine.move_to(dt.datetime(2027, 1, 14, 9, tzinfo=dt.UTC))
    tasks.advance(AFTER)
    assert (state_of(world), contract_state(world)) == (BookingState.DONE, ContractState.COMPLETED)
    made = certificates.issue(world.teacher, world.booking)
    assert verify(made.sha256).level == "success"
    assert set(QuestionnaireAnswer.objects.awaited(AFTER))

    day.count(world.company, world.booking, MONDAY, ABSENT, today=AFTER)
    booking = Booking.objects.get(pk=world.booking.pk)
    assert (booking.state, contract_state(world)) == (BookingState.MISSED, ContractState.SIGNED)
    assert not QuestionnaireAnswer.objects.awaited(AFTER).exists()
    assert certificates.issued(booking) is None
    assert "retiré" in verify(made.sha256).title
    with pytest.raises(Refused, match="Personne n’est venu"):
        certificates.issue(world.teacher, booking)
    assert b"STATUS:CANCELLED" in feed(booking.school, AFTER)

    day.count(world.teacher, booking, MONDAY, THERE, today=AFTER)
    tasks.advance(AFTER)
    assert (state_of(world), contract_state(world)) == (BookingState.DONE, ContractState.COMPLETED)
    assert QuestionnaireAnswer.objects.awaited(AFTER).count() == 2
    assert world.company.user.email in told("booking.held")


def test_the_class_that_went_elsewhere_is_not_brought_back(world):
    day.count(world.teacher, world.booking, MONDAY, ABSENT, today=MONDAY)
    tasks.advance(AFTER)
    BookingFactory(
        state=BookingState.DONE, class_group=world.booking.class_group, slot__starts_on=MONDAY
    )
    with pytest.raises(Refused, match="déjà attendue ailleurs"):
        day.count(world.teacher, world.booking, MONDAY, THERE, today=AFTER)
    assert state_of(world) == BookingState.MISSED


def test_the_mails_say_what_is_so_and_where_to_correct(world):
    day.count(world.company, world.booking, MONDAY, ABSENT, today=MONDAY)
    tasks.advance(AFTER)
    mails = {}
    for kind in ("booking.absence", "booking.missed"):
        notice = Notice.objects.filter(kind=kind).first()
        notice.told_at = notice.due_at
        mails[kind] = kind_of(notice.kind).render(notice)
    assert "le groupe n’est pas venu le 11 janvier 2027" in mails["booking.absence"].paragraphs[0]
    assert "jusqu’au 12 février 2027" in mails["booking.missed"].paragraphs[-1]
    assert mails["booking.missed"].action[1].endswith("/presence/")


def test_the_pages_say_it(world, client, time_machine):
    day.count(world.teacher, world.booking, MONDAY, ABSENT, today=MONDAY)
    tasks.advance(AFTER)
    time_machine.move_to(dt.datetime(2027, 1, 15, 9, tzinfo=dt.UTC))
    client.force_login(world.teacher.user)
    page = client.get(world.booking.get_absolute_url()).content.decode()
    assert "Non réalisée" in page and "personne n’est venu" in page
    assert "Relever la présence" in page and "Établir l’attestation" not in page


def test_the_admin_reads_who_counted_what(world, client):
    day.count(world.company, world.booking, MONDAY, ABSENT, today=MONDAY)
    day.count(world.teacher, world.booking, MONDAY, THERE, today=MONDAY)
    client.force_login(actor_for(Role.ADMINISTRATOR).user)
    page = client.get(f"/admin/partnerships/booking/{world.booking.pk}/change/").content.decode()
    assert "11 janvier 2027, par la structure d’accueil : absents" in page
    assert "par le demandeur : 22 élèves" in page
