"""What a school request and its answers must hold; pure."""

import datetime as dt

import pytest

from partnerships.rules import Period
from partnerships.rules import school_requests as rules
from tests.partnerships.school_requests.conftest import (
    MARCH,
    TODAY,
)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({}, ""),
        ({"level": "5e"}, "à partir de la 4e"),
        ({"level": "5e", "kind": "visit"}, ""),
        ({"level": ""}, "le niveau de la classe"),
        ({"level": "", "kind": "speaker"}, ""),
        ({"level": "", "kind": "teacher_immersion"}, ""),
        ({"period": Period(dt.date(2026, 11, 2), TODAY)}, "est passée"),
        ({"expires_on": TODAY}, "au moins un jour"),
        ({"expires_on": dt.date(2027, 3, 27)}, "avant la fin"),
        ({"expires_on": dt.date(2027, 7, 1)}, "six mois"),
    ],
)
def test_what_a_request_must_be(values, words):
    given = {
        "kind": "class_immersion",
        "level": "3e",
        "period": MARCH,
        "expires_on": dt.date(2026, 12, 20),
    }
    found = rules.check_request(**given | values, today=TODAY)
    assert (words in " ".join(one.message for one in found)) if words else not found


@pytest.mark.parametrize(
    ("reach", "km", "position", "basin", "field"),
    [
        ("distance", 20, True, False, None),
        ("distance", None, True, True, "km"),
        ("distance", 20, False, True, "reach"),
        ("basin", None, True, False, "reach"),
        ("basin", None, False, True, None),
        ("department", None, False, False, None),
    ],
)
def test_what_a_territory_needs(reach, km, position, basin, field):
    found = [one.field for one in rules.check_reach(reach, km, position, basin)]
    assert found == ([field] if field else [])


@pytest.mark.parametrize(
    ("kind", "first", "last", "words", "message"),
    [
        ("yes", dt.date(2027, 3, 8), dt.date(2027, 3, 9), "", ""),
        ("yes", None, None, "", "premier et le dernier jour"),
        ("yes", dt.date(2027, 3, 9), dt.date(2027, 3, 8), "", "précède"),
        ("yes", TODAY, TODAY, "", "à venir"),
        ("question", None, None, " ", "votre question"),
        ("question", None, None, "Combien ?", ""),
        ("not_now", None, None, "", ""),
    ],
)
def test_what_an_answer_must_hold(kind, first, last, words, message):
    found = " ".join(one.message for one in rules.check_answer(kind, first, last, words, TODAY))
    assert (message in found) if message else not found
