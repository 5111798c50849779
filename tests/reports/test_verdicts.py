"""What one report hides no other report tells: decided once for all territories (DOMAIN §8)."""

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from reports import frozen, verdicts, wholes
from reports.dimensions import AUDIENCE, DEPARTMENT, SECTOR, TOTAL
from reports.indicators import INDICATORS
from reports.masking import is_small
from reports.report import Report
from reports.territories import Territory, academy_territory
from tests.directory.factories import (
    AcademyFactory,
    CompanyFactory,
    DepartmentFactory,
    SchoolFactory,
    SectorFactory,
)
from tests.reports.test_groupings import placed
from tests.reports.world import TODAY

PLACES = [("31", "16"), ("46", "16"), ("09", "16"), ("34", "11"), ("48", "11"), ("75", "01")]
TREE = wholes.tree(PLACES, region=("16", "11"))
COUNTS = st.sampled_from([0, 0, 1, 2, 3, 4, 5, 6, 9, 20])
# {département: {sector: (girls, boys)}}
WORLDS = st.fixed_dictionaries({
    place: st.dictionaries(st.sampled_from("abc"), st.tuples(COUNTS, COUNTS)) for place, _ in PLACES
})  # fmt: skip


def cells_of(world):
    found = {}
    for place, sectors in world.items():
        for sector, (girls, boys) in sectors.items():
            found[place, SECTOR, sector] = {"girls": girls, "boys": boys}
        girls, boys = (sum(one[n] for one in sectors.values()) for n in (0, 1))
        found[place, TOTAL, ""] = {"girls": girls, "boys": boys}
    return found


def test_territories_that_are_one_and_territories_around():
    assert [len(one) for one in TREE] == [1] * 6 + [2, 3, 5, 6]
    country, region = frozenset(dict(PLACES)), frozenset(["31", "46", "09", "34", "48"])
    # Paris is an académie of one département: one territory.
    assert TREE[country] == [frozenset(["75"]), region]
    assert TREE[region] == [frozenset(["34", "48"]), frozenset(["09", "31", "46"])]
    assert not TREE[frozenset(["75"])]


@settings(max_examples=25, deadline=None, derandomize=True)
@given(WORLDS)
def test_no_number_is_what_the_others_of_a_sum_leave(world):
    """Of every total and its groups, of every territory and its parts, read in any reports."""
    cells = cells_of(world)
    every, hidden = wholes.summed(cells, TREE), verdicts.closed(cells, TREE)
    for cell, counts in every.items():
        assert cell in hidden or not any(map(is_small, counts.values()))
    for whole, parts in wholes.tree_sums(every, TREE):
        unknown = [one for one in (whole, *parts) if one in hidden]
        assert len(unknown) != 1
        if whole in hidden:
            continue
        for code in ("girls", "boys"):
            # Nor do they tell of a few pupils together.
            assert not is_small(sum(every[one][code] for one in unknown))


# --- In reports ----------------------------------------------------------------------------


def girls(report, dimension=TOTAL, key=""):
    return report.figure("placements_girls", dimension, key).now


def of(department):
    return Report(2026, Territory("", "", departments=(department.pk,)), TODAY)


@pytest.fixture
def toulouse(db, settings):
    """31: 20 girls, 46: 9, 09: 3; all hosts are of wood, and 6 girls of 31 of metal."""
    settings.REGION_ACADEMIES = ["16"]
    academy = AcademyFactory(code="16", name="Toulouse")
    wood, metal = (CompanyFactory(sector=SectorFactory(code=code)) for code in ("s1", "s2"))
    found = {}
    for code, sexes in (("31", "F" * 14 + "M" * 9), ("46", "F" * 9 + "M" * 9), ("09", "FFFMMMMMM")):
        found[code] = DepartmentFactory(code=code, name=f"D{code}", academy=academy)
        placed(SchoolFactory(department=found[code]), sexes, company=wood)
    placed(SchoolFactory(department=found["31"]), "F" * 6, company=metal)
    found["wood"], found["metal"], found["academy"] = wood.sector_id, metal.sector_id, academy
    return found


def test_a_departement_hides_what_its_academie_hides(toulouse, django_assert_max_num_queries):
    departments = list(toulouse["academy"].departments.all())
    whole = Report(2026, academy_territory(toulouse["academy"], departments, departments), TODAY)
    assert girls(whole) == 32 and girls(whole, DEPARTMENT, "31") == 20
    # Its own figure is not small; the académie less the others would tell that of 09.
    for code in ("46", "09"):
        assert girls(whole, DEPARTMENT, code) == girls(of(toulouse[code])) == "< 5"
    assert girls(of(toulouse["31"])) == 20
    # Nor by sector: 26 of wood in the académie, 14 in 31.
    assert girls(whole, SECTOR, toulouse["wood"]) == 26
    assert girls(of(toulouse["46"]), SECTOR, toulouse["wood"]) == "< 5"
    # A frozen version goes on hiding it, without reading a table.
    again = frozen.load(frozen.dump(of(toulouse["46"])))
    with django_assert_max_num_queries(0):
        assert girls(again) == "< 5"
    # A part of the académie tells no sum with a hidden number: its readers know the whole.
    part = Report(2026, Territory("", "", departments=("31", "46")), TODAY)
    assert girls(part) == girls(part, DEPARTMENT, "46") == "< 5"
    assert girls(part, DEPARTMENT, "31") == 20


def test_a_kept_verdict_is_applied_and_says_the_same(toulouse, django_assert_num_queries):
    report = of(toulouse["46"])
    decided = report.hiding.decided
    verdicts.keep(verdicts.decide(report.years, TODAY), timezone.now())
    with django_assert_num_queries(2):  # the départements, the verdicts
        assert of(toulouse["46"]).hiding.decided == decided


def test_an_audience_is_not_told_by_its_group(toulouse):
    """Three pupils of ULIS: neither their figure, nor the group by audience, nor its girls."""
    placed(SchoolFactory(department=toulouse["31"]), "FFF", audience="ULIS")
    found = of(toulouse["31"])
    assert found.figure("placements_ulis").now == "< 5"
    for code in ("placements", "placements_ulis", "placements_girls"):
        assert found.figure(code, AUDIENCE, "ULIS").now == "< 5"
    assert found.figure("placements").now == 32


def test_every_family_adds_up():
    """What is counted once, or kept apart, could not be summed over territories."""
    assert not [
        one.code for one in INDICATORS
        if one.family and one.unit != "%" and "DISTINCT" in one.measure
    ]  # fmt: skip
