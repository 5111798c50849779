"""The doors of a role: what it comes to the portal for, one click away."""

from dataclasses import dataclass

from accounts.enums import Role


@dataclass(frozen=True)
class Door:
    """A link of the dashboard: an infinitive, what stands behind, its address."""

    title: str
    details: str
    url: str


FIND = Door(
    "Chercher une immersion",
    "Classes en entreprise, visites, interventions : les créneaux ouverts près de chez vous.",
    "/immersions/",
)
CALENDAR = Door(
    "Voir le calendrier des stages", "Les périodes de chaque établissement.", "/stages/"
)
OWN_WEEKS = Door(
    "Fixer les périodes de stage",
    "Elles paraissent au calendrier que consultent les entreprises.",
    "/stages/",
)
REPORT = Door("Lire le rapport de l’année", "Les chiffres de votre territoire.", "/rapports/")
ADMIN = Door(
    "Gérer les fiches",
    "Entreprises, établissements, demandes et conventions de votre périmètre.",
    "/admin/",
)
COMMITTEES = Door("Voir les comités locaux", "Territoires, copilotes, contacts.", "/clee/")
EVENTS = Door("Voir les événements", "Forums, plénières, Semaine de l’industrie.", "/evenements/")

DOORS = {
    Role.TEACHER: (FIND, CALENDAR, EVENTS),
    Role.HEAD: (FIND, OWN_WEEKS, REPORT),
    Role.DEPUTY: (FIND, OWN_WEEKS, REPORT),
    Role.DDFPT: (FIND, OWN_WEEKS, ADMIN),
    Role.OFFICE_STAFF: (CALENDAR, EVENTS),
    Role.RBDE: (ADMIN, FIND, OWN_WEEKS, REPORT),
    Role.DEPARTMENT_SUPERVISOR: (ADMIN, REPORT, COMMITTEES),
    Role.DEPARTMENT_OFFICE: (REPORT, ADMIN, COMMITTEES),
    Role.MISSION_OFFICER: (ADMIN, FIND, COMMITTEES, REPORT),
    Role.EDUCATION_AUTHORITY: (REPORT, ADMIN, COMMITTEES),
    Role.BRANCH_OFFICER: (FIND, REPORT, EVENTS),
    Role.COMPANY_REPRESENTATIVE: (CALENDAR, COMMITTEES, EVENTS),
    Role.CO_LEAD: (COMMITTEES, FIND, CALENDAR),
    Role.JUROR: (EVENTS,),
    Role.ADMINISTRATOR: (
        ADMIN,
        REPORT,
        Door("Surveiller le portail", "Courriels en attente, tâches périodiques.", "/sante/"),
    ),
}


def doors(role):
    """The doors of `role`; none for somebody without a role today."""
    return DOORS.get(role, ())
