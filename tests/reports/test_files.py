"""The four files hold the page's figures, read back by other programs than those that write."""

import csv
import datetime as dt
import io
import re
import zipfile

import pypdf
import pytest
from django.core.management import CommandError, call_command
from odf.opendocument import load
from odf.table import Table as OdfTable
from odf.table import TableCell, TableRow
from odf.text import P
from python_calamine import CalamineWorkbook

from partnerships.enums.contract import ContractState
from reports.exports import FORMATS, export
from reports.exports.pdf_file import shown
from reports.report import Report
from reports.tables import definitions, long_rows, tables
from reports.territories import ALL, Territory
from tests.accounts.test_tables_out import panes
from tests.directory.factories import (
    ClassGroupFactory,
    CompanyFactory,
    DepartmentFactory,
    SchoolFactory,
)
from tests.partnerships.factories import SchoolRequestFactory
from tests.placements.factories import PlacementFactory, PupilFactory
from tests.reports.test_themes import partnership
from tests.reports.world import TEN, TODAY

pytestmark = pytest.mark.django_db
EVERYWHERE = Territory(ALL, "Toute la région académique")


@pytest.fixture
def report(figures):
    return Report(2026, EVERYWHERE, today=TODAY)


def expected(table):
    blank = [["" if value is None else value for value in row] for row in table.rows]
    return [table.columns, *blank]


def test_xlsx_holds_the_tables_and_the_definitions(report):
    book = CalamineWorkbook.from_filelike(io.BytesIO(export(report, "xlsx")))
    wanted = [*tables(report), definitions(report)]
    assert book.sheet_names == ["Couverture", *(one.title for one in wanted), "Graphiques"]
    for table in wanted:
        assert book.get_sheet_by_name(table.title).to_python() == expected(table)
    cover = dict(book.get_sheet_by_name("Couverture").to_python()[2:])
    assert cover["Année scolaire"] == "2026-2027"


def test_the_cover_dates_are_dates(report):
    report.counted_at = TEN
    book = CalamineWorkbook.from_filelike(io.BytesIO(export(report, "xlsx")))
    cover = dict(book.get_sheet_by_name("Couverture").to_python()[2:])
    moment = dt.datetime(2027, 3, 1, 10)
    assert (cover["Chiffres arrêtés au"], cover["Comptés le"]) == (TODAY, moment)
    sheet = load(io.BytesIO(export(report, "ods"))).getElementsByType(OdfTable)[0]
    dated = [
        (cell.getAttribute("datevalue"), str(cell))
        for cell in sheet.getElementsByType(TableCell)
        if cell.getAttribute("valuetype") == "date"
    ]
    assert dated == [
        ("2027-03-01", "01/03/2027"), ("2027-03-01T10:00:00", "01/03/2027 à 10 h 00"),
    ]  # fmt: skip
    text = pypdf.PdfReader(io.BytesIO(export(report, "pdf"))).pages[0].extract_text()
    assert "01/03/2027" in text and "01/03/2027 à 10" in text


def test_xlsx_writes_no_formula_and_freezes_its_headings(report):
    with zipfile.ZipFile(io.BytesIO(export(report, "xlsx"))) as archive:
        sheets = [
            archive.read(name).decode() for name in archive.namelist() if "worksheets/sheet" in name
        ]
    assert not any("<f>" in sheet for sheet in sheets)
    assert all('state="frozen"' in sheet for sheet in sheets[1:-1])


def test_xlsx_draws_the_classes_of_each_departement(report):
    with zipfile.ZipFile(io.BytesIO(export(report, "xlsx"))) as archive:
        drawn = [archive.read(name).decode() for name in archive.namelist() if "charts/" in name]
    (chart,) = [one for one in drawn if "Classes en entreprise par département" in one]
    table = next(one for one in tables(report) if one.title == "Immersions et visites")
    first, last = table.chart.first + 2, table.chart.last + 2
    assert f"'Immersions et visites'!$B${first}:$B${last}" in chart
    assert [row[0] for row in table.rows[first - 2 : last - 1]] == ["Département"] * 2


def ods_rows(sheet):
    found = []
    for row in sheet.getElementsByType(TableRow):
        values = []
        for cell in row.getElementsByType(TableCell):
            if cell.getAttribute("valuetype") == "float":
                values.append(float(cell.getAttribute("value")))
            else:
                values.append("".join(str(p) for p in cell.getElementsByType(P)))
        found.append(values)
    return found


def test_ods_holds_the_same(report):
    book = load(io.BytesIO(export(report, "ods")))
    sheets = {one.getAttribute("name"): one for one in book.getElementsByType(OdfTable)}
    for table in [*tables(report), definitions(report)]:
        assert ods_rows(sheets[table.title]) == expected(table)
    cells = book.getElementsByType(TableCell)
    assert not any(cell.getAttribute("formula") for cell in cells)
    shown = [*tables(report), definitions(report)]
    assert panes(export(report, "ods")) == {one.title: (1, one.heads) for one in shown}


def test_csv_opens_in_a_french_spreadsheet_and_holds_every_figure(report):
    content = export(report, "csv")
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
    columns, wanted = long_rows(report)
    assert rows[0] == columns
    assert len(rows) == len(wanted) + 1
    neutral = [["" if v is None else str(v) for v in row] for row in wanted]
    # The formula of a sector's name is the only text that is changed.
    assert [[v.removeprefix("'") for v in row] for row in rows[1:]] == neutral
    assert any(row[4] == "'=Bois; et ameublement" for row in rows)
    assert not any(row[4].startswith("=") for row in rows)


def test_negative_differences_stay_numbers_in_csv(report):
    before = Report(2027, EVERYWHERE, today=TODAY)
    rows = list(csv.reader(io.StringIO(export(before, "csv").decode("utf-8-sig")), delimiter=";"))
    [classes] = [row for row in rows if row[5] == "classes" and row[3] == "ensemble"]
    assert classes[8:12] == ["constaté", "0", "3", "-3"]


def test_pdf_prints_every_figure_and_is_tagged(report):
    pdf = pypdf.PdfReader(io.BytesIO(export(report, "pdf")))
    text = " ".join(page.extract_text() for page in pdf.pages)
    # A line may end after a hyphen.
    text = re.sub(r"(?<=\w)- ", "-", re.sub(r"\s+", " ", text))
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert pdf.trailer["/Root"]["/Lang"].startswith("fr")
    for row in tables(report)[0].rows:
        printed = " ".join(shown(value) for value in row[3:6])
        label = row[1].replace("'", "’")
        assert f"{label} {row[2]} {printed}".replace(" %", " %") in text.replace("\xa0", " ")


def test_the_paper_of_a_region_has_four_to_eight_pages(figures):
    """Thirteen départements, every theme with its bars, a partner in each."""
    for number in range(40, 51):
        department = DepartmentFactory(code=str(number), name=f"Département du Pays {number}")
        school = SchoolFactory(department=department)
        figures.immersion(ContractState.COMPLETED, school=school, girls=number - 38)
        host = CompanyFactory(name=f"Partenaire {number}", department=department)
        partnership(company=host, school=school, kind="framework")
        group = ClassGroupFactory(school=school)
        PlacementFactory(pupil=PupilFactory(class_group=group), company=host, state="found")
        SchoolRequestFactory(school=school)
    whole = Report(2026, EVERYWHERE, today=TODAY)
    pdf = pypdf.PdfReader(io.BytesIO(export(whole, "pdf")))
    assert 4 <= len(pdf.pages) <= 8
    text = " ".join("\n".join(page.extract_text() for page in pdf.pages).split())
    assert "Classes en entreprise par département" in text
    assert "Par partenaire" in text and "15 lignes aux chiffres les plus élevés" in text


def test_an_empty_year_says_so_in_every_format():
    empty = Report(2031, EVERYWHERE, today=TODAY)
    words = "Aucune donnée pour l"
    assert words in export(empty, "csv").decode()
    pdf = pypdf.PdfReader(io.BytesIO(export(empty, "pdf")))
    assert words in pdf.pages[0].extract_text()
    book = CalamineWorkbook.from_filelike(io.BytesIO(export(empty, "xlsx")))
    assert words in str(book.get_sheet_by_name("Couverture").to_python())
    assert words in str(
        ods_rows(load(io.BytesIO(export(empty, "ods"))).getElementsByType(OdfTable)[0])
    )


@pytest.mark.parametrize("format_code", FORMATS)
def test_the_command_writes_each_format(report, tmp_path, format_code, capsys):
    path = tmp_path / f"rapport.{format_code}"
    call_command("yearly_report", year=2026, academy="16", format=format_code, output=path)
    assert path.stat().st_size > 500
    assert "Académie de Toulouse, 2026-2027" in capsys.readouterr().out


@pytest.mark.parametrize(
    "options",
    [
        {"year": 2026, "department": "99"},
        {"year": 2026, "academy": "99"},
        {"year": 26},
        {"year": 2026, "output": "/nulle/part/rapport.csv"},
    ],
)
def test_the_command_refuses_what_it_does_not_know(tmp_path, options):
    given = {"format": "csv", "output": str(tmp_path / "x.csv")} | options
    with pytest.raises(CommandError):
        call_command("yearly_report", **given)


def test_the_command_says_when_a_year_is_empty(tmp_path, capsys):
    call_command("yearly_report", year=2035, format="csv", output=tmp_path / "x.csv")
    assert "Aucune donnée" in capsys.readouterr().err
