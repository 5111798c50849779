"""The dataset of a year for everybody: figures of a published report, anonymous (DOMAIN §8).

Made from the frozen version, so that it never changes either. Beside what the report hides,
every count of pupils from one to four is left out, with the smallest other one where a
subtraction would give it back.
"""

import csv
import io

from directory.importing import harmless
from reports.dimensions import DIMENSIONS, SCHOOL, TOTAL
from reports.indicators import Ratio
from reports.indicators.base import OF_PUPILS

# Every one but the schools.
GROUPINGS = {TOTAL: "ensemble"} | {one: name for one, name in DIMENSIONS.items() if one != SCHOOL}
COLUMNS = {
    "annee": "Année scolaire, par exemple 2026-2027.",
    "perimetre": "Périmètre du rapport publié.",
    "version": "Version du rapport publié d’où viennent les chiffres.",
    "regroupement": f"Ce par quoi on regroupe : {', '.join(GROUPINGS.values())}.",
    "groupe_code": "Code du groupe : code du département, de l’académie… ; vide pour l’ensemble.",
    "groupe": "Nom du groupe ; vide pour l’ensemble.",
    "theme": "Thème de l’indicateur.",
    "indicateur_code": "Code stable de l’indicateur.",
    "indicateur": "Libellé de l’indicateur à la publication.",
    "unite": "Unité.",
    "origine": "constaté : lignes du portail ; déclaré : comptes donnés par les établissements,"
    " comités et réseaux. Les deux ne s’ajoutent pas.",
    "valeur": "Nombre entier ; vide quand il est masqué ou n’a pas de sens.",
    "masque": "oui quand la valeur est masquée parce qu’elle est petite, non sinon.",
}
OPTIONAL = ("groupe_code", "groupe", "valeur")


def rows(report, version):
    """Dictionaries of COLUMNS, every figure of the year at every one of GROUPINGS."""
    for dimension, name in GROUPINGS.items():
        for one in report.indicators():
            hidden = _hidden(report, one, dimension)
            for key, value in _figures(report, one, dimension).items():
                is_hidden = key in hidden or isinstance(value, str)
                yield {
                    "annee": report.label,
                    "perimetre": report.territory.label,
                    "version": version,
                    "regroupement": name,
                    "groupe_code": key,
                    "groupe": report.name(dimension, key) if dimension != TOTAL else "",
                    "theme": one.theme.label,
                    "indicateur_code": one.code,
                    "indicateur": one.label,
                    "unite": one.unit,
                    "origine": one.source.origin,
                    "valeur": "" if is_hidden or value is None else value,
                    "masque": "oui" if is_hidden else "non",
                }


def _figures(report, one, dimension):
    if dimension == TOTAL:
        return {"": report.figure(one.code).now}
    keys = report.keys(dimension, one.theme, every=True)
    return {key: report.figure(one.code, dimension, key).now for key in keys}


def _hidden(report, one, dimension):
    """The groups of which a number of pupils is left out, or the share that would tell it."""
    if isinstance(one, Ratio):
        return _hidden(report, one.part, dimension) | _hidden(report, one.whole, dimension)
    if one.unit not in OF_PUPILS:
        return set()
    codes = {one.code} | {
        other.code
        for other in report.of_source(one.source)
        if not isinstance(other, Ratio) and one.open_family
        and other.open_family == one.open_family
    }  # fmt: skip
    return report.hiding.small_groups(one.source, codes, report.year, dimension)


def as_csv(report, version):
    """The dataset as UTF-8 CSV: `;`, a line of headings, no cell that a spreadsheet runs."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, delimiter=";", lineterminator="\r\n")
    writer.writeheader()
    for row in rows(report, version):
        writer.writerow({name: harmless(value) for name, value in row.items()})
    return text.getvalue().encode()


def schema():
    """A JSON Schema (2020-12) of one line."""
    properties: dict = {
        name: {"type": "string", "description": text} for name, text in COLUMNS.items()
    }
    properties["annee"]["pattern"] = "^[0-9]{4}-[0-9]{4}$"
    properties["version"] = {"type": "integer", "minimum": 1, "description": COLUMNS["version"]}
    properties["valeur"] = {
        "anyOf": [{"type": "integer"}, {"const": ""}], "description": COLUMNS["valeur"],
    }  # fmt: skip
    properties["regroupement"]["enum"] = list(GROUPINGS.values())
    properties["origine"]["enum"] = ["constaté", "déclaré"]
    properties["masque"]["enum"] = ["oui", "non"]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Immersions, stages et partenariats école-entreprise",
        "description": "Une ligne par chiffre : année, regroupement, groupe, indicateur.",
        "type": "object",
        "properties": properties,
        "required": [name for name in COLUMNS if name not in OPTIONAL],
        "additionalProperties": False,
    }
