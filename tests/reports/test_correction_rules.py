"""When a closed year is opened again (R-ID-8): pure rules."""

import datetime as dt

import pytest

from reports.rules_corrections import last_day, violations

OPEN_UNTIL = dt.date(2026, 11, 30)


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ((True, False, None), None),
        ((False, False, None), "n’est pas close"),
        ((True, True, None), "est publié"),
        ((True, False, OPEN_UNTIL), "déjà rouverte pour Lycée Ozenne, jusqu’au 30 novembre 2026"),
        ((True, True, OPEN_UNTIL), "est publié"),
    ],
)
def test_a_closed_year_is_opened_once_until_its_report_is_published(facts, words):
    names = ("is_closed", "is_published", "open_until")
    found = violations("2025-2026", "Lycée Ozenne", **dict(zip(names, facts, strict=True)))
    assert not found if words is None else words in found[0].message


def test_a_correction_lasts_seven_days():
    assert last_day(dt.date(2026, 11, 23)) == dt.date(2026, 11, 29)
