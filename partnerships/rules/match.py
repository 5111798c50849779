"""Whether a branch may propose these days of a company for what a school looks for. Pure."""

from directory.violations import Violation
from partnerships import rules

RULE = "R-CEE-4"


def check_plan(period, wished, expires_on, today):
    """The days, within those that the school wished; the last day to answer, before them."""
    found = []
    if period.last < period.first:
        return [Violation(RULE, "Le dernier jour précède le premier.", "ends_on")]
    if period.first <= today:
        found.append(Violation(RULE, "Proposez des jours à venir.", "starts_on"))
    elif period.first < wished.first or period.last > wished.last:
        text = (
            f"L’établissement cherche entre le {rules.french(wished.first)} et le "
            f"{rules.french(wished.last)}."
        )
        found.append(Violation(RULE, text, "starts_on"))
    if expires_on <= today:
        text = "Laissez au moins un jour pour répondre."
        found.append(Violation(RULE, text, "expires_on"))
    elif expires_on >= period.first:
        text = "Les réponses s’attendent avant le premier jour."
        found.append(Violation(RULE, text, "expires_on"))
    return found


def check_host(is_industrial, is_active, in_territory):
    """A Classe en Entreprise is lived in industry, on the territory of its branch (R-CEE-4)."""
    if not is_active:
        return [Violation("R-ID-6", "Cette entreprise a fermé.", "company")]
    if not is_industrial:
        text = "Cette entreprise n’est pas industrielle : la branche n’est pas partie."
        return [Violation(RULE, text, "company")]
    if not in_territory:
        text = "Cette entreprise n’est pas sur votre territoire."
        return [Violation(RULE, text, "company")]
    return []


def check_slot(slot_capacity, seats_left, pupils):
    """More pupils than the slot has left; nothing for days that are no slot (None)."""
    if seats_left is None or pupils <= seats_left:
        return []
    text = f"Il reste {seats_left} places sur {slot_capacity} à ces dates."
    return [Violation("R-CEE-6", text, "unspecified")]


def check_reply(says_yes, starts_on, ends_on, seats, today):
    """A yes to the call of a branch has its days, to come, and how many pupils."""
    if not says_yes:
        return []
    if not starts_on or not ends_on:
        text = "Indiquez le premier et le dernier jour possibles."
        return [Violation(RULE, text, "starts_on")]
    if ends_on < starts_on:
        return [Violation(RULE, "Le dernier jour précède le premier.", "ends_on")]
    if starts_on <= today:
        return [Violation(RULE, "Proposez des jours à venir.", "starts_on")]
    if not seats:
        return [Violation(RULE, "Indiquez combien d’élèves vous recevez.", "seats")]
    return []
