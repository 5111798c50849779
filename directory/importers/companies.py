"""Companies: the Sirene stock of establishments (R-ID-3, R-ID-4, R-ID-6)."""

from datetime import date
from itertools import islice

from django.core.exceptions import ValidationError
from pyproj import Transformer

from directory import sql
from directory.enums import LegalKind, NafNomenclature, StaffBand
from directory.identifiers import clean_siren, clean_siret, department_of_postcode
from directory.importers import cells
from directory.importers.files import Format
from directory.importers.places import approximate_position, resolve_municipality
from directory.importing import STAGING, TableImporter
from directory.models import Company

SIRENE = "sirene"
MASK = "[ND]"
BATCH = 5_000
LAMBERT_93, WGS_84 = "EPSG:2154", "EPSG:4326"
# Outside metropolitan France the columns hold other projections.
METROPOLITAN = {"latitude": (41.0, 51.6), "longitude": (-5.6, 10.0)}
ADDRESS = ("numerovoie", "indicerepetition", "typevoie", "libellevoie")
BANDS = set(StaffBand.values) - {""}


class CompanyImporter(TableImporter):
    model = Company
    key = "siret"
    open_column = "is_active"
    confirmed_column = "checked_at"
    deduced = {"position_is_approximate": ("latitude", "longitude")}
    columns: tuple[str, ...] = (
        "siret", "siren", "name", "is_masked", "legal_kind", "naf_code", "naf_nomenclature",
        "naf_recorded_on", "sector_id", "staff_band", "address", "postcode", "city",
        "municipality_id", "department_id", "latitude", "longitude", "position_is_approximate",
        "is_active", "source",
    )  # fmt: skip
    extras = {"insee": "text"}

    def __init__(self, *args):
        super().__init__(*args)
        self.to_degrees = Transformer.from_crs(LAMBERT_93, WGS_84)

    def cleaned_lines(self):
        """Positions are converted by batches: one call of the projection for 5,000 lines."""
        stream = super().cleaned_lines()
        while lines := list(islice(stream, BATCH)):
            self._locate([values for *_, values in lines if "lambert" in values])
            yield from lines

    def _locate(self, rows):
        if not rows:
            return
        eastings, northings = zip(*(row["lambert"] for row in rows), strict=True)
        latitudes, longitudes = self.to_degrees.transform(eastings, northings)
        for row, latitude, longitude in zip(rows, latitudes, longitudes, strict=True):
            if _is_metropolitan(latitude, longitude):
                row["latitude"], row["longitude"] = latitude, longitude
                row["position_is_approximate"] = False

    def resolve(self):
        self.reject_doubles("siret")
        sql.execute(
            f"UPDATE {STAGING} AS s SET department_id = NULL WHERE NOT EXISTS ("
            f"SELECT 1 FROM directory_department AS d WHERE d.code = s.department_id)"
        )
        resolve_municipality()
        approximate_position()
        sql.execute(
            f"UPDATE {STAGING} AS s SET sector_id = n.sector_id FROM directory_nafsector AS n"
            f" WHERE n.naf_code = s.naf_code AND s.naf_nomenclature = %s",
            [NafNomenclature.REV2],
        )

    def merged(self, column):
        if column == "source":
            return "coalesce(nullif(t.source, ''), s.source)"
        if column == "is_active":
            # The sheet that it was merged into stands for it, whatever Sirene says.
            return f"t.merged_into_id IS NULL AND {super().merged(column)}"
        known = super().merged(column)
        if column != "name":
            return known
        # A company that now opposes publication loses the name that Sirene had given.
        return (
            f"CASE WHEN s.is_masked AND NOT t.is_masked AND t.source = '{SIRENE}'"
            f" AND t.checked_at IS NULL THEN '' ELSE {known} END"
        )

    def apply(self):
        """A confirmed company that Sirene says closed is to be checked, never closed."""
        super().apply()
        sql.execute(
            f"UPDATE {self.table} AS t SET to_be_checked = true FROM {STAGING} AS s"
            f" WHERE t.id = s.target AND t.is_active AND NOT s.is_active AND NOT t.to_be_checked"
        )


def _is_metropolitan(latitude, longitude):
    south, north = METROPOLITAN["latitude"]
    west, east = METROPOLITAN["longitude"]
    return south <= latitude <= north and west <= longitude <= east


def shown(value):
    """The text, None when it is masked or empty: `[ND]` is never a value (R-ID-6)."""
    return None if MASK in value else cells.text(value)


def _name(row):
    candidates = ("denominationusuelleetablissement", *(f"enseigne{n}etablissement" for n in "123"))
    return next(filter(None, (shown(row[name]) for name in candidates)), None)


def _lambert(row):
    try:
        return {
            "lambert": (
                float(row["coordonneelambertabscisseetablissement"]),
                float(row["coordonneelambertordonneeetablissement"]),
            )
        }
    except ValueError:
        return {}


def _naf(row):
    """The code with its nomenclature and date (R-ID-4)."""
    code = shown(row["activiteprincipaleetablissement"])
    nomenclature = row["nomenclatureactiviteprincipaleetablissement"]
    if not code or nomenclature not in NafNomenclature.values:
        return {}
    return {
        "naf_code": code,
        "naf_nomenclature": nomenclature,
        "naf_recorded_on": _day(row["datederniertraitementetablissement"]),
    }


def _day(value):
    try:
        return date.fromisoformat(value[:10])
    except ValueError:
        return None


def clean_establishment(row):
    """A line of StockEtablissement (R-ID-6)."""
    siret = clean_siret(row["siret"])
    insee = shown(row["codecommuneetablissement"])
    postcode = cells.postcode(row["codepostaletablissement"])
    parts = (shown(row[f"{name}etablissement"]) for name in ADDRESS)
    band = row["trancheeffectifsetablissement"]
    return {
        "siret": siret,
        "siren": siret[:9],
        "name": _name(row),
        "is_masked": row["statutdiffusionetablissement"] not in ("", "O"),
        "legal_kind": LegalKind.PUBLIC if siret[0] in "12" else None,
        "staff_band": band if band in BANDS else None,
        "address": " ".join(filter(None, parts)) or None,
        "postcode": postcode,
        "city": shown(row["libellecommuneetablissement"]),
        "insee": insee,
        "department_id": department_of_postcode(insee or postcode or ""),
        "is_active": row["etatadministratifetablissement"] != "F",
        "source": SIRENE,
        **_naf(row),
        **_lambert(row),
    }


def clean_legal_unit(row):
    """A line of a list of legal units: an establishment cannot be told from it."""
    siren = clean_siren(row["siren"])
    raise ValidationError(
        f"SIRET absent : le SIREN {siren} désigne une entreprise, pas un établissement."
    )


COMMAND = "import_companies"
FORMATS = (
    Format(
        label="stock Sirene des établissements",
        command=COMMAND,
        importer=CompanyImporter,
        clean=clean_establishment,
        required=("siret", "siren", "etatadministratifetablissement"),
        also=(
            "statutdiffusionetablissement", "trancheeffectifsetablissement",
            "datederniertraitementetablissement", *(f"{name}etablissement" for name in ADDRESS),
            "codepostaletablissement", "libellecommuneetablissement", "codecommuneetablissement",
            "coordonneelambertabscisseetablissement", "coordonneelambertordonneeetablissement",
            "enseigne1etablissement", "enseigne2etablissement", "enseigne3etablissement",
            "denominationusuelleetablissement", "activiteprincipaleetablissement",
            "nomenclatureactiviteprincipaleetablissement",
        ),
    ),
    Format(
        label="liste d’entreprises par SIREN",
        command=COMMAND,
        importer=CompanyImporter,
        clean=clean_legal_unit,
        required=("siren", "raison sociale"),
    ),
)  # fmt: skip
