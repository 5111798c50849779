"""Before leaving: the checklist, who ticks, « prête à partir », what takes it back."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from directory.violations import Refused
from documents.models import SignatureRound
from partnerships.enums.contract import ContractState
from partnerships.enums.on_the_day import DepartureItem
from partnerships.models import Contract, Departure, DepartureCheck
from partnerships.reminders.on_the_day import heads_of_unprepared, not_ready, prepare, unprepared
from partnerships.rules import on_the_day
from partnerships.rules.on_the_day import DepartureFacts, Tick
from partnerships.todo.on_the_day import departure_todo
from partnerships.workflow import day
from tests.accounts.factories import actor_for
from tests.directory.factories import SchoolFactory
from tests.partnerships.contract_world import MONDAY, make_contract_world

TODAY = MONDAY - dt.timedelta(days=7)
BY_HAND = ("age", "equipment", "transport", "insurance", "meals", "families")
NOW = dt.datetime(2027, 1, 4, 9, tzinfo=dt.UTC)
TICKED = {item: Tick("A. Roux", NOW) for item in BY_HAND}


def facts(**changed):
    base = {"pupils": 28, "adults": 2, "minimum_age": 14, "ticks": TICKED}
    return DepartureFacts(**(base | changed))


def said(**changed):
    """{item: whether it blocks} of what is not done."""
    return {one.field: one.blocking for one in on_the_day.violations(facts(**changed))}


def test_all_known_and_ticked_nothing_lacks():
    assert said() == {}


@pytest.mark.parametrize(
    ("changed", "lacks"),
    [
        ({"is_signed": False}, {"contract": True}),
        ({"has_contract": False, "is_signed": False}, {}),
        ({"list_wanted": True}, {"list": True}),
        ({"list_wanted": True, "list_sent": True}, {}),
        ({"level_allowed": False}, {"level": True}),
        ({"adults_wanted": 3}, {"adults": True}),
        ({"adults": 1}, {"adults": False}),
        ({"adults": 0}, {"adults": False}),
        ({"adults": 0, "alone_allowed": False}, {"adults": True}),
        ({"pupils": 15, "adults": 1}, {}),
        ({"pupils": 16, "adults": 1}, {"adults": False}),
        ({"ticks": {}}, dict.fromkeys(BY_HAND, True) | {"meals": False, "families": False}),
    ],
)
def test_each_rule(changed, lacks):
    assert said(**changed) == lacks


def test_an_age_that_nobody_asks_is_not_checked():
    items = [line.item for line in on_the_day.checklist(facts(minimum_age=None, ticks={}))]
    assert DepartureItem.AGE not in items and DepartureItem.TRANSPORT in items


def test_the_age_is_checked_by_a_birth_date():
    assert "né au plus tard le 11 janvier 2011" in on_the_day.age_in_words(16, MONDAY)
    leap = on_the_day.age_in_words(15, dt.date(2028, 2, 29))
    assert "né au plus tard le 28 février 2013" in leap


@pytest.fixture
def world(db):
    return make_contract_world()


def sign(world):
    Contract.objects.filter(pk=world.contract.pk).update(
        state=ContractState.SIGNED, signed_at=timezone.now()
    )


def tick_all(world):
    for item in BY_HAND:
        day.tick(world.teacher, world.booking, item, done=True, today=TODAY)


def test_ready_only_when_nothing_blocks_and_said_once(world):
    tick_all(world)
    with pytest.raises(Refused, match="Convention signée par tous"):
        day.declare_ready(world.teacher, world.booking, today=TODAY)
    sign(world)
    departure = day.declare_ready(world.teacher, world.booking, today=TODAY)
    assert day.declare_ready(world.head, world.booking, today=TODAY) == departure
    assert departure.ready_by == world.teacher.label[:250]


def test_what_is_unticked_takes_the_word_back_unless_it_is_advice(world):
    sign(world)
    tick_all(world)
    day.declare_ready(world.teacher, world.booking, today=TODAY)
    day.tick(world.head, world.booking, "meals", done=False, today=TODAY)
    assert Departure.objects.exists()
    day.tick(world.head, world.booking, "transport", done=False, today=TODAY)
    assert not Departure.objects.exists()


def test_ticked_twice_is_ticked_once_by_the_first(world):
    day.tick(world.teacher, world.booking, "transport", done=True, today=TODAY)
    day.tick(world.head, world.booking, "transport", done=True, today=TODAY)
    assert DepartureCheck.objects.get().ticked_by == world.teacher.label[:250]


def test_what_the_portal_knows_is_not_ticked(world):
    for item in ("contract", "rien"):
        with pytest.raises(Refused, match="ne se coche pas"):
            day.tick(world.teacher, world.booking, item, done=True, today=TODAY)


def test_only_the_school_prepares_and_only_before_the_end(world):
    strangers = [world.company, actor_for(Role.HEAD, school=SchoolFactory())]
    for actor in strangers:
        with pytest.raises(Refused):
            day.tick(actor, world.booking, "transport", done=True, today=TODAY)
    after = world.booking.ends_on + dt.timedelta(days=1)
    with pytest.raises(Refused):
        day.tick(world.teacher, world.booking, "transport", done=True, today=after)


def test_new_days_ask_for_the_transport_again(world):
    sign(world)
    tick_all(world)
    day.declare_ready(world.teacher, world.booking, today=TODAY)
    day.dates_moved(world.teacher, world.booking)
    assert not Departure.objects.exists()
    left = set(DepartureCheck.objects.values_list("item", flat=True))
    assert left == {"age", "equipment", "insurance"}


def test_the_page_is_the_schools_and_its_buttons_act(world, client, time_machine):
    time_machine.move_to(dt.datetime(2027, 1, 4, 10, tzinfo=dt.UTC))
    page = reverse("partnerships:departure", args=[world.booking.pk])
    client.force_login(world.teacher.user)
    text = client.get(page).content.decode()
    assert "points à régler" in text and "Il manque des signatures" in text
    client.post(page, {"act": "tick", "item": "transport"})
    assert "Coché par" in client.get(page).content.decode()
    assert client.post(page, {"act": "rien"}).status_code == 404
    refused = client.post(page, {"act": "ready"}, follow=True).content.decode()
    assert "Convention signée par tous" in refused and not Departure.objects.exists()
    for actor in (world.company, actor_for(Role.HEAD, school=SchoolFactory())):
        client.force_login(actor.user)
        assert client.get(page).status_code == 404


def test_to_do_within_two_weeks_of_the_persons_own(world, time_machine):
    year = world.booking.school_year
    time_machine.move_to(dt.datetime(2026, 12, 1, 10, tzinfo=dt.UTC))
    assert departure_todo(world.teacher, year) is None
    time_machine.move_to(dt.datetime(2027, 1, 4, 10, tzinfo=dt.UTC))
    assert departure_todo(world.teacher, year).title == "Préparer un départ"
    assert departure_todo(world.head, year) is not None
    colleague = actor_for(Role.TEACHER, school=world.booking.school)
    assert departure_todo(colleague, year) is None
    assert departure_todo(world.company, year) is None


def test_reminders_stop_once_it_is_ready(world):
    assert list(unprepared()) == [world.booking]
    assert [one.email for one in heads_of_unprepared()] == [world.head.user.email]
    sign(world)
    tick_all(world)
    day.declare_ready(world.teacher, world.booking, today=TODAY)
    assert not unprepared().exists() and not heads_of_unprepared().exists()


class Told:
    told_on = TODAY

    def __init__(self, subject):
        self.subject = subject


def test_reminders_say_what_lacks(world):
    mail = prepare(Told(world.booking))
    assert ("Convention signée par tous", "Il manque des signatures.") in mail.facts
    assert "dans 7 jours" in mail.subject
    head = not_ready(Told(heads_of_unprepared().get()))
    assert "votre établissement" in head.paragraphs[0]
    assert not SignatureRound.objects.exists()
