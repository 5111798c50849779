"""The board of vocational classes as a table, a line per pupil and period.

The titles are among those that `found_columns` reads: the file can be imported again.
"""

from placements.enums import PlacementState
from placements.hours import day_in_words, table_of
from placements.models import Stay

TITLES = (
    "Numéro",
    "Nom",
    "Prénom",
    "Date de naissance",
    "Classe",
    "Diplôme",
    "Période",
    "État",
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


def lines_of(sections):
    """The titles, then the lines; a pupil without a placement in a period has one too."""
    cells = [
        (section.group, line.pupil, cell)
        for section in sections
        for line in section.lines
        for cell in (*line.cells, *line.others)
    ]
    keys = [cell.placement for _, _, cell in cells if cell.placement]
    stays: dict = {}
    rows = Stay.objects.filter(placement__in=keys).select_related("company", "placement")
    for stay in rows.order_by("starts_on", "pk"):
        stays.setdefault(stay.placement_id, []).append(stay)
    found = [list(TITLES)]
    for group, pupil, cell in cells:
        who = _who(group, pupil, cell)
        hosts = [_host(stay) for stay in stays.get(cell.placement, [])]
        found += [who + host for host in hosts or [[""] * (len(TITLES) - len(who))]]
    return found


def _who(group, pupil, cell):
    return [
        pupil.school_number,
        pupil.last_name,
        pupil.first_name,
        pupil.birth_date or "",
        group.name,
        str(group.diploma),
        (cell.period.label or "Période") if cell.period else "",
        cell.status.label,
    ]


def _host(stay):
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
        "oui" if stay.placement.state in SIGNED else "non",
    ]
