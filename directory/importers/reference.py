"""Bassins de formation, sectors of NAF codes, rural municipalities: known by their header."""

import re

from django.core.exceptions import ValidationError

from directory import sql
from directory.enums import NafNomenclature
from directory.identifiers import department_code
from directory.importers import cells
from directory.importers.files import Format
from directory.importing import STAGING, Importer
from directory.search import fold

RURAL_WORDS = ("rural", "ruraux", "peu dense")


class BasinImporter(Importer):
    staged = {"academy": "text", "name": "varchar(120)", "departments": "varchar(3)[]"}
    limits = {"name": 120}
    academy = "(SELECT code FROM directory_academy AS a WHERE fold_text(a.name) = s.academy)"

    def resolve(self):
        sql.execute(
            f"UPDATE {STAGING} AS s SET reject = 'Académie inconnue.'"
            f" WHERE reject IS NULL AND {self.academy} IS NULL"
        )
        sql.execute(
            f"UPDATE {STAGING} AS s SET reject = 'Département inconnu.' WHERE reject IS NULL"
            f" AND NOT departments <@ (SELECT array_agg(code) FROM directory_department)"
        )

    known = (
        "(SELECT array_agg(l.department_id ORDER BY l.department_id)"
        " FROM directory_trainingbasin_departments AS l WHERE l.trainingbasin_id = b.id)"
    )

    def judge(self):
        sql.execute(
            f"UPDATE {STAGING} AS s SET verdict = CASE WHEN b.id IS NULL THEN 'created'"
            f" WHEN {self.known} IS DISTINCT FROM s.departments THEN 'updated'"
            f" ELSE 'unchanged' END"
            f" FROM {STAGING} AS same LEFT JOIN directory_trainingbasin AS b"
            f" ON b.sort_key = fold_text(same.name) AND b.academy_id ="
            f" {self.academy.replace('s.academy', 'same.academy')}"
            f" WHERE same.line = s.line AND s.reject IS NULL"
        )

    def apply(self):
        sql.execute(
            f"INSERT INTO directory_trainingbasin (academy_id, name)"
            f" SELECT {self.academy}, s.name FROM {STAGING} AS s WHERE verdict = 'created'"
        )
        basins = (
            f"FROM {STAGING} AS s JOIN directory_trainingbasin AS b"
            f" ON b.sort_key = fold_text(s.name) AND b.academy_id = {self.academy}"
            f" WHERE s.verdict IN ('created', 'updated')"
        )
        sql.execute(
            f"DELETE FROM directory_trainingbasin_departments"
            f" WHERE trainingbasin_id IN (SELECT b.id {basins})"
        )
        sql.execute(
            f"INSERT INTO directory_trainingbasin_departments (trainingbasin_id, department_id)"
            f" SELECT b.id, unnest(s.departments) {basins}"
        )


class SectorImporter(Importer):
    staged = {"naf_code": "varchar(6)", "code": "varchar(20)", "label": "varchar(120)"}
    limits = {"naf_code": 6, "code": 20, "label": 120}

    def resolve(self):
        self.reject_doubles("naf_code")

    def judge(self):
        sql.execute(
            f"UPDATE {STAGING} AS s SET verdict = CASE WHEN n.naf_code IS NULL THEN 'created'"
            f" WHEN (t.code, t.label) IS DISTINCT FROM (s.code, s.label) THEN 'updated'"
            f" ELSE 'unchanged' END"
            f" FROM {STAGING} AS same"
            f" LEFT JOIN directory_nafsector AS n ON n.naf_code = same.naf_code"
            f" LEFT JOIN directory_sector AS t ON t.id = n.sector_id"
            f" WHERE same.line = s.line AND s.reject IS NULL"
        )

    def apply(self):
        """Companies without a sector get theirs; one set by hand stays."""
        sql.execute(
            f"INSERT INTO directory_sector (code, label)"
            f" SELECT DISTINCT ON (code) code, label FROM {STAGING} WHERE reject IS NULL"
            f" ORDER BY code, line ON CONFLICT (code) DO UPDATE SET label = excluded.label"
        )
        sql.execute(
            f"INSERT INTO directory_nafsector (naf_code, sector_id)"
            f" SELECT s.naf_code, t.id FROM {STAGING} AS s"
            f" JOIN directory_sector AS t ON t.code = s.code WHERE s.reject IS NULL"
            f" ON CONFLICT (naf_code) DO UPDATE SET sector_id = excluded.sector_id"
        )
        sql.execute(
            "UPDATE directory_company AS c SET sector_id = n.sector_id"
            " FROM directory_nafsector AS n WHERE n.naf_code = c.naf_code"
            " AND c.sector_id IS NULL AND c.naf_nomenclature = %s",
            [NafNomenclature.REV2],
        )


class DensityImporter(Importer):
    staged = {"insee_code": "varchar(5)", "is_rural": "boolean"}
    limits = {"insee_code": 5}

    def resolve(self):
        self.reject_unknown(
            "insee_code",
            "directory_municipality",
            "insee_code",
            "Commune inconnue : importez d’abord les codes postaux.",
        )
        self.reject_doubles("insee_code")

    def judge(self):
        sql.execute(
            f"UPDATE {STAGING} AS s SET verdict = CASE WHEN m.is_rural IS NOT DISTINCT FROM"
            f" s.is_rural THEN 'unchanged' ELSE 'updated' END"
            f" FROM directory_municipality AS m"
            f" WHERE m.insee_code = s.insee_code AND s.reject IS NULL"
        )

    def apply(self):
        sql.execute(
            f"UPDATE directory_municipality AS m SET is_rural = s.is_rural FROM {STAGING} AS s"
            f" WHERE m.insee_code = s.insee_code AND s.verdict = 'updated'"
        )


def department_codes(text):
    """The sorted codes of départements separated by spaces, commas or slashes."""
    return sorted({department_code(code) for code in re.split(r"[\s,;/+]+", text) if code})


def clean_basin(row):
    """A bassin and its départements, one at least."""
    codes = department_codes(row["departements"])
    if not codes:
        raise ValidationError("Département manquant.")
    return {
        "academy": fold(cells.needed(row["academie"], "Académie")),
        "name": cells.needed(row["bassin formation"], "Nom du bassin"),
        "departments": codes,
    }


def clean_sector(row):
    """A NAF rév. 2 code and its sector."""
    label = cells.needed(row["secteur"], "Secteur")
    return {
        "naf_code": cells.needed(row["code naf"], "Code NAF"),
        "code": row["secteur uuid"] or fold(label)[:20],
        "label": label,
    }


def clean_density(row):
    """INSEE's density grid, of three, four or seven levels: rural by its label (R-ID-7)."""
    label = fold(cells.needed(row["libdens"], "Libellé de densité"))
    return {
        "insee_code": cells.needed(row["codgeo"], "Code INSEE"),
        "is_rural": any(word in label for word in RURAL_WORDS),
    }


COMMAND = "import_reference"
FORMATS = (
    Format(
        label="bassins de formation",
        command=COMMAND,
        importer=BasinImporter,
        clean=clean_basin,
        required=("bassin formation", "academie", "departements"),
    ),
    Format(
        label="secteurs des codes NAF",
        command=COMMAND,
        importer=SectorImporter,
        clean=clean_sector,
        required=("code naf", "secteur"),
        also=("secteur uuid",),
    ),
    Format(
        label="grille de densité de l’INSEE",
        command=COMMAND,
        importer=DensityImporter,
        clean=clean_density,
        required=("codgeo", "libdens"),
    ),
)
