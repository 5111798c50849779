"""The report as plain tables: what the page shows and what every file holds."""

from dataclasses import dataclass

from reports import action_types
from reports.indicators import RATE_DEFINITION, RATE_LABEL
from reports.report import DIMENSIONS, Report


@dataclass(frozen=True)
class Table:
    """`code` names it in files; the first column of a row is its heading."""

    code: str
    title: str
    columns: list
    rows: list


def tables(report: Report):
    """Overview, then one table per dimension that holds something."""
    found = [overview(report)]
    for dimension, name in DIMENSIONS.items():
        table = by_dimension(report, dimension, name)
        if table.rows:
            found.append(table)
    types = by_action_type(report)
    return [*found, types] if types.rows else found


def by_action_type(report):
    columns = ["Type", report.label, report.label_before]
    rows = [[label, figure.now, figure.before] for label, figure in action_types.by_type(report)]
    return Table("actions", action_types.TITLE, columns, rows)


def overview(report):
    return Table(
        "ensemble",
        "Ensemble",
        ["Indicateur", "Unité", report.label, report.label_before, "Écart"],
        [
            [label, unit, figure.now, figure.before, figure.difference]
            for _, label, unit, figure in report.lines()
        ],
    )


def by_dimension(report, dimension, name):
    columns = [name.capitalize()]
    for indicator in report.main_indicators:
        columns += [
            f"{indicator.label} {report.label}",
            f"{indicator.label} {report.label_before}",
        ]
    rows = [
        [label, *(value for _, figure in figures for value in (figure.now, figure.before))]
        for _, label, figures in report.groups(dimension)
    ]
    return Table(dimension, f"Par {name}", columns, rows)


def definitions(report):
    rows = [
        [one.label, one.unit, one.definition, one.rule, one.source_label]
        for one in report.indicators
    ]
    if not report.territory.is_of_schools:
        rows.append([RATE_LABEL, "%", RATE_DEFINITION, "Arrondi à l’unité.", rows[0][-1]])
    columns = ["Indicateur", "Unité", "Définition", "Règle de comptage", "Source"]
    return Table("definitions", "Définitions", columns, rows)


def cover(report):
    """Pairs (label, value) that say what the figures are."""
    pairs = [
        ("Rapport", "Immersions et partenariats école-entreprise"),
        ("Année scolaire", report.label),
        ("Comparée à", report.label_before),
        ("Périmètre", report.territory.label),
        ("Chiffres arrêtés au", f"{report.today:%d/%m/%Y}"),
    ]
    if report.is_empty:
        pairs.append(("Avertissement", no_data(report)))
    return pairs


def no_data(report):
    return f"Aucune donnée pour l’année {report.label} dans ce périmètre."


def long_rows(report):
    """One row per figure: year, territory, grouping, group, indicator, unit, values."""
    columns = [
        "annee",
        "perimetre",
        "regroupement",
        "groupe",
        "indicateur_code",
        "indicateur",
        "unite",
        "valeur",
        "valeur_annee_precedente",
        "ecart",
    ]
    where = [report.label, report.territory.label]
    rows = [
        [*where, "ensemble", "", code, label, unit, figure.now, figure.before, figure.difference]
        for code, label, unit, figure in report.lines()
    ]
    units = {one.code: one for one in report.indicators}
    for dimension, name in DIMENSIONS.items():
        for _, group, figures in report.groups(dimension):
            for code, figure in figures:
                one = units[code]
                values = [figure.now, figure.before, figure.difference]
                rows.append([*where, name, group, code, one.label, one.unit, *values])
    return columns, rows
