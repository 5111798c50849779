"""A list as a file that spreadsheets open: CSV, XLSX, ODS, of any length.

Numbers and days keep their type, so that they sort and add up; all else is text. A text cell
is no formula in XLSX and ODS, and a CSV cell is made harmless: what somebody typed in a name
runs nowhere (RELIABILITY §4). A sheet holds 1,048,576 rows: the next ones go to a second one
with the same headings.
"""

import csv
import datetime as dt
import io
import math
import tempfile
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import islice
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from rustpy_xlsxwriter import write_worksheets

from accounts import ods
from accounts.downloads import CSV
from accounts.sheet_names import sheet_name
from directory import sql
from directory.cells import LONGEST
from directory.importing import harmless

BOM = b"\xef\xbb\xbf"
# Of a sheet, its headings included.
MOST_ROWS = 1_048_576
BLOCK = 1 << 18
STEP = 1_000
# Rows of a list that are in memory at once.
CHUNK = 2_000
# What keeps its type in a spreadsheet.
TYPED = (bool, int, float, Decimal, dt.date)
# A whole number beyond loses digits in a spreadsheet.
EXACT = 2**53
CONTROLS = dict.fromkeys([*range(9), 11, 12, *range(14, 32)])


def _nothing(done, total):
    """Nobody waits for the progress."""


@dataclass
class Rows:
    """A list that Python makes: the headings and rows of as many values. `step(done, total)`
    is told the progress, and may stop it by an exception."""

    heads: list
    rows: Iterable
    count: int
    step: Callable = field(default=_nothing)
    line_end = b"\r\n"

    @classmethod
    def of(cls, lines):
        """Of a list whose first line is the headings."""
        heads, *rows = lines
        return cls(list(heads), rows, len(rows))

    def only(self, heads):
        """The same with these columns, in their order; with all when none is known."""
        places = [place for place, head in enumerate(self.heads) if head in heads]
        if not places or len(places) == len(self.heads):
            return self
        rows = ([row[place] for place in places] for row in self.rows)
        return replace(self, heads=[self.heads[place] for place in places], rows=rows)

    def cells(self):
        """The rows as numbers, days, texts and None."""
        return _told(([_cell(value) for value in row] for row in self.rows), self)

    def csv(self, comma):
        """Lines of CSV without the headings, as bytes."""
        lines = ([_text(value, comma) for value in row] for row in _told(self.rows, self))
        return _written(lines)


@dataclass
class Selection:
    """A queryset and its `directory.cells.Column`s: PostgreSQL writes the cells."""

    queryset: Any
    columns: list
    count: int
    step: Callable = field(default=_nothing)
    # As COPY ends its lines.
    line_end = b"\n"

    @property
    def heads(self):
        return [column.label for column in self.columns]

    def only(self, heads):
        chosen = [column for column in self.columns if column.label in heads]
        return replace(self, columns=chosen or self.columns)

    def cells(self):
        model = self.queryset.model
        return _told(sql.stream(self._query(column.cell(model) for column in self.columns)), self)

    def csv(self, comma):
        model, done = self.queryset.model, 0
        query = self._query(column.text(model, comma) for column in self.columns)
        # Closed at once when a step stops it: the connection is then free.
        with closing(sql.copied(query)) as found:
            for number, lines in found:
                yield lines
                done += number
                self.step(done, self.count)

    def _query(self, expressions):
        return self.queryset.values_list(*expressions).query


def source_of(rows, columns):
    """The rows of a list, in their order, as they leave. `columns`: of a queryset, a list of
    `directory.cells.Column`s, which PostgreSQL writes; of any rows, heading → path of the row
    (`company.city`), or a function of it."""
    is_query = isinstance(rows, QuerySet)
    count = rows.count() if is_query else len(rows)
    if isinstance(columns, list):
        return Selection(rows, columns, count)
    found = rows.iterator(chunk_size=CHUNK) if is_query else rows
    cells = ([cell_of(row, steps) for steps in columns.values()] for row in found)
    return Rows(list(columns), cells, count)


@dataclass(frozen=True)
class Chunks:
    """Rows that are made some at a time: `make` of each slice of a queryset, or of what has a
    `count()` and is sliced like one."""

    found: Any
    make: Callable = list

    def __len__(self):
        return self.found.count()

    def __iter__(self):
        for start in range(0, len(self), CHUNK):
            yield from self.make(self.found[start : start + CHUNK])


def cell_of(row, steps):
    """The value of one cell: a number, a day, else text; "" where the path ends."""
    value = steps(row) if callable(steps) else row
    for name in () if callable(steps) else steps.split("."):
        value = getattr(value, name, None)
        if value is None:
            return ""
        value = value() if callable(value) else value
    return value if value is None or isinstance(value, TYPED) else str(value)


def _told(rows, source):
    for number, row in enumerate(rows):
        if number % STEP == 0:
            source.step(number, source.count)
        yield row
    source.step(source.count, source.count)


# --- Cells ---------------------------------------------------------------------------------


def _cell(value):
    """What a spreadsheet may hold of a value."""
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, int | float | Decimal):
        return _number(value)
    if isinstance(value, dt.date):
        return _day(value)
    text = str(value).translate(CONTROLS)[:LONGEST]
    return text.encode(errors="replace").decode()


def _number(value):
    if not math.isfinite(value) or (isinstance(value, int) and abs(value) > EXACT):
        return str(value)
    return float(value) if isinstance(value, Decimal) else value


def _day(value):
    """The day, here, of a date or of a moment."""
    if not isinstance(value, dt.datetime):
        return value
    return (timezone.localtime(value) if timezone.is_aware(value) else value).date()


def _text(value, comma):
    """The text of a CSV cell; an amount keeps its cents."""
    if isinstance(value, Decimal):
        return str(value).replace(".", ",") if comma else str(value)
    value = _cell(value)
    if isinstance(value, dt.date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, float) and comma:
        return str(value).replace(".", ",")
    return harmless(value)


# --- Files ---------------------------------------------------------------------------------


def _written(lines):
    """Lines as bytes of CSV, some at a time."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    for line in lines:
        writer.writerow(line)
        if buffer.tell() > BLOCK:
            yield _emptied(buffer)
    yield _emptied(buffer)


def _emptied(buffer):
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text.encode()


def _csv(title, source, comma=True):
    heads = b"".join(_written([[harmless(head) for head in source.heads]]))
    yield BOM + heads.removesuffix(b"\r\n") + source.line_end
    yield from source.csv(comma)


def sheets(title, source):
    """[(name of a sheet, its rows)]: as many as the rows need, to be read in order."""
    rows, used = source.cells(), set()
    return [
        (sheet_name(title, used), islice(rows, MOST_ROWS - 1))
        for _ in range(0, max(source.count, 1), MOST_ROWS - 1)
    ]


def _xlsx(title, source, comma=True):
    """The bytes of a workbook, written to a temporary file first."""
    # The writer reads the headings in the first row.
    nothing = [] if source.count else [dict.fromkeys(source.heads)]
    found = [(name, _records(source.heads, rows)) for name, rows in sheets(title, source)]
    with tempfile.NamedTemporaryFile(suffix=".xlsx") as file:
        write_worksheets(
            [(name, nothing or records) for name, records in found],
            file.name,
            freeze_panes={"general": {"row": 1, "col": 0}},
            bold_headers=True,
            datetime_format="dd/mm/yyyy",
        )
        yield from blocks(file)


def _records(heads, rows):
    for row in rows:
        yield dict(zip(heads, row, strict=True))


def _ods(title, source, comma=True):
    """The bytes of an ODS, written to a temporary file first."""
    with tempfile.TemporaryFile() as file:
        ods.write(file, source.heads, sheets(title, source))
        file.seek(0)
        yield from blocks(file)


def blocks(file):
    """The bytes of an open file, some at a time."""
    while block := file.read(BLOCK):
        yield block


@dataclass(frozen=True)
class TableFormat:
    """One kind of file; `write(title, source, comma)` gives its bytes, some at a time."""

    label: str
    ending: str
    mimetype: str
    write: Callable


FORMATS = {
    "xlsx": TableFormat(
        "Excel (.xlsx)",
        "xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        _xlsx,
    ),
    "ods": TableFormat("LibreOffice (.ods)", "ods", ods.MIMETYPE, _ods),
    "csv": TableFormat("CSV", "csv", CSV, _csv),
}
