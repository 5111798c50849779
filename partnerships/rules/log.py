"""What a line of the log must say; values in, violations out."""

import datetime as dt

from directory.violations import Violation

# A next action further away is a slip of the keyboard.
FURTHEST = dt.timedelta(days=3 * 365)
RULE = "DOMAIN §8"


def check_entry(happened_on, next_action, next_action_on, today):
    """An exchange is not to come; a next action has words and a day, from that exchange on."""
    found = []
    if happened_on > today:
        text = "La date de l’échange est à venir : notez plutôt une suite à donner."
        found.append(Violation(RULE, text, "happened_on"))
    if next_action and next_action_on is None:
        text = "Indiquez quand le faire."
        found.append(Violation(RULE, text, "next_action_on"))
    if next_action_on is None:
        return found
    if not next_action:
        found.append(Violation(RULE, "Indiquez ce qu’il faut faire.", "next_action"))
    if next_action_on < happened_on:
        text = "La suite à donner ne précède pas l’échange."
        found.append(Violation(RULE, text, "next_action_on"))
    elif next_action_on - today > FURTHEST:
        text = "Cette date est à plus de trois ans : vérifiez-la."
        found.append(Violation(RULE, text, "next_action_on"))
    return found


def check_contact(contact, subject):
    """The person met works for the organisation that was met."""
    if contact is None:
        return []
    works_for = contact.company or contact.network or contact.school
    if works_for == subject:
        return []
    return [Violation(RULE, "Cette personne n’est pas de cette structure.", "contact")]
