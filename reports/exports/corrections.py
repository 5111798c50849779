"""The corrections of closed years, as a file."""

from accounts.lists_out import Listing

CORRECTIONS = Listing(
    "les corrections d’années closes",
    {
        "Pour": "place",
        "Année": "school_year.label",
        "Motif": "reason",
        "Rouverte par": "opened_by",
        "Rouverte le": "opened_at",
        "Jusqu’au": "last_day",
        "Terminée le": "ended_at",
    },
)
