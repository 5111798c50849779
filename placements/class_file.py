"""The placements of a class, one line per pupil and host, for the school's own tools.

The titles are among those that `found_columns` reads: the file can be imported again.
"""

from placements.enums import PlacementState
from placements.hours import day_in_words, table_of
from placements.rules_follow_up import half_days

TITLES = (
    "Numéro",
    "Nom",
    "Prénom",
    "Date de naissance",
    "Classe",
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
    "Vu ou appelé le",
    "Demi-journées de présence",
    "Demi-journées d’absence",
    "Avis du tuteur",
    "Motif de non-réalisation",
)
SIGNED = (PlacementState.SIGNED, PlacementState.DONE, PlacementState.MISSED)


def lines_of(board):
    """The titles, then the lines; a pupil without a placement has one."""
    rows = [list(TITLES)]
    for line in board.lines:
        who = _who(line, board.group)
        hosts = [
            _host(placement, stay)
            for placement in line.placements
            for stay in placement.stays.all()
        ]
        rows += [who + host for host in hosts or [[""] * (len(TITLES) - len(who))]]
    return rows


def _who(line, group):
    pupil = line.pupil
    return [
        pupil.school_number,
        pupil.last_name,
        pupil.first_name,
        _day(pupil.birth_date),
        group.name,
        line.status.label,
    ]


def _host(placement, stay):
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
        _day(stay.starts_on),
        _day(stay.ends_on),
        day_in_words(hours),
        "oui" if placement.state in SIGNED else "non",
        *_follow_up(placement),
    ]


def _follow_up(placement):
    present, absent = half_days(placement.presences.all())
    return [
        _day(max((visit.done_on for visit in placement.seen), default=None)),
        present or "",
        absent or "",
        "oui" if placement.is_evaluated else "",
        placement.get_missed_reason_display(),
    ]


def _day(day):
    return f"{day:%d/%m/%Y}" if day else ""
