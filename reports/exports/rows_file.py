"""Lists of any length as CSV, XLSX or ODS: rows pass one by one.

A spreadsheet holds 1,048,576 rows a sheet: the next ones go to a second one with the same
headings. Texts are never formulas (RELIABILITY §4).
"""

import csv
import datetime as dt
import io
import tempfile

import xlsxwriter
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

from reports.exports.safe import neutral, sheet_name

BOM = b"\xef\xbb\xbf"
# Of a sheet, its headings included.
MOST_ROWS = 1_048_576
BLOCK = 1 << 16
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def as_csv(title, heads, rows, comma):
    """Lines as bytes; numbers with a decimal comma when asked, for French spreadsheets."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    yield BOM
    writer.writerow(heads)
    for row in rows:
        writer.writerow([_text(value, comma) for value in row])
        if buffer.tell() > BLOCK:
            yield _emptied(buffer)
    yield _emptied(buffer)


def _emptied(buffer):
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text.encode()


def _text(value, comma):
    if isinstance(value, float):
        return str(value).replace(".", ",") if comma else str(value)
    if isinstance(value, dt.date):
        return f"{value:%d/%m/%Y}"
    return neutral("" if value is None else value)


def sheets(heads, rows):
    """Rows with the number of the sheet on which each stands, headings first on each."""
    for number, row in enumerate(rows):
        if number % (MOST_ROWS - 1) == 0:
            yield number // (MOST_ROWS - 1), heads, True
        yield number // (MOST_ROWS - 1), row, False


def as_xlsx(title, heads, rows, comma):
    """The bytes of a workbook, written to a temporary file first."""
    with tempfile.TemporaryFile() as file:
        with xlsxwriter.Workbook(file, OPTIONS) as book:
            day = book.add_format({"num_format": "dd/mm/yyyy"})
            bold = book.add_format({"bold": True})
            used: set = set()
            sheet, line = _sheet(book, title, used), 0
            sheet.write_row(0, 0, heads, bold)
            for number, row, is_head in sheets(heads, rows):
                if is_head:
                    if number:
                        sheet = _sheet(book, title, used)
                        sheet.write_row(0, 0, heads, bold)
                    line = 0
                    continue
                line += 1
                for column, value in enumerate(row):
                    _write(sheet, line, column, value, day)
        file.seek(0)
        while block := file.read(BLOCK):
            yield block


def _sheet(book, title, used):
    sheet = book.add_worksheet(sheet_name(title, used))
    sheet.freeze_panes(1, 0)
    return sheet


def _write(sheet, line, column, value, day):
    if value is None:
        return
    if isinstance(value, dt.date):
        sheet.write_datetime(line, column, dt.datetime.combine(value, dt.time()), day)
    elif isinstance(value, int | float):
        sheet.write_number(line, column, value)
    else:
        sheet.write_string(line, column, str(value)[:32_767])


def as_ods(title, heads, rows, comma):
    """The bytes of an ODS, whose rows stand in memory: its writer knows no other way."""
    document = OpenDocumentSpreadsheet()
    used: set = set()
    sheet = Table(name=sheet_name(title, used))
    document.spreadsheet.addElement(sheet)
    sheet.addElement(_ods_row(heads))
    for number, row, is_head in sheets(heads, rows):
        if is_head and number:
            sheet = Table(name=sheet_name(title, used))
            document.spreadsheet.addElement(sheet)
        if not is_head or number:
            sheet.addElement(_ods_row(row))
    content = io.BytesIO()
    document.write(content)
    yield content.getvalue()


def _ods_row(values):
    row = TableRow()
    for value in values:
        row.addElement(_ods_cell(value))
    return row


def _ods_cell(value):
    if value is None:
        return TableCell()
    if isinstance(value, dt.date):
        cell = TableCell(valuetype="date", datevalue=value.isoformat())
        cell.addElement(P(text=f"{value:%d/%m/%Y}"))
        return cell
    if isinstance(value, int | float):
        cell = TableCell(valuetype="float", value=value)
    else:
        cell = TableCell(valuetype="string")
    cell.addElement(P(text=str(value)))
    return cell


ROW_FORMATS = {"csv": as_csv, "xlsx": as_xlsx, "ods": as_ods}
