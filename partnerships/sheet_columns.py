"""The columns of an RBDE's own spreadsheet: what they are called, how a line is cleaned."""

import re

from django.core.exceptions import ValidationError

from directory.identifiers import clean_siret, department_of_postcode
from directory.importers import cells
from directory.search import fold
from documents.sheet_columns import Column, read_day

SOURCE = "tableau"
SCIENTIFIC = re.compile(r"^\d([.,]\d+)?E\+?\d+$", re.IGNORECASE)


COLUMNS = {
    "siret": Column("SIRET", ("siret", "n siret", "numero siret", "no siret", "siret etab")),
    "name": Column(
        "Nom de l’entreprise",
        ("entreprise", "nom de l entreprise", "raison sociale", "nom entreprise", "societe",
         "structure", "enseigne", "denomination", "etablissement"),
    ),
    "address": Column("Adresse", ("adresse", "rue", "adresse 1", "voie", "adresse postale")),
    "postcode": Column("Code postal", ("code postal", "cp", "codepostal", "code post")),
    "city": Column("Commune", ("ville", "commune", "localite")),
    "email": Column(
        "Courriel de l’entreprise",
        ("courriel entreprise", "email entreprise", "mail entreprise", "courriel de l entreprise"),
    ),
    "phone": Column(
        "Téléphone de l’entreprise",
        ("telephone entreprise", "tel entreprise", "standard", "telephone de l entreprise"),
    ),
    "website": Column("Site web", ("site", "site web", "site internet", "url")),
    "contact_last": Column(
        "Contact : nom",
        ("contact", "nom du contact", "nom contact", "interlocuteur", "nom", "responsable"),
    ),
    "contact_first": Column(
        "Contact : prénom", ("prenom", "prenom du contact", "prenom contact")
    ),
    "contact_function": Column(
        "Contact : fonction", ("fonction", "poste", "fonction du contact", "qualite")
    ),
    "contact_email": Column(
        "Contact : courriel",
        ("courriel", "email", "mail", "e mail", "adresse mail", "courriel du contact",
         "mail contact", "email contact"),
    ),
    "contact_phone": Column(
        "Contact : téléphone",
        ("telephone", "tel", "portable", "mobile", "telephone du contact", "tel contact"),
    ),
    "note": Column(
        "Note interne", ("note", "notes", "observation", "observations", "commentaire",
                         "commentaires", "remarque", "remarques")
    ),
    "met_on": Column(
        "Dernier contact le",
        ("date", "dernier contact", "date du dernier contact", "date contact", "contacte le"),
    ),
}  # fmt: skip
CONTACT = ("contact_last", "contact_first", "contact_function", "contact_email", "contact_phone")
NAMES = tuple(COLUMNS)


def clean(row):
    """The values of a line; ValidationError in French for one that cannot be taken."""
    for name, value in row.items():
        if value.startswith("="):
            label = COLUMNS[name].label
            raise ValidationError(f"{label} : une formule. Collez les valeurs, sans formules.")
    siret = _siret(row["siret"])
    postcode = cells.postcode(row["postcode"])
    if siret is None and not (fold(row["name"]) and postcode):
        raise ValidationError("Ni SIRET, ni nom avec code postal : l’entreprise reste inconnue.")
    return {
        "siret": siret,
        "siren": siret and siret[:9],
        "name": cells.text(row["name"]),
        "folded": fold(row["name"]),
        "address": cells.text(row["address"]),
        "postcode": postcode,
        "city": cells.text(row["city"]),
        "department_id": department_of_postcode(postcode or ""),
        "email": _email(row["email"], "Courriel de l’entreprise"),
        "phone": cells.phone(row["phone"]),
        "website": cells.website(row["website"]),
        "source": SOURCE,
        **_contact(row),
    }


def _contact(row):
    said = {name: cells.text(row[name]) for name in CONTACT}
    said["contact_email"] = _email(row["contact_email"], "Courriel du contact")
    said["contact_phone"] = cells.phone(row["contact_phone"])
    details = (said["contact_first"], said["contact_email"], said["contact_phone"])
    if any(details) and not said["contact_last"]:
        raise ValidationError("Le contact n’a pas de nom.")
    return said | {"note": cells.text(row["note"]), "met_on": read_day(row["met_on"])}


def _siret(value):
    """A spreadsheet turns it into a number, at worst into 3,56E+13, whose end is lost."""
    text = re.sub(r"\s", "", value)
    if not text:
        return None
    if SCIENTIFIC.match(text):
        raise ValidationError(
            f"SIRET « {value} » : le tableur a perdu ses derniers chiffres. Mettez la colonne au "
            "format Texte et saisissez-le de nouveau."
        )
    text = re.sub(r"[.,]0+$", "", text)
    return clean_siret(text.zfill(14) if text.isdecimal() else text)


def _email(value, label):
    if value and cells.email(value) is None:
        raise ValidationError(f"{label} : « {value[:60]} » n’est pas une adresse.")
    return value.lower() or None
