"""Lists as files: any length, any text, read back by other readers. No database."""

import csv
import datetime as dt
import io

import pytest
from odf.opendocument import load
from odf.table import Table, TableRow
from python_calamine import CalamineWorkbook

from reports.exports import rows_file
from reports.exports.safe import sheet_name

HEADS = ["Nom", "Nombre", "Jour", "Part"]
DAY = dt.date(2027, 3, 1)
ROWS = [["=HYPERLINK(0)", 1, DAY, 0.5], ["Été", 2, None, 1.25], ["-7", 3, DAY, None]]


def made(writer, rows=ROWS, comma=True, title="Classes"):
    return b"".join(writer(title, HEADS, iter(rows), comma))


def test_csv_is_french_and_runs_nothing():
    content = made(rows_file.as_csv).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(content), delimiter=";"))
    assert rows == [HEADS, ["'=HYPERLINK(0)", "1", "01/03/2027", "0,5"], ["Été", "2", "", "1,25"],
                    ["'-7", "3", "01/03/2027", ""]]  # fmt: skip
    assert ";0.5\r\n" in made(rows_file.as_csv, comma=False).decode()


@pytest.mark.parametrize("writer", [rows_file.as_xlsx, rows_file.as_ods])
def test_spreadsheets_keep_numbers_days_and_texts(writer):
    book = CalamineWorkbook.from_filelike(io.BytesIO(made(writer)))
    rows = book.get_sheet_by_index(0).to_python()
    assert rows[0] == HEADS and rows[1] == ["=HYPERLINK(0)", 1.0, DAY, 0.5]
    assert rows[3][0] == "-7"


@pytest.mark.parametrize("writer", [rows_file.as_xlsx, rows_file.as_ods])
def test_what_is_too_long_for_a_sheet_goes_to_a_second(writer, monkeypatch):
    monkeypatch.setattr(rows_file, "MOST_ROWS", 3)
    book = CalamineWorkbook.from_filelike(io.BytesIO(made(writer)))
    assert book.sheet_names == ["Classes", "Classes (2)"]
    second = book.get_sheet_by_name("Classes (2)").to_python()
    assert second[0] == HEADS and [row[0] for row in second[1:]] == ["-7"]


def test_row_1_048_577_stands_on_the_second_sheet():
    rows = ([number] for number in range(rows_file.MOST_ROWS))
    placed = [(sheet, is_head) for sheet, _, is_head in rows_file.sheets(["n"], rows)]
    first = [one for one in placed if one[0] == 0]
    assert len(first) == 1_048_576 and placed[len(first) :] == [(1, True), (1, False)]


def test_an_ods_holds_typed_cells_and_no_formula():
    document = load(io.BytesIO(made(rows_file.as_ods)))
    [sheet] = document.spreadsheet.getElementsByType(Table)
    assert len(sheet.getElementsByType(TableRow)) == 4
    assert b"table:formula" not in made(rows_file.as_ods)


@pytest.mark.parametrize("writer", rows_file.ROW_FORMATS.values())
def test_a_list_without_a_row_has_its_headings(writer):
    assert made(writer, rows=[])


def test_names_of_sheets_that_spreadsheets_refuse():
    used: set = set()
    long = "Partenariats et entreprises du territoire de l’académie"
    assert 20 < len(sheet_name(long, used)) <= 31
    again = sheet_name(long, used)
    assert len(again) <= 31 and again.endswith(" (2)")
    assert sheet_name("a/b:c*[d]?", used) == "a b c d"
    assert sheet_name("'", used) == "Feuille"
