"""A contract as values: what its document prints, what changes are weighed on, what is checked."""

from directory.enums import Level
from directory.french import hour
from partnerships.enums.contract import Funder, Half, LedBy, PartyFunction, SessionKind
from partnerships.rules.contract import ContractFacts, PartyFacts, SessionFacts

CLAUSES = {
    "objectives": "Objectifs pédagogiques",
    "safety": "Sécurité",
    "equipment": "Équipements de protection",
    "transport": "Transport",
    "meals": "Repas",
    "insurance": "Assurances",
    "evaluation": "Évaluation",
}


def lines(text):
    """The lines of a free text, without the empty ones."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def contract_data(contract):
    """Canonical JSON values of everything that is signed (R-CEE-4, R-CEE-5).

    The document is made from it, kept in the signature round, and compared with what
    the contract becomes afterwards (`rules_contract.diff`).
    """
    booking = contract.booking
    return {
        "kind": contract.kind,
        "reference": contract.reference,
        "school_year": str(contract.school_year),
        **_agreed(booking),
        "place": contract.place,
        "parties": {
            "company": _host(booking),
            "school": _school(booking.school),
            "branch": _branch(contract.branch),
        },
        **_people(contract),
        "programme": _programme(contract),
        "clauses": {name: getattr(contract, name) for name in CLAUSES},
        "image_rights": {
            "attested": contract.image_consents_attested,
            "excluded": contract.image_excluded,
        },
        "supporters": lines(contract.supporters),
        "funding": [_funding(line) for line in contract.funding_lines.all()],
    }


def _agreed(booking):
    """What was agreed with the request: when, which class, how many."""
    return {
        "dates": {
            "starts_on": booking.starts_on.isoformat(),
            "ends_on": booking.ends_on.isoformat(),
            "last_day_is_half": booking.last_day_is_half,
        },
        "hours": _hours(booking.slot),
        "class_group": {
            "identity": booking.class_group_id,
            "name": booking.class_group.name,
            "level": booking.class_group.get_level_display(),
        },
        "pupils": {
            "girls": booking.girls,
            "boys": booking.boys,
            "unspecified": booking.unspecified,
            "total": booking.girls + booking.boys + booking.unspecified,
        },
        "adult_count": booking.adults,
    }


def _hours(slot):
    """ "de 9 h 00 à 16 h 30", as the slot says; empty when it does not."""
    if slot is None or slot.starts_at is None or slot.ends_at is None:
        return ""
    return f"de {hour(slot.starts_at)} à {hour(slot.ends_at)}"


def _people(contract):
    """The adults on both sides, and who signs."""
    return {
        "adults": lines(contract.accompanying),
        "referent": {"name": contract.referent_name, "phone": contract.referent_phone},
        "tutor": {
            "name": contract.tutor_name,
            "function": contract.tutor_function,
            "phone": contract.tutor_phone,
        },
        "signatories": {
            party.function: {
                "label": PartyFunction(party.function).label,
                "name": party.name,
                "title": party.title,
            }
            for party in contract.parties.all()
        },
    }


def _host(booking):
    host = booking.host
    siret = getattr(host, "siret", None) or ""
    return {
        "identity": siret or f"{host._meta.model_name}-{host.pk}",
        "name": getattr(host, "display_name", host.name),
        "siret": siret,
        "address": _address(host),
    }


def _school(school):
    delegation = school.board_delegation_on
    return {
        "uai": school.uai,
        "name": school.name,
        "address": _address(school),
        "is_public": school.is_public,
        "board_delegation_on": delegation.isoformat() if delegation else None,
    }


def _branch(branch):
    if branch is None:
        return None
    return {"identity": branch.pk, "name": branch.name, "acronym": branch.acronym}


def _address(place):
    town = " ".join(filter(None, (getattr(place, "postcode", ""), getattr(place, "city", ""))))
    return ", ".join(filter(None, (getattr(place, "address", ""), town)))


def _programme(contract):
    return [
        {
            "day": session.day.isoformat(),
            "half": session.half,
            "half_label": Half(session.half).label,
            "kind": session.kind,
            "kind_label": SessionKind(session.kind).label,
            "title": session.title,
            "led_by": session.led_by,
            "led_by_label": LedBy(session.led_by).label,
            "leaders": session.leaders,
        }
        for session in contract.sessions.all()
    ]


def _funding(line):
    return {
        "funder": Funder(line.funder).label,
        "label": line.label,
        "asked": str(line.asked),
        "granted": None if line.granted is None else str(line.granted),
    }


def contract_facts(contract):
    """The values that `rules_contract.completeness` judges (R-CEE-4)."""
    booking = contract.booking
    consultation = getattr(booking, "branch_consultation", None)
    return ContractFacts(
        kind=contract.kind,
        starts_on=booking.starts_on,
        ends_on=booking.ends_on,
        last_day_is_half=booking.last_day_is_half,
        sessions=tuple(
            SessionFacts(session.day, session.half, session.kind, session.led_by)
            for session in contract.sessions.all()
        ),
        parties=tuple(
            PartyFacts(party.function, party.name, party.email) for party in contract.parties.all()
        ),
        referent=contract.referent_name,
        tutor=contract.tutor_name,
        place=contract.place,
        pupils=booking.girls + booking.boys + booking.unspecified,
        not_to_be_shown=contract.image_excluded,
        image_attested=contract.image_consents_attested,
        branch=contract.branch.name if contract.branch else "",
        branch_told=consultation is not None,
        branch_objection=consultation.objection if consultation else "",
        host_is_industrial=bool(booking.company and booking.company.is_industrial),
        clauses=tuple((name, label, getattr(contract, name)) for name, label in CLAUSES.items()),
        adults=booking.adults,
        alone_allowed=Level(booking.class_group.level).order >= Level.QUATRIEME.order,
    )
