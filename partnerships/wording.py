"""How mails and pages name an immersion: dates, numbers, the lines of facts."""

from directory import french
from partnerships.enums import OfferKind


def period_of(row):
    """ "le 12 janvier 2027", "du 12 au 14 janvier 2027" of a booking or a slot."""
    half = " (dernière demi-journée libre)" if row.last_day_is_half else ""
    return french.period(row.starts_on, row.ends_on) + half


def period_between(first, last):
    """ "du 1er mars au 30 juin 2027", "depuis le 1er mars 2027" without an end."""
    return french.period(first, last) if last else f"depuis le {french.full_day(first)}"


def span_of(row):
    """The first and the last day of a booking or a slot."""
    return row.starts_on, row.ends_on


def day(value):
    """ "12 janvier 2027"."""
    return french.full_day(value)


def in_days(when, today):
    """ "demain", "dans 5 jours", counted from the day on which it is told: a reminder may
    leave later, or earlier, than its rule says."""
    left = (when - today).days
    if left < 2:
        return "demain" if left == 1 else "aujourd’hui"
    return f"dans {left} jours"


def numbers_of(booking):
    """ "24 élèves (12 filles, 11 garçons), 2 adultes"; zeros are not said."""
    said = [(booking.girls, "fille"), (booking.boys, "garçon")]
    detail = [counted(number, word) for number, word in said if number]
    if detail and booking.unspecified:
        detail.append(f"{booking.unspecified} non précisé")
    parts = []
    if booking.pupils:
        pupils = counted(booking.pupils, "élève")
        parts.append(f"{pupils} ({', '.join(detail)})" if detail else pupils)
    if booking.adults:
        parts.append(counted(booking.adults, "adulte"))
    return ", ".join(parts)


def counted(number, word):
    return f"{number} {word}{'s' if number > 1 else ''}"


def facts_of(booking):
    """What every mail about a booking recalls; never a pupil's nor a person's name."""
    group = booking.class_group
    rows = [
        ("Nature", OfferKind(booking.kind).label),
        ("Accueil", str(booking.host)),
        ("Demandeur", str(booking.guest)),
        ("Classe", f"{group.name} ({group.get_level_display()})" if group else ""),
        ("Dates", period_of(booking)),
        ("Effectif", numbers_of(booking)),
    ]
    return [(label, value) for label, value in rows if value]
