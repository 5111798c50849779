"""The columns of a list of found placements: what they are called, how a line is cleaned."""

import re

from django.core.exceptions import ValidationError

from directory.identifiers import clean_siret
from directory.importers import cells
from directory.search import fold
from documents.sheet_columns import Column, read_day
from placements.hours import parse_range
from placements.pupil_columns import COLUMNS as PUPIL
from placements.pupil_columns import email_of, names_of, refuse_formulas
from placements.rules.presence import WeekTable

WEEKDAYS_WORKED, WEEK = 5, 7
COLUMNS = {
    **{name: PUPIL[name] for name in ("school_number", "last_name", "first_name", "full_name")},
    "birth_date": PUPIL["birth_date"],
    "class_name": PUPIL["class_name"],
    "siret": Column("SIRET", ("siret", "n siret", "numero siret", "no siret", "siret entreprise")),
    "host_name": Column(
        "Entreprise",
        ("raison sociale", "entreprise", "nom de l entreprise", "nom entreprise", "societe",
         "structure", "structure d accueil", "organisme", "organisme d accueil", "accueillant",
         "lieu de stage", "lieu du stage", "nom commercial"),
    ),
    "address": Column(
        "Adresse", ("adresse", "adresse 1", "rue", "adresse entreprise", "adresse du stage")
    ),
    "postcode": Column("Code postal", ("code postal", "cp", "codepostal", "cp entreprise")),
    "city": Column("Commune", ("ville", "commune", "ville entreprise", "localite")),
    "host_email": Column(
        "Courriel de l’entreprise",
        ("courriel entreprise", "email entreprise", "mail entreprise", "courriel", "email", "mail",
         "e mail", "adresse mail"),
    ),
    "host_phone": Column(
        "Téléphone de l’entreprise",
        ("telephone entreprise", "tel entreprise", "telephone", "tel", "telephone fixe"),
    ),
    "tutor_name": Column(
        "Tuteur",
        ("maitre de stage", "tuteur", "nom du tuteur", "nom tuteur", "nom du maitre de stage",
         "responsable", "maitre de stage nom"),
    ),
    "tutor_function": Column(
        "Fonction du tuteur", ("fonction du tuteur", "fonction tuteur", "fonction", "qualite")
    ),
    "tutor_email": Column(
        "Courriel du tuteur",
        ("courriel tuteur", "email tuteur", "mail tuteur", "email maitre de stage",
         "courriel maitre de stage", "mail maitre de stage"),
    ),
    "tutor_phone": Column(
        "Téléphone du tuteur",
        ("telephone tuteur", "tel tuteur", "portable tuteur", "telephone maitre de stage",
         "tel maitre de stage"),
    ),
    "period": Column(
        "Période",
        ("periode", "pfmp", "periode de stage", "periode de pfmp", "numero de periode"),
    ),
    "starts_on": Column(
        "Premier jour",
        ("date de debut", "debut", "date debut", "premier jour", "du", "debut du stage",
         "date de debut du stage"),
    ),
    "ends_on": Column(
        "Dernier jour",
        ("date de fin", "fin", "date fin", "dernier jour", "au", "fin du stage",
         "date de fin du stage"),
    ),
    "hours": Column("Horaires d’un jour", ("horaires", "horaire", "heures")),
    "is_signed": Column(
        "Convention signée ailleurs",
        ("convention signee ailleurs", "convention signee", "signee", "convention",
         "convention papier"),
    ),
}  # fmt: skip
NAMES = tuple(COLUMNS)
YES = {"oui", "o", "x", "1", "vrai", "signee", "signe", "ok"}
NO = {"", "non", "n", "0", "faux", "en cours", "a signer"}
RANGES = re.compile(r"\s+et\s+|[;,+]", re.IGNORECASE)


def clean(row):
    """The values of a line; ValidationError in French for one that cannot be taken."""
    refuse_formulas(row, COLUMNS)
    number = re.sub(r"[.,]0+$", "", row["school_number"])[:30]
    last, first = ("", "") if number and not _is_named(row) else names_of(row)
    starts_on, ends_on = read_day(row["starts_on"]), read_day(row["ends_on"])
    if (starts_on is None) != (ends_on is None):
        raise ValidationError("Il faut le premier et le dernier jour, ou aucun des deux.")
    if starts_on and ends_on < starts_on:
        raise ValidationError("Le dernier jour précède le premier.")
    return {
        "school_number": number,
        "last_name": last,
        "first_name": first,
        "birth_date": read_day(row["birth_date"]),
        "class_name": cells.text(row["class_name"]) or "",
        "period": (cells.text(row["period"]) or "")[:80],
        "starts_on": starts_on,
        "ends_on": ends_on,
        "table": _table(row["hours"]),
        "is_signed": _flag(row["is_signed"]),
        **_host(row),
        **_tutor(row),
    }


def _is_named(row):
    return bool(row["full_name"] or row["last_name"])


def _host(row):
    siret = row["siret"].strip()
    try:
        siret = clean_siret(siret) if siret else ""
    except ValidationError as error:
        raise ValidationError(f"SIRET « {siret[:20]} » : {error.message}") from error
    name = cells.text(row["host_name"]) or ""
    if not siret and not name:
        raise ValidationError("Il faut le nom de l’entreprise, ou son SIRET.")
    return {
        "siret": siret,
        "host_name": name[:200],
        "address": (cells.text(row["address"]) or "")[:250],
        "postcode": cells.postcode(row["postcode"].strip()) or "",
        "city": (cells.text(row["city"]) or "")[:120],
        "host_email": email_of(row["host_email"], "Courriel de l’entreprise"),
        "host_phone": (cells.phone(row["host_phone"]) or "")[:20],
    }


def _tutor(row):
    return {
        "tutor_name": (cells.text(row["tutor_name"]) or "")[:120],
        "tutor_function": (cells.text(row["tutor_function"]) or "")[:120],
        "tutor_email": email_of(row["tutor_email"], "Courriel du tuteur"),
        "tutor_phone": (cells.phone(row["tutor_phone"]) or "")[:20],
    }


def _table(text):
    """The same hours from Monday to Friday; an empty cell says nothing of them."""
    if not text.strip():
        return WeekTable()
    try:
        ranges = tuple(filter(None, (parse_range(part) for part in RANGES.split(text))))
    except ValueError as error:
        said = f"Horaires « {text[:40]} » : écrivez-les comme 9h-12h et 13h30-17h."
        raise ValidationError(said) from error
    return WeekTable((ranges,) * WEEKDAYS_WORKED + ((),) * (WEEK - WEEKDAYS_WORKED))


def _flag(text):
    word = fold(text)
    if word in YES:
        return True
    if word in NO:
        return False
    raise ValidationError(f"Convention signée : « {text[:20]} » se dit oui ou non.")
