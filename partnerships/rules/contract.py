"""What the contract of a class immersion must hold, and what a change does to signatures.

Pure functions: values in, violations or effects out (R-CEE-4, R-CEE-5, R-CEE-8).
"""

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from directory.violations import Violation
from documents.deadlines import Deadline
from partnerships.enums.contract import (
    COVERED_STATES,
    ContractKind,
    ContractState,
    Half,
    LedBy,
    PartyFunction,
    SessionKind,
)

TOLD_DAYS_BEFORE = 10
LAST_CALL_DAYS_BEFORE = 3
BY_TEACHER = (LedBy.TEACHER, LedBy.BOTH)
# R-VI-1: without these there is no agreement.
VISIT_CLAUSES = frozenset(("objectives", "transport", "meals", "insurance"))
BY_COMPANY = (LedBy.COMPANY, LedBy.BOTH)


@dataclass(frozen=True)
class SessionFacts:
    """One session of the programme."""

    day: date
    half: Half
    kind: SessionKind
    led_by: LedBy


@dataclass(frozen=True)
class PartyFacts:
    """Who signs for a function, and where the request to sign is sent."""

    function: PartyFunction
    name: str = ""
    email: str = ""


@dataclass(frozen=True)
class ContractFacts:
    """What completeness looks at; `branch` is its name, empty when none is known."""

    kind: ContractKind
    starts_on: date
    ends_on: date
    last_day_is_half: bool
    sessions: tuple[SessionFacts, ...] = ()
    parties: tuple[PartyFacts, ...] = ()
    referent: str = ""
    tutor: str = ""
    place: str = ""
    pupils: int = 0
    not_to_be_shown: int = 0
    image_attested: bool = False
    branch: str = ""
    branch_told: bool = False
    branch_objection: str = ""
    host_is_industrial: bool = True
    clauses: tuple[tuple[str, str, str], ...] = ()  # field, label, text
    adults: int = 0
    alone_allowed: bool = True  # from 4e, without a teacher but under the host's supervision


def half_days(starts_on, ends_on, last_day_is_half):
    """Every half-day of presence, in order: pairs (day, Half). A half last day is a morning."""
    days = [starts_on + timedelta(days=n) for n in range((ends_on - starts_on).days + 1)]
    halves = [(day, half) for day in days for half in (Half.MORNING, Half.AFTERNOON)]
    return halves[:-1] if last_day_is_half else halves


def place_of(day, half):
    """The anchor of a half-day in the programme editor."""
    return f"programme-{day.isoformat()}-{half}"


def completeness(facts):
    """All that keeps the contract from going to signature, each with rule and place (R-CEE-4).

    Violations that do not block are advice: the standard clause is printed instead.
    """
    if facts.kind == ContractKind.VISIT:
        return [*_visit(facts), *_people(facts), *_signatories(facts)]
    return [
        *_programme(facts),
        *_people(facts),
        *_image_rights(facts),
        *_branch(facts),
        *_signatories(facts),
        *(
            Violation("R-CEE-4", f"{label} : à préciser.", field, blocking=False)
            for field, label, text in facts.clauses
            if not text.strip()
        ),
    ]


def _visit(facts):
    """R-VI-1: aims, timetable, supervision, meals, transport, insurance are all compulsory."""
    wanted = half_days(facts.starts_on, facts.ends_on, facts.last_day_is_half)
    if not facts.sessions:
        yield Violation("R-VI-1", "Horaires : indiquez ce qui est prévu.", place_of(*wanted[0]))
    yield from _sessions_out(facts, wanted, "R-VI-1")
    if not any(session.kind == SessionKind.WELCOME_SAFETY for session in facts.sessions):
        text = "Aucun temps d’accueil et de consignes de sécurité n’est prévu."
        yield Violation("R-VI-1", text, "programme", blocking=False)
    if not facts.adults and not facts.alone_allowed:
        text = "Avant la 4e, le groupe est accompagné : indiquez le nombre d’adultes."
        yield Violation("R-VI-1", text, "adults")
    for field, label, text in facts.clauses:
        if field in VISIT_CLAUSES and not text.strip():
            yield Violation("R-VI-1", f"{label} : à préciser.", field)


def _programme(facts):
    wanted = half_days(facts.starts_on, facts.ends_on, facts.last_day_is_half)
    filled = {(session.day, session.half) for session in facts.sessions}
    for day, half in wanted:
        if (day, half) not in filled:
            yield Violation(
                "R-CEE-4",
                f"Programme : rien n’est prévu le {day:%d/%m} ({Half(half).label.lower()}).",
                place_of(day, half),
            )
    if wanted and not any(
        (s.day, s.half) == wanted[0] and s.kind == SessionKind.WELCOME_SAFETY
        for s in facts.sessions
    ):
        yield Violation(
            "R-CEE-4",
            "La première demi-journée doit comporter l’accueil et les consignes de sécurité.",
            place_of(*wanted[0]),
        )
    yield from _sessions_out(facts, wanted, "R-CEE-4")
    if facts.kind == ContractKind.CLASS_IMMERSION:
        yield from _sessions_led(facts)


def _sessions_out(facts, wanted, rule):
    for session in facts.sessions:
        if (session.day, session.half) not in wanted:
            yield Violation(
                rule,
                f"Une séance est prévue le {session.day:%d/%m}"
                f" ({Half(session.half).label.lower()}), hors des dates de l’immersion.",
                "programme",
            )


def _sessions_led(facts):
    """A lesson by a teacher and an observation or interview by the company (R-CEE-4)."""
    if not any(s.kind == SessionKind.LESSON and s.led_by in BY_TEACHER for s in facts.sessions):
        yield Violation(
            "R-CEE-4",
            "Au moins un cours doit être assuré par un enseignant de l’établissement.",
            "programme",
        )
    if not any(
        s.kind in (SessionKind.OBSERVATION, SessionKind.INTERVIEW) and s.led_by in BY_COMPANY
        for s in facts.sessions
    ):
        yield Violation(
            "R-CEE-4",
            "Au moins un temps d’observation ou d’entretien doit être conduit par l’entreprise.",
            "programme",
        )


def _people(facts):
    if not facts.referent.strip():
        yield Violation(
            "R-CEE-4", "Le référent de l’établissement n’est pas nommé.", "referent_name"
        )
    if not facts.tutor.strip():
        yield Violation("R-CEE-4", "Le tuteur dans l’entreprise n’est pas nommé.", "tutor_name")
    if not facts.place.strip():
        yield Violation("R-CEE-4", "Le lieu de l’immersion n’est pas indiqué.", "place")


def _image_rights(facts):
    """The teacher attests consents and counts the pupils not to be shown (R-CEE-3)."""
    if not facts.image_attested:
        yield Violation(
            "R-CEE-3",
            "Droit à l’image : attestez que les autorisations sont conservées dans"
            " l’établissement.",
            "image_consents_attested",
        )
    if facts.not_to_be_shown > facts.pupils:
        yield Violation(
            "R-CEE-3",
            f"Droit à l’image : {facts.not_to_be_shown} élèves à ne pas montrer pour"
            f" {facts.pupils} élèves attendus.",
            "image_excluded",
        )


def _branch(facts):
    """Told at the request, without objection; a Classe en Entreprise is in industry (R-CEE-4)."""
    if facts.kind != ContractKind.CLASS_IMMERSION:
        return
    if not facts.host_is_industrial:
        yield Violation(
            "R-CEE-4",
            "L’entreprise n’exerce pas une activité industrielle : l’immersion fait l’objet"
            " d’une convention à deux signatures.",
            "kind",
        )
    if not facts.branch:
        yield Violation("R-CEE-4", "Aucune branche professionnelle n’est désignée.", "branch")
        return
    if not facts.branch_told:
        yield Violation(
            "R-CEE-4", f"{facts.branch} n’a pas encore été informée de la demande.", "branch"
        )
    if facts.branch_objection:
        yield Violation(
            "R-CEE-4",
            f"{facts.branch} s’oppose à cette immersion : {facts.branch_objection}",
            "branch",
        )


def _signatories(facts):
    """Each function names who signs; without an address that party signs on paper (R-CEE-5)."""
    known = {party.function: party for party in facts.parties}
    for function in ContractKind(facts.kind).functions:
        party = known.get(function, PartyFacts(function))
        who = PartyFunction(function).label
        if not party.name.strip():
            text = f"Le signataire n’est pas nommé ({who.lower()})."
            yield Violation("R-AG-1", text, f"party-{function}")
        elif not party.email.strip():
            text = f"Sans adresse électronique, {party.name} signera sur papier."
            yield Violation("R-AG-1", text, f"party-{function}", blocking=False)


# --- What a change does to the signatures (R-CEE-5) --------------------------------


class Effect(enum.IntEnum):
    """Ordered: the strongest effect of several changes is theirs together."""

    NONE = 0
    NOTICE = 1
    VOID = 2


@dataclass(frozen=True)
class Change:
    """One difference between what was signed and what is now wanted."""

    field: str
    label: str
    before: object
    after: object
    effect: Effect


LABELS = {
    "kind": "Nature de la convention",
    "dates": "Dates",
    "place": "Lieu",
    "parties": "Parties",
    "class_group": "Classe",
    "pupils": "Effectif des élèves",
    "adults": "Adultes accompagnateurs",
    "adult_count": "Nombre d’accompagnateurs",
    "referent": "Référent de l’établissement",
    "tutor": "Tuteur dans l’entreprise",
    "programme": "Programme",
    "clauses": "Clauses particulières",
    "image_rights": "Droit à l’image",
    "signatories": "Signataires",
    "supporters": "Soutiens",
    "funding": "Financement",
}
VOIDING = frozenset({"kind", "dates", "place", "parties", "class_group"})
# How a party is recognised: a corrected name or address is not another party.
PARTY_IDENTITY = {"company": "identity", "school": "uai", "branch": "identity"}


def diff(signed: Mapping, wanted: Mapping) -> list[Change]:
    """The changes from the signed data to the wanted ones, each with its effect (R-CEE-5).

    A change of date, place or party, or more pupils than signed, voids the signatures;
    fewer pupils, other adults, another tutor or a detail of the programme is a notice.
    The follow-up of funding (granted, paid) changes nothing that was signed.
    """
    changes = []
    for field, label in LABELS.items():
        before, after = _comparables(field, signed, wanted)
        if before != after:
            effect = _effect(field, before, after)
            changes.append(Change(field, label, signed.get(field), wanted.get(field), effect))
    return changes


def effect_of(changes) -> Effect:
    """The strongest effect; `NONE` for no change."""
    return max((change.effect for change in changes), default=Effect.NONE)


def _comparables(field, signed, wanted):
    """A corrected name is not another class, where what was signed says which class it is."""
    if field != "class_group":
        return [_comparable(field, data) for data in (signed, wanted)]
    both = [data.get(field) or {} for data in (signed, wanted)]
    if all("identity" in one for one in both):
        return [one["identity"] for one in both]
    return [(one.get("name"), one.get("level")) for one in both]


def _comparable(field, data):
    value = data.get(field)
    if field == "parties":
        return {
            party: (facts or {}).get(PARTY_IDENTITY.get(party, "identity"))
            for party, facts in (value or {}).items()
        }
    if field == "funding":
        return [(line["funder"], line["label"], line["asked"]) for line in value or []]
    return value


def _effect(field, before, after):
    if field in VOIDING:
        return Effect.VOID
    if field == "pupils":
        more = (after or {}).get("total", 0) > (before or {}).get("total", 0)
        return Effect.VOID if more else Effect.NOTICE
    return Effect.NOTICE


# --- An immersion that nobody has fully signed (R-CEE-8) ---------------------------


class Coverage(enum.StrEnum):
    COVERED = "covered"
    WAITING = "waiting"
    TOLD = "told"
    LAST_CALL = "last_call"
    UNCOVERED = "uncovered"
    CANCELLED = "cancelled"


def coverage(state, starts_on, today):
    """Where an immersion stands on `today` (R-CEE-8).

    From D-10 head and branch are told; at D-3 the head records paper or cancels; past
    that day it is *non couverte*, and an immersion once uncovered stays so.
    """
    if state in COVERED_STATES:
        return Coverage.COVERED
    if state == ContractState.CANCELLED:
        return Coverage.CANCELLED
    left = (starts_on - today).days
    if state == ContractState.UNCOVERED or left < LAST_CALL_DAYS_BEFORE:
        return Coverage.UNCOVERED
    if left == LAST_CALL_DAYS_BEFORE:
        return Coverage.LAST_CALL
    return Coverage.TOLD if left <= TOLD_DAYS_BEFORE else Coverage.WAITING


def deadline(starts_on):
    """All should have signed ten days before; the parties are asked until the eve (R-CEE-8)."""
    return Deadline(starts_on - timedelta(days=TOLD_DAYS_BEFORE), starts_on - timedelta(days=1))


def covers_in_time(signed_on, starts_on):
    """Signatures count when the last one was given by the first day at the latest (R-CEE-8)."""
    return signed_on <= starts_on
