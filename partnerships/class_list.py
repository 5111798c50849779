"""A school's list of classes as a CSV file: read line by line, shown, then applied."""

import csv
import io
from dataclasses import dataclass

from directory.enums import Level, SpecialKind
from directory.search import fold
from directory.violations import Refused
from documents.list_files import text_of

MOST_BYTES = 1_000_000
MOST_LINES = 500
# What school software calls each column, folded.
HEADERS = {
    "name": ("classe", "nom", "division", "groupe", "libelle"),
    "level": ("niveau", "mef", "formation"),
    "size": ("effectif", "nombre", "eleves", "nb eleves"),
    "special_kind": ("public", "dispositif", "type"),
}
LEVELS = {fold(level.value): level for level in Level} | {
    fold(level.label): level for level in Level
}
LEVELS |= {"sixieme": Level.SIXIEME, "cinquieme": Level.CINQUIEME, "quatrieme": Level.QUATRIEME}
LEVELS |= {"troisieme": Level.TROISIEME, "seconde": Level.SECONDE, "premiere": Level.PREMIERE}
SPECIALS = {fold(kind.value): kind for kind in SpecialKind}
SPECIALS |= {fold(kind.label): kind for kind in SpecialKind}


@dataclass(frozen=True)
class ClassLine:
    """A line of the file: what it says, or why it cannot be taken (French)."""

    line: int
    name: str = ""
    level: Level | None = None
    size: int | None = None
    special_kind: str = ""
    error: str = ""


def decode(content):
    """The text of the file: UTF-8, else the Windows code page of school software.

    Raises `Refused` when it is too large or no text.
    """
    if len(content) > MOST_BYTES:
        raise Refused("Le fichier dépasse un mégaoctet : ce n’est pas une liste de classes.")
    if b"\0" in content:
        raise Refused("Ce fichier n’est pas un CSV. Dans le tableur : « Enregistrer sous », CSV.")
    return text_of(content)


def read(text):
    """The lines of the file in their order; `Refused` when a needed column is missing."""
    header, _, _ = text.partition("\n")
    delimiter = max(";,\t", key=header.count)
    rows = csv.reader(io.StringIO(text), delimiter=delimiter)
    columns = _columns(next(rows, []))
    lines = [
        _line(
            rows.line_num, {name: row[at].strip() for name, at in columns.items() if at < len(row)}
        )
        for row in rows
        if any(cell.strip() for cell in row)
    ]
    if not lines:
        raise Refused("Le fichier ne contient aucune classe.")
    if len(lines) > MOST_LINES:
        raise Refused(f"Le fichier a {len(lines)} lignes ; {MOST_LINES} au plus.")
    return lines


def _columns(header):
    folded = [fold(cell) for cell in header]
    columns = {}
    for name, words in HEADERS.items():
        found = [at for at, cell in enumerate(folded) if cell in words]
        if found:
            columns[name] = found[0]
    missing = [
        label for label, name in (("classe", "name"), ("niveau", "level")) if name not in columns
    ]
    if missing:
        raise Refused(f"Colonne introuvable : {', '.join(missing)}. Vérifiez la première ligne.")
    return columns


def _line(number, cells):
    name = " ".join(cells.get("name", "").split())
    level = LEVELS.get(fold(cells.get("level", "")))
    special = SPECIALS.get(fold(cells.get("special_kind", "")))
    size = cells.get("size", "")
    error = ""
    if not fold(name) or len(name) > 60:
        error = "Le nom de la classe manque ou dépasse 60 caractères."
    elif level is None:
        error = f"Niveau inconnu : « {cells.get('level', '')} »."
    elif special is None:
        error = f"Public inconnu : « {cells['special_kind']} »."
    elif size and not (size.isdecimal() and 1 <= int(size) <= 500):
        error = f"Effectif incompris : « {size} »."
    if error or special is None:
        return ClassLine(number, name, error=error)
    return ClassLine(number, name, level, int(size) if size else None, special.value)
