"""The lists of placements as files: what each is, and its columns. Who may read no name gets
none (DOMAIN §8)."""

from accounts.lists_out import Listing
from placements.enums.applications import PENDING
from placements.wording import candidate_of


def _km(place):
    """How far it is, when that is known."""
    km = getattr(place, "distance_km", None)
    return None if km is None else round(km, 1)


_APPLICATION = {
    "Offre": "offer.title",
    "Entreprise": "offer.host_name",
    "Premier jour": "starts_on",
    "Dernier jour": "ends_on",
    "État": "get_state_display",
    "Envoyée le": "sent_at",
    "Échéance": lambda row: row.expires_on if row.state in PENDING else None,
    "Répondue le": "answered_at",
}
# As the school reads them, and as a host does.
APPLICATIONS = Listing(
    "les candidatures",
    {"Élève": "pupil", "Classe": "pupil.class_group.name", "Établissement": "pupil.school.name"}
    | _APPLICATION,
)
CANDIDATES = Listing(APPLICATIONS.what, {"Élève": candidate_of} | _APPLICATION)
OFFERS = Listing(
    "les offres de stage",
    {
        "Offre": "offer.title",
        "Entreprise": "offer.host_name",
        "SIRET": "offer.company.siret",
        "Ville": "offer.city",
        "Département": "offer.department_id",
        "Secteur": "offer.sector",
        "Niveaux": lambda line: ", ".join(line.offer.level_labels),
        "État": "offer.get_state_display",
        "Semaines à venir": "weeks",
        "Places à venir": "places",
        "Places libres": "left",
    },
)
FOUND = Listing(
    "les offres de stage trouvées",
    {
        "Offre": "title",
        "Entreprise": "host_name",
        "Nature": "get_kind_display",
        "Ville": "city",
        "Département": "department_id",
        "Secteur": "sector",
        "Niveaux": lambda offer: ", ".join(offer.level_labels),
        "Distance en km": _km,
        "Semaines libres": lambda offer: ", ".join(
            f"{week.monday:%d/%m/%Y}" for week in offer.free_weeks
        ),
        "Places libres": lambda offer: sum(week.seats_left for week in offer.free_weeks),
        "Publiée le": "published_at",
    },
)
HOSTED = Listing(
    "les élèves accueillis",
    {
        "Élève": "stay.placement.pupil",
        "Établissement": "stay.placement.school.name",
        "Entreprise": "stay.company",
        "SIRET": "stay.company.siret",
        "Premier jour": "stay.starts_on",
        "Dernier jour": "stay.ends_on",
        "Tuteur": "stay.tutor_name",
        "État": "stay.placement.get_state_display",
        "Jours de présence à relever": "to_take",
    },
)

HOSTS = Listing(
    "les entreprises qui peuvent accueillir",
    {
        "Entreprise": "company",
        "SIRET": "company.siret",
        "Ville": "company.city",
        "Secteur": "company.sector",
        "Élèves déjà accueillis": "company.past",
        "Distance en km": lambda host: _km(host.company),
        "Sans voiture": "access.get_without_car_display",
        "Accès": "access.note",
        "Places possibles": "left.number",
        "Demande": "ask.get_state_display",
        "Places à attribuer": "ask.left",
        "Plafond": "ceiling",
    },
)
INSERTION = Listing(
    "les recherches d’apprentissage et d’emploi",
    {
        "Établissement": "pupil.class_group.school.name",
        "Classe": "pupil.class_group.name",
        "Élève": "pupil",
        "Recherche": "row.get_wish_display",
        "État": "row.get_state_display",
        "Employeur": "row.company",
        "Contrat à partir du": "row.contract_on",
    },
)
JOB_OFFERS = Listing(
    "les offres d’apprentissage et d’emploi",
    {
        "Poste": "title",
        "Nature": "get_kind_display",
        "Postes": "places",
        "À partir du": "starts_on",
        "Entreprise": "company",
        "SIRET": "company.siret",
        "Ville": "company.city",
        "Diplômes": lambda row: ", ".join(map(str, row.diplomas.all())),
        "Contact": "contact_name",
        "Courriel": "contact_email",
        "Téléphone": "contact_phone",
    },
)
CLASSES = Listing(
    "les classes et leurs stages",
    {
        "Établissement": "school.name",
        "UAI": "school.uai",
        "Classe": "name",
        "Niveau": "get_level_display",
        "Élèves": "pupil_count",
        "Ont un stage": "placed_count",
    },
)
LOADS = Listing(
    "les référents des classes",
    {
        "Référent": "user",
        "Classes": lambda load: ", ".join(map(str, load.groups)),
        "Élèves suivis": "pupils",
        "Sans stage": "without",
        "Propositions à examiner": "waiting",
        "Stages suivis": "followed",
        "Déjà vus ou appelés": "seen",
        "Visites prévues": "planned",
    },
)
AGREEMENTS = Listing(
    "les conventions de la classe",
    {
        "Élève": "placement.pupil",
        "Accueillant": lambda line: ", ".join(
            dict.fromkeys(str(stay.company) for stay in line.placement.stays.all())
        ),
        "Premier jour": "placement.starts_on",
        "Dernier jour": "placement.ends_on",
        "Convention": "words",
        "Signatures attendues": lambda line: " ; ".join(
            f"{one.label} : {one.name}{', a refusé' if one.refused else ''}" for one in line.awaited
        ),
    },
)
TRACKS = Listing(
    "les parcours de découverte",
    {
        "Parcours": "title",
        "Dispositif": "scheme",
        "Coordinateur": "coordinator",
        "Premier jour": "starts_on",
        "Dernier jour": "ends_on",
        "Places": "capacity",
        "Niveaux": "level_labels",
        "Département": "department",
        "Propositions à partir du": "opens_on",
        "Propositions jusqu’au": "closes_on",
        "État": "get_state_display",
    },
)
TO_VALIDATE = Listing(
    "les offres à valider",
    {
        "Offre": "title",
        "Entreprise": "host_name",
        "SIRET": "company.siret",
        "Ville": "city",
        "Département": "department_id",
        "Fiche à vérifier": "company.to_be_checked",
        "Déposée le": "created_at",
    },
)
