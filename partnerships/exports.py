"""The lists of this app as files: what each is, and its columns."""

from django.db.models import F, TextField
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.lists_out import Listing
from directory.cells import Column, company_name
from partnerships.enums import WaitState

NAME = TextField()
NEEDS = Listing(
    "les besoins des entreprises",
    [
        Column("job", "Métier"),
        Column("level", "Niveau"),
        Column("count", "Personnes"),
        Column("company", "Entreprise", company_name("company")),
        Column("company__siret", "SIRET"),
        Column("sector__label", "Secteur"),
        Column("basin__name", "Bassin"),
        Column("department_id", "Département"),
        Column("wanted_from", "À partir du"),
        Column("told_on", "Dit le"),
        Column("ended_on", "Clos le"),
    ],
)


def _asked(path=""):
    """The columns of a request for an immersion; `path` leads to it."""
    host = Coalesce(
        company_name(f"{path}company"),
        F(f"{path}host_school__name"),
        F(f"{path}host_network__name"),
        output_field=NAME,
    )
    guest = Coalesce(
        F(f"{path}school__name"), company_name(f"{path}guest_company"), output_field=NAME
    )
    return [
        Column(f"{path}kind", "Nature"),
        Column("guest", "Qui vient", guest),
        Column(f"{path}school__uai", "UAI"),
        Column(f"{path}class_group__name", "Classe"),
        Column(f"{path}class_group__level", "Niveau"),
        Column("host", "Accueil", host),
        Column(f"{path}company__siret", "SIRET"),
        Column(f"{path}company__city", "Ville de l’entreprise"),
        Column(f"{path}starts_on", "Premier jour"),
        Column(f"{path}ends_on", "Dernier jour"),
        Column(f"{path}girls", "Filles"),
        Column(f"{path}boys", "Garçons"),
        Column(f"{path}unspecified", "Élèves, non précisé"),
        Column(f"{path}adults", "Adultes"),
    ]


BOOKINGS = Listing(
    "les demandes",
    [*_asked(), Column("state", "État"), Column("created_at", "Demandée le")],
)
CONTRACTS = Listing(
    "les conventions",
    [
        *_asked("booking__"),
        Column("state", "État"),
        Column("sent_at", "À la signature le"),
        Column("signed_at", "Signée le"),
    ],
)
PARTNERSHIPS = Listing(
    "les partenariats",
    [
        Column(
            "party",
            "Partenaire",
            Coalesce(company_name("company"), F("partner__name"), output_field=NAME),
        ),
        Column("company__siret", "SIRET"),
        Column("kind", "Nature"),
        Column("title", "Objet"),
        Column(
            "holder",
            "Tenu par",
            Coalesce(
                F("school__name"),
                F("office__name"),
                F("network__name"),
                F("committee__name"),
                output_field=NAME,
            ),
        ),
        Column("starts_on", "Premier jour"),
        Column("ends_on", "Dernier jour"),
        Column("state", "État"),
        Column("ending_reason", "Motif de fin"),
    ],
)


def _days(path=""):
    """The first and the last day of what is at `path`."""
    return {"Premier jour": f"{path}starts_on", "Dernier jour": f"{path}ends_on"}


OFFERS = Listing(
    "les offres",
    {
        "Offre": "title",
        "Accueil": "host_name",
        "Nature": "get_kind_display",
        "À partir de": "get_min_level_display",
        "Jusqu’à": "get_max_level_display",
        "Secteur": "sector",
        "Ville": "city",
        "Département": "department_id",
        "Créneaux à venir": "slots_ahead",
        "Places à venir": "seats_ahead",
        "Places prises": "seats_taken",
        "État": "get_state_display",
        "Publiée le": "published_at",
    },
)
WAITING = Listing(
    "les inscriptions en liste d’attente",
    {
        "Qui attend": "guest",
        "UAI": "school.uai",
        "Classe": "class_group.name",
        "Offre": "slot.offer.title",
        "Accueil": "slot.offer.host_name",
        **_days("slot."),
        "Places": "seats",
        "Filles": "girls",
        "Garçons": "boys",
        "Élèves, non précisé": "unspecified",
        "Adultes": "adults",
        "Inscrite le": "asked_at",
        "État": "get_state_display",
        "Rang": lambda row: row.rank if row.state == WaitState.WAITING else None,
        "Tenues jusqu’au": "held_until",
    },
)
MATCHES = Listing(
    "les mises en relation",
    {
        "Branche": "branch",
        "Établissement": "request.school.name",
        "UAI": "request.school.uai",
        "Niveau": "request.get_level_display",
        "Entreprise": "company",
        "SIRET": "company.siret",
        **_days(),
        "État": "get_state_display",
        "Réponse attendue de": "awaited",
        "Réponses jusqu’au": "expires_on",
        "Motif": "reason",
        "Proposée le": "proposed_at",
    },
)
_SCHOOL_REQUEST = {
    "Établissement": "school.name",
    "UAI": "school.uai",
    "Département": "school.department_id",
    "Bassin": "school.basin",
    "Nature": "get_kind_display",
    "Niveau": "get_level_display",
    "Effectif": "size",
    "Secteur": "sector",
    "Période souhaitée": "period",
    "Publié le": "published_at",
    "Réponses jusqu’au": "expires_on",
    "État": "get_state_display",
}
SCHOOL_REQUESTS = Listing("les appels", _SCHOOL_REQUEST)


def waited(row):
    """The days since a request of a school was published."""
    return (timezone.localdate() - timezone.localdate(row.published_at)).days


UNANSWERED = Listing(
    "les appels sans réponse",
    _SCHOOL_REQUEST | {"Jours d’attente": waited, "Envoyé à": "called"},
)
NETWORKS = Listing(
    "les réseaux et institutions",
    {
        "Nom": "name",
        "Type": "get_kind_display",
        "Territoire": lambda row: ", ".join(map(str, row.departments.all())),
    },
)
LOG = Listing(
    "les échanges",
    {
        "Structure": "subject",
        "Date": "happened_on",
        "Nature": "get_kind_display",
        "Échange": "text",
        "Suite à donner": "next_action",
        "À faire le": "next_action_on",
        "Suite donnée le": "next_action_done_at",
        "Noté par": "holder_name",
        "Partagé": "is_shared",
    },
)
ADVISED_SCHOOLS = Listing(
    "les établissements conseillés",
    {
        "Établissement": "name",
        "UAI": "uai",
        "Type": "get_kind_display",
        "Ville": "city",
        "Département": "department_id",
        "Dernier échange": "last",
        "Échanges": "times",
    },
)
CLASS_GROUPS = Listing(
    "les classes et groupes",
    {
        "Établissement": "school.name",
        "UAI": "school.uai",
        "Nom": "name",
        "Niveau": "get_level_display",
        "Public": "get_special_kind_display",
        "Effectif": "size",
        "Prévue": "is_planned",
    },
)
DESK = Listing(
    "les demandes à traiter",
    {
        "Qui vient": "ask.who",
        "Site": "site",
        "Réponse jusqu’au": "ask.due",
        "Nature": "ask.kind",
        "Premier jour": "ask.first",
        "Dernier jour": "ask.last",
        "Effectif": "ask.numbers",
        "Créneau": "ask.room",
        "Personnes de la semaine": "persons",
        "Plafond": "limit",
        "Déjà accueilli": "ask.hosted_before",
        "Message": "ask.words",
    },
)
AGENDA = Listing(
    "les venues",
    {
        "Qui vient": "one.who",
        "Site": "site",
        "Premier jour": "one.first",
        "Dernier jour": "one.last",
        "Effectif": "one.numbers",
        "Personnes": "one.persons",
        "Nature": "one.kind",
        "État": "one.state",
    },
)
