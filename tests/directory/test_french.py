"""Dates as French prints them."""

import datetime as dt

import pytest

from directory import french
from directory.forms import PortalForm
from directory.violations import Refused

FIRST = dt.date(2027, 3, 1)


@pytest.mark.parametrize(
    ("last", "words"),
    [
        (FIRST, "le 1er mars 2027"),
        (dt.date(2027, 3, 3), "du 1er au 3 mars 2027"),
        (dt.date(2027, 4, 1), "du 1er mars au 1er avril 2027"),
        (dt.date(2028, 1, 2), "du 1er mars 2027 au 2 janvier 2028"),
    ],
)
def test_a_period_says_only_what_changes(last, words):
    assert french.period(FIRST, last) == words


def test_weekdays_are_said_on_both_ends():
    last = dt.date(2027, 3, 3)
    assert french.period(FIRST, last, weekday=True) == "du lundi 1er mars au mercredi 3 mars 2027"
    assert french.day_and_month(last) == "3 mars"


def test_a_moment_holds_together():
    at = dt.datetime(2027, 3, 1, 8, 5)
    assert french.moment(at) == "1er mars 2027 à 8\u00a0h\u00a005"
    assert french.moment(at, weekday=True).startswith("lundi 1er mars 2027 à ")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("ABADIE Léa", "d’ABADIE Léa"),
        ("Élise", "d’Élise"),
        ("Œdipe", "d’Œdipe"),
        ("Yves", "d’Yves"),
        ("Yasmine", "de Yasmine"),
        ("Martin", "de Martin"),
        ("Hugo", "de Hugo"),
        ("", "de "),
    ],
)
def test_de_before_a_name(name, said):
    assert french.of(name) == said


def test_because_before_a_reason():
    assert french.because("vous suivez cet essai") == "parce que vous suivez cet essai"
    assert french.because("une date vous est proposée") == "parce qu’une date vous est proposée"


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("Motif : absent", "Motif\u00a0: absent"),
        ("Non ; pourquoi ? Voilà !", "Non\u00a0; pourquoi\u00a0? Voilà\u00a0!"),
        ("« Forum »", "«\u00a0Forum\u00a0»"),
        ("à 8:30 : déjà", "à 8:30\u00a0: déjà"),
        (" : au début", " : au début"),
    ],
)
def test_no_line_ends_before_a_sign(typed, printed):
    assert french.unbroken(typed) == printed


def test_what_a_rule_and_a_form_say_is_printed_so():
    """In one place each: violations, and the errors of forms."""
    assert Refused("Non : fermé").message == "Non\u00a0: fermé"
    form = PortalForm({})
    form.add_error(None, "Non : fermé")
    assert list(form.non_field_errors()) == ["Non\u00a0: fermé"]
    assert "Non\u00a0: fermé" in str(form.errors)


def test_a_minus_is_not_a_hyphen():
    assert [french.minus(one) for one in ("-1 200", "12", "–")] == ["−1 200", "12", "–"]
