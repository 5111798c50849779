"""The report of the country on paper: four to eight pages, and where the rest is."""

import io

import pypdf
import pytest

from reports.charts import MANY, bars
from reports.dimensions import ACADEMY, DEPARTMENT, DIMENSIONS, PARTNER, SCHEME, TOTAL
from reports.exports import export
from reports.exports.pdf_file import MOST
from reports.hiding import Hiding
from reports.indicators import Ratio, Theme
from reports.indicators.schemes import SCHEMES
from reports.report import Report
from reports.territories import Territory
from tests.reports.world import TODAY

ACADEMIES = {f"{n:02}": f"Haut-Pays {n:02}" for n in range(1, 31)}


def place(number):
    return f"{number:03}", f"Alpes-de-Haute-Vallée ({number:03})"


def country(number):
    """A report of figures for every indicator by `number` départements, thirty académies, forty
    partners, of which the last counts the most, and every scheme. It reads no table."""
    departments = dict(place(n) for n in range(1, number + 1))
    report = Report(2026, Territory("tout", "France", departments=tuple(departments)), TODAY)
    partners = {f"company-{n}": f"Partenaire {n:02}" for n in range(1, 41)}
    groups = {ACADEMY: ACADEMIES, DEPARTMENT: departments, PARTNER: partners, SCHEME: SCHEMES}
    report.names = {name: groups.get(name, {}) for name in DIMENSIONS}
    report.hiding = Hiding(report, lambda _: {})
    report.wholes = {}
    places = [(TOTAL, "", 999_999)] + [
        (dimension, key, 1000 * rank)
        for dimension, names in groups.items()
        for rank, key in enumerate(names, start=1)
    ]
    for source in {one.source.code: one.source for one in report.indicators()}.values():
        report.keep(source.code, {
            (year, dimension, key, one.code): count
            for year in report.years
            for dimension, key, count in places
            for one in report.of_source(source)
            if not isinstance(one, Ratio) and source.knows(dimension)
        })  # fmt: skip
    return report


def printed(report):
    return [
        page.extract_text() for page in pypdf.PdfReader(io.BytesIO(export(report, "pdf"))).pages
    ]


@pytest.mark.parametrize("number", [101, MANY])
def test_four_to_eight_pages(number):
    pages = printed(country(number))
    assert 4 <= len(pages) <= 8
    text = " ".join(" ".join(pages).split())
    by, other = ("académie", "département") if number > MANY else ("département", "académie")
    for theme in Theme:
        assert text.count(theme.label) == 2
    assert text.count(f", par {by}") == 4 and f", par {other}" not in text
    assert ("par département sont dans le classeur" in text) == (number > MANY)
    names = ACADEMIES.values() if number > MANY else dict(map(place, range(1, number + 1))).values()
    assert all(text.count(name) > 3 for name in names)
    # The partners of the highest figures, and how many there are.
    assert "Partenaire 40" in text and "Partenaire 26" in text and "Partenaire 25" not in text
    assert f"Les {MOST} lignes aux chiffres les plus élevés sur 40" in text


def test_no_bars_of_a_hundred_departements():
    drawn = bars(country(101), Theme.IMMERSIONS)
    assert [value for _, value, _ in drawn.bars] == [1000 * n for n in range(19, 31)]
    assert drawn.title.endswith("(les 12 plus élevés sur 30)")
    assert len(bars(country(MANY), Theme.IMMERSIONS).bars) == 12
