"""Reading the spreadsheet that somebody keeps for themselves: CSV, XLSX or ODS, as text.

What a sheet cannot tell is said in one French sentence (`NotProcessed`): a password, merged
cells, formulas without their result, no line. Empty lines are passed over, however many.
"""

import csv
import datetime as dt
import io
import re
import zipfile
from dataclasses import dataclass

from python_calamine import CalamineError, CalamineWorkbook

from directory.importers.files import NotProcessed
from documents.enums import ListFormat
from documents.list_files import text_of

MOST_LINES = 10_000
MOST_COLUMNS = 100
MOST_READ = 200_000
SEPARATORS = ";,\t"
XLSX_MERGED = b"<mergeCell "
ODS_MERGED = b"<table:covered-table-cell"
# A formula that no spreadsheet has computed: nothing follows it in its cell.
NOT_COMPUTED = re.compile(rb"</f>\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>")
MERGED = (
    "Ce fichier contient des cellules fusionnées : une ligne ne dirait pas tout d’une "
    "entreprise. Défusionnez-les, puis enregistrez."
)
FORMULAS = (
    "Ce fichier contient des formules sans résultat. Ouvrez-le dans le tableur, enregistrez-le, "
    "puis envoyez-le de nouveau."
)
UNREADABLE = "Ce fichier ne peut pas être lu. Enregistrez-le de nouveau au format .xlsx ou .csv."


@dataclass(frozen=True)
class Sheet:
    """The titles of the columns and the lines that say something, with their number."""

    headers: list
    lines: list


class MappedLines:
    """The lines of a sheet in the order of our columns, as the shared import reads them."""

    def __init__(self, sheet, mapping):
        self.sheet, self.mapping = sheet, mapping

    def records(self, wanted, _progress=False):
        indexes = [self.mapping.get(name) for name in wanted]
        for number, cells in self.sheet.lines:
            yield number, ["" if index is None else cells[index] for index in indexes]


def read(content, file_format):
    """The sheet of a file that `list_files.checked` found sound. Raises NotProcessed."""
    if file_format == ListFormat.PDF:
        raise NotProcessed("Un PDF ne s’importe pas : envoyez le tableau lui-même.")
    if file_format == ListFormat.CSV:
        rows = _csv_rows(content)
    else:
        _check_members(content)
        rows = _workbook_rows(content)
    return _sheet(rows)


def _sheet(rows):
    said = ((number, row) for number, row in enumerate(rows, 1) if any(row))
    _, headers = next(said, (0, []))
    while headers and not headers[-1]:
        headers.pop()
    if not headers:
        raise NotProcessed("Ce fichier ne contient aucune ligne.")
    if len(headers) > MOST_COLUMNS:
        raise NotProcessed(f"Ce tableau a plus de {MOST_COLUMNS} colonnes : gardez les utiles.")
    width = len(headers)
    lines = []
    for number, row in said:
        lines.append((number, [*row[:width], *[""] * (width - len(row))]))
        if len(lines) > MOST_LINES:
            raise NotProcessed(
                f"Ce tableau a plus de {MOST_LINES} lignes : coupez-le en plusieurs fichiers."
            )
    if not lines:
        raise NotProcessed("Ce tableau n’a qu’une ligne de titres.")
    return Sheet(headers, lines)


def _csv_rows(content):
    text = text_of(content)
    first = next((line for line in text.splitlines() if line.strip(" ;,\t")), "")
    separator = max(SEPARATORS, key=first.count)
    try:
        for row in csv.reader(io.StringIO(text), delimiter=separator):
            yield [cell.strip() for cell in row]
    except csv.Error as error:
        raise NotProcessed(UNREADABLE) from error


def _check_members(content):
    """What the reader below would not tell: merged cells, formulas not computed."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                xml = archive.read(name)
                _refuse(XLSX_MERGED in xml, MERGED)
                _refuse(NOT_COMPUTED.search(xml), FORMULAS)
            elif name == "content.xml":
                _refuse(ODS_MERGED in archive.read(name), MERGED)


def _refuse(found, message):
    if found:
        raise NotProcessed(message)


def _workbook_rows(content):
    """The first sheet that holds something."""
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        for name in book.sheet_names:
            sheet = book.get_sheet_by_name(name)
            if sheet.height and sheet.width:
                if sheet.height > MOST_READ:
                    raise NotProcessed(UNREADABLE)
                return [[as_text(cell) for cell in row] for row in sheet.iter_rows()]
    except (CalamineError, OSError, ValueError) as error:
        raise NotProcessed(UNREADABLE) from error
    return []


def as_text(cell):
    """A cell as a person would type it: a SIRET kept as a number loses its decimals, a date
    is written 2026-03-12."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat()
    if isinstance(cell, bool):
        return "oui" if cell else "non"
    return " ".join(str(cell).split())
