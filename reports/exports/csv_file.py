"""CSV for spreadsheets in French: `;`, UTF-8 with BOM, one row per figure."""

import csv
import io

from directory.importing import harmless
from reports.tables import long_rows, no_data


def write(report):
    columns, rows = long_rows(report)
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(columns)
    if report.is_empty():
        words = [report.label, harmless(report.territory.label), no_data(report)]
        writer.writerow(words + [""] * (len(columns) - len(words)))
    for row in rows:
        writer.writerow([harmless(value) for value in row])
    return b"\xef\xbb\xbf" + text.getvalue().encode()
