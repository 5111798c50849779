"""How many weeks a period or a placement counts towards a diploma (R-PF-1)."""

from datetime import timedelta

DAY = timedelta(days=1)
SATURDAY = 5


def weeks_of(first, last, calendar):
    """Weeks from `first` to `last`, both included, to a tenth: a fifth for each weekday out
    of the school holidays. A public holiday takes nothing away, a corrected calendar does."""
    return days_of(first, last, calendar) / 5


def days_of(first, last, calendar):
    """The weekdays that count: five of them make a week."""
    span = (first + DAY * n for n in range((last - first).days + 1))
    return sum(day.weekday() < SATURDAY and calendar.holiday(day) is None for day in span)


def in_words(weeks):
    """« 4 semaines », « 3,4 semaines », « aucune semaine »."""
    if not weeks:
        return "aucune semaine"
    number = f"{weeks:.1f}".rstrip("0").rstrip(".").replace(".", ",")
    return f"{number} semaine" + ("s" if weeks >= 2 else "")
