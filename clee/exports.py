"""The lists of committees as files: what each is, and its columns."""

from django.utils import timezone

from accounts.lists_out import Listing

MEMBERS = (
    "Membre", "Nature", "UAI", "SIRET", "Adhésion", "Départ", "Interlocuteur", "Courriel",
    "Charte", "Charte signée le", "Version",
)  # fmt: skip
MEETINGS = (
    "Réunion", "Nature", "Date", "Lieu", "État", "Invités", "Présents", "Décision", "Responsable",
    "Échéance", "Suite",
)  # fmt: skip


def member_lines(members):
    """The titles, then a line per member; `members` with their organisations."""
    return [list(MEMBERS)] + [
        [
            row.name,
            row.get_kind_display(),
            row.school.uai if row.school else "",
            (row.company.siret or "") if row.company else "",
            row.joined_on,
            row.left_on or "",
            row.contact_name,
            row.contact_email,
            row.get_charter_display(),
            row.charter_on or "",
            row.charter_version or "",
        ]
        for row in members
    ]


def meeting_lines(meetings):
    """The titles, then a line per decision of each meeting, one for a meeting without any;
    `meetings` with `invited`, `present` and their decisions."""
    return [list(MEETINGS)] + [
        [*_meeting(row), *cells] for row in meetings for cells in (_decisions(row) or [[""] * 4])
    ]


def _meeting(row):
    day = "" if row.is_deferred else timezone.localdate(row.starts_at)
    return [str(row), row.get_kind_display(), day, row.where, row.get_state_display(),
            row.invited, row.present]  # fmt: skip


def _decisions(row):
    return [
        [one.text, one.owner, one.due_on or "", one.get_state_display()]
        for one in row.decisions.all()
    ]


def _names(name):
    """The names of the rows that are linked under this name."""
    return lambda row: ", ".join(map(str, getattr(row, name).all()))


ENQUIRIES = Listing(
    "les demandes reçues",
    {
        "Objet": "get_kind_display",
        "De": "name",
        "Fonction": "function",
        "Établissement ou organisme": "organisation",
        "UAI ou SIRET": "identifier",
        "Courriel": "email",
        "Pour": "target",
        "Département": "department",
        "Reçue le": "sent_at",
        "État": "get_state_display",
        "Réponse le": "answered_at",
        "Réponse": "answer",
    },
)
REVIEWS = Listing(
    "les plans et bilans",
    {
        "Comité": "committee",
        "Document": "get_kind_display",
        "Année scolaire": "school_year.label",
        "État": "get_state_display",
        "Validé par le côté": "get_proposed_side_display",
        "Modifié le": "updated_at",
    },
)
LETTERS = Listing(
    "les messages envoyés",
    {
        "Objet": "subject",
        "Envoyé le": "sent_at",
        "Par": "sent_by",
        "Destinataires": "people",
        "Comités": _names("committees"),
        "Réseaux": _names("networks"),
        "Message": "text",
    },
)
PRACTICES = Listing(
    "les bonnes pratiques",
    {
        "Pratique": "title",
        "Type": "kind_label",
        "Publics": lambda row: ", ".join(row.level_labels),
        "Parcours Avenir": "is_avenir",
        "Comité": "committee",
        "Objectif": "objective",
        "Coût en euros": "cost",
        "Financement": "funding",
        "Publiée le": "published_at",
    },
)
NEWS = Listing(
    "les actualités",
    {
        "Titre": "title",
        "Au nom de": "source",
        "État": "get_state_display",
        "Modifiée le": "updated_at",
        "Publiée le": "published_at",
    },
)
RESOURCES = Listing(
    "les ressources",
    {
        "Ressource": "title",
        "Nature": "get_kind_display",
        "Ouverte à": "get_audience_display",
        "Retirée": "is_withdrawn",
        "Version": "current_number",
        "Publiée le": "current_at",
        "Téléchargements": "taken",
    },
)
COLLEAGUES = Listing(
    "les RBDE",
    {
        "RBDE": "name",
        "Établissements": "schools",
        "Département": "department",
        "Courriel": "email",
    },
)
