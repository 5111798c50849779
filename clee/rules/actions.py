"""What an action must say, and on which days it may take place (R-CL-4, R-ID-9): pure."""

from directory.french import full_day
from directory.violations import Violation


def check_done(action, today):
    """An action that is still to come is not done."""
    if action.starts_on > today:
        return [Violation("R-CL-4", "Une action à venir n’est pas encore réalisée.", "is_done")]
    return []


def check_action(action, calendar):
    """Violations of an action; for pupils the school holidays refuse, a Sunday or a public
    holiday only warns (R-ID-9); for staff and the public every day is fine."""
    found = [*_missing(action), *_counts(action)]
    if action.ends_on < action.starts_on:
        found.append(Violation("R-CL-4", "Le dernier jour précède le premier.", "ends_on"))
    elif action.is_for_pupils:
        found += _days(action, calendar)
    return found


def _missing(action):
    if not action.levels:
        yield Violation("R-CL-4", "Indiquez à qui s’adresse l’action.", "levels")
    if action.type.needs_label and not action.other_label:
        yield Violation("R-CL-4", "Précisez de quelle action il s’agit.", "other_label")


def _counts(action):
    if action.pupils and action.levels and not action.is_for_pupils:
        text = "Des élèves sont comptés : cochez aussi leur niveau."
        yield Violation("R-CL-4", text, "levels")
    if action.priority > action.pupils:
        text = "Les publics prioritaires sont comptés parmi les élèves."
        yield Violation("R-CL-4", text, "priority")


def _days(action, calendar):
    """Of its first and last day: a long action (a bank of placements) spans holidays."""
    days = {"starts_on": action.starts_on, "ends_on": action.ends_on}
    if action.starts_on == action.ends_on:
        del days["ends_on"]
    for field, day in days.items():
        holiday = calendar.holiday(day)
        if holiday:
            text = (
                f"Le {full_day(day)} : {holiday}. Une action pour des élèves n’a pas lieu pendant "
                "les vacances scolaires."
            )
            yield Violation("R-ID-9", text, field)
        elif why := calendar.why_closed(day):
            text = f"Le {full_day(day, weekday=True)} : {why}."
            yield Violation("R-ID-9", text, field, blocking=False)
