"""An RBDE's own spreadsheet: reading an XLSX of 5,000 lines and showing what it changes."""

import io

import xlsxwriter
from stdnum import luhn

from benchmarks.harness import absolute, benchmark, times
from directory.models import Department
from documents import sheet_files
from documents.enums import ListFormat
from documents.sheet_columns import guessed
from partnerships import sheet_import
from partnerships.sheet_columns import COLUMNS

LINES = 5_000
HEAD = ("SIRET", "Entreprise", "CP", "Ville", "Contact", "Prénom", "Mail", "Observations")


def siret(number):
    siren = f"8{number:07d}"
    siren += luhn.calc_check_digit(siren)
    nic = f"{siren}0001"
    return nic + luhn.calc_check_digit(nic)


def workbook():
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEAD)
        for number in range(1, LINES + 1):
            mail = f"contact{number}@entreprise.example"
            row = (siret(number), f"Ateliers {number}", "31000", "Toulouse", f"Nom{number}")
            sheet.write_row(number, 0, (*row, "Anne", mail, "Préfère le matin"))
    return content.getvalue()


def preview(content):
    sheet = sheet_files.read(content, ListFormat.XLSX)
    result = sheet_import.run(
        sheet,
        guessed(sheet.headers, COLUMNS),
        departments=None,
        author=None,
        holder={"office": Department.objects.order_by("pk").first()},
        dry_run=True,
    )
    assert len(result.lines) == LINES, "a line is missing"


@benchmark
def sheet_preview(size):
    """Reading included; nothing is written."""
    content = workbook()
    seconds = times(lambda: preview(content), repeat=3)
    yield absolute(f"preview of {LINES} lines", max(seconds), "s", at_most=5)
