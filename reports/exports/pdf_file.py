"""PDF/UA: the same tables, printed, and bars by département."""

from documents.rendering import render_pdf
from reports import action_types
from reports.charts import bars
from reports.dimensions import DEPARTMENT, DIMENSIONS, PARTNER, SCHEME, titled
from reports.tables import by_origin, cover, definitions, headed, no_data, small

# What fits the width of a page, of the figures of schemes and partners; the workbook has all.
PRINTED = (
    *("classes", "pupils", "ordinary", "visits", "staff", "seats_offered", "seats_filled"),
    *("placements", "placement_seats", "pfmp", "partnerships", "framework", "cup_teams", "events"),
)
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
            "more": [
                _across(report, SCHEME),
                _across(report, PARTNER),
                _origins(report),
                _actions(report),
            ],
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
    rows = [[label, _both(figure)] for label, figure in report.action_types]
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
        "group": _group(report, theme),
    }


def _group(report, theme):
    """By département, both years in one cell: the table stays readable on paper."""
    groups = report.groups(DEPARTMENT, theme)
    rows = [[name, *(_both(figure) for _, figure in figures)] for _, name, figures in groups]
    name = DIMENSIONS[DEPARTMENT]
    columns = [titled(DEPARTMENT), *map(headed, report.main_indicators(theme))]
    return {"title": f"{theme.label}, par {name}", "columns": columns, "rows": rows}


def _across(report, dimension):
    """By scheme or by partner, one line for all themes: what each did in the year."""
    compared = (one for theme in report.themes for one in report.compared(dimension, theme))
    shown_ones = [one for one in compared if one.code in PRINTED]
    keys = {key for theme in report.themes for key in report.keys(dimension, theme)}
    rows = [
        [name, *(_both(report.figure(one.code, dimension, key)) for one in shown_ones)]
        for name, key in sorted((report.name(dimension, key), key) for key in keys)
    ]
    name = DIMENSIONS[dimension]
    columns = [titled(dimension), *map(headed, shown_ones)]
    return {"title": f"Par {name}", "columns": columns, "rows": rows}


def _both(figure):
    return f"{shown(figure.now)} ({shown(figure.before)})"


def shown(value):
    """A figure as it is printed: thousands apart, a dash where there is none."""
    if value is None:
        return NOTHING
    return f"{value:,}".replace(",", " ") if isinstance(value, int) else str(value)
