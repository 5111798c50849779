"""The official list of committees, when the authority sends one (R-CL-1)."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from directory import sql
from directory.importers import cells
from directory.importers.files import Format
from directory.importers.reference import department_codes
from directory.importing import STAGING, Importer, Options
from directory.search import fold
from documents.import_results import ImportResult
from documents.sheet_columns import Column
from documents.sheet_files import MappedLines

JOINED = f"FROM {STAGING} AS s JOIN clee_committee AS c ON c.sort_key = s.key"
OUTSIDE = "Hors de votre territoire : demandez-le aux services de ce département."
TERRITORY = (
    "(SELECT array_agg(l.department_id ORDER BY l.department_id)"
    " FROM clee_committee_departments AS l WHERE l.committee_id = c.id)"
)


class CommitteeImporter(Importer):
    """A line makes a committee, or replaces the départements of the one of that name; what
    people wrote on the pages stays where a cell is empty. Nothing is ever removed."""

    staged = {
        "name": "varchar(120)",
        "key": "text",
        "departments": "varchar(3)[]",
        "uai": "varchar(8)",
        "email": "varchar(254)",
    }
    limits = {"name": 120, "uai": 8, "email": 254}

    def resolve(self):
        self.reject_doubles("key")
        sql.execute(
            f"UPDATE {STAGING} SET reject = 'Département inconnu.' WHERE reject IS NULL"
            f" AND NOT departments <@ (SELECT array_agg(code) FROM directory_department)"
        )
        self.reject_unknown("uai", "directory_school", "uai", "Établissement support inconnu.")
        sql.execute(
            f"UPDATE {STAGING} AS s SET reject = 'Ce comité a fusionné avec un autre.'"
            f" FROM clee_committee AS c WHERE c.sort_key = s.key"
            f" AND c.state = 'merged' AND s.reject IS NULL"
        )

    def judge(self):
        sql.execute(
            f"UPDATE {STAGING} AS s SET verdict = CASE WHEN c.id IS NULL THEN 'created'"
            f" WHEN coalesce({TERRITORY}, '{{}}') <> same.departments"
            f" OR coalesce(same.email, c.contact_email) <> c.contact_email"
            f" OR (same.uai IS NOT NULL AND same.uai IS DISTINCT FROM k.uai)"
            f" THEN 'updated' ELSE 'unchanged' END"
            f" FROM {STAGING} AS same LEFT JOIN clee_committee AS c"
            f" ON c.sort_key = same.key"
            f" LEFT JOIN directory_school AS k ON k.id = c.support_school_id"
            f" WHERE same.line = s.line AND s.reject IS NULL"
        )

    def apply(self):
        sql.execute(
            f"INSERT INTO clee_committee (kind, name, contact_email, presentation, state)"
            f" SELECT 'clee', name, '', '', 'active' FROM {STAGING}"
            f" WHERE verdict = 'created' ORDER BY line"
        )
        sql.execute(
            f"UPDATE clee_committee AS c SET contact_email = coalesce(s.email, c.contact_email),"
            f" support_school_id = coalesce((SELECT k.id FROM directory_school AS k"
            f" WHERE k.uai = s.uai), c.support_school_id)"
            f" FROM {STAGING} AS s WHERE c.sort_key = s.key"
            f" AND s.verdict IN ('created', 'updated')"
        )
        sql.execute(
            f"DELETE FROM clee_committee_departments AS l USING {STAGING} AS s, clee_committee AS c"
            f" WHERE c.id = l.committee_id AND c.sort_key = s.key"
            f" AND s.verdict = 'updated' AND NOT l.department_id = ANY(s.departments)"
        )
        sql.execute(
            f"INSERT INTO clee_committee_departments (committee_id, department_id)"
            f" SELECT c.id, unnest(s.departments) {JOINED}"
            f" WHERE s.verdict IN ('created', 'updated') ON CONFLICT DO NOTHING"
        )


def clean_committee(row):
    """A committee and its départements, one at least."""
    codes = department_codes(row["departements"])
    if not codes:
        raise ValidationError("Département manquant.")
    email = row["courriel"].lower()
    if email:
        try:
            validate_email(email)
        except ValidationError as error:
            raise ValidationError(f"Courriel incorrect : {email}.") from error
    name = cells.needed(row["comite"], "Nom du comité")
    return {
        "name": name,
        "key": fold(name),
        "departments": codes,
        "uai": row["uai support"].upper() or None,
        "email": email or None,
    }


FORMATS = (
    Format(
        label="comités locaux école-entreprise",
        command="import_committees",
        importer=CommitteeImporter,
        clean=clean_committee,
        required=("comite", "departements"),
        also=("uai support", "courriel"),
    ),
)

COLUMNS = {
    "comite": Column("Comité", ("comite", "nom", "nom du comite", "clee", "nom du clee")),
    "departements": Column(
        "Départements", ("departements", "departement", "code departement", "dpt", "dept")
    ),
    "uai support": Column(
        "UAI de l’établissement support",
        ("uai support", "uai", "uai etablissement support", "etablissement support"),
    ),
    "courriel": Column("Courriel", ("courriel", "email", "e mail", "mail", "adresse mail")),
}
# verdict → (one, several) of the summary.
VERDICTS = {
    "created": ("comité nouveau", "comités nouveaux"),
    "updated": ("comité à mettre à jour", "comités à mettre à jour"),
    "unchanged": ("comité inchangé", "comités inchangés"),
    "rejected": ("ligne refusée", "lignes refusées"),
}


@dataclass(frozen=True)
class Line:
    """A line of the file: what becomes of it, or why it is refused; the départements that the
    committee gains or loses."""

    number: int
    name: str
    verdict: str
    error: str
    gained: tuple
    lost: tuple

    @property
    def word(self):
        return VERDICTS[self.verdict][0]


class Result(ImportResult):
    words = VERDICTS


class PreviewedImporter(CommitteeImporter):
    """The same for an officer: within the départements `codes` (None: all), and every line is
    told."""

    codes: list | None = None
    lines: list = []

    def resolve(self):
        super().resolve()
        if self.codes is None:
            return
        sql.execute(
            f"UPDATE {STAGING} SET reject = %s WHERE reject IS NULL AND NOT departments <@ %s"
            f"::varchar[]",
            [OUTSIDE, self.codes],
        )
        sql.execute(
            f"UPDATE {STAGING} AS s SET reject = %s FROM clee_committee AS c"
            f" WHERE c.sort_key = s.key AND s.reject IS NULL AND NOT {TERRITORY} <@ %s::varchar[]",
            [OUTSIDE, self.codes],
        )

    def finish(self, outcome):
        rows = sql.rows(
            f"SELECT s.line, coalesce(s.name, s.shown_key), s.verdict, s.reject, s.departments,"
            f" {TERRITORY} FROM {STAGING} AS s LEFT JOIN clee_committee AS c"
            f" ON c.sort_key = s.key ORDER BY s.line"
        )
        self.lines = [self._line(*row) for row in rows]

    @staticmethod
    def _line(number, name, verdict, reject, after, before):
        if reject:
            return Line(number, name or "", "rejected", reject, (), ())
        after, before = set(after or ()), set(before or ())
        gained, lost = sorted(after - before), sorted(before - after)
        return Line(number, name, verdict, "", tuple(gained), tuple(lost))


def preview_importer(sheet, mapping, codes, *, dry_run):
    """The importer of a sheet whose columns are mapped."""
    importer = PreviewedImporter(MappedLines(sheet, mapping), FORMATS[0], Options(dry_run=dry_run))
    importer.codes = codes
    return importer
