"""What an agreement must hold before it is signed, and until when it may be: pure functions,
values in, violations out (R-AG-1, R-AG-6, R-AG-7, R-PL-5)."""

from dataclasses import dataclass
from datetime import date, timedelta

from directory.violations import Violation
from documents.deadlines import Deadline
from placements.rules.presence import age_on

OF_AGE = 18
# The head is told on these days before the first one (R-AG-6).
TOLD_DAYS_BEFORE = (7, 3, 1)


@dataclass(frozen=True)
class HostFacts:
    """One host's part; `key` begins the names of its fields."""

    key: str
    name: str
    completed: bool = False
    has_hours: bool = False
    tutor: str = ""
    activities: str = ""
    insurance: str = ""
    signatory: str = ""
    works_read: bool = False


@dataclass(frozen=True)
class AgreementFacts:
    """What completeness looks at; `guardians` are the names that are known."""

    starts_on: date
    birth_date: date | None
    guardians: tuple[str, ...] = ()
    head: str = ""
    hosts: tuple[HostFacts, ...] = ()
    # R-PF-4: the referent teacher signs a vocational one.
    referent: str = ""
    is_vocational: bool = False


def is_of_age(birth_date, day):
    """Whether a pupil signs alone: a date that is not known is that of a minor (R-AG-1)."""
    return birth_date is not None and age_on(birth_date, day) >= OF_AGE


def completeness(facts, today):
    """Everything that keeps the agreement from being put to signature."""
    return [
        *_check_pupil(facts, today),
        *([] if facts.head else [_lacks_head()]),
        *([_lacks_referent()] if facts.is_vocational and not facts.referent else []),
        *_check_hosts(facts.hosts),
        *([] if covers(today, facts.starts_on) else [_too_late()]),
    ]


def _check_pupil(facts, today):
    if facts.birth_date is None:
        return [Violation("R-AG-1", "La date de naissance de l’élève manque.", "birth_date")]
    if not is_of_age(facts.birth_date, today) and not facts.guardians:
        text = "Aucun responsable légal n’est connu : il en faut un pour signer."
        return [Violation("R-AG-1", text, "guardians")]
    return []


def _lacks_head():
    text = "Le chef d’établissement n’est pas connu : il signe la convention."
    return Violation("R-AG-1", text, "head")


def _lacks_referent():
    text = "L’enseignant référent n’est pas connu : choisissez-le sur la page de la classe."
    return Violation("R-PF-4", text, "referent")


def _too_late():
    return Violation("R-AG-6", "Le stage a commencé : une signature ne le couvre plus.", None)


def _check_hosts(hosts):
    """One sentence for all who have not answered, what lacks for each of the others."""
    silent = [host for host in hosts if not host.completed]
    names = [host.name for host in silent]
    if len(silent) > 1:
        text = f"{', '.join(names[:-1])} et {names[-1]} n’ont pas complété leur part."
        yield Violation("R-AG-7", text, silent[0].key)
    elif silent:
        yield Violation("R-AG-7", f"{names[0]} n’a pas complété sa part.", silent[0].key)
    for host in hosts:
        yield from check_host_part(host) if host.completed else ()


def check_host_part(host):
    """R-AG-7: what a host that has answered says; R-PL-5: the list of forbidden works is
    ticked."""
    wanted = (
        ("hours", host.has_hours, "R-PL-4", "les horaires"),
        ("tutor_name", host.tutor, "R-AG-7", "le tuteur"),
        ("activities", host.activities, "R-AG-7", "les activités"),
        ("insurance", host.insurance, "R-PL-6", "l’assurance"),
        ("signatory_name", host.signatory, "R-AG-1", "le signataire"),
        ("works_read", host.works_read, "R-PL-5", "la liste des travaux interdits"),
    )
    return [
        Violation(rule, f"{host.name} : il manque {words}.", f"{host.key}_{field}")
        for field, known, rule, words in wanted
        if not known
    ]


def covers(signed_on, starts_on):
    """Signatures count when the last one was given by the first day (R-AG-6)."""
    return signed_on <= starts_on


def deadline(starts_on):
    """All should have signed a week before; the parties are asked until the eve (R-AG-6)."""
    first = TOLD_DAYS_BEFORE[0]
    return Deadline(starts_on - timedelta(days=first), starts_on - timedelta(days=1))
