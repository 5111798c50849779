"""The rows behind a figure: which table each source counts, which columns of it are shown.

Rows are those that the actor may see (`visible_to`); columns never hold a pupil's name.
"""

from dataclasses import dataclass

from django.apps import apps
from django.db.models import TextField, Value
from django.db.models.functions import Concat, Trim

from directory.cells import Column, company_name
from directory.violations import Refused
from reports.dimensions import DIMENSIONS, NUMBERED, TOTAL
from reports.indicators import BY_CODE, Indicator, Ratio
from reports.report import Report, rows_behind


@dataclass(frozen=True)
class Listing:
    """The table of a source."""

    model: str
    columns: tuple

    @property
    def table(self):
        return apps.get_model(self.model)

    def rows(self, actor, keys):
        """Those of these ids that the actor sees; `keys` is a list or an expression."""
        rows = self.table._default_manager.all().visible_to(actor)
        return rows.filter(pk__in=keys).order_by("pk")

    def counted(self, keys):
        """How many there are, seen or not."""
        return self.table._base_manager.filter(pk__in=keys).count()

    def shown(self, rows, most):
        """The rows with the cells of the first columns, as `cell_0`…"""
        columns = self.columns[:most]
        return rows.annotate(
            **{f"cell_{n}": column.cell(self.table) for n, column in enumerate(columns)}
        )


# What one field does not say.
PERSON = Trim(Concat("user__first_name", Value(" "), "user__last_name", output_field=TextField()))
WORDS = {"company": company_name("company"), "display_name": company_name(""), "user": PERSON}


def _listing(model, text):
    lines = [line.strip().split(" | ") for line in text.splitlines() if line.strip()]
    return Listing(model, tuple(Column(path, label, WORDS.get(path)) for path, label in lines))


SCHOOL = """school__uai | UAI
school__name | Établissement
school__department_id | Département
"""
DATES = """starts_on | Premier jour
ends_on | Dernier jour
"""
PUPIL = """class_group__school__name | Établissement
class_group__name | Classe
class_group__level | Niveau
"""
PLACEMENT = f"""{SCHOOL}class_group__name | Classe
{DATES}state | État
distance_km | Distance en kilomètres
source | Origine
kind | Nature
school__city | Ville
school__kind | Type
school__sector_kind | Statut
school__basin__name | Bassin
class_group__level | Niveau
audience | Public prioritaire
cancel_reason | Motif d’annulation
missed_reason | Motif de non-réalisation
recorded_at | Enregistré le
updated_at | Modifié le
"""
# By the code of the source.
LISTINGS = {
    "bookings": _listing(
        "partnerships.Booking",
        f"""{SCHOOL}class_group__name | Classe
        company | Entreprise
        kind | Nature
        {DATES}girls | Filles
        boys | Garçons
        unspecified | Élèves, non précisé
        adults | Adultes
        state | État
        class_group__level | Niveau
        company__siret | SIRET
        company__city | Ville de l’entreprise
        company__sector__label | Secteur""",
    ),
    "seats": _listing(
        "partnerships.Slot",
        f"{DATES}offer__title | Offre\noffer__department_id | Département\ncapacity | Classes",
    ),
    "placements": _listing("placements.Placement", f"{PLACEMENT}sex | Sexe"),
    "vocational_placements": _listing(
        "placements.Placement", f"{PLACEMENT}class_group__diploma__label | Diplôme"
    ),
    "vocational_pupils": _listing(
        "placements.Pupil", f"{PUPIL}class_group__diploma__label | Diplôme"
    ),
    "cup_teams": _listing(
        "events.Team",
        """edition__title | Finale
        contract__booking__school__name | Établissement
        contract__booking__class_group__name | Classe
        title | Titre
        girls | Filles
        boys | Garçons
        unspecified | Élèves, non précisé
        state | État""",
    ),
    "placement_pupils": _listing("placements.Pupil", PUPIL),
    "placement_applications": _listing(
        "placements.PlacementApplication", f"{DATES}offer__title | Offre\nstate | État"
    ),
    "placement_weeks": _listing(
        "placements.OfferWeek",
        """offer__title | Offre
        monday | Semaine du
        capacity | Places
        seats_taken | Places prises""",
    ),
    "partnerships": _listing(
        "partnerships.Partnership",
        f"company | Entreprise\n{SCHOOL}kind | Nature\ntitle | Objet\n{DATES}state | État",
    ),
    "companies": _listing(
        "directory.Company",
        """siret | SIRET
        display_name | Entreprise
        city | Ville
        department_id | Département
        sector__label | Secteur
        naf_code | Code NAF
        staff_band | Effectif""",
    ),
    "requests": _listing(
        "partnerships.SchoolRequest",
        f"{SCHOOL}kind | Nature\nlevel | Niveau\nsize | Effectif\n{DATES}state | État",
    ),
    "needs": _listing(
        "partnerships.CompanyNeed",
        """company | Entreprise
        job | Métier
        level | Niveau
        count | Personnes
        department_id | Département
        told_on | Dit le""",
    ),
    "committees": _listing(
        "clee.Committee",
        "name | Comité\nstate | État\nsupport_school__name | Établissement support",
    ),
    "committee_actions": _listing(
        "clee.Action",
        """committee__name | Comité
        type__label | Type
        title | Intitulé
        starts_on | Premier jour
        ends_on | Dernier jour
        girls | Filles
        boys | Garçons
        unspecified | Élèves, non précisé
        adults | Adultes
        state | État""",
    ),
    "meetings": _listing(
        "clee.Meeting",
        "committee__name | Comité\nkind | Nature\ntitle | Intitulé\nstarts_at | Jour\nstate | État",
    ),
    "opinions": _listing(
        "documents.QuestionnaireAnswer",
        "questionnaire__title | Questionnaire\nfunction | De qui\nanswered_at | Répondu le",
    ),
    "events": _listing(
        "events.Event",
        """title | Événement
        kind | Type
        organiser | Organisateur affiché
        department_id | Département
        starts_at | Début
        state | État""",
    ),
    "rbde": _listing("accounts.RoleAssignment", f"user | Personne\n{DATES}"),
    "coverage": _listing(
        "directory.School",
        """uai | UAI
        name | Établissement
        city | Ville
        kind | Type
        department_id | Département
        latitude | Latitude
        longitude | Longitude""",
    ),
    "declared": _listing(
        "reports.DeclaredCount",
        """declaration__school__name | Établissement
        declaration__committee__name | Comité
        declaration__network__name | Réseau
        kind | Nature
        count | Nombre
        pupils | Élèves
        adults | Adultes
        words | Précision""",
    ),
}


def listing_of(report, indicator):
    """The Listing behind an indicator of a report that counts today's rows, or None."""
    if not report.is_live or isinstance(indicator, Ratio):
        return None
    return LISTINGS.get(indicator.source.code)


@dataclass(frozen=True)
class Asked:
    """A figure whose rows are asked for."""

    report: Report
    indicator: Indicator
    listing: Listing
    dimension: str
    key: str

    @property
    def keys(self):
        return rows_behind(self.report, self.indicator.code, self.dimension, self.key)

    @property
    def group(self):
        """The name of the group, "" for the whole."""
        if self.dimension == TOTAL:
            return ""
        return self.report.name(self.dimension, self.group_key)

    @property
    def group_key(self):
        """The key as the report holds it."""
        return int(self.key) if self.dimension in NUMBERED and self.key.isdecimal() else self.key

    @property
    def title(self):
        where = [self.indicator.label, self.report.label, self.report.territory.label, self.group]
        return ", ".join(part for part in where if part)


def asked_rows(report, code, dimension, key):
    """The Asked of these words of an address. Raises Refused when they name no list."""
    indicator = BY_CODE.get(code)
    listing = indicator in report.indicators() and listing_of(report, indicator)
    if indicator is None or not listing or dimension not in (TOTAL, *DIMENSIONS):
        raise Refused("Ce chiffre n’a pas de liste.")
    found = Asked(report, indicator, listing, dimension, key if dimension != TOTAL else "")
    if report.is_hidden(code, dimension, found.group_key):
        raise Refused("Ce chiffre est masqué.")
    return found
