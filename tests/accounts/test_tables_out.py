"""Lists as files: any length, any text, read back by other readers. No database."""

import csv
import datetime as dt
import io
import math
import zipfile
from decimal import Decimal

import pytest
from odf.config import ConfigItemMapEntry
from odf.opendocument import load
from odf.table import Table, TableRow
from python_calamine import CalamineWorkbook

from accounts import tables_out
from accounts.sheet_names import sheet_name
from accounts.tables_out import FORMATS, Rows

HEADS = ["Nom", "Nombre", "Jour", "Part"]
DAY = dt.date(2027, 3, 1)
ROWS = [["=HYPERLINK(0)", 1, DAY, 0.5], ["Été", 2, None, 1.25], ["-7", 3, DAY, None]]
SHEETS = ("xlsx", "ods")


def made(code, rows=ROWS, heads=HEADS, comma=True, title="Classes"):
    return b"".join(FORMATS[code].write(title, Rows(heads, rows, len(rows)), comma))


def book(*given, **named):
    return CalamineWorkbook.from_filelike(io.BytesIO(made(*given, **named)))


def lines(content):
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


def test_csv_is_french_and_runs_nothing():
    assert lines(made("csv")) == [
        HEADS,
        ["'=HYPERLINK(0)", "1", "01/03/2027", "0,5"],
        ["Été", "2", "", "1,25"],
        ["'-7", "3", "01/03/2027", ""],
    ]
    assert made("csv").startswith(b"\xef\xbb\xbfNom;Nombre;")
    assert b";0.5\r\n" in made("csv", comma=False)
    assert lines(made("csv", [[Decimal("300.00")]], ["a"]))[1] == ["300,00"]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_of_a_csv_is_a_formula(start):
    rows = lines(made("csv", [[f"{start}1+1"]], [f"{start}tête"]))
    assert rows == [[f"'{start}tête"], [f"'{start}1+1"]]


@pytest.mark.parametrize("code", SHEETS)
def test_spreadsheets_keep_numbers_days_and_texts(code):
    rows = book(code).get_sheet_by_index(0).to_python()
    assert rows[0] == HEADS and rows[1] == ["=HYPERLINK(0)", 1.0, DAY, 0.5]
    assert rows[2] == ["Été", 2.0, "", 1.25] and rows[3][0] == "-7"


@pytest.mark.parametrize("code", SHEETS)
def test_what_a_cell_does_not_hold_is_a_text_or_nothing(code):
    moment = dt.datetime(2027, 3, 1, 23, 30, tzinfo=dt.UTC)
    row = [Decimal("3.50"), True, None, "", math.inf, "0612", 2**53 + 1, "a\x0bb\ud800", moment]
    row.append("x" * 40_000)
    heads = [str(number) for number in range(len(row))]
    (found,) = book(code, [row], heads).get_sheet_by_index(0).to_python()[1:]
    assert found[:7] == [3.5, "oui", "", "", "inf", "0612", str(2**53 + 1)]
    assert found[7] == "ab?" and found[8] == dt.date(2027, 3, 2) and len(found[9]) == 32_767


def test_a_column_that_begins_empty_keeps_its_types():
    rows = [[None, None, None], ["a", 1, DAY], [2, "b", None]]
    found = book("xlsx", rows, ["x", "y", "z"]).get_sheet_by_index(0).to_python()
    assert found[1:] == [["", "", ""], ["a", 1.0, DAY], [2.0, "b", ""]]


@pytest.mark.parametrize("code", SHEETS)
def test_texts_of_several_lines_and_signs(code):
    text = "Un & <deux>\nd’une  autre ligne"
    assert book(code, [[text]], ["t"]).get_sheet_by_index(0).to_python()[1] == [text]


@pytest.mark.parametrize("code", SHEETS)
def test_what_is_too_long_for_a_sheet_goes_to_a_second(code, monkeypatch):
    monkeypatch.setattr(tables_out, "MOST_ROWS", 3)
    found = book(code)
    assert found.sheet_names == ["Classes", "Classes (2)"]
    second = found.get_sheet_by_name("Classes (2)").to_python()
    assert second[0] == HEADS and [row[0] for row in second[1:]] == ["-7"]


def test_row_1_048_577_stands_on_the_second_sheet():
    count = tables_out.MOST_ROWS
    rows = ([number] for number in range(count))
    first, second = (rows for _, rows in tables_out.sheets("n", Rows(["n"], rows, count)))
    # With its headings, a sheet is full.
    assert sum(1 for _ in first) == 1_048_575 and list(second) == [[1_048_575]]


def test_headings_stay_in_sight():
    with zipfile.ZipFile(io.BytesIO(made("xlsx"))) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert 'state="frozen"' in sheet and "<f>" not in sheet
    assert panes(made("ods")) == {"Classes": (1, 0)}


def panes(content):
    """{sheet: (rows, columns)} that an ODS keeps in sight."""
    settings = load(io.BytesIO(content)).settings
    found = {}
    for entry in settings.getElementsByType(ConfigItemMapEntry):
        items = {one.getAttribute("name"): str(one) for one in entry.childNodes}
        if "VerticalSplitMode" in items:
            assert items["VerticalSplitMode"] == "2"
            split = items["VerticalSplitPosition"], items["HorizontalSplitPosition"]
            found[entry.getAttribute("name")] = tuple(map(int, split))
    return found


def test_an_ods_holds_typed_cells_and_no_formula():
    document = load(io.BytesIO(made("ods")))
    [sheet] = document.spreadsheet.getElementsByType(Table)
    assert len(sheet.getElementsByType(TableRow)) == 4
    with zipfile.ZipFile(io.BytesIO(made("ods"))) as archive:
        assert archive.infolist()[0].filename == "mimetype"
        assert b"table:formula" not in archive.read("content.xml")


@pytest.mark.parametrize("code", FORMATS)
def test_a_list_without_a_row_has_its_headings(code):
    if code == "csv":
        assert lines(made(code, [])) == [HEADS]
    else:
        assert book(code, []).get_sheet_by_index(0).to_python()[0] == HEADS


def test_the_columns_that_are_chosen_and_the_progress():
    said = []
    source = Rows(HEADS, iter(ROWS), 3, lambda *step: said.append(step))
    assert source.only(["Inconnue"]) is source
    found = source.only(["Part", "Nom"])
    assert found.heads == ["Nom", "Part"]
    assert lines(b"".join(FORMATS["csv"].write("t", found)))[1] == ["'=HYPERLINK(0)", "0,5"]
    assert said == [(0, 3), (3, 3)]


class NoRoom(io.BytesIO):
    """A disk that is full."""

    def write(self, _):
        raise OSError(28, "No space left on device")


class NoRoomByName:
    name = "/dev/full"

    def __init__(self, **_):
        """As a named temporary file."""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        """Nothing to close."""


def test_a_full_disk_is_an_error_of_the_system(monkeypatch):
    monkeypatch.setattr(tables_out.tempfile, "TemporaryFile", NoRoom)
    monkeypatch.setattr(tables_out.tempfile, "NamedTemporaryFile", NoRoomByName)
    for code in SHEETS:
        with pytest.raises(OSError, match="(?i)no space left"):
            made(code)


def test_names_of_sheets_that_spreadsheets_refuse():
    used: set = set()
    long = "Partenariats et entreprises du territoire de l’académie"
    assert 20 < len(sheet_name(long, used)) <= 31
    again = sheet_name(long, used)
    assert len(again) <= 31 and again.endswith(" (2)")
    assert sheet_name("a/b:c*[d]?", used) == "a b c d"
    assert sheet_name("'", used) == "Feuille"
