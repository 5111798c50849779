"""Priority education and priority districts of known schools (R-ID-7)."""

from django.core.exceptions import ValidationError

from directory import sql
from directory.identifiers import clean_uai
from directory.importers.files import Format
from directory.importers.schools import PRIORITIES, QPV
from directory.importing import STAGING, Importer
from directory.search import fold


class PriorityImporter(Importer):
    """Sets an attribute of schools; never makes a school."""

    staged = {"uai": "varchar(8)", "priority_education": "varchar(4)", "qpv": "varchar(7)"}

    def resolve(self):
        self.reject_unknown(
            "uai",
            "directory_school",
            "uai",
            "Établissement inconnu : importez d’abord l’annuaire.",
        )
        self.reject_doubles("uai")

    def judge(self):
        sql.execute(
            f"UPDATE {STAGING} AS s SET verdict = CASE WHEN"
            f" coalesce(s.priority_education, t.priority_education) = t.priority_education"
            f" AND coalesce(s.qpv, t.qpv) = t.qpv THEN 'unchanged' ELSE 'updated' END"
            f" FROM directory_school AS t WHERE t.uai = s.uai AND s.reject IS NULL"
        )

    def apply(self):
        sql.execute(
            f"UPDATE directory_school AS t SET updated_at = now(),"
            f" priority_education = coalesce(s.priority_education, t.priority_education),"
            f" qpv = coalesce(s.qpv, t.qpv)"
            f" FROM {STAGING} AS s WHERE t.uai = s.uai AND s.verdict = 'updated'"
        )


def clean_network(row):
    """A line of the REP and REP+ list."""
    uai = clean_uai(row["numero"])
    label = row["ep"].upper().replace(" ", "")
    if label not in PRIORITIES:
        raise ValidationError(f"« {row['ep']} » n’est ni REP ni REP+.")
    return {"uai": uai, "priority_education": PRIORITIES[label]}


def clean_district(row):
    """A line of a list of schools and priority districts."""
    uai = clean_uai(row["uai"])
    situation = fold(row["qpv situation"])
    if situation and situation not in QPV:
        raise ValidationError(f"Situation « {row['qpv situation']} » inconnue.")
    return {"uai": uai, "qpv": QPV.get(situation)}


COMMAND = "import_priority"
FORMATS = (
    Format(
        label="réseaux REP et REP+",
        command=COMMAND,
        importer=PriorityImporter,
        clean=clean_network,
        required=("numero", "ep"),
    ),
    Format(
        label="établissements et quartiers prioritaires",
        command=COMMAND,
        importer=PriorityImporter,
        clean=clean_district,
        required=("uai", "qpv situation"),
    ),
)
