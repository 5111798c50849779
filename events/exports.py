"""The lists of events as files: what each is, and its columns."""

from accounts.lists_out import Listing

EVENTS = Listing(
    "les événements",
    {
        "Événement": "title",
        "Type": "get_kind_display",
        "Début": "starts_at",
        "Fin": "ends_at",
        "Lieu": "place",
        "Département": "department",
        "Organisateur": "organiser",
        "État": "get_state_display",
        "Motif de l’annulation": "reason",
    },
)
REGISTRATIONS = Listing(
    "les inscriptions d’une personne",
    {
        "Événement": "event.title",
        "Date": "event.starts_at",
        "Lieu": "event.place",
        "Qui vient": "label",
        "Personnes": "seats",
        "Séances": lambda row: ", ".join(str(entry.session) for entry in row.entries.all()),
        "État": lambda row: ", ".join(entry.get_state_display() for entry in row.entries.all()),
    },
)
JURORS = Listing(
    "les jurés",
    {
        "Juré": "name",
        "Préside": "is_president",
        "Collège": "get_college_display",
        "Organisme": "organisation",
        "Jury": "panel",
        "Note aussi pour le jury": "bridge",
        "Remplace": "replaces.name",
        "Parti le": "left_at",
    },
)
