"""When a year is declared, and what a declaration must hold: no database."""

import datetime as dt

import pytest

from reports import rules_declaration as rules
from reports.enums.declaration import Answer


@pytest.mark.parametrize(
    ("day", "year"),
    [
        (dt.date(2027, 5, 14), 2025),
        (dt.date(2027, 5, 15), 2026),
        (dt.date(2027, 9, 1), 2026),
        (dt.date(2028, 5, 14), 2026),
    ],
)
def test_the_year_that_is_declared(day, year):
    assert rules.declared_year(day) == year
    assert rules.window_violations(year, day) == []


def test_too_early_and_too_late():
    [early] = rules.window_violations(2026, dt.date(2027, 5, 14))
    [late] = rules.window_violations(2026, dt.date(2028, 5, 15))
    assert early.message == "La déclaration ouvre le 15/05/2027."
    assert late.message == "La déclaration était ouverte jusqu’au 14/05/2028."
    assert rules.is_asked(2026, dt.date(2027, 8, 31))
    assert not rules.is_asked(2026, dt.date(2027, 9, 1))


@pytest.mark.parametrize(
    ("answer", "words", "has_counts", "has_rows", "message"),
    [
        ("", "", False, False, "Dites si les chiffres du portail sont exacts."),
        ("n’importe", "", False, False, "Dites si les chiffres du portail sont exacts."),
        (Answer.TO_CORRECT, "", False, True, "Dites ce qui est à corriger."),
        (Answer.NOTHING, "", False, True, "Le portail a des chiffres"),
        (Answer.NOTHING, "", True, False, "Vous déclarez des actions faites ailleurs"),
    ],
)
def test_an_answer_that_does_not_hold(answer, words, has_counts, has_rows, message):
    [wrong] = rules.answer_violations(answer, words, has_counts, has_rows)
    assert wrong.message.startswith(message)


def test_answers_that_hold():
    assert rules.answer_violations(Answer.EXACT, "", True, True) == []
    assert rules.answer_violations(Answer.NOTHING, "", False, False) == []
    assert rules.answer_violations(Answer.TO_CORRECT, "Une classe manque", False, True) == []


@pytest.mark.parametrize(
    ("counts", "field"),
    [
        ({"classes": (0, 24, 0, "")}, "classes_count"),
        ({"forums": (rules.LARGEST + 1, 0, 0, "")}, "forums_count"),
        ({"other": (2, 0, 0, "")}, "other_words"),
    ],
)
def test_counts_that_do_not_hold(counts, field):
    [wrong] = rules.count_violations(counts)
    assert wrong.field == field


def test_counts_that_hold():
    assert rules.count_violations({"classes": (1, 24, 2, ""), "other": (1, 0, 0, "Un défi")}) == []
