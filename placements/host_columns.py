"""What a file for the school's own tools says of a pupil's host: titles and cells.

The titles are among those that `found_columns` reads: such a file can be imported again.
"""

from placements.enums import PlacementState
from placements.hours import day_in_words, table_of

PUPIL_TITLES = ("Numéro", "Nom", "Prénom", "Date de naissance", "Classe")
HOST_TITLES = (
    "SIRET",
    "Entreprise",
    "Adresse",
    "Code postal",
    "Commune",
    "Téléphone entreprise",
    "Courriel entreprise",
    "Tuteur",
    "Fonction du tuteur",
    "Courriel tuteur",
    "Téléphone tuteur",
    "Date de début",
    "Date de fin",
    "Horaires du premier jour",
    "Convention signée",
)
SIGNED = (PlacementState.SIGNED, PlacementState.DONE, PlacementState.MISSED)


def pupil_cells(pupil, group):
    """Of `PUPIL_TITLES`."""
    return [
        pupil.school_number,
        pupil.last_name,
        pupil.first_name,
        pupil.birth_date or "",
        group.name,
    ]


def host_cells(stay, state):
    """Of `HOST_TITLES`: a stay, whose company is read with it, of a placement in `state`."""
    company = stay.company
    hours = next((ranges for ranges in table_of(stay.table).days if ranges), ())
    return [
        company.siret or "",
        str(company),
        company.address,
        company.postcode,
        company.city,
        company.phone,
        company.email,
        stay.tutor_name,
        stay.tutor_function,
        stay.tutor_email,
        stay.tutor_phone,
        stay.starts_on,
        stay.ends_on,
        day_in_words(hours),
        "oui" if state in SIGNED else "non",
    ]
