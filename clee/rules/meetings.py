"""What a meeting needs before it is convened, held or told: pure functions (R-CL-3)."""

import datetime as dt

from clee.enums.meetings import Answer
from directory.violations import Violation

RULE = "R-CL-3"
LONGEST = dt.timedelta(hours=12)
# The minutes may be of a meeting of last year, never of a distant one typed by mistake.
OLDEST = dt.timedelta(days=400)


def check_times(starts_at, ends_at, now):
    """Violations of the hours of a meeting that is prepared (aware datetimes)."""
    if ends_at <= starts_at:
        return [Violation(RULE, "La fin de la réunion précède son début.", "ends_at")]
    if ends_at - starts_at > LONGEST:
        return [Violation(RULE, "Une réunion dure une journée au plus.", "ends_at")]
    if starts_at < now - OLDEST:
        return [Violation(RULE, "Cette date est trop ancienne.", "day")]
    return []


def check_convening(starts_at, has_agenda, guests, now):
    """Violations of the sending of invitations; `guests`: how many people are to be invited."""
    found = []
    if starts_at <= now:
        text = "La réunion est passée : marquez-la comme tenue."
        found.append(Violation(RULE, text))
    if not has_agenda:
        found.append(Violation(RULE, "Inscrivez au moins un point à l’ordre du jour."))
    if not guests:
        text = "Personne n’est à inviter : inscrivez d’abord des membres ou des copilotes."
        found.append(Violation(RULE, text))
    return found


def check_new_day(old, new, now):
    """Violations of a postponement: to another moment, yet to come."""
    if new == old:
        return [Violation(RULE, "Choisissez une autre date ou une autre heure.", "day")]
    if new <= now:
        return [Violation(RULE, "La nouvelle date est passée.", "day")]
    return []


def check_holding(day, today):
    """Violations of « tenue »: not before its day."""
    if day > today:
        return [Violation(RULE, "La réunion n’a pas encore eu lieu.")]
    return []


def check_answer(answer, represented_by):
    """Violations of an answer: one of the three, and who represents."""
    if answer not in (Answer.PRESENT, Answer.EXCUSED, Answer.REPRESENTED):
        return [Violation(RULE, "Choisissez une réponse.", "answer")]
    if answer == Answer.REPRESENTED and not represented_by.strip():
        return [Violation(RULE, "Indiquez qui vous représente.", "represented_by")]
    return []


def check_minutes(unrecorded, everybody):
    """Violations of the minutes; `unrecorded`: how many guests have no attendance yet."""
    if not everybody:
        return [Violation(RULE, "Relevez d’abord qui était présent.")]
    if unrecorded == everybody:
        return [Violation(RULE, "Relevez d’abord les présences.")]
    return []


def agenda_lines(text):
    """The points of an agenda typed one a line, each once, in order."""
    lines = (" ".join(line.split())[:200] for line in text.splitlines())
    return list(dict.fromkeys(line for line in lines if line))
