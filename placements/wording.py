"""How mails and pages name a placement."""

from directory import french


def period_of(row):
    """ "du 25 au 29 janvier 2027" of a placement or a stay."""
    return french.period(row.starts_on, row.ends_on)


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
