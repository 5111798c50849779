"""What may be offered and booked: pure functions from values to violations.

Every function returns the list of `Violation` it found, warnings (`blocking=False`)
included. Dates are days, durations minutes; the calendar is a value.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby

from directory.enums import Level
from directory.french import full_day
from directory.french import period as between
from directory.violations import Violation
from partnerships.enums import (
    CLASS_IMMERSION_DAYS,
    MAX_PENDING_REQUESTS,
    USUAL_SIZES,
    VISIT_MAX_DAYS,
    OfferKind,
)

# R-PL-3, R-PL-4, which R-VI-2 extends to every presence for observation.
EARLIEST, LATEST = time(6), time(20)
LONGEST_DAY = 7 * 60
LONGEST_STRETCH = 4 * 60 + 30
SHORTEST_BREAK = 30
SHORTEST_NIGHT = 14 * 60
FRIDAY = 4

# Last year's offers are renewed from the day on which the next year is prepared (R-ID-8)
# to the end of September; companies are written to once, from the third date on.
RENEWAL_STARTS, RENEWAL_ENDS, RENEWAL_ASKED = (5, 1), (9, 30), (5, 15)


@dataclass(frozen=True)
class Period:
    """From the first to the last day, both counted."""

    first: date
    last: date

    def __iter__(self):
        return (self.first + timedelta(days=n) for n in range(len(self)))

    def __len__(self):
        return max((self.last - self.first).days + 1, 0)

    def overlaps(self, other):
        return self.first <= other.last and other.first <= self.last


@dataclass(frozen=True)
class Numbers:
    """Who comes: pupils as girls, boys, unspecified (R-CEE-3), and adults."""

    girls: int = 0
    boys: int = 0
    unspecified: int = 0
    adults: int = 0

    @property
    def pupils(self):
        return self.girls + self.boys + self.unspecified

    def seats(self, kind):
        return self.pupils if kind.needs_class_group else self.adults


french = full_day


def check_length(kind, period):
    """R-CEE-2 three weekdays in a row, R-VI-1 one or two days, else one."""
    kind = OfferKind(kind)
    if not len(period):
        return [Violation("R-ID-8", "Le dernier jour précède le premier.", "ends_on")]
    if kind == OfferKind.CLASS_IMMERSION:
        return _three_weekdays(period)
    longest = kind.shortest_and_longest[1]
    if longest is None or len(period) <= longest:
        return []
    if kind == OfferKind.VISIT:
        return [
            Violation(
                "R-VI-1",
                f"Une visite d’information dure au plus {VISIT_MAX_DAYS} jours consécutifs : "
                "au-delà, proposez une classe en entreprise de trois jours.",
                "ends_on",
            )
        ]
    return [Violation("R-CEE-6", f"« {kind.label} » se tient sur un seul jour.", "ends_on")]


def _three_weekdays(period):
    found = []
    if len(period) != CLASS_IMMERSION_DAYS:
        found.append(
            Violation(
                "R-CEE-2",
                "Une classe en entreprise dure trois jours consécutifs "
                "(le troisième peut être une demi-journée).",
                "ends_on",
            )
        )
    if any(day.weekday() > FRIDAY for day in period):
        found.append(
            Violation(
                "R-CEE-2",
                "Une classe en entreprise se tient du lundi au vendredi : "
                "commencez un lundi, un mardi ou un mercredi.",
                "starts_on",
            )
        )
    return found


def check_days(kind, period, calendar):
    """R-ID-9: no pupil on a Sunday, a public holiday, in school holidays.

    A warning only when adults alone move (teacher immersion, visit of a school).
    """
    kind = OfferKind(kind)
    rule = "R-CEE-2" if kind == OfferKind.CLASS_IMMERSION else "R-ID-9"
    return [
        Violation(
            rule,
            _closed(list(days), why)
            if kind.needs_class_group
            else f"{_closed(list(days), why)} Vérifiez que la date convient.",
            "starts_on",
            blocking=kind.needs_class_group,
        )
        for why, days in groupby(period, calendar.why_closed)
        if why
    ]


def _closed(days, why):
    """« Du 15 au 17 février 2027 : vacances scolaires (Vacances d’hiver). »"""
    when, (kind, _, name) = between(days[0], days[-1]), why.partition(" : ")
    return f"{when[0].upper()}{when[1:]} : {kind}{name and f' ({name})'}."


def check_dates(kind, period, calendar):
    """Length and days together, as publication, booking and R-IM-1 need them."""
    found = check_length(kind, period)
    return found if found and not len(period) else found + check_days(kind, period, calendar)


def check_not_past(period, today):
    if period.first > today:
        return []
    return [Violation("R-CEE-6", "Ces dates sont passées ou commencent aujourd’hui.", "starts_on")]


def check_hours(kind, starts_at, ends_at, break_minutes):
    """R-VI-2 (R-PL-3, R-PL-4): hours of presence of pupils at the host's."""
    if starts_at is None or ends_at is None or not OfferKind(kind).moves_pupils:
        return []
    span = _minutes(starts_at, ends_at)
    if span <= 0:
        return [Violation("R-PL-3", "L’heure de fin précède l’heure d’arrivée.", "ends_at")]
    found = []
    if starts_at < EARLIEST or ends_at > LATEST:
        found.append(
            Violation("R-PL-3", "Pas de présence avant 6 heures ni après 20 heures.", "starts_at")
        )
    if span >= LONGEST_STRETCH and break_minutes < SHORTEST_BREAK:
        found.append(
            Violation(
                "R-PL-4",
                "Dès 4 h 30 de présence, une pause d’au moins 30 minutes est obligatoire.",
                "break_minutes",
            )
        )
    if span - break_minutes > LONGEST_DAY:
        found.append(Violation("R-PL-3", "Au plus 7 heures par jour, pause déduite.", "ends_at"))
    if 24 * 60 - span < SHORTEST_NIGHT:
        found.append(
            Violation("R-PL-4", "Le repos entre deux jours est d’au moins 14 heures.", "ends_at")
        )
    return found


def _minutes(start, end):
    day = date(2000, 1, 1)
    return (datetime.combine(day, end) - datetime.combine(day, start)).total_seconds() / 60


def check_level(kind, level, min_level="", max_level=""):
    """R-CEE-1 from 4e on, then the levels that the sheet of the offer takes."""
    kind = OfferKind(kind)
    if not kind.needs_class_group:
        return []
    level = Level(level)
    if kind == OfferKind.CLASS_IMMERSION and not level.allows_class_immersion:
        return [
            Violation(
                "R-CEE-1",
                f"La classe en entreprise s’adresse aux classes à partir de la 4e. Pour une classe "
                f"de {level.label}, choisissez une visite d’information.",
                "class_group",
            )
        ]
    too_low = min_level and level.order < Level(min_level).order
    too_high = max_level and level.order > Level(max_level).order
    if not (too_low or too_high):
        return []
    return [
        Violation(
            "R-CEE-1",
            f"Cette offre ne s’adresse pas aux classes de {level.label}.",
            "class_group",
        )
    ]


def usual_ages(level, day, start_year):
    """(youngest, oldest) age on that day of the school year, in a class of this level whose
    pupils never repeated a year."""
    oldest = Level(level).usual_age + day.year - start_year
    return oldest - 1, oldest


def check_age(kind, level, minimum, day, start_year):
    """The age that the host asks of every pupil on the first day: refused when a class of this
    level cannot have it yet, a warning when its youngest may not; `minimum` None: no demand."""
    if not minimum or not OfferKind(kind).moves_pupils:
        return []
    youngest, oldest = usual_ages(level, day, start_year)
    if minimum <= youngest:
        return []
    asked = f"La structure d’accueil demande {minimum} ans au moins le {french(day)} : "
    can = minimum <= oldest
    text = (
        "vérifiez l’âge des plus jeunes élèves."
        if can
        else f"une classe de {Level(level).label} n’a pas encore cet âge."
    )
    return [Violation("R-CEE-1", asked + text, "class_group", blocking=not can)]


def check_numbers(kind, numbers, seats_left=None, accompanying_adults=0):
    """R-CEE-3: not more than the seats; a warning below 8 and above 36 pupils."""
    kind = OfferKind(kind)
    seats = numbers.seats(kind)
    field = "girls" if kind.needs_class_group else "adults"
    if seats < 1:
        return [Violation("R-CEE-3", f"Indiquez le nombre d’{_who(kind)}.", field)]
    found = []
    if seats_left is not None and seats > seats_left:
        found.append(Violation("R-CEE-3", _too_many(kind, seats, seats_left), field))
    if kind.needs_class_group and numbers.adults < accompanying_adults:
        found.append(
            Violation(
                "R-CEE-3",
                f"La structure d’accueil demande au moins {accompanying_adults} "
                f"adulte{'s' if accompanying_adults > 1 else ''} pour accompagner le groupe.",
                "adults",
            )
        )
    if kind.moves_pupils and seats not in USUAL_SIZES:
        found.append(
            Violation(
                "R-CEE-3",
                f"Un groupe de {seats} élève{'s' if seats > 1 else ''} sort de l’usage "
                f"({USUAL_SIZES[0]} à {USUAL_SIZES[-1]}) : précisez-le dans votre message.",
                field,
                blocking=False,
            )
        )
    return found


def _who(kind):
    return "élèves" if kind.needs_class_group else "adultes"


def _too_many(kind, seats, seats_left):
    who = kind.seats_are
    if seats_left <= 0:
        return f"Ce créneau est complet : {seats} {who} ne peuvent pas y être accueillis."
    rest = "il reste 1 place" if seats_left == 1 else f"il reste {seats_left} places"
    return f"Vous demandez {seats} places ({who}) : {rest} sur ce créneau."


def check_pending(pending, chosen_overlaps=()):
    """R-CEE-6: three pending requests per group, no overlap with an accepted one.

    `pending` counts the requests of the group that wait for an answer;
    `chosen_overlaps` are the periods of its accepted immersions on these dates.
    """
    found = [
        Violation(
            "R-CEE-6",
            f"Cette classe est déjà attendue ailleurs {between(period.first, period.last)}.",
            "class_group",
        )
        for period in chosen_overlaps
    ]
    if pending >= MAX_PENDING_REQUESTS:
        found.append(
            Violation(
                "R-CEE-6",
                f"Cette classe a déjà {pending} demandes en attente : une classe en a au plus "
                f"{MAX_PENDING_REQUESTS}. Retirez-en une ou attendez une réponse.",
                "class_group",
            )
        )
    return found


def check_merged(pending):
    """R-CEE-6: a class that takes over the requests of another has three at most as well."""
    if pending <= MAX_PENDING_REQUESTS:
        return []
    text = (
        f"Cette classe aurait {pending} demandes en attente : une classe en a au plus "
        f"{MAX_PENDING_REQUESTS}. Retirez-en d’abord."
    )
    return [Violation("R-CEE-6", text)]


def check_host(agreement_forbidden, reason=""):
    """R-VI-2 (R-PL-5): a host that the labour inspection bars receives no pupil (L4153-2)."""
    if not agreement_forbidden:
        return []
    because = f" ({reason})" if reason else ""
    return [
        Violation(
            "R-PL-5",
            "L’inspection du travail a interdit à cette structure d’accueillir des élèves "
            f"(article L4153-2 du code du travail){because}.",
            "company",
        )
    ]


def needs_visa(kind, school_wants_visa, asked_by_management):
    """R-IM-2: the head's visa, unless the school only informs or its management asks."""
    if OfferKind(kind).booked_by_company or asked_by_management:
        return False
    return school_wants_visa


def renewed_year(today):
    """The start year for which last year's offers are renewed now; None out of season."""
    first, last = date(today.year, *RENEWAL_STARTS), date(today.year, *RENEWAL_ENDS)
    return today.year if first <= today <= last else None


def end_of_renewals(start_year):
    """The last day on which an offer is renewed for this year."""
    return date(start_year, *RENEWAL_ENDS)


def companies_are_asked(today):
    """Whether the season's mail to companies leaves."""
    return renewed_year(today) is not None and today >= date(today.year, *RENEWAL_ASKED)


def blocking(violations):
    return [violation for violation in violations if violation.blocking]
