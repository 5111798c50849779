"""Schools: the annuaire de l'éducation, its regional extract, the list of CFA."""

from collections.abc import Sequence

from django.utils import timezone

from directory import sql
from directory.enums import PriorityEducation, Qpv, SchoolKind, SchoolStatus
from directory.identifiers import (
    ValidationError,
    clean_siret,
    clean_uai,
    department_code,
    department_of_uai,
)
from directory.importers import cells
from directory.importers.files import Format, NotProcessed
from directory.importers.places import approximate_position, resolve_municipality
from directory.importing import STAGING, TableImporter
from directory.models import School
from directory.search import fold

ANNUAIRE, EXTRACT, CFA = "annuaire", "extrait", "cfa"
GUARD_PERCENT = 5

KIND_OF_NATURE = {
    "300": SchoolKind.LYCEE_GT, "301": SchoolKind.LYCEE_GT, "302": SchoolKind.LYCEE_GT,
    "306": SchoolKind.LYCEE_POLYVALENT, "307": SchoolKind.LYCEE_POLYVALENT,
    "310": SchoolKind.LYCEE_GT, "320": SchoolKind.LYCEE_PRO, "334": SchoolKind.VOCATIONAL_SECTION,
    "335": SchoolKind.GENERAL_SECTION, "340": SchoolKind.COLLEGE, "350": SchoolKind.COLLEGE,
    "352": SchoolKind.COLLEGE, "370": SchoolKind.EREA, "390": SchoolKind.SEGPA,
    "400": SchoolKind.POST_BAC,
}  # fmt: skip
KIND_OF_TYPE = {
    "college": SchoolKind.COLLEGE,
    "lycee": SchoolKind.LYCEE_GT,
    "ecole": SchoolKind.SCHOOL,
    "erea": SchoolKind.EREA,
}
VOCATIONAL = {SchoolKind.LYCEE_PRO, SchoolKind.LYCEE_POLYVALENT, SchoolKind.VOCATIONAL_SECTION}
STATUSES = {"public": SchoolStatus.PUBLIC, "prive": SchoolStatus.PRIVATE}
PRIORITIES = {"REP": PriorityEducation.REP, "REP+": PriorityEducation.REP_PLUS}
QPV = {
    "dans un qpv": Qpv.INSIDE,
    "a moins de 300 m d un qpv": Qpv.NEAR,
    "hors qpv": Qpv.OUTSIDE,
}
# What the annuaire writes where it does not know.
NO_CONTRACT = {"", "sans objet", "inconnu du gestionnaire"}
VAGUE = {"ville", "commune", "zone d adresse"}


class SchoolImporter(TableImporter):
    model = School
    key = "uai"
    open_column = "is_open"
    sources = (ANNUAIRE, EXTRACT, CFA)
    deduced = {
        "position_is_approximate": ("latitude", "longitude"),
        "parent_is_proposed": ("parent_id",),
    }
    columns = (
        "uai", "name", "kind", "nature_code", "sector_kind", "contract_kind", "parent_id",
        "parent_is_proposed", "address", "postcode", "city", "municipality_id", "department_id",
        "basin_id", "email", "phone", "website", "siret", "latitude", "longitude",
        "position_is_approximate", "priority_education", "qpv", "has_vocational", "is_open",
        "missing_since", "student_count", "source",
    )  # fmt: skip
    extras = {"insee": "text", "parent_uai": "text", "basin": "text"}
    vanished: Sequence[int] = ()

    def resolve(self):
        self.reject_unknown("department_id", "directory_department", "code", "Département inconnu.")
        self.reject_doubles("uai")
        resolve_municipality()
        approximate_position()
        sql.execute(
            f"UPDATE {STAGING} AS s SET basin_id = b.id FROM directory_trainingbasin AS b"
            f" JOIN directory_department AS d ON d.academy_id = b.academy_id"
            f" WHERE d.code = s.department_id AND b.sort_key = fold_text(s.basin)"
        )

    def resolve_self(self):
        """Parents by their UAI, in this file or already known (R-ID-2)."""
        sql.execute(
            f"UPDATE {STAGING} AS s SET parent_id = p.id, parent_is_proposed = false FROM ("
            f" SELECT uai, target AS id FROM {STAGING} WHERE target IS NOT NULL"
            f" UNION SELECT uai, id FROM {self.table}) AS p"
            f" WHERE p.uai = s.parent_uai AND s.parent_uai <> s.uai"
        )

    def merged(self, column):
        # The best source that knows the school: `--complete` counts by source.
        if column == "source":
            return f"CASE WHEN {self.outranked()} THEN t.source ELSE s.source END"
        if column == "missing_since":
            # The files do not say when: the day on which the portal learns it.
            learnt = f"CASE WHEN t.is_open THEN date '{timezone.localdate()}' END"
            return f"CASE WHEN NOT {self.merged('is_open')} THEN coalesce(t.{column}, {learnt}) END"
        return super().merged(column)

    def finish(self, outcome):
        """`--complete`: what the file no longer holds, of its own source, départements
        and types. Raises NotProcessed above 5 % without `--force`."""
        if not self.options.complete:
            return
        scope = (
            f"SELECT t.id, NOT EXISTS (SELECT 1 FROM {STAGING} AS s"
            f" WHERE s.uai = t.uai OR upper(s.shown_key) = t.uai) AS gone"
            f" FROM {self.table} AS t WHERE t.is_open"
            f" AND t.source IN (SELECT source FROM {STAGING})"
            f" AND t.department_id IN (SELECT department_id FROM {STAGING})"
            f" AND t.kind IN (SELECT kind FROM {STAGING})"
        )
        known = sql.rows(scope)
        self.vanished = [pk for pk, gone in known if gone]
        if len(self.vanished) * 100 > len(known) * GUARD_PERCENT and not self.options.force:
            raise NotProcessed(
                f"{len(self.vanished)} établissements sur {len(known)} disparaîtraient (plus de "
                f"{GUARD_PERCENT} %) : vérifiez le fichier, puis relancez avec --force."
            )
        outcome.closed += len(self.vanished)

    def apply(self):
        super().apply()
        sql.execute(
            f"UPDATE {self.table} SET is_open = false, missing_since = %s, updated_at = now()"
            f" WHERE id = ANY(%s)",
            [timezone.localdate(), list(self.vanished)],
        )
        propose_parents()


def propose_parents():
    """Propose the collège of a SEGPA without parent (R-ID-2): the only one at its address
    and postcode, or the one whose UAI its e-mail address holds. A SEGPA without an
    address takes its collège's.

    Addresses are folded once per school, before the pairs: per pair they took minutes."""
    sql.execute(
        """
        WITH segpa AS MATERIALIZED (
            SELECT id, department_id, postcode, nullif(fold_text(address), '') AS address,
                substring(upper(email) FROM '[0-9]{7}[A-Z]') AS college_uai
            FROM directory_school WHERE kind = 'segpa' AND parent_id IS NULL),
        college AS MATERIALIZED (
            SELECT id, uai, department_id, postcode, fold_text(address) AS address
            FROM directory_school WHERE kind = 'college' AND is_open
                AND department_id IN (SELECT department_id FROM segpa)),
        found AS (
            SELECT s.id, min(c.id) AS parent_id
            FROM segpa AS s JOIN college AS c ON c.department_id = s.department_id
                AND ((s.postcode = c.postcode AND s.address = c.address)
                     OR s.college_uai = c.uai)
            GROUP BY s.id HAVING count(*) = 1)
        UPDATE directory_school AS s SET parent_id = c.id, parent_is_proposed = true
        FROM found JOIN directory_school AS c ON c.id = found.parent_id WHERE s.id = found.id
        """
    )
    sql.execute(
        """
        UPDATE directory_school AS s SET address = c.address, postcode = c.postcode,
            city = c.city, municipality_id = c.municipality_id, latitude = c.latitude,
            longitude = c.longitude, position_is_approximate = c.position_is_approximate
        FROM directory_school AS c
        WHERE c.id = s.parent_id AND s.kind = 'segpa' AND s.address = '' AND s.city = ''
            AND s.latitude IS NULL AND (c.address <> '' OR c.city <> '')
        """
    )


def school_kind(nature, type_label, general, vocational):
    """The kind by the *code nature*, else by the type and the courses offered."""
    if nature in KIND_OF_NATURE:
        return KIND_OF_NATURE[nature]
    if nature.startswith("1"):
        return SchoolKind.SCHOOL
    kind = KIND_OF_TYPE.get(fold(type_label), SchoolKind.OTHER)
    if kind == SchoolKind.LYCEE_GT and vocational:
        return SchoolKind.LYCEE_POLYVALENT if general else SchoolKind.LYCEE_PRO
    return kind


def siret_or_none(value):
    """A school's SIRET is an attribute: a bad one says nothing (R-ID-2)."""
    try:
        return clean_siret(value)
    except ValidationError:
        return None


def _common(source, uai, cell, statut, kind, vocational):
    status = STATUSES.get(fold(statut))
    if status is None:
        raise ValidationError(f"Statut « {statut} » inconnu : Public ou Privé.")
    private = status == SchoolStatus.PRIVATE
    return {
        "uai": uai,
        "kind": kind,
        "sector_kind": status,
        "contract_kind": _contract(cell) if private else None,
        "has_vocational": True if kind in VOCATIONAL else vocational,
        "source": source,
    }


def _contract(label):
    return None if fold(label) in NO_CONTRACT else cells.text(label).capitalize()


def clean_annuaire(row):
    """A line of the annuaire (R-ID-5)."""
    uai = clean_uai(row["identifiant de l etablissement"])
    vocational = cells.flag(row["voie professionnelle"])
    general = cells.flag(row["voie generale"]) or cells.flag(row["voie technologique"])
    nature = row["code nature"]
    kind = school_kind(nature, row["type etablissement"], general, vocational)
    latitude, longitude = cells.position(row["latitude"], row["longitude"])
    if latitude is None:
        latitude, longitude = cells.position_pair(row["position"])
    addresses = (row[f"adresse {number}"] for number in (1, 2, 3))
    return {
        **_common(
            ANNUAIRE, uai, row["type contrat prive"], row["statut public prive"], kind, vocational
        ),
        "name": cells.needed(row["nom etablissement"], "Nom"),
        "nature_code": nature or None,
        "address": next(filter(None, map(cells.text, addresses)), None),
        "postcode": cells.postcode(row["code postal"]),
        "city": cells.text(row["nom commune"]),
        "insee": row["code commune"] or None,
        "department_id": department_code(row["code departement"]) or department_of_uai(uai),
        "basin": row["libelle bassin formation"] or None,
        "parent_uai": row["etablissement mere"].upper() or None,
        "email": cells.email(row["mail"]),
        "phone": cells.phone(row["telephone"]),
        "website": cells.website(row["web"]),
        "siret": siret_or_none(row["siren siret"]),
        "latitude": latitude,
        "longitude": longitude,
        "position_is_approximate": (
            None if latitude is None else fold(row["precision localisation"]) in VAGUE
        ),
        "priority_education": PRIORITIES.get(row["appartenance education prioritaire"].upper()),
        "is_open": not fold(row["etat"]).startswith("ferme"),
        "student_count": cells.whole(row["nombre d eleves"]),
    }


def clean_extract(row):
    """A line of the regional extract of the same source (R-ID-5)."""
    uai = clean_uai(row["uai"])
    vocational = cells.flag(row["voie professionnelle"])
    general = cells.flag(row["voie generale"]) or cells.flag(row["voie technologique"])
    nature = row["code nature"]
    kind = school_kind(nature, row["type"], general, vocational)
    latitude, longitude = cells.position(row["latitude"], row["longitude"])
    return {
        **_common(EXTRACT, uai, row["contrat"], row["statut"], kind, vocational),
        "name": cells.needed(row["nom"], "Nom"),
        "nature_code": nature or None,
        "address": cells.text(row["adresse"]),
        "postcode": cells.postcode(row["code postal"]),
        "city": cells.text(row["commune"]),
        "insee": row["code insee"] or None,
        "department_id": department_code(row["departement code"]) or department_of_uai(uai),
        "basin": row["bassin formation"] or row["zap"] or None,
        "parent_uai": row["uai mere"].upper() or None,
        "email": cells.email(row["mail"]),
        "phone": cells.phone(row["telephone"]),
        "website": cells.website(row["web"]),
        "latitude": latitude,
        "longitude": longitude,
        "position_is_approximate": None if latitude is None else False,
        "priority_education": PRIORITIES.get(row["ep"].upper()),
        "qpv": QPV.get(fold(row["qpv situation"])),
        "is_open": True,
        "student_count": cells.whole(row["nb eleves"]),
    }


def clean_cfa(row):
    """A CFA: schools too, and possible hosts. A public body's SIREN starts with 1 or 2."""
    uai = clean_uai(row["uai"])
    siret = siret_or_none(row["siret"])
    public = bool(siret) and siret[0] in "12"
    return {
        "uai": uai,
        "name": cells.text(row["nom"]) or f"CFA ({cells.needed(row['commune'], 'Nom')})",
        "kind": SchoolKind.CFA,
        "sector_kind": SchoolStatus.PUBLIC if public else SchoolStatus.PRIVATE,
        "address": cells.text(row["adresse"]),
        "postcode": cells.postcode(row["code postal"]),
        "city": cells.text(row["commune"]),
        "department_id": department_code(row["dept"]) or department_of_uai(uai),
        "siret": siret,
        "has_vocational": True,
        "is_open": True,
        "source": CFA,
    }


COMMAND = "import_schools"
FORMATS = (
    Format(
        label="annuaire de l’éducation",
        command=COMMAND,
        importer=SchoolImporter,
        clean=clean_annuaire,
        required=(
            "identifiant de l etablissement",
            "nom etablissement",
            "type etablissement",
            "statut public prive",
        ),
        also=(
            "type contrat prive", "adresse 1", "adresse 2", "adresse 3", "code postal",
            "code commune", "nom commune", "code departement", "voie generale",
            "voie technologique", "voie professionnelle", "telephone", "web", "mail",
            "appartenance education prioritaire", "siren siret", "nombre d eleves", "position",
            "latitude", "longitude", "precision localisation", "etat", "code nature",
            "etablissement mere", "libelle bassin formation",
        ),
    ),
    Format(
        label="établissements du second degré (extrait de l’annuaire)",
        command=COMMAND,
        importer=SchoolImporter,
        clean=clean_extract,
        required=("uai", "nom", "type", "statut"),
        also=(
            "contrat", "code nature", "departement code", "adresse", "code postal", "commune",
            "code insee", "latitude", "longitude", "telephone", "mail", "web", "voie generale",
            "voie technologique", "voie professionnelle", "nb eleves", "ep", "qpv situation",
            "uai mere", "zap", "bassin formation",
        ),
    ),
    Format(
        label="centres de formation d’apprentis",
        command=COMMAND,
        importer=SchoolImporter,
        clean=clean_cfa,
        required=("uai", "siret", "nom", "commune"),
        also=("adresse", "code postal", "dept"),
    ),
)  # fmt: skip
