"""How the waiting list of an event is called, and what one may ask for (R-EV-3), pure."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.french import unbroken
from events.enums.registration import EntryState, Party, Policy
from events.rules import registration as rules
from events.rules.registration import Waiter
from outbox.rules import PARIS

NOW = dt.datetime(2026, 11, 23, 10, 0, tzinfo=PARIS)
CLASS, SMALL, ONE = Waiter(1, 24), Waiter(2, 10), Waiter(3, 1)
HOUR = dt.timedelta(hours=1)


@pytest.mark.parametrize(
    ("policy", "left", "queue", "called"),
    [
        (Policy.STRICT, 10, [CLASS, SMALL, ONE], None),
        (Policy.STRICT, 24, [CLASS, SMALL, ONE], 1),
        (Policy.STRICT, None, [CLASS, SMALL], 1),
        (Policy.FIRST_FIT, 10, [CLASS, SMALL, ONE], 2),
        (Policy.FIRST_FIT, 9, [CLASS, SMALL, ONE], 3),
        (Policy.FIRST_FIT, 0, [CLASS, SMALL, ONE], None),
        (Policy.FIRST_FIT, 10, [Waiter(1, 24, passed=2), SMALL, ONE], None),
        (Policy.FIRST_FIT, 10, [Waiter(1, 24, passed=1), SMALL, ONE], 2),
        (Policy.ORGANISER, 50, [CLASS], None),
        (Policy.STRICT, 5, [], None),
    ],
)
def test_who_is_called_next(policy, left, queue, called):
    assert rules.next_called(policy, 2, left, queue) == called


@pytest.mark.parametrize(
    ("policy", "left", "key", "words"),
    [
        (Policy.STRICT, 0, 3, "Toutes les places sont prises ; 2 inscriptions la précèdent."),
        (Policy.FIRST_FIT, 0, 1, "Toutes les places sont prises ; c’est la première de la liste."),
        (
            Policy.STRICT,
            10,
            2,
            "Il reste 10 places, mais elles sont gardées pour une inscription plus ancienne de "
            "24 personnes ; une inscription la précède.",
        ),
        (
            Policy.FIRST_FIT,
            9,
            1,
            "Il reste 9 places pour 24 personnes ; c’est la première de la liste.",
        ),
        (Policy.ORGANISER, 9, 1, "L’organisateur choisit qui est appelé quand des places se "
         "libèrent."),
    ],
)  # fmt: skip
def test_why_not_yet_called(policy, left, key, words):
    assert rules.why_not_called(policy, 2, left, [CLASS, SMALL, ONE], key) == words


def test_why_not_yet_called_says_how_often_a_class_was_passed():
    words = rules.why_not_called(Policy.FIRST_FIT, 2, 9, [Waiter(1, 24, 2), SMALL], 1)
    assert "dépassée 2 fois, 2 au plus." in words
    behind = rules.why_not_called(Policy.FIRST_FIT, 2, 10, [Waiter(1, 24, 2), SMALL], 2)
    assert "gardées pour une inscription plus ancienne de 24 personnes" in behind


@given(
    st.sampled_from([Policy.STRICT, Policy.FIRST_FIT]),
    st.integers(0, 4),
    st.integers(0, 60),
    st.lists(st.integers(1, 30), max_size=12),
)
def test_nobody_is_passed_more_often_than_the_limit(policy, most, left, seats):
    queue = [Waiter(n, count) for n, count in enumerate(seats)]
    while (called := rules.next_called(policy, most, left, queue)) is not None:
        place = next(n for n, one in enumerate(queue) if one.key == called)
        assert queue[place].seats <= left
        assert place == 0 or policy == Policy.FIRST_FIT
        left -= queue[place].seats
        ahead = [Waiter(one.key, one.seats, one.passed + 1) for one in queue[:place]]
        assert all(one.passed <= most for one in ahead)
        queue = ahead + queue[place + 1 :]


@pytest.mark.parametrize(
    ("hours", "starts_in", "held"),
    [(48, 100, 48), (48, 24, 24), (48, 0.5, None), (0, 10, None)],
)
def test_seats_are_held_until_the_session_at_the_latest(hours, starts_in, held):
    until = rules.held_until(NOW, hours, NOW + starts_in * HOUR)
    assert until == (None if held is None else NOW + held * HOUR)


@pytest.mark.parametrize(
    ("opens", "closes", "starts", "words"),
    [
        (None, None, 1, None),
        (1, None, 5, "Les inscriptions ouvrent le 23 novembre 2026 à 11\u00a0h\u00a000."),
        (-1, 0, 5, "Les inscriptions sont closes."),
        (None, None, 0, "Cette séance a déjà commencé."),
    ],
)
def test_when_one_may_register(opens, closes, starts, words):
    opens, closes = (None if at is None else NOW + at * HOUR for at in (opens, closes))
    found = rules.check_open(NOW, opens, closes, NOW + starts * HOUR)
    assert [one.message for one in found] == ([words] if words else [])


@pytest.mark.parametrize(
    ("party", "pupils", "adults", "fields"),
    [
        (Party.PERSON, 0, 0, []),
        (Party.GROUP, 24, 2, []),
        (Party.GROUP, 24, 0, ["adults"]),
        (Party.GROUP, 0, 3, []),
        (Party.GROUP, 29, 2, ["pupils"]),
        (Party.GROUP, 501, 1, ["pupils", "pupils"]),
    ],
)
def test_a_group_says_how_many_come(party, pupils, adults, fields):
    found = rules.check_party(party, pupils, adults, most_seats=30)
    assert [one.field for one in found] == fields


def test_nobody_is_in_two_rooms_at_once():
    one, two, three = (
        ("A", NOW, NOW + HOUR),
        ("B", NOW + HOUR, NOW + 2 * HOUR),
        ("C", NOW + HOUR / 2, NOW + HOUR),
    )
    assert rules.check_overlaps([two, one]) == []
    (found,) = rules.check_overlaps([two, one, three])
    assert found.message == unbroken("« A » et « C » ont lieu en même temps : choisissez.")


@pytest.mark.parametrize(("count", "seats", "ok"), [
    (0, 24, True), (26, 24, True), (48, 24, True), (49, 24, False), (-1, 2, False), (11, 1, True),
])  # fmt: skip
def test_the_real_headcount_may_differ_but_is_no_slip(count, seats, ok):
    assert (rules.check_present(count, seats) == []) is ok


def test_every_arrow_leaves_a_state_that_lives():
    over = {EntryState.DECLINED, EntryState.EXPIRED, EntryState.CANCELLED}
    assert over.isdisjoint(start for start, _ in rules.ARROWS)
