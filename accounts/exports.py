"""The lists of roles as files: what each is, and its columns."""

from django.utils import timezone

from accounts.enums import Evidence
from accounts.lists_out import Listing

_ROLE = {
    "Personne": "user",
    "Adresse électronique": "user.email",
    "Rôle": "get_role_display",
    "Périmètre": lambda row: " ; ".join(row.places()),
    "À partir du": "starts_on",
    "Jusqu’au": "ends_on",
}
TEAM = Listing("les rôles de l’équipe", _ROLE | {"État": "get_state_display"})
TO_VALIDATE = Listing(
    "les rôles à valider",
    _ROLE
    | {
        "Preuve": "get_evidence_display",
        "Invité par": lambda row: row.granted_by if row.evidence == Evidence.INVITED else "",
        "Précisions": "words",
        "Demandé le": "granted_at",
        "Jours d’attente": lambda row: (
            (timezone.localdate() - timezone.localdate(row.granted_at)).days
        ),
    },
)
PAST_ROLES = Listing(
    "qui avait quel rôle",
    {
        "Personne": "person",
        "Adresse électronique": "email",
        "Rôle": "role",
        "Lieux": lambda held: " ; ".join(held.places),
        "À partir du": "starts_on",
        "Jusqu’au": "ends_on",
        "Attribué par": "granted_by",
        "Validé par": "validated_by",
    },
)
