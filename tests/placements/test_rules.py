import datetime as dt

import pytest

from directory.calendar import Calendar
from directory.enums import Level
from placements.rules import window

CALENDAR = Calendar()
day = dt.date.fromisoformat


@pytest.mark.parametrize(
    ("level", "first", "last", "rules"),
    [
        (Level.TROISIEME, "2027-01-25", "2027-01-29", []),
        # Four days of school only.
        (Level.TROISIEME, "2027-01-25", "2027-01-28", ["R-PL-1"]),
        # Ascension and its bridge (6 and 7 May 2027).
        (Level.TROISIEME, "2027-05-03", "2027-05-07", ["R-ID-9", "R-PL-1"]),
        (Level.QUATRIEME, "2027-01-28", "2027-02-03", []),
        (Level.SECONDE, "2027-01-25", "2027-01-29", ["R-PL-1"]),
        (Level.SECONDE, "2027-06-14", "2027-06-25", []),
        (Level.CINQUIEME, "2027-01-25", "2027-01-29", ["R-PL-1"]),
        # A Sunday; the Christmas holidays of zone C.
        (Level.TROISIEME, "2027-01-24", "2027-01-29", ["R-ID-9"]),
        (Level.TROISIEME, "2026-12-14", "2026-12-24", ["R-ID-9"]),
        # A vocational period may be short.
        (Level.CAP1, "2027-01-25", "2027-01-26", []),
        (Level.TROISIEME, "2027-01-29", "2027-01-25", ["R-PL-1"]),
        (Level.TROISIEME, "2027-01-25", "2029-01-26", ["R-PL-1"]),
    ],
)
def test_window_r_pl_1_r_id_9(level, first, last, rules):
    found = window(level, day(first), day(last), CALENDAR)
    assert sorted({violation.rule for violation in found}) == rules
