"""What may be asked of hosts by a school request, and what answers it. Pure."""

from directory.enums import Level
from directory.violations import Violation
from partnerships import rules
from partnerships.enums import OfferKind
from partnerships.enums.school_requests import LONGEST_WAIT, AnswerKind, Reach

ASKED = "R-IM-1"


def check_request(kind, level, period, expires_on, today):
    """The violations of a request: the level (R-CEE-1, R-VI-1), its weeks, its last day."""
    found = check_level(OfferKind(kind), level)
    if period.last <= today:
        found.append(Violation(ASKED, "La période souhaitée est passée.", "ends_on"))
    if expires_on <= today:
        text = "Laissez au moins un jour pour répondre."
        found.append(Violation(ASKED, text, "expires_on"))
    elif expires_on > min(period.last, today + LONGEST_WAIT):
        text = "Les réponses s’attendent six mois au plus, et avant la fin de la période."
        found.append(Violation(ASKED, text, "expires_on"))
    return found


def check_level(kind, level):
    """The level of the class that takes part (R-CEE-1, R-VI-1); a speaker may come to several,
    staff go without a class."""
    if not kind.needs_class_group:
        return []
    if level:
        return rules.check_level(kind, Level(level))
    if kind == OfferKind.SPEAKER:
        return []
    return [Violation(ASKED, "Indiquez le niveau de la classe.", "level")]


def check_reach(reach, km, has_position, has_basin):
    """What the territory needs: a distance and a position, or a known bassin."""
    if reach == Reach.DISTANCE and not km:
        return [Violation(ASKED, "Indiquez une distance.", "km")]
    if reach == Reach.DISTANCE and not has_position:
        text = "L’établissement n’a pas de position connue : choisissez le département."
        return [Violation(ASKED, text, "reach")]
    if reach == Reach.BASIN and not has_basin:
        text = "Le bassin de l’établissement n’est pas connu : choisissez le département."
        return [Violation(ASKED, text, "reach")]
    return []


def check_answer(kind, starts_on, ends_on, message, today):
    """A yes has its days, to come; a question has its words."""
    if kind == AnswerKind.QUESTION and not message.strip():
        return [Violation(ASKED, "Écrivez votre question.", "message")]
    if kind != AnswerKind.YES:
        return []
    if not starts_on or not ends_on:
        text = "Indiquez le premier et le dernier jour possibles."
        return [Violation(ASKED, text, "starts_on")]
    if ends_on < starts_on:
        return [Violation(ASKED, "Le dernier jour précède le premier.", "ends_on")]
    if starts_on <= today:
        return [Violation(ASKED, "Proposez des jours à venir.", "starts_on")]
    return []


def check_retained(answer_days, seats, chosen, people):
    """The immersion stands within what was offered; more people than said is a refusal."""
    found = []
    if chosen.first < answer_days.first or chosen.last > answer_days.last:
        text = (
            f"L’entreprise a proposé {rules.french(answer_days.first)} au plus tôt et "
            f"{rules.french(answer_days.last)} au plus tard."
        )
        found.append(Violation(ASKED, text, "starts_on"))
    if seats and people > seats:
        text = f"L’entreprise reçoit {seats} personnes au plus."
        found.append(Violation(ASKED, text, "unspecified"))
    return found
