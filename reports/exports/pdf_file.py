"""PDF/UA: the same tables, printed, and bars by département; of the widest territories what
four to eight pages can say, and where the rest is."""

from directory import french
from documents.rendering import render_pdf
from reports.charts import bars, places
from reports.dimensions import ACTION_TYPE, DEPARTMENT, DIMENSIONS, PARTNER, SCHEME, titled
from reports.indicators.schemes import NOTES
from reports.tables import by_origin, cover, definitions, headed, no_data, printed, small

# What fits the width of a page, of the figures of schemes and partners; the workbook has all.
PRINTED = (
    *("classes", "pupils", "ordinary", "visits", "staff", "seats_offered", "seats_filled"),
    *("placements", "placement_seats", "pfmp", "partnerships", "framework", "cup_teams", "events"),
)
NOTHING = "–"
# Of schemes and partners, the lines with the highest figures.
MOST = 15
# Columns of figures that a page holds.
WIDEST = 12


def write(report):
    """Raises `documents.rendering.RenderingFailed` when the document cannot be made."""
    return render_pdf(
        "report.typ",
        {
            "title": f"Rapport {report.label}",
            "subtitle": report.territory.label,
            "facts": [(label, printed(value)) for label, value in cover(report)],
            "warning": no_data(report) if report.is_empty() else "",
            "themes": [_theme(report, theme) for theme in report.themes],
            "legend": _legend(report),
            "groups": [
                *_groups(report),
                _across(report, SCHEME),
                _across(report, PARTNER),
                _origins(report),
                _across(report, ACTION_TYPE),
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
    if any(places(report, theme) != DEPARTMENT for theme in report.themes):
        text += " Les chiffres par département sont dans le classeur XLSX, feuille par feuille."
    return f"{text} {small(report)}".strip()


def _origins(report):
    table = by_origin(report)
    rows = [[name, *map(shown, cells)] for name, *cells in table.rows]
    return {"title": table.title, "columns": table.columns, "rows": rows}


def _theme(report, theme):
    lines = report.lines(theme)
    chart = bars(report, theme)
    return {
        "title": theme.label,
        "columns": [
            "Indicateur",
            "Unité",
            report.label,
            report.label_before,
            "Écart",
            "Couverture",
        ],
        "rows": [
            [one.label, one.unit, *map(shown, _values(figure)), _share(report.coverage(one))]
            for one, figure in lines
        ],
        "chart": chart and {"title": chart.title, "bars": chart.bars},
    }


def _values(figure):
    return figure.now, figure.before, figure.difference


def _share(value):
    return NOTHING if value is None else f"{value}\u00a0%"


def _groups(report):
    """By département or académie, both years in one cell; themes of few figures share a table:
    it stays readable on paper."""
    shared: list = []
    for theme in report.themes:
        place, width = places(report, theme), len(report.main_indicators(theme))
        last = shared[-1] if shared else None
        if last and last["place"] == place and last["width"] + width <= WIDEST:
            last["themes"].append(theme)
            last["width"] += width
        else:
            shared.append({"place": place, "width": width, "themes": [theme]})
    return [_group(report, one["place"], one["themes"]) for one in shared]


def _group(report, place, themes):
    shown_ones = [one for theme in themes for one in report.main_indicators(theme)]
    keys = {key for theme in themes for key in report.keys(place, theme)}
    title = " ; ".join(theme.label for theme in themes)
    return {
        "title": f"{title}, par {DIMENSIONS[place]}",
        "columns": [titled(place), *map(headed, shown_ones)],
        "rows": _lines(report, place, keys, shown_ones),
    }


def _lines(report, dimension, keys, shown_ones):
    """One line per group, in the order of their names."""
    return [
        [name, *(_both(report.figure(one.code, dimension, key)) for one in shown_ones)]
        for name, key in sorted((report.name(dimension, key), key) for key in keys)
    ]


def _across(report, dimension):
    """By scheme, partner or type of action, one line for all themes: what each did in the
    year."""
    compared = (one for theme in report.themes for one in report.compared(dimension, theme))
    shown_ones = [one for one in compared if dimension not in NOTES or one.code in PRINTED]
    keys = {key for theme in report.themes for key in report.keys(dimension, theme)}
    counted = {
        key: [report.figure(one.code, dimension, key).now for one in shown_ones] for key in keys
    }
    sizes = {key: sum(n for n in found if isinstance(n, int)) for key, found in counted.items()}
    most = MOST if dimension in NOTES else len(keys)
    largest = sorted(keys, key=lambda key: (-sizes[key], str(key)))[:most]
    name = DIMENSIONS[dimension]
    return {
        "title": f"Par {name}",
        "columns": [titled(dimension), *map(headed, shown_ones)],
        "rows": _lines(report, dimension, largest, shown_ones),
        "note": _left_out(len(keys), name) if len(keys) > most else "",
    }


def _left_out(number, name):
    """Which lines are not printed and where they are, in words."""
    return (
        f"Les {MOST} lignes aux chiffres les plus élevés sur {number} : le classeur XLSX du"
        f" rapport les donne toutes, par {name}, à la feuille de chaque thème."
    )


def _both(figure):
    return f"{shown(figure.now)} ({shown(figure.before)})"


def shown(value):
    """A figure as it is printed: thousands apart, a dash where there is none."""
    if value is None:
        return NOTHING
    words = f"{value:,}".replace(",", " ") if isinstance(value, int) else str(value)
    return french.minus(words)
