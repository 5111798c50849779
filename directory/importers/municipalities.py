"""Municipalities and postcodes: La Poste's *base officielle des codes postaux*."""

import re

from django.core.exceptions import ValidationError

from directory import sql
from directory.identifiers import department_of_postcode
from directory.importers import cells
from directory.importers.files import Format
from directory.importing import STAGING, Importer

# Words that stay in lower case inside the name of a municipality.
SMALL_WORDS = {"de", "du", "des", "la", "le", "les", "sur", "sous", "en", "et", "aux", "au", "lez"}

LONG_WORDS = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes"}


class MunicipalityImporter(Importer):
    """A line is a postcode of a municipality; lines that only add a locality bring nothing."""

    staged = {
        "insee_code": "varchar(5)",
        "name": "varchar(120)",
        "department_id": "varchar(3)",
        "latitude": "float8",
        "longitude": "float8",
        "postcode": "varchar(5)",
    }
    limits = {"name": 120}

    def resolve(self):
        self.reject_unknown("department_id", "directory_department", "code", "Département inconnu.")

    def judge(self):
        sql.execute(
            f"UPDATE {STAGING} AS s SET verdict = CASE"
            f" WHEN s.line > f.pair_line THEN 'unchanged'"
            f" WHEN p.id IS NULL THEN 'created'"
            f" WHEN s.line = f.first_line AND {self.differs} THEN 'updated'"
            f" ELSE 'unchanged' END"
            f" FROM (SELECT line, min(line) OVER (PARTITION BY insee_code, postcode) AS pair_line,"
            f" min(line) OVER (PARTITION BY insee_code) AS first_line"
            f" FROM {STAGING} WHERE reject IS NULL) AS f,"
            f" {STAGING} AS same"
            f" LEFT JOIN directory_municipality AS m ON m.insee_code = same.insee_code"
            f" LEFT JOIN directory_municipalitypostcode AS p"
            f" ON p.municipality_id = same.insee_code AND p.postcode = same.postcode"
            f" WHERE s.line = f.line AND same.line = s.line"
        )

    differs = (
        "(s.name, coalesce(s.latitude, m.latitude), coalesce(s.longitude, m.longitude))"
        " IS DISTINCT FROM (m.name, m.latitude, m.longitude)"
    )

    def apply(self):
        sql.execute(
            f"INSERT INTO directory_municipality"
            f" (insee_code, name, department_id, latitude, longitude)"
            f" SELECT DISTINCT ON (insee_code) insee_code, name, department_id, latitude, longitude"
            f" FROM {STAGING} WHERE reject IS NULL ORDER BY insee_code, line"
            f" ON CONFLICT (insee_code) DO UPDATE SET name = excluded.name,"
            f" latitude = coalesce(excluded.latitude, directory_municipality.latitude),"
            f" longitude = coalesce(excluded.longitude, directory_municipality.longitude)"
        )
        sql.execute(
            f"INSERT INTO directory_municipalitypostcode (municipality_id, postcode)"
            f" SELECT insee_code, postcode FROM {STAGING} WHERE verdict = 'created'"
        )


def written_name(value):
    """ "L ISLE ST JEAN SUR TARN" → "L'Isle Saint Jean sur Tarn": La Poste writes capitals
    without apostrophe and shortens saints."""
    name = cells.needed(value, "Nom")
    if name != name.upper():
        return name
    words = [LONG_WORDS.get(word, word) for word in name.lower().split()]
    written = " ".join(
        word if index and word in SMALL_WORDS else "-".join(p.capitalize() for p in word.split("-"))
        for index, word in enumerate(words)
    )
    written = re.sub(r"^([LD]) (?=[AEIOUYH])", r"\1'", written)
    return re.sub(r" ([LD]) (?=[AEIOUYH])", lambda found: f" {found[1].lower()}'", written)


def clean_municipality(row):
    """A line of the postcode base."""
    insee = row["code commune insee"].upper().zfill(5)
    postcode = cells.postcode(row["code postal"])
    if len(insee) != 5 or not insee[2:].isdigit():
        raise ValidationError(f"Code INSEE « {insee} » : cinq caractères.")
    if postcode is None:
        raise ValidationError(f"Code postal « {row['code postal']} » : cinq chiffres.")
    latitude, longitude = cells.position_pair(row["coordonnees gps"] or row["geopoint"])
    return {
        "insee_code": insee,
        "name": written_name(row["nom commune"]),
        "department_id": insee[:2] if insee[:2] in ("2A", "2B") else department_of_postcode(insee),
        "latitude": latitude,
        "longitude": longitude,
        "postcode": postcode,
    }


FORMATS = (
    Format(
        label="base des codes postaux de La Poste",
        command="import_municipalities",
        importer=MunicipalityImporter,
        clean=clean_municipality,
        required=("code commune insee", "nom commune", "code postal"),
        also=("coordonnees gps", "geopoint"),
    ),
)
