"""A flat table as a file that spreadsheets open: CSV, XLSX, ODS.

Numbers and days keep their type, so that they sort and add up; all else is text. A text cell
is no formula in XLSX and ODS, and a CSV cell is made harmless: what somebody typed in a name
runs nowhere.
"""

import datetime as dt
import io
import math
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

import xlsxwriter
from django.utils import timezone
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
    return csv_lines([_plain(value) for value in row] for row in rows)


def _xlsx(rows):
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, BOOK) as book:
        sheet = book.add_worksheet()
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        for line, row in enumerate(rows):
            for column, value in enumerate(row):
                if _is_number(value):
                    sheet.write_number(line, column, value)
                elif isinstance(value, dt.date):
                    sheet.write_datetime(line, column, _day(value), day)
                else:
                    sheet.write_string(line, column, _plain(value))
    return content.getvalue()


def _ods(rows):
    document = OpenDocumentSpreadsheet()
    table = Table(name="Export")
    for row in rows:
        line = TableRow()
        for value in row:
            cell = TableCell(**_ods_type(value))
            cell.addElement(P(text=_plain(value)))
            line.addElement(cell)
        table.addElement(line)
    document.spreadsheet.addElement(table)
    content = io.BytesIO()
    document.write(content)
    return content.getvalue()


def _ods_type(value):
    if _is_number(value):
        return {"valuetype": "float", "value": str(value)}
    if isinstance(value, dt.date):
        return {"valuetype": "date", "datevalue": _day(value).isoformat()}
    return {"valuetype": "string"}


def _is_number(value):
    """A number that a cell holds: not yes or no, nor what is infinite."""
    is_one = isinstance(value, int | float | Decimal) and not isinstance(value, bool)
    return is_one and math.isfinite(value)


def _day(value):
    """The day, here, of a date or of a moment."""
    if not isinstance(value, dt.datetime):
        return value
    return (timezone.localtime(value) if timezone.is_aware(value) else value).date()


def _plain(value):
    """Text that an XML file may hold."""
    if isinstance(value, dt.date):
        return f"{_day(value):%d/%m/%Y}"
    if isinstance(value, Decimal):
        return str(value).replace(".", ",")
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
