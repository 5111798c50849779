"""What a family is told at once of the host it proposes: values in, violations out.

Hours and days are checked when the school accepts (`rules_presence`); these spare a round trip.
"""

import datetime as dt

from directory.violations import Violation

RULE = "R-AG-5"
LONGEST = dt.timedelta(days=31)
FARTHEST = dt.timedelta(days=366)
# Proposals of one pupil that wait at the same time: a week may be at several hosts (R-PL-8).
MOST_WAITING = 3


def check_days(starts_on, ends_on, today):
    """The days that nobody could accept."""
    if ends_on < starts_on:
        return [Violation(RULE, "Le dernier jour précède le premier.", "ends_on")]
    if starts_on < today:
        return [Violation(RULE, "Le stage ne commence pas avant aujourd’hui.", "starts_on")]
    if starts_on - today > FARTHEST:
        return [Violation(RULE, "Le stage commence dans plus d’un an.", "starts_on")]
    if ends_on - starts_on > LONGEST:
        return [Violation(RULE, "Un stage ne dépasse pas un mois.", "ends_on")]
    return []


def check_contact(email, phone):
    """The school must be able to call the host."""
    if email or phone:
        return []
    text = "Donnez le courriel ou le téléphone de l’entreprise : l’établissement l’appelle."
    return [Violation(RULE, text, "host_phone")]


def check_waiting(number):
    """`number` proposals of this pupil wait already."""
    if number < MOST_WAITING:
        return []
    text = (
        f"{MOST_WAITING} propositions attendent déjà la réponse de l’établissement. "
        "Contactez-le, ou retirez-en une."
    )
    return [Violation(RULE, text)]
