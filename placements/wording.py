"""How mails and pages name a placement."""

from directory import french
from placements.enums import Sex
from placements.enums.applications import ApplicationState

BORN = {Sex.FEMALE: "née", Sex.MALE: "né", Sex.UNSPECIFIED: "né(e)"}


def period_of(row):
    """ "du 25 au 29 janvier 2027" of a placement or a stay."""
    return french.period(row.starts_on, row.ends_on)


def with_birth(pupil):
    """ "Lina Abadie, née le 3 mai 2012", as a document names a pupil."""
    name = f"{pupil.first_name} {pupil.last_name}"
    if pupil.birth_date is None:
        return name
    return f"{name}, {BORN[pupil.sex]} le {french.full_day(pupil.birth_date)}"


def facts_of(placement):
    """What a mail about a placement recalls, for who follows the pupil."""
    hosts = dict.fromkeys(str(stay.company) for stay in placement.stays.select_related("company"))
    rows = [
        ("Nature", placement.get_kind_display()),
        ("Élève", str(placement.pupil or "")),
        ("Classe", str(placement.class_group)),
        ("Accueil", ", ".join(hosts)),
        ("Dates", period_of(placement)),
    ]
    return [(label, value) for label, value in rows if value]


def host_facts(part):
    """The same for one host: its own days, and what its agreement prints of the pupil."""
    placement = part.agreement.placement
    dates = "\n".join(period_of(stay) for stay in part.stays)
    return (
        [
            ("Nature", placement.get_kind_display()),
            ("Établissement", str(placement.school)),
            ("Élève", f"{placement.pupil.first_name} {placement.pupil.last_name}"),
            ("Dates", dates),
        ]
        if placement.pupil
        else []
    )


def candidate_of(application):
    """What a host reads of a pupil before it accepts (DOMAIN §8): first name, level, school,
    town; after, the name."""
    pupil = application.pupil
    name = pupil.first_name
    if application.state in (ApplicationState.ACCEPTED, ApplicationState.CONFIRMED):
        name = f"{name} {pupil.last_name}"
    return f"{name}, {pupil.class_group.get_level_display()}, {pupil.school}"
