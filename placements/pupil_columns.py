"""The columns of a school's file of pupils: what they are called, how a line is cleaned."""

import re

from django.core.exceptions import ValidationError

from directory.importers import cells
from directory.search import fold
from documents.sheet_columns import Column, read_day
from placements.enums import Sex

COLUMNS = {
    "school_number": Column(
        "Numéro de l’établissement",
        ("numero", "n", "no", "numero interne", "numero national", "ine", "identifiant", "id"),
    ),
    "last_name": Column("Nom", ("nom", "nom de famille", "nom eleve", "nom de l eleve")),
    "first_name": Column("Prénom", ("prenom", "prenom eleve", "prenom de l eleve", "prenom 1")),
    "full_name": Column("Nom et prénom", ("eleve", "nom prenom", "nom et prenom", "eleves")),
    "birth_date": Column(
        "Date de naissance",
        ("date de naissance", "ne e le", "ne le", "naissance", "date naissance", "nee le"),
    ),
    "sex": Column("Sexe", ("sexe", "genre", "civilite", "s")),
    "class_name": Column("Classe", ("classe", "division", "classes", "groupe")),
    "municipality_code": Column(
        "Commune (code INSEE)",
        ("code insee", "commune insee", "code commune", "insee", "code commune insee"),
    ),
    "email": Column("Courriel de l’élève", ("courriel eleve", "email eleve", "mail eleve")),
    "phone": Column("Téléphone de l’élève", ("telephone eleve", "portable eleve", "tel eleve")),
}
GUARDIAN = {
    "last_name": ("nom", "nom resp legal {n}", "nom responsable {n}", "nom representant {n}"),
    "first_name": ("prénom", "prenom resp legal {n}", "prenom responsable {n}",
                   "prenom representant {n}"),
    "email": ("courriel", "courriel resp legal {n}", "email responsable {n}",
              "courriel responsable {n}", "email resp legal {n}", "mail responsable {n}"),
    "phone": ("téléphone", "telephone resp legal {n}", "telephone responsable {n}",
              "portable resp legal {n}", "tel responsable {n}", "tel resp legal {n}"),
}  # fmt: skip
RANKS = (1, 2)
for _rank in RANKS:
    for _name, (_label, *_titles) in GUARDIAN.items():
        COLUMNS[f"guardian{_rank}_{_name}"] = Column(
            f"Responsable légal {_rank} : {_label}",
            tuple(title.format(n=_rank) for title in _titles),
        )
NAMES = tuple(COLUMNS)
GIRL = {"f", "fille", "feminin", "mme", "mlle", "2"}
BOY = {"m", "g", "garcon", "masculin", "mr", "h", "1"}
INSEE = re.compile(r"^\d[\dAB]\d{3}$")


def clean(row):
    """The values of a line; ValidationError in French for one that cannot be taken."""
    refuse_formulas(row, COLUMNS)
    last, first = names_of(row)
    values = {
        "school_number": re.sub(r"[.,]0+$", "", row["school_number"])[:30],
        "last_name": last,
        "first_name": first,
        "birth_date": read_day(row["birth_date"]),
        "sex": _sex(row["sex"]),
        "class_name": cells.needed(row["class_name"], "Classe"),
        "municipality_code": _insee(row["municipality_code"]),
        "email": email_of(row["email"], "Courriel de l’élève"),
        "phone": cells.phone(row["phone"]) or "",
    }
    return values | {"guardians": {rank: _guardian(row, rank) for rank in RANKS}}


def refuse_formulas(row, columns):
    """ValidationError for a cell that a spreadsheet should have computed."""
    for name, value in row.items():
        if value.startswith("="):
            label = columns[name].label
            raise ValidationError(f"{label} : une formule. Collez les valeurs, sans formules.")


def names_of(row):
    """From two columns, or from "NOM Prénom" in one: the capitals are the name."""
    last, first = cells.text(row["last_name"]), cells.text(row["first_name"])
    whole = cells.text(row["full_name"])
    if whole and not (last and first):
        words = whole.split()
        capitals = [word for word in words if word == word.upper() and len(word) > 1]
        cut = len(capitals) or 1
        last, first = " ".join(words[:cut]), " ".join(words[cut:])
    if not last or not first:
        raise ValidationError("Il faut le nom et le prénom de l’élève.")
    return last[:80], first[:80]


def _sex(value):
    word = fold(value)
    if word in GIRL:
        return Sex.FEMALE
    return Sex.MALE if word in BOY else Sex.UNSPECIFIED


def _insee(value):
    text = value.strip().upper()
    text = text.zfill(5) if text.isdecimal() else text
    return text if INSEE.match(text) else ""


def email_of(value, label):
    if value and cells.email(value) is None:
        raise ValidationError(f"{label} : « {value[:60]} » n’est pas une adresse.")
    return value.lower()


def _guardian(row, rank):
    said = {name: row[f"guardian{rank}_{name}"] for name in GUARDIAN}
    values = {
        "last_name": (cells.text(said["last_name"]) or "")[:80],
        "first_name": (cells.text(said["first_name"]) or "")[:80],
        "email": email_of(said["email"], f"Courriel du responsable légal {rank}"),
        "phone": (cells.phone(said["phone"]) or "")[:20],
    }
    if any(values.values()) and not values["last_name"]:
        raise ValidationError(f"Le responsable légal {rank} n’a pas de nom.")
    return values
