"""A flat table as a file that spreadsheets open: CSV, XLSX, ODS; every cell is text.

A text cell is no formula in XLSX and ODS, and a CSV cell is made harmless: what somebody
typed in a name runs nowhere.
"""

import io
from collections.abc import Callable
from dataclasses import dataclass

import xlsxwriter
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

from accounts.downloads import CSV, csv_lines

# Beyond, an ODS file takes minutes to write: the two others hold them.
MOST_ODS = 5_000
CONTROLS = dict.fromkeys([*range(9), 11, 12, *range(14, 32)])
BOOK = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "constant_memory": True,
}


@dataclass(frozen=True)
class TableFormat:
    """One kind of file; `write` gives bytes, or lines that are streamed."""

    label: str
    ending: str
    mimetype: str
    write: Callable
    most: int | None = None


def _csv(rows):
    return csv_lines(rows)


def _xlsx(rows):
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, BOOK) as book:
        sheet = book.add_worksheet()
        for line, row in enumerate(rows):
            for column, value in enumerate(row):
                sheet.write_string(line, column, _plain(value))
    return content.getvalue()


def _ods(rows):
    document = OpenDocumentSpreadsheet()
    table = Table(name="Export")
    for row in rows:
        line = TableRow()
        for value in row:
            cell = TableCell(valuetype="string")
            cell.addElement(P(text=_plain(value)))
            line.addElement(cell)
        table.addElement(line)
    document.spreadsheet.addElement(table)
    content = io.BytesIO()
    document.write(content)
    return content.getvalue()


def _plain(value):
    """Text that an XML file may hold."""
    return ("" if value is None else str(value)).translate(CONTROLS)


FORMATS = {
    "xlsx": TableFormat(
        "Excel (.xlsx)",
        "xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        _xlsx,
    ),
    "ods": TableFormat(
        "LibreOffice (.ods)",
        "ods",
        "application/vnd.oasis.opendocument.spreadsheet",
        _ods,
        MOST_ODS,
    ),
    "csv": TableFormat("CSV", "csv", CSV, _csv),
}
