"""Terms of co-leads and members of a committee: pure functions (R-CL-1, R-CL-2)."""

from clee.enums import MemberKind, Side
from directory.search import fold
from directory.violations import Violation


def check_mandate(mandate, others):
    """Violations of a new or corrected term; `others`: the terms of the same committee.

    A person holds one term at a time, on one side. The school side is designated by the
    IA-DASEN: a date and an author.
    """
    found = []
    if mandate.ends_on and mandate.ends_on < mandate.starts_on:
        found.append(Violation("R-CL-1", "La fin du mandat précède son début.", "ends_on"))
    if any(_same_person(mandate, one) and _overlap(mandate, one) for one in others):
        text = "Cette personne copilote déjà le comité à ces dates."
        found.append(Violation("R-CL-1", text, "starts_on"))
    return found + _check_designation(mandate)


def _check_designation(mandate):
    if mandate.side != Side.SCHOOL:
        return []
    if mandate.designated_on is None or not mandate.designated_by:
        text = "Côté École, indiquez la date et l’auteur de la désignation."
        return [Violation("R-CL-1", text, "designated_on")]
    return []


def _same_person(mandate, other):
    if mandate.user_id and other.user_id:
        return mandate.user_id == other.user_id
    return fold(mandate.name) == fold(other.name)


def _overlap(mandate, other):
    begins = other.ends_on is None or mandate.starts_on <= other.ends_on
    ends = mandate.ends_on is None or other.starts_on <= mandate.ends_on
    return begins and ends


def check_member(member, others, today):
    """Violations of an adhesion; `others`: the members present, with their organisations."""
    found = []
    if member.joined_on > today:
        text = "L’adhésion ne peut pas être datée du futur."
        found.append(Violation("R-CL-2", text, "joined_on"))
    for one in others:
        if fold(one.name) == fold(member.name):
            kind = MemberKind(one.kind).label
            text = f"Ce membre est déjà dans le comité ({kind})."
            found.append(Violation("R-CL-2", text, "other_name"))
            break
    return found
