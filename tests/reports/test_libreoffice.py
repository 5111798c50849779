"""LibreOffice opens the XLSX and the ODS as they are, with the same figures.

`make test-long` installs it where it may (`tools/debian-package`). What it converts is read by
another reader, and a file that it has to repair does not convert.
"""

import shutil
import subprocess

import pytest
from python_calamine import CalamineWorkbook

from accounts.tables_out import FORMATS as LISTS
from accounts.tables_out import Rows
from reports.exports import export
from reports.report import Report
from reports.tables import definitions, tables
from reports.territories import ALL, Territory
from tests.accounts.test_tables_out import HEADS, ROWS
from tests.reports.test_files import expected
from tests.reports.world import TODAY, full_world

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")
pytestmark = [
    pytest.mark.long,
    pytest.mark.django_db,
    pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not on this machine"),
]


def through_office(content, ending, folder):
    """The workbook after LibreOffice opened it and saved it in the other format."""
    other = {"xlsx": "ods", "ods": "xlsx"}[ending]
    path = folder / f"given.{ending}"
    path.write_bytes(content)
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = [OFFICE, profile, "--headless", "--convert-to", other, "--outdir", folder, path]
    subprocess.run(command, check=True, timeout=200, capture_output=True)
    return CalamineWorkbook.from_path(folder / f"given.{other}")


@pytest.mark.parametrize("ending", ["xlsx", "ods"])
def test_the_report(ending, tmp_path):
    full_world()
    report = Report(2026, Territory(ALL, "Toute la région académique"), today=TODAY)
    book = through_office(export(report, ending), ending, tmp_path)
    for table in [*tables(report), definitions(report)]:
        assert book.get_sheet_by_name(table.title).to_python() == expected(table), table.title


@pytest.mark.parametrize("ending", ["xlsx", "ods"])
def test_a_list(ending, tmp_path):
    content = b"".join(LISTS[ending].write("Classes", Rows(HEADS, ROWS, 3)))
    rows = through_office(content, ending, tmp_path).get_sheet_by_name("Classes").to_python()
    blank = [["" if value is None else value for value in row] for row in ROWS]
    assert rows == [HEADS, *blank]
