"""PDF/UA: the same tables, printed, and bars by département."""

from documents.rendering import render_pdf
from reports import action_types
from reports.charts import bars
from reports.report import DEPARTMENT, DIMENSIONS, PARTNER, SCHEME
from reports.tables import by_origin, cover, definitions, no_data, small

# The other groupings stand in the workbook.
GROUPS = (DEPARTMENT, SCHEME, PARTNER)
NOTHING = "–"


def write(report):
    """Raises `documents.rendering.RenderingFailed` when the document cannot be made."""
    return render_pdf(
        "report.typ",
        {
            "title": f"Rapport {report.label}",
            "subtitle": report.territory.label,
            "facts": cover(report),
            "warning": no_data(report) if report.is_empty() else "",
            "themes": [_theme(report, theme) for theme in report.themes],
            "legend": _legend(report),
            "more": [_origins(report), _actions(report)],
            "definitions": _definitions(report),
        },
    )


def _definitions(report):
    """What several indicators share is printed once, under the first of them."""
    found: list = []
    before = ("", "", "")
    for _, label, _, definition, rule, source, _ in definitions(report).rows:
        if (definition, rule, source) == before:
            found[-1]["label"] += f" ; {label}"
            continue
        told = (rule, source) == before[1:]
        text = definition if told else f"{definition} {rule}"
        found.append({"label": label, "text": text, "source": "" if told else source})
        before = (definition, rule, source)
    return found


def _legend(report):
    text = f"Entre parenthèses : l’année {report.label_before}."
    return f"{text} {small(report)}".strip()


def _origins(report):
    table = by_origin(report)
    rows = [[name, *map(shown, cells)] for name, *cells in table.rows]
    return {"title": table.title, "columns": table.columns, "rows": rows}


def _actions(report):
    rows = [
        [label, f"{shown(figure.now)} ({shown(figure.before)})"]
        for label, figure in report.action_types
    ]
    columns = ["Type", action_types.MEASURE]
    return {"title": action_types.TITLE, "columns": columns, "rows": rows}


def _theme(report, theme):
    lines = report.lines(theme)
    chart = bars(report, theme)
    return {
        "title": theme.label,
        "columns": ["Indicateur", "Unité", report.label, report.label_before, "Écart"],
        "rows": [
            [one.label, one.unit, *map(shown, (figure.now, figure.before, figure.difference))]
            for one, figure in lines
        ],
        "chart": chart and {"title": chart.title, "bars": chart.bars},
        "groups": [_group(report, theme, one) for one in GROUPS],
    }


def _group(report, theme, dimension):
    """Both years in one cell: the table stays readable on paper."""
    groups = report.groups(dimension, theme)
    rows = [
        [name, *(f"{shown(figure.now)} ({shown(figure.before)})" for _, figure in figures)]
        for _, name, figures in groups
    ]
    name = DIMENSIONS[dimension]
    columns = [name.capitalize(), *(one.label for one in report.compared(dimension, theme))]
    return {"title": f"{theme.label}, par {name}", "columns": columns, "rows": rows}


def shown(value):
    """A figure as it is printed: thousands apart, a dash where there is none."""
    if value is None:
        return NOTHING
    return f"{value:,}".replace(",", " ") if isinstance(value, int) else str(value)
