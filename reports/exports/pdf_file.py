"""PDF/UA: the same tables, printed."""

from documents.rendering import render_pdf
from reports.tables import cover, definitions, no_data, tables

NOTHING = "–"


def write(report):
    """Raises `documents.rendering.RenderingFailed` when the document cannot be made."""
    return render_pdf(
        "report.typ",
        {
            "title": f"Rapport {report.label}",
            "subtitle": report.territory.label,
            "facts": cover(report),
            "warning": no_data(report) if report.is_empty else "",
            "tables": [_printed(table) for table in tables(report)],
            "definitions": [
                {"label": label, "text": f"{definition} {rule}", "source": source}
                for label, _, definition, rule, source in definitions(report).rows
            ],
        },
    )


def _printed(table):
    return {
        "title": table.title,
        "columns": table.columns,
        "rows": [[shown(value) for value in row] for row in table.rows],
    }


def shown(value):
    """A figure as it is printed: thousands apart, a dash where there is none."""
    if value is None:
        return NOTHING
    return f"{value:,}".replace(",", " ") if isinstance(value, int) else str(value)
