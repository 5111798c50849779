"""ODS, the format of the State: the same sheets as the XLSX."""

import datetime as dt
import io

from odf.number import DateStyle, Day, Hours, Minutes, Month, Text, Year
from odf.opendocument import OpenDocumentSpreadsheet
from odf.style import ParagraphProperties, Style, TableColumnProperties, TextProperties
from odf.table import Table as OdfTable
from odf.table import TableCell, TableColumn, TableHeaderRows, TableRow
from odf.text import P

from accounts.ods_panes import freeze
from accounts.sheet_names import sheet_name
from reports.tables import Table, cover, definitions, printed, tables

DAY = (Day, "/", Month, "/", Year)
MOMENT = (*DAY, " ", Hours, ":", Minutes)


def write(report):
    document = OpenDocumentSpreadsheet()
    _styles(document)
    sheets = [Table("couverture", "Couverture", [], [list(pair) for pair in cover(report)])]
    used: set = set()
    panes = {}
    for table in [*sheets, *tables(report), definitions(report)]:
        name = sheet_name(table.title, used)
        document.spreadsheet.addElement(_sheet(table, name))
        if table.columns:
            panes[name] = (1, table.heads)
    freeze(document, panes)
    content = io.BytesIO()
    document.write(content)
    return content.getvalue()


def _styles(document):
    head = Style(name="head", family="table-cell")
    head.addElement(TextProperties(fontweight="bold"))
    head.addElement(ParagraphProperties(textalign="start"))
    wide = Style(name="wide", family="table-column")
    wide.addElement(TableColumnProperties(columnwidth="5cm"))
    for style in (head, wide, *_dated("day", DAY), *_dated("moment", MOMENT)):
        document.automaticstyles.addElement(style)


def _dated(name, parts):
    """How a cell of a day or a moment is shown, and its style."""
    shown = DateStyle(name=f"as-{name}")
    for part in parts:
        shown.addElement(Text(text=part) if isinstance(part, str) else part(style="long"))
    style = Style(name=name, family="table-cell", datastylename=shown)
    style.addElement(ParagraphProperties(textalign="start"))
    return shown, style


def _sheet(table, name):
    sheet = OdfTable(name=name)
    width = max([len(table.columns), *(len(row) for row in table.rows)], default=1)
    sheet.addElement(TableColumn(numbercolumnsrepeated=width, stylename="wide"))
    if table.columns:
        header = TableHeaderRows()
        header.addElement(_row(table.columns, "head"))
        sheet.addElement(header)
    for row in table.rows:
        sheet.addElement(_row(row))
    return sheet


def _row(values, style=None):
    """Texts are typed as strings: no reader takes one for a formula."""
    row = TableRow()
    for value in values:
        row.addElement(_cell(value, style))
    return row


def _cell(value, style):
    look = {"stylename": style} if style else {}
    if value is None:
        return TableCell(**look)
    if isinstance(value, dt.date):
        kind = "moment" if isinstance(value, dt.datetime) else "day"
        cell = TableCell(valuetype="date", datevalue=value.isoformat(), stylename=kind)
    elif isinstance(value, str):
        cell = TableCell(valuetype="string", **look)
    else:
        cell = TableCell(valuetype="float", value=value, **look)
    cell.addElement(P(text=str(printed(value))))
    return cell
