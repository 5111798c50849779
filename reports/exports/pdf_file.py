"""PDF/UA: the same tables, printed."""

from documents.rendering import render_pdf
from reports import action_types
from reports.report import DIMENSIONS
from reports.tables import cover, definitions, no_data, overview

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
            "overview": _overview(report),
            "groups": [one for one in _groups(report) if one["rows"]],
            "legend": f"Entre parenthèses : l’année {report.label_before}.",
            "definitions": [
                {"label": label, "text": f"{definition} {rule}", "source": source}
                for label, _, definition, rule, source in definitions(report).rows
            ],
        },
    )


def _groups(report):
    rows = [
        [label, f"{shown(figure.now)} ({shown(figure.before)})"]
        for label, figure in action_types.by_type(report)
    ]
    columns = ["Type", action_types.MEASURE]
    types = {"title": action_types.TITLE, "columns": columns, "rows": rows}
    return [*(_group(report, dimension) for dimension in DIMENSIONS), types]


def _overview(report):
    table = overview(report)
    rows = [[shown(value) for value in row] for row in table.rows]
    return {"title": table.title, "columns": table.columns, "rows": rows}


def _group(report, dimension):
    """Both years in one cell: the table stays readable on paper."""
    rows = [
        [name, *(f"{shown(figure.now)} ({shown(figure.before)})" for _, figure in figures)]
        for _, name, figures in report.groups(dimension)
    ]
    name = DIMENSIONS[dimension]
    columns = [name.capitalize(), *(one.label for one in report.main_indicators)]
    return {"title": f"Par {name}", "columns": columns, "rows": rows}


def shown(value):
    """A figure as it is printed: thousands apart, a dash where there is none."""
    if value is None:
        return NOTHING
    return f"{value:,}".replace(",", " ") if isinstance(value, int) else str(value)
