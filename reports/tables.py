"""The report as plain tables: what the page shows and what every file holds."""

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from directory.french import of, unbroken
from reports.dimensions import DEPARTMENT, DIMENSIONS, SCHOOL, titled
from reports.enums.declaration import DeclaredKind
from reports.indicators.coverage import TWINS, code_of
from reports.indicators.schemes import PARTNER_NOTE, SCHEME_NOTE
from reports.report import Report


@dataclass(frozen=True)
class Chart:
    """Bars of a table: its rows from `first` to `last`, named by column `names`, one series
    per column of `values`."""

    title: str
    first: int
    last: int
    names: int
    values: tuple


@dataclass(frozen=True)
class Table:
    """`code` names it in files; the first `heads` columns of a row are its headings."""

    code: str
    title: str
    columns: list
    rows: list
    heads: int = 1
    chart: Chart | None = None


def tables(report: Report):
    """Overview, then one table per theme that holds something."""
    found = [overview(report)]
    for theme in report.themes:
        table = of_theme(report, theme)
        if table.rows:
            found.append(table)
    origins = by_origin(report)
    return [*found, origins] if origins.rows else found


# The coverage of all figures together.
COVERAGE = "coverage"
SHARE = "Couverture (%)"
ORIGINS = "Constaté et déclaré"


def by_origin(report, theme=None):
    """The figures of the portal beside what was declared, never added; of what a theme
    counts, or all."""
    rows = [
        [kind.label, *_beside(report, TWINS.get(kind)), *_beside(report, code_of(kind))]
        for kind in DeclaredKind
        if theme is None or theme in _themes(report, kind)
    ]
    rows = [row for row in rows if any(row[1:])]
    columns = ["Action"]
    for origin in ("Constaté", "Déclaré"):
        columns += [f"{origin} {report.label}", f"{origin} {report.label_before}"]
    return Table("origines", ORIGINS, columns, rows)


def _themes(report, kind):
    """Those on whose page this kind of action stands."""
    codes = (TWINS.get(kind), code_of(kind))
    return {report.by_code[code].theme for code in codes if code in report.by_code}


def _beside(report, code):
    if code not in report.by_code:
        return [None, None]
    figure = report.figure(code)
    return [figure.now, figure.before]


def coverage(report, theme=None):
    """[(title, words)]: of how many schools the figures of a theme speak, subject by subject, or
    all together; nothing for a report that did not count them."""
    codes = {one.source.coverage for one in report.indicators(theme) if theme}
    codes = codes & report.by_code.keys() or {COVERAGE}
    shown = [one for code, one in report.by_code.items() if code in codes]
    return [(one.label, _covered(report, one)) for one in shown if _concerned(report, one)]


def _concerned(report, one):
    return report.figure(one.whole.code).now


def _covered(report, one):
    concerned = _concerned(report, one)
    covered, share = (report.figure(code).now for code in (one.part.code, one.code))
    words = (
        f"{covered} établissement{'s' if covered > 1 else ''} sur {concerned} "
        f"{'a' if covered < 2 else 'ont'} saisi ou déclaré ({share} %)"
    )
    if one.code != COVERAGE:
        return f"{words}."
    declared = report.figure("schools_declared").now
    return f"{words}, dont {declared} par une déclaration signée."


def overview(report):
    columns = [
        "Thème",
        "Indicateur",
        "Unité",
        report.label,
        report.label_before,
        "Écart",
        "Origine",
        SHARE,
    ]
    rows = [
        [
            one.theme.label,
            one.label,
            one.unit,
            figure.now,
            figure.before,
            figure.difference,
            one.source.origin,
            report.coverage(one),
        ]
        for one, figure in report.lines()
    ]
    return Table("ensemble", "Ensemble", columns, rows, heads=2)


def headed(indicator):
    """Its label as a heading: of a share, with its unit."""
    return f"{indicator.label} (%)" if indicator.unit == "%" else indicator.label


def of_theme(report, theme):
    """All indicators of the theme, one row per group of each grouping; a chart of the first
    one by département."""
    shown = report.indicators(theme)
    columns = ["Regroupement", "Groupe"]
    for one in shown:
        columns += [f"{one.label} {report.label}", f"{one.label} {report.label_before}"]
    rows, chart = [], None
    for dimension, name in DIMENSIONS.items():
        groups = report.groups(dimension, theme, every=True)
        if dimension == DEPARTMENT and groups:
            title = f"{shown[0].label} par {name}"
            chart = Chart(title, len(rows), len(rows) + len(groups) - 1, 1, (2, 3))
        for _, label, figures in groups:
            cells = [value for _, figure in figures for value in (figure.now, figure.before)]
            rows.append([titled(dimension), label, *cells])
    return Table(theme.value, theme.label, columns, rows, heads=2, chart=chart)


def lacking(report, theme, dimension):
    """The main figures of a theme that a grouping cannot tell apart, in words; "" where it can
    all of them."""
    shown = [one for one in report.main_indicators(theme) if not one.source.knows(dimension)]
    if not shown:
        return ""
    names = " ; ".join(headed(one) for one in shown)
    return unbroken(f"Ces lignes n’ont pas {of(DIMENSIONS[dimension])} : {names}.")


def never(report, theme):
    """By what no figure of a theme can be told, in words; "" where there is nothing of it."""
    known = {one.source.code: one.source for one in report.indicators(theme)}.values()
    names = [
        of(name)
        for dimension, name in DIMENSIONS.items()
        if not any(source.knows(dimension) for source in known)
    ]
    words = f"Aucune ligne de ce thème n’a {' ni '.join(names)}." if names else ""
    if report.lists_schools or not any(source.knows(SCHOOL) for source in known):
        return words
    return f"{words} {SCHOOL_BY_SCHOOL}".strip()


SCHOOL_BY_SCHOOL = "Les établissements un par un sont dans le rapport d’un seul département."


def definitions(report):
    rows = [
        [
            one.theme.label,
            one.label,
            one.unit,
            one.definition,
            one.rule,
            one.source.label,
            one.source.origin,
        ]
        for one in report.indicators()
    ]
    columns = [
        "Thème",
        "Indicateur",
        "Unité",
        "Définition",
        "Règle de comptage",
        "Source",
        "Origine",
    ]
    return Table("definitions", "Définitions", columns, rows, heads=2)


def cover(report):
    """Pairs (label, value) that say what the figures are; a value is a text, a day or a moment
    here."""
    pairs = [
        ("Rapport", "Immersions, stages et partenariats école-entreprise"),
        ("Année scolaire", report.label),
        ("Comparée à", report.label_before),
        ("Périmètre", report.territory.label),
        ("Chiffres arrêtés au", report.today),
    ]
    if report.counted_at:
        counted = timezone.localtime(report.counted_at)
        minute = counted.replace(second=0, microsecond=0, tzinfo=None)
        pairs.append(("Comptés le", minute))
    pairs += [
        *coverage(report),
        ("Secteurs", SECTORS),
        ("Sections de la NAF", SECTIONS),
        ("Dispositifs", SCHEME_NOTE),
        ("Partenaires", PARTNER_NOTE),
    ]
    if not report.territory.reads_all:
        pairs.append(("Petits effectifs", small(report)))
    if report.program:
        pairs.append(("Programme", f"Passerelle {report.program}"))
    if report.is_empty():
        pairs.append(("Avertissement", no_data(report)))
    return pairs


def printed(value):
    """A value of the cover in words."""
    if isinstance(value, dt.datetime):
        return f"{value:%d/%m/%Y à %H h %M}"
    return f"{value:%d/%m/%Y}" if isinstance(value, dt.date) else value


OF_SCHOOLS = (
    "Par établissement, « < 5 » remplace tous les effectifs d’élèves par sexe, par public et"
    " selon qu’ils ont ou non un stage."
)
SECTIONS = (
    "La section du code de l’entreprise et sa nomenclature : la même activité peut changer de"
    " lettre de l’une à l’autre. Une structure sans code n’est dans aucune."
)
SECTORS = "Regroupements de codes de la NAF rév. 2, celle de l’entreprise au répertoire Sirene."
OF_ONE = (
    "D’un seul établissement, « < 5 » remplace tous les effectifs d’élèves par sexe, par public"
    " et selon qu’ils ont ou non un stage."
)
SMALL = "« < 5 » remplace un à quatre élèves, et les nombres qui permettraient de les retrouver."


def small(report):
    """What is hidden, in words; "" for who reads everything."""
    territory = report.territory
    if territory.reads_all:
        return ""
    if territory.is_of_schools:
        return OF_ONE
    return f"{SMALL} {OF_SCHOOLS}" if report.lists_schools else SMALL


def no_data(report):
    return f"Aucune donnée pour l’année {report.label} dans ce périmètre."


LONG = (
    "annee",
    "perimetre",
    "theme",
    "regroupement",
    "groupe",
    "indicateur_code",
    "indicateur",
    "unite",
    "origine",
    "valeur",
    "valeur_annee_precedente",
    "ecart",
    "couverture_pourcent",
)


def long_rows(report):
    """One row per figure: year, territory, theme, grouping, group, indicator, unit, values."""
    rows = [_long(report, ("ensemble", ""), one, figure) for one, figure in report.lines()]
    for theme in report.themes:
        for dimension, name in DIMENSIONS.items():
            for key, group, figures in report.groups(dimension, theme, every=True):
                rows += [
                    _long(report, (name, group), one, figure, dimension, key)
                    for one, figure in figures
                ]
    return list(LONG), rows


def _long(report, place, one, figure, *group):
    where = [report.label, report.territory.label, one.theme.label, *place]
    values = [figure.now, figure.before, figure.difference, report.coverage(one, *group)]
    return [*where, one.code, one.label, one.unit, one.source.origin, *values]
