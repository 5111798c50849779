"""The report as a file: the same figures in four formats."""

from reports.exports import csv_file, ods_file, pdf_file, xlsx_file

FORMATS = {
    "xlsx": (
        "Classeur XLSX",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        xlsx_file.write,
    ),
    "ods": ("Classeur ODS", "application/vnd.oasis.opendocument.spreadsheet", ods_file.write),
    "csv": ("Données CSV", "text/csv; charset=utf-8", csv_file.write),
    "pdf": ("Document PDF", "application/pdf", pdf_file.write),
}


def export(report, format_code):
    """The bytes of the report. Raises KeyError for an unknown format."""
    return FORMATS[format_code][2](report)


def file_name(report, format_code):
    return f"rapport-{report.label}-{report.territory.code}.{format_code}"
