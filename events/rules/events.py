"""What an event must be (R-ID-9, R-EV): values in, violations out."""

from dataclasses import dataclass

from directory.violations import Violation

NO_SESSION = "Un événement a au moins une séance."
CROSSED = "La fin de la séance précède son début."
LONGEST_TITLE = 150


@dataclass(frozen=True)
class SessionDraft:
    """One session as it was typed; `key` is that of the row it changes, None for a new one."""

    starts_at: object
    ends_at: object
    title: str = ""
    room: str = ""
    capacity: int | None = None
    key: int | None = None

    @property
    def values(self):
        names = ("title", "starts_at", "ends_at", "room", "capacity")
        return {name: getattr(self, name) for name in names}


def check_sessions(drafts):
    """One at least, each ending after it begins."""
    if not drafts:
        return [Violation("", NO_SESSION)]
    return [Violation("", CROSSED) for one in drafts if one.ends_at <= one.starts_at][:1]


def check_days(days, calendar):
    """R-ID-9: a Sunday, a holiday warn and never forbid."""
    found = []
    for day in sorted(days):
        if why := calendar.why_closed(day):
            text = f"Le {day:%d/%m/%Y} tombe un jour fermé aux élèves ({why})."
            found.append(Violation("R-ID-9", text, blocking=False))
    return found


def check_registration(opens_at, closes_at, ends_at):
    """Registrations close after they open, and before the event is over."""
    found = []
    if opens_at and closes_at and closes_at <= opens_at:
        text = "La clôture des inscriptions précède leur ouverture."
        found.append(Violation("", text, "registration_closes_at"))
    if closes_at and ends_at and closes_at > ends_at:
        text = "Les inscriptions se terminent avant la fin de l’événement."
        found.append(Violation("", text, "registration_closes_at"))
    return found


def check_closing(ends_at, now):
    """An event that is not over is cancelled, not closed."""
    if ends_at > now:
        return [Violation("", "L’événement n’a pas encore eu lieu : annulez-le s’il le faut.")]
    return []
