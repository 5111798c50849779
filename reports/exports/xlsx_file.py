"""XLSX: a cover sheet, a sheet per table with frozen panes, the definitions."""

import datetime as dt
import io

import xlsxwriter

from accounts.sheet_names import sheet_name
from reports.tables import cover, definitions, tables

# Texts are never formulas nor links (RELIABILITY §4).
OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
BLUE, GREY = "#000091", "#EEEEEE"


def write(report):
    title = f"Rapport {report.label}, {report.territory.label}"
    last = (definitions(report), True)
    shown = tables(report)
    sheets = [*((table, False) for table in shown), last]
    return _book(title, cover(report), sheets, [one for one in shown if one.chart])


def _book(title, pairs, sheets, charted):
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, OPTIONS) as book:
        styles = _styles(book)
        book.set_properties({"title": title, "author": "Passerelle"})
        _cover(book, styles, pairs)
        used = {"couverture", "graphiques"}
        names = {table.code: sheet_name(table.title, used) for table, _ in sheets}
        for table, is_wide in sheets:
            _sheet(book, styles, table, names[table.code], wide=is_wide)
        if charted:
            _charts(book, charted, names)
    return content.getvalue()


def _styles(book):
    return {
        "title": book.add_format({"bold": True, "font_size": 16, "font_color": BLUE}),
        "label": book.add_format({"bold": True, "valign": "top"}),
        "head": book.add_format(
            {"bold": True, "bg_color": GREY, "bottom": 1, "text_wrap": True, "valign": "top"}
        ),
        "text": book.add_format({"text_wrap": True, "valign": "top"}),
        "day": book.add_format({"num_format": "dd/mm/yyyy", "align": "left"}),
        "moment": book.add_format({"num_format": "dd/mm/yyyy hh:mm", "align": "left"}),
        "number": book.add_format({"num_format": "#,##0", "valign": "top"}),
    }


def _cover(book, styles, pairs):
    sheet = book.add_worksheet("Couverture")
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 70)
    sheet.write_string(0, 0, "Passerelle", styles["title"])
    for line, (label, value) in enumerate(pairs, start=2):
        sheet.write_string(line, 0, label, styles["label"])
        _say(sheet, styles, line, value)


def _say(sheet, styles, line, value):
    """A value of the cover: a day and a moment stay what they are."""
    if isinstance(value, dt.datetime):
        sheet.write_datetime(line, 1, value, styles["moment"])
    elif isinstance(value, dt.date):
        sheet.write_datetime(line, 1, value, styles["day"])
    else:
        sheet.write_string(line, 1, value, styles["text"])


def _sheet(book, styles, table, name, wide=False):
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(1, table.heads)
    sheet.set_column(0, table.heads - 1, 34)
    sheet.set_column(table.heads, len(table.columns) - 1, 44 if wide else 15)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    for column, name in enumerate(table.columns):
        sheet.write_string(0, column, name, styles["head"])
    for line, row in enumerate(table.rows, start=1):
        for column, value in enumerate(row):
            _cell(sheet, styles, line, column, value)


def _charts(book, charted, names):
    """One sheet of native charts: bars by département, this year beside the year before."""
    sheet = book.add_worksheet("Graphiques")
    sheet.hide_gridlines(2)
    for number, table in enumerate(charted):
        sheet.insert_chart(
            number * 22,
            0,
            _chart(book, table, names[table.code]),
            {"description": table.chart.title},
        )


def _chart(book, table, name):
    """Rows of the table stand one lower in the sheet, under its headings."""
    asked = table.chart
    first, last = asked.first + 1, asked.last + 1
    drawn = book.add_chart({"type": "bar"})
    for column, colour in zip(asked.values, (BLUE, "#9A9AFF"), strict=True):
        drawn.add_series(
            {
                "name": [name, 0, column],
                "categories": [name, first, asked.names, last, asked.names],
                "values": [name, first, column, last, column],
                "fill": {"color": colour},
            }
        )
    drawn.set_title({"name": asked.title, "name_font": {"size": 12}})
    drawn.set_y_axis({"reverse": True})
    drawn.set_legend({"position": "bottom"})
    drawn.set_size({"width": 900, "height": 420})
    return drawn


def _cell(sheet, styles, line, column, value):
    if value is None:
        sheet.write_blank(line, column, None, styles["text"])
    elif isinstance(value, str):
        sheet.write_string(line, column, value, styles["text"])
    else:
        sheet.write_number(line, column, value, styles["number"])
