"""R-PF-1 to R-PF-6: tutors, hosts, hours by age, machines; each boundary against an oracle."""

import datetime as dt
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.calendar import Calendar
from placements.rules import pfmp as rules
from placements.rules.pfmp import Measures, Staff
from placements.rules.presence import Stay, WeekTable, check_hours, in_words

MONDAY = dt.date(2027, 1, 11)
DAY = dt.timedelta(days=1)
CALENDAR = Calendar()
SPAN = st.tuples(st.integers(0, 20), st.integers(0, 10)).map(
    lambda pair: (MONDAY + DAY * pair[0], MONDAY + DAY * (pair[0] + pair[1]))
)
MEASURES = st.builds(
    Measures,
    trainees=st.integers(1, 3),
    percent=st.integers(1, rules.MOST_PERCENT),
    from_staff=st.integers(1, rules.MOST_FROM),
    few=st.integers(1, rules.MOST_FEW),
    warned=st.sampled_from([(), ("tutor",), ("host",), ("host", "tutor")]),
)


def years_before(count, day=MONDAY):
    return day.replace(year=day.year - count)


@given(SPAN, st.lists(SPAN, max_size=6), MEASURES)
def test_a_tutor_has_three_at_once(mine, others, measures):
    first, last = mine
    on_a_day = [
        sum(begins <= first + DAY * n <= ends for begins, ends in others)
        for n in range((last - first).days + 1)
    ]
    assert rules.most_at_once(first, last, others) == max(on_a_day)
    found = rules.check_tutor(first, last, others, measures)
    assert bool(found) == (max(on_a_day) + 1 > measures.trainees)
    assert all(one.blocking == ("tutor" not in measures.warned) for one in found)


@given(st.integers(0, 300), MEASURES)
def test_the_places_of_a_host(count, measures):
    places = rules.places_of(Staff(count), measures)
    share = measures.percent * count / 100
    assert places == (measures.few if count < measures.from_staff else math.ceil(share - 1e-9))


def test_fifteen_per_cent_rounded_up_from_twenty_on():
    wanted = {0: 3, 19: 3, 20: 3, 21: 4, 26: 4, 27: 5, 100: 15, 101: 16}
    assert {count: rules.places_of(Staff(count)) for count in wanted} == wanted
    raised = Measures(percent=20, from_staff=30, few=5)
    assert [rules.places_of(Staff(n), raised) for n in (29, 30, 31)] == [5, 6, 7]


@given(SPAN, st.lists(st.tuples(st.integers(1, 4), SPAN), max_size=8), st.booleans(), MEASURES)
def test_a_host_by_civil_week(mine, stays, is_declared, measures):
    """A pupil who comes twice in a week is one; staff nobody declared never blocks."""
    others = [(key, *days) for key, days in stays]
    staff = Staff(4, MONDAY if is_declared else None)
    places = rules.places_of(staff, measures)
    weeks = {}
    for key, first, last in others:
        for n in range((last - first).days + 1):
            weeks.setdefault((first + DAY * n).isocalendar()[:2], set()).add(key)
    first, last = mine
    met = {(first + DAY * n).isocalendar()[:2] for n in range((last - first).days + 1)}
    fullest = max(len(weeks.get(week, ())) for week in met)
    assert rules.places_left(first, last, others, staff, measures) == max(places - fullest, 0)
    found = rules.check_host(first, last, others, staff, measures)
    assert bool(found) == (fullest >= places)
    blocks = is_declared and "host" not in measures.warned
    assert all(one.blocking == blocks for one in found)


def test_what_is_said_of_a_full_host():
    others = [(key, MONDAY, MONDAY + DAY * 4) for key in range(3)]
    declared = rules.check_host(MONDAY, MONDAY, others, Staff(8, dt.date(2026, 9, 1)))[0]
    assert "déjà 3 stagiaires, tous établissements confondus" in declared.message
    assert "moins de 20 personnes, effectif déclaré le 01/09/2026" in declared.message
    band = rules.check_host(MONDAY, MONDAY, others, Staff(20))[0]
    assert "15 % de 20 personnes, effectif à confirmer" in band.message and not band.blocking


def hours(days, *, age, derogated=False, measures=rules.DELIVERED):
    table = WeekTable((*days, *((),) * (7 - len(days))))
    limits = rules.limits_for(age and years_before(age), MONDAY, measures, derogated=derogated)
    birth = age and years_before(age)
    found = check_hours([Stay(MONDAY, MONDAY + DAY * 6, table)], birth, CALENDAR, limits)
    # The week ends on a Sunday: not what is looked at here.
    return [one for one in found if one.rule != "R-ID-9"]


def eight(start=480):
    return ((start, start + 240), (start + 300, start + 540))


@pytest.mark.parametrize(
    ("age", "words"),
    [(None, "7 h de présence"), (15, "7 h de présence"), (16, None), (17, None), (18, None)],
)
def test_eight_hours_a_day_by_age(age, words):
    found = hours([eight()], age=age)
    assert [words in one.message for one in found] == ([True] if words else [])


@given(st.sampled_from([15, 16, 17, 18]), st.sampled_from([1199, 1201, 1319, 1321]))
def test_the_evening_by_age(age, end):
    latest = {15: 1200, 16: 1320, 17: 1320, 18: 1440}[age]
    found = hours([((end - 120, end),)], age=age)
    assert bool(found) == (end > latest)
    assert all(one.blocking and one.rule == "R-PF-5" for one in found)


@given(st.sampled_from([15, 17, 18]), st.integers(640, 860))
def test_the_rest_by_age(age, rest):
    end = 1200
    start = rest - (1440 - end)
    found = hours([((end - 60, end),), ((max(start, 360), max(start, 360) + 60),)], age=age)
    rest = 1440 - end + max(start, 360)
    wanted = {15: 840, 17: 720, 18: 660}[age]
    assert bool(found) == (rest < wanted)


def test_thirty_five_hours_of_a_minor_block_and_warn_an_adult():
    week = [eight()] * 5
    assert [one.blocking for one in hours(week, age=17)] == [True]
    assert [one.blocking for one in hours(week, age=19)] == [False]


def test_six_days_in_a_row_and_the_sunday():
    day = ((540, 780),)
    assert [one.rule for one in hours([day] * 6, age=17)] == ["R-PF-5"]
    assert hours([day] * 6, age=18) == []
    on_sunday = [(), (), day, day, day, day, day]
    blocked = hours(on_sunday, age=17)
    assert any("dimanche" in one.message and one.blocking for one in blocked)
    assert not any(one.blocking for one in hours(on_sunday, age=17, derogated=True))
    assert not any(one.blocking for one in hours(on_sunday, age=18))


def test_a_derogation_of_the_sector_warns_and_leaves_the_length_alone():
    late = [((1140, 1380),)]
    assert [one.blocking for one in hours(late, age=16)] == [True]
    assert [one.blocking for one in hours(late, age=16, derogated=True)] == [False]
    long = [((480, 720), (750, 1050))]
    assert [one.blocking for one in hours(long, age=16, derogated=True)] == [True, True]


def test_what_the_authority_sets_of_hours():
    longer = Measures(young_day=480)
    assert hours([eight()], age=15, measures=longer) == []
    soft = Measures(warned=("day",))
    assert [one.blocking for one in hours([eight()], age=15, measures=soft)] == [False]


def test_the_limits_in_words():
    of_minor = in_words(rules.limits_for(years_before(17), MONDAY))
    assert "ni après 22 h" in of_minor and "12 h de repos" in of_minor and "ans" not in of_minor
    of_adult = in_words(rules.limits_for(years_before(20), MONDAY))
    assert "avant" not in of_adult and "un jour de repos" in of_adult


@given(st.dates(dt.date(2020, 1, 1), dt.date(2028, 12, 31)))
def test_a_declaration_is_valid_three_years(day):
    until = rules.machines_until(day)
    leap = (day.month, day.day) == (2, 29)
    wanted = dt.date(day.year + 3, 2, 28) if leap else day.replace(year=day.year + 3) - DAY
    assert until == wanted


def test_machines():
    last = MONDAY + DAY * 25
    expires = years_before(3, last)
    assert rules.check_machines(None, years_before(16), MONDAY, last) == []
    found = rules.check_machines(expires, years_before(16), MONDAY, last)
    assert [one.blocking for one in found] == [False] and "aucun travail" in found[0].message
    assert rules.check_machines(expires + DAY, years_before(16), MONDAY, last) == []
    assert rules.check_machines(expires, years_before(18), MONDAY, last) == []
    too_young = rules.check_machines(MONDAY, years_before(14), MONDAY, last)
    assert "Avant 15 ans" in too_young[0].message
    assert rules.check_declared(MONDAY, MONDAY) == []
    assert rules.check_declared(MONDAY + DAY, MONDAY)


def test_weeks_towards_a_diploma():
    assert [rules.weeks_counted(n) for n in (0, 1, 5, 19)] == [0, 0.2, 1, 3.8]
    assert rules.weeks_counted(20, 3) == 3.7 and rules.weeks_counted(1, 9) == 0
    assert rules.weeks_missing(22, 14.5, 4) == 3.5
    assert rules.weeks_missing(12, 13) == 0


def test_the_end_before_time():
    first, last = MONDAY, MONDAY + DAY * 25
    assert rules.check_end(MONDAY, first, last) == []
    for day, words in ((MONDAY - DAY, "annulez-le"), (last, "n’est pas une fin anticipée")):
        assert words in rules.check_end(day, first, last)[0].message
    there = rules.check_end(MONDAY, first, last, MONDAY + DAY)
    assert "relevée le 12/01/2027" in there[0].message


def test_a_pupil_whose_age_is_not_known_has_the_week_of_every_pfmp():
    """No shorter week « avant 0 ans »: these limits have none."""
    assert hours([((480, 720), (780, 960))] * 5, age=None) == []
