"""Branch organisations: federations, their territorial chambers and territories."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from directory import sql
from directory.importers import cells
from directory.importers.files import Format
from directory.importers.reference import department_codes
from directory.importing import STAGING, Importer

JOINED = (
    f"FROM {STAGING} AS s JOIN directory_branchorganisation AS b ON b.sort_key = fold_text(s.name)"
)
TERRITORY = (
    "(SELECT array_agg(l.department_id ORDER BY l.department_id)"
    " FROM directory_branchorganisation_departments AS l WHERE l.branchorganisation_id = b.id)"
)


class BranchImporter(Importer):
    """A file's lines replace the territory of the branches that they name, and no other."""

    staged = {
        "name": "varchar(150)",
        "acronym": "varchar(30)",
        "parent": "varchar(150)",
        "email": "varchar(254)",
        "departments": "varchar(3)[]",
    }
    limits = {"name": 150, "acronym": 30, "parent": 150, "email": 254}

    def resolve(self):
        self.reject_doubles("name")
        sql.execute(
            f"UPDATE {STAGING} SET reject = 'Département inconnu.' WHERE reject IS NULL"
            f" AND NOT departments <@ (SELECT array_agg(code) FROM directory_department)"
        )
        sql.execute(
            f"UPDATE {STAGING} AS s SET reject = 'Fédération inconnue.'"
            f" WHERE reject IS NULL AND parent IS NOT NULL AND NOT EXISTS"
            f" (SELECT 1 FROM directory_branchorganisation WHERE sort_key = fold_text(s.parent))"
            f" AND NOT EXISTS (SELECT 1 FROM {STAGING} AS f"
            f" WHERE f.reject IS NULL AND fold_text(f.name) = fold_text(s.parent))"
        )

    def judge(self):
        sql.execute(
            f"UPDATE {STAGING} AS s SET verdict = CASE WHEN b.id IS NULL THEN 'created'"
            f" WHEN coalesce({TERRITORY}, '{{}}') <> s.departments"
            f" OR coalesce(s.acronym, b.acronym) <> b.acronym"
            f" OR coalesce(s.email, b.email) <> b.email"
            f" OR (s.parent IS NOT NULL AND fold_text(s.parent) IS DISTINCT FROM p.sort_key)"
            f" THEN 'updated' ELSE 'unchanged' END"
            f" FROM {STAGING} AS same LEFT JOIN directory_branchorganisation AS b"
            f" ON b.sort_key = fold_text(same.name)"
            f" LEFT JOIN directory_branchorganisation AS p ON p.id = b.parent_id"
            f" WHERE same.line = s.line AND s.reject IS NULL"
        )

    def apply(self):
        sql.execute(
            f"INSERT INTO directory_branchorganisation (name, acronym, email)"
            f" SELECT name, '', '' FROM {STAGING} WHERE verdict = 'created' ORDER BY line"
        )
        sql.execute(
            f"UPDATE directory_branchorganisation AS b SET"
            f" acronym = coalesce(s.acronym, b.acronym), email = coalesce(s.email, b.email),"
            f" parent_id = coalesce((SELECT p.id FROM directory_branchorganisation AS p"
            f" WHERE p.sort_key = fold_text(s.parent)), b.parent_id)"
            f" FROM {STAGING} AS s WHERE b.sort_key = fold_text(s.name)"
            f" AND s.verdict IN ('created', 'updated')"
        )
        sql.execute(
            f"DELETE FROM directory_branchorganisation_departments WHERE branchorganisation_id IN"
            f" (SELECT b.id {JOINED} WHERE s.verdict = 'updated')"
        )
        sql.execute(
            f"INSERT INTO directory_branchorganisation_departments"
            f" (branchorganisation_id, department_id)"
            f" SELECT b.id, unnest(s.departments) {JOINED}"
            f" WHERE s.verdict IN ('created', 'updated')"
        )


def clean_branch(row):
    """A branch; a federation without a territory of its own has no département."""
    email = row["courriel"].lower()
    if email:
        try:
            validate_email(email)
        except ValidationError as error:
            raise ValidationError(f"Courriel incorrect : {email}.") from error
    return {
        "name": cells.needed(row["branche"], "Nom de la branche"),
        "acronym": row["sigle"] or None,
        "parent": row["federation"] or None,
        "email": email or None,
        "departments": department_codes(row["departements"]),
    }


FORMATS = (
    Format(
        label="branches professionnelles",
        command="import_reference",
        importer=BranchImporter,
        clean=clean_branch,
        required=("branche", "departements"),
        also=("sigle", "federation", "courriel"),
    ),
)
