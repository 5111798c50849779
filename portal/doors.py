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
    "Classes en entreprise, visites, interventions\u00a0: les créneaux ouverts près de chez vous.",
    "/immersions/",
)
BOOKINGS = Door("Suivre les demandes", "Visas, réponses, dates à venir.", "/immersions/demandes/")
AGREED = Door(
    "Enregistrer une immersion convenue",
    "Par téléphone ou en rendez-vous ; l’entreprise confirme par un lien.",
    "/immersions/convenue/",
)
GROUPS = Door("Tenir les classes", "Créées une fois, elles servent toute l’année.", "/classes/")
RELATIONS = Door(
    "Suivre les entreprises",
    "Qui rappeler aujourd’hui, noter un échange, ce qu’une entreprise a accueilli.",
    "/relations/",
)
CONTRACTS = Door(
    "Suivre les conventions", "À compléter, en signature, signées.", "/immersions/conventions/"
)
OFFERS = Door("Gérer les offres", "Publier, ajouter des créneaux, fermer.", "/immersions/offres/")
NEW_OFFER = Door(
    "Proposer une immersion",
    "Une visite, trois jours pour une classe, une intervention.",
    "/immersions/offres/nouvelle/",
)
NEW_PLACEMENT = Door(
    "Proposer un stage",
    "Une semaine d’observation pour des élèves de 4e, 3e ou 2de.",
    "/stages/offres/mes-offres/",
)
CALENDAR = Door(
    "Voir le calendrier des stages", "Les périodes de chaque établissement.", "/stages/"
)
OWN_WEEKS = Door(
    "Fixer les périodes de stage",
    "Elles paraissent au calendrier que consultent les entreprises.",
    "/stages/",
)
PLACEMENTS = Door(
    "Suivre les stages",
    "Classe par classe\u00a0: qui a un stage, qui cherche encore.",
    "/stages/classes/",
)
PFMP = Door(
    "Organiser les PFMP",
    "Le tableau des élèves et des périodes\u00a0: accueils, conventions, familles.",
    "/stages/pfmp/",
)
# What an RBDE does for the pupils of the vocational classes, from the index of the admin.
VOCATIONAL = (
    PFMP,
    Door("Périodes des classes", "Semaines de chaque diplôme.", "/stages/pfmp/periodes/"),
    Door("Importer le fichier du lycée", "Stages déjà trouvés.", "/stages/importer/"),
    Door("Visites et appels", "Qui voir cette semaine.", "/stages/a-voir/"),
    Door("Semaines à rattraper", "Qui n’a pas fait ses semaines.", "/stages/rattrapages/"),
    Door("Bilan chiffré", "Par diplôme, secteur, distance.", "/stages/pfmp/bilan/"),
    Door("Grilles de compétences", "Ce que les tuteurs évaluent.", "/stages/grilles/"),
    Door("Apprentissage et emploi", "Offres et recherches des élèves.", "/stages/insertion/"),
)
# What it does for companies, beside the lists of the admin.
COMPANIES = (
    RELATIONS,
    Door("Entreprises", "La base, ses filtres, ses fichiers.", "/admin/directory/company/"),
    Door("Importer un tableau", "Entreprises, contacts, échanges.", "/relations/importer/"),
    Door("Partenariats", "À signer, en cours, à renouveler.", "/relations/partenariats/"),
    Door("Appels", "Ce que vos classes cherchent.", "/immersions/appels/"),
    Door("Besoins des entreprises", "Un métier, un niveau, une date.", "/immersions/besoins/"),
    Door("Indicateurs", "Entreprises, échanges, places, réponses.", "/relations/indicateurs/"),
)
DESK = Door(
    "Répondre aux demandes",
    "Celles de tous les établissements, de toute nature, la plus pressée d’abord.",
    "/accueil/demandes/",
)
BRANCH = Door(
    "Suivre les classes de la branche",
    "L’appel de l’année, chaque convention, ce qui est en retard, les financements.",
    "/branche/",
)
CALLS = Door(
    "Lire les appels", "Les établissements qui cherchent un accueil.", "/immersions/appels/"
)
OWN_CALLS = Door(
    "Publier un appel",
    "Vous ne trouvez pas d’offre\u00a0? Les entreprises du territoire vous répondent.",
    "/immersions/appels/",
)
UNANSWERED = Door(
    "Voir les appels sans réponse",
    "Les établissements à qui personne n’a dit oui.",
    "/immersions/appels/sans-reponse/",
)
NEEDS = Door(
    "Tenir les besoins des entreprises",
    "Un métier, un niveau, un bassin, une date.",
    "/immersions/besoins/",
)
NETWORKS = Door("Voir les réseaux", "Référents, membres, actions par territoire.", "/reseaux/")
REPORT = Door("Lire le rapport de l’année", "Les chiffres de votre territoire.", "/rapports/")
ADMIN = Door(
    "Gérer les fiches",
    "Entreprises, établissements, demandes et conventions de votre périmètre.",
    "/admin/",
)
TEAM = Door("Gérer les accès", "Équipe, invitations, délégations, rôles à valider.", "/equipe/")
SETTINGS = Door(
    "Régler l’établissement",
    "Le visa avant l’envoi des demandes, la délégation du conseil d’administration.",
    "/equipe/reglages/",
)
TO_VALIDATE = Door(
    "Valider des rôles", "Les demandes d’accès de votre périmètre.", "/roles/a-valider/"
)
FOLLOW_UP = Door("Suivre les validations", "Ce qui attend, où, depuis quand.", "/roles/suivi/")
HAND_OVER = Door(
    "Passer la main",
    "Offres, demandes et conventions d’une personne, à son successeur.",
    "/equipe/passer-la-main/",
)
PARTNERSHIPS = Door(
    "Suivre les partenariats",
    "Ceux que tient votre comité\u00a0: à signer, en cours, à renouveler.",
    "/relations/partenariats/",
)
COMMITTEES = Door("Voir les comités locaux", "Territoires, copilotes, contacts.", "/clee/")
TOOLS = Door(
    "Prendre un modèle", "Courriers, guides, bonnes pratiques des comités.", "/clee/outils/"
)
STEERING = Door(
    "Piloter les comités locaux", "Sièges vacants, mandats, membres.", "/clee/pilotage/"
)
COLLEAGUES = Door(
    "Réseau des RBDE", "Réunions, décisions et annuaire des RBDE du département.", "/clee/rbde/"
)
NEW_ACTION = Door(
    "Noter une action",
    "Une visite, un forum\u00a0: en moins d’une minute, depuis un téléphone.",
    "/clee/actions/nouvelle/",
)
NEWS = Door(
    "Écrire une actualité",
    "Une visite, un forum\u00a0: quelques lignes que tout le département peut lire.",
    "/actualites/les-miennes/",
)
EVENTS = Door("Voir les événements", "Forums, plénières, Semaine de l’industrie.", "/evenements/")

DOORS = {
    Role.TEACHER: (FIND, BOOKINGS, OWN_CALLS, AGREED, CONTRACTS, PLACEMENTS, GROUPS, CALENDAR),
    Role.HEAD: (
        BOOKINGS,
        CONTRACTS,
        PLACEMENTS,
        OWN_WEEKS,
        TEAM,
        SETTINGS,
        FIND,
        GROUPS,
        RELATIONS,
        REPORT,
    ),
    Role.DEPUTY: (BOOKINGS, CONTRACTS, PLACEMENTS, OWN_WEEKS, TEAM, SETTINGS, FIND, GROUPS, REPORT),
    Role.DDFPT: (
        RELATIONS,
        OFFERS,
        BOOKINGS,
        CONTRACTS,
        PFMP,
        PLACEMENTS,
        FIND,
        OWN_WEEKS,
        TEAM,
        ADMIN,
    ),
    Role.OFFICE_STAFF: (PLACEMENTS, GROUPS, CALENDAR, EVENTS),
    Role.RBDE: (
        PFMP,
        RELATIONS,
        ADMIN,
        OFFERS,
        BOOKINGS,
        OWN_CALLS,
        AGREED,
        CONTRACTS,
        PLACEMENTS,
        NEEDS,
        TOOLS,
        NEWS,
        TEAM,
        REPORT,
        COLLEAGUES,
    ),
    Role.DEPARTMENT_SUPERVISOR: (
        RELATIONS,
        ADMIN,
        BOOKINGS,
        CONTRACTS,
        UNANSWERED,
        REPORT,
        HAND_OVER,
        STEERING,
        COLLEAGUES,
        NETWORKS,
        EVENTS,
    ),
    Role.DEPARTMENT_OFFICE: (
        TO_VALIDATE,
        REPORT,
        BOOKINGS,
        CONTRACTS,
        ADMIN,
        FOLLOW_UP,
        HAND_OVER,
        STEERING,
        EVENTS,
    ),
    Role.MISSION_OFFICER: (
        RELATIONS,
        OFFERS,
        UNANSWERED,
        BOOKINGS,
        NEEDS,
        ADMIN,
        REPORT,
        NETWORKS,
        STEERING,
        FIND,
    ),
    Role.EDUCATION_AUTHORITY: (
        REPORT,
        TO_VALIDATE,
        FOLLOW_UP,
        BOOKINGS,
        CONTRACTS,
        UNANSWERED,
        ADMIN,
        STEERING,
        NETWORKS,
        EVENTS,
    ),
    Role.BRANCH_OFFICER: (
        BRANCH,
        CONTRACTS,
        OFFERS,
        CALLS,
        NEEDS,
        FIND,
        BOOKINGS,
        REPORT,
        EVENTS,
    ),
    Role.COMPANY_REPRESENTATIVE: (
        DESK,
        OFFERS,
        BOOKINGS,
        CALLS,
        CONTRACTS,
        NEW_OFFER,
        NEW_PLACEMENT,
        CALENDAR,
        TEAM,
        EVENTS,
    ),
    Role.CO_LEAD: (NEW_ACTION, COMMITTEES, NEWS, CALLS, PARTNERSHIPS, FIND, CALENDAR),
    Role.JUROR: (EVENTS,),
    Role.ADMINISTRATOR: (
        ADMIN,
        TO_VALIDATE,
        FOLLOW_UP,
        REPORT,
        Door("Surveiller le portail", "Courriels en attente, tâches périodiques.", "/sante/"),
    ),
}


def admin_doors(role):
    """[(anchor, title, doors)] on the index of the admin, for who keeps the bureau des
    entreprises of a lycée."""
    if role not in (Role.RBDE, Role.DDFPT):
        return []
    return [
        ("pfmp", "PFMP et stages de BTS", VOCATIONAL),
        ("entreprises", "Entreprises et partenariats", COMPANIES),
    ]


def doors(role):
    """The doors of `role`; none for somebody without a role today."""
    return DOORS.get(role, ())
