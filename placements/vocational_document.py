"""The agreement of a vocational period as its document prints it: the layout of every
placement, with its four annexes (R-PF-1, R-PF-4)."""

from directory import french
from placements.agreement import document as agreement_document
from placements.agreement.data import hosting_parts, signs_alone
from placements.enums.agreement import FORBIDDEN_WORKS
from placements.host_places import hosts_of
from placements.rules.pfmp import machines_until

TO_COMPLETE = agreement_document.TO_COMPLETE
NO_MACHINES = "Aucune déclaration : aucun travail réglementé n’est confié à l’élève."
SCHOOL_INSURANCE = (
    "Souscrite par l’établissement pour les dommages que l’élève pourrait causer pendant la "
    "période ou sur le trajet."
)
ACCIDENTS = (
    "L’élève est couvert contre les accidents du travail et de trajet par la législation de "
    "sécurité sociale ; la déclaration est faite par l’établissement."
)
ALLOWANCE = "Versée par l’État selon ses propres règles, hors de la présente convention."
END = (
    "Ce qui a été accompli compte alors pour le diplôme, et l’élève peut rejoindre un autre "
    "accueillant pour le reste de la période."
)


def layout_data(agreement):
    """What `placement_agreement.typ` lays out."""
    data = agreement_document.layout_data(agreement)
    parts = hosting_parts(agreement)
    hosts = hosts_of(part.company for part in parts)
    teaching, money = data["annexes"]
    money["sections"][0]["facts"] = [
        fact for fact in money["sections"][0]["facts"] if not fact[0].startswith("Assurance")
    ] + [("Allocation de l’élève", ALLOWANCE)]
    return data | {
        "glance": [("Diplôme", _diploma(agreement)), *data["glance"]],
        "annexes": [teaching, _safety(agreement, parts, hosts), _insurance(parts), money],
        "variables": data["variables"] | _variables(agreement, parts, hosts),
    }


def _diploma(agreement):
    diploma = agreement.placement.class_group.diploma
    return str(diploma) if diploma else TO_COMPLETE


def _variables(agreement, parts, hosts):
    return {
        "diplome": _diploma(agreement),
        "derogations": " ".join(filter(None, (_hours(part, hosts) for part in parts))),
        "fin": END,
    }


def _hours(part, hosts):
    """R-PF-5: a derogation of the sector is noted with its basis."""
    basis = hosts.basis_of(part.company)
    return f"Dérogation du secteur déclarée par {part.company} : {basis}." if basis else ""


def _safety(agreement, parts, hosts):
    placement = agreement.placement
    alone = placement.pupil is not None and signs_alone(placement.pupil, placement.starts_on)
    sections = [
        {
            "title": f"Chez {part.company}",
            "facts": [
                ("Équipements fournis", part.equipment or agreement_document.NO_EQUIPMENT),
                *([] if alone else [("Travaux réglementés", _machines(part, hosts))]),
                *[("Horaires", text) for text in [_hours(part, hosts)] if text],
            ],
        }
        for part in parts
    ]
    if not alone:
        title = "Travaux interdits, ou soumis à dérogation"
        sections.append({"title": title, "items": list(FORBIDDEN_WORKS)})
    return {"title": "Annexe de sécurité", "sections": sections}


def _machines(part, hosts):
    """R-PF-1: the declaration of the host, with its date, valid three years."""
    declared_on = hosts.machines_of(part.company)
    if declared_on is None:
        return NO_MACHINES
    until = french.full_day(machines_until(declared_on))
    return f"Déclaration de dérogation du {french.full_day(declared_on)}, valable jusqu’au {until}."


def _insurance(parts):
    facts = [(f"{part.company}", part.insurance or TO_COMPLETE) for part in parts]
    facts += [("L’établissement", SCHOOL_INSURANCE), ("Accidents", ACCIDENTS)]
    return {"title": "Annexe d’assurance", "sections": [{"title": "", "facts": facts}]}
