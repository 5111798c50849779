"""Vocational periods (PFMP) and other technological placements: how many trainees a tutor and
a host may have, the hours by age, machines. Pure: values in, violations out (R-PF-1 to R-PF-6).

Hours and rests are checked by the engine of `rules_presence`; here are the limits it takes.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from directory.violations import Violation
from placements.rules.presence import DAY, Limits, age_on

WEEK, NIGHT_BEFORE = timedelta(days=7), timedelta(days=1)
YOUNG, OF_AGE = 16, 18
# A company has at least so many working days to say how many pupils it takes, while the time
# before the period allows it.
FEWEST_ANSWER_DAYS = 3
# R-PF-1: a declaration to the labour inspection is valid for so many years.
MACHINE_YEARS = 3
# What the authority may go up to (R-PF-2).
MOST_PERCENT, MOST_FROM, MOST_FEW = 20, 30, 5
# What a derogation of the sector may touch: noted by the host with its basis (R-PF-5).
DEROGATED = ("hours", "night", "days_off", "sunday")
# R-PF-5 of pupils of sixteen and seventeen; of younger ones; of adults the common law
# (Code du travail, L3121-16, L3121-18, L3131-1), the legal week as a warning (R-PF-6).
MINOR = Limits(
    latest=22 * 60,
    day=8 * 60,
    young=0,
    night=12 * 60,
    warned=(),
    rules=("R-PF-5", "R-PF-5"),
    rest_rule="R-PF-5",
)
UNDER_SIXTEEN = replace(MINOR, latest=20 * 60, day=7 * 60, night=14 * 60)
ADULT = replace(
    MINOR,
    earliest=0,
    latest=24 * 60,
    day=10 * 60,
    stretch=6 * 60,
    rest_in_day=20,
    night=11 * 60,
    days_off=1,
    warned=("week", "sunday"),
    rules=("R-PF-6", "R-PF-6"),
    rest_rule="R-PF-6",
)


@dataclass(frozen=True)
class Measures:
    """What the authority sets for these periods; the defaults are R-PF-2 and R-PF-5.

    `young_day` is in minutes; `load` is the pupils of one referent above which an alert is
    shown; `warned` names what warns instead of refusing (`PfmpMeasure`).
    """

    trainees: int = 3
    percent: int = 15
    from_staff: int = 20
    few: int = 3
    young_day: int = 7 * 60
    load: int = 16
    warned: tuple[str, ...] = ()


DELIVERED = Measures()


@dataclass(frozen=True)
class Staff:
    """How many people work for a SIREN: as the host declared it on a day, else the lower
    bound of the published band, which never blocks."""

    count: int = 0
    declared_on: date | None = None

    @property
    def is_declared(self):
        return self.declared_on is not None


# --- Hours (R-PF-5, R-PF-6) --------------------------------------------------------------


def limits_for(birth_date, first_day, measures=DELIVERED, *, derogated=False):
    """The `Limits` of a pupil, whose age is taken on the first day; unknown, it is that of
    the youngest. `derogated`: the host noted a derogation of its sector with its basis."""
    age = age_on(birth_date, first_day) if birth_date else 0
    if age >= OF_AGE:
        limits = ADULT
    elif age >= YOUNG:
        limits = MINOR
    else:
        limits = replace(UNDER_SIXTEEN, day=measures.young_day)
    warned = {*limits.warned, *measures.warned, *(DEROGATED if derogated else ())}
    return replace(limits, warned=tuple(sorted(warned)))


def limits_of_offer(is_pfmp):
    """The `Limits` of an offer, before any pupil is known: those of a minor of sixteen for a
    PFMP, those of an adult else. Who applies is checked at his or her own age (R-PF-5)."""
    return MINOR if is_pfmp else ADULT


# --- Places (R-PF-2) ---------------------------------------------------------------------


def places_of(staff, measures=DELIVERED):
    """How many trainees a host may have in one civil week: a share of its staff, rounded up,
    from so many people on; a fixed number below."""
    if staff.count < measures.from_staff:
        return measures.few
    return -(-measures.percent * staff.count // 100)


def most_at_once(first, last, others):
    """The most of `others` [(first, last)…] that are there on one day of [first, last]."""
    steps = []
    for begins, ends in others:
        if begins <= last and ends >= first:
            steps += [(max(begins, first), 1), (min(ends, last) + DAY, -1)]
    most = now = 0
    for _, step in sorted(steps):
        now += step
        most = max(most, now)
    return most


def check_tutor(first, last, others, measures=DELIVERED):
    """R-PF-2: `others` are the days of the trainees that this tutor follows, all schools
    together; who they are is never said."""
    if most_at_once(first, last, others) < measures.trainees:
        return []
    text = (
        f"Ce tuteur suit déjà {measures.trainees} stagiaires à ces dates, tous établissements "
        "confondus : indiquez un autre tuteur ou d’autres dates."
    )
    return [Violation("R-PF-2", text, "tutor_name", "tutor" not in measures.warned)]


def weeks_of(first, last):
    """The Mondays of the civil weeks that [first, last] meets."""
    monday = first - timedelta(days=first.weekday())
    return [monday + WEEK * n for n in range((last - monday).days // 7 + 1)]


def taken_in(monday, others):
    """How many pupils of `others` [(pupil's placement, first, last)…] are there in a civil
    week; one who comes twice is one."""
    sunday = monday + timedelta(days=6)
    return len({key for key, first, last in others if first <= sunday and last >= monday})


def places_left(first, last, others, staff, measures=DELIVERED):
    """Places left in the fullest week of [first, last]; never under zero."""
    most = max(taken_in(monday, others) for monday in weeks_of(first, last))
    return max(places_of(staff, measures) - most, 0)


def blocks_host(staff, measures=DELIVERED):
    """Whether a host that is full is refused: its staff is declared, and the authority has not
    made it a warning."""
    return staff.is_declared and "host" not in measures.warned


def check_host(first, last, others, staff, measures=DELIVERED):
    """R-PF-2: one more trainee in each of these weeks. A number of staff that the host has not
    declared warns only."""
    places = places_of(staff, measures)
    full = [monday for monday in weeks_of(first, last) if taken_in(monday, others) >= places]
    if not full:
        return []
    text = (
        f"Semaine du {full[0]:%d/%m/%Y} : cet organisme accueille déjà "
        f"{taken_in(full[0], others)} stagiaires, tous établissements confondus ; il peut en "
        f"accueillir {places} ({_why(staff, measures)})."
    )
    return [Violation("R-PF-2", text, "company", blocks_host(staff, measures))]


def _why(staff, measures):
    known = (
        f"effectif déclaré le {staff.declared_on:%d/%m/%Y}"
        if staff.is_declared
        else "effectif à confirmer par l’accueillant"
    )
    if staff.count < measures.from_staff:
        return f"moins de {measures.from_staff} personnes, {known}"
    return f"{measures.percent} % de {staff.count} personnes, {known}"


# --- Machines (R-PF-1) -------------------------------------------------------------------


def machines_until(declared_on):
    """The last day of a declaration: the eve of the same day, three years later."""
    year = declared_on.year + MACHINE_YEARS
    try:
        return declared_on.replace(year=year) - DAY
    except ValueError:
        return date(year, 2, 28)


def check_declared(day, today, field="machines_on"):
    """A declaration is of a day that has come."""
    if day > today:
        return [Violation("R-PF-1", "Ce jour n’est pas encore passé.", field)]
    return []


def check_machines(declared_on, birth_date, first, last):
    """R-PF-1: regulated works ask for a declaration that runs until the last day, and for a
    pupil of fifteen; an adult needs none. Warned: without it these works are not given."""
    age = age_on(birth_date, first) if birth_date else 0
    if age >= OF_AGE or declared_on is None:
        return []
    if birth_date and age < OF_AGE - MACHINE_YEARS:
        text = "Avant 15 ans, aucun travail réglementé n’est confié à l’élève."
        return [Violation("R-PF-1", text, "machines_on", blocking=False)]
    until = machines_until(declared_on)
    if until >= last:
        return []
    text = (
        f"La déclaration de dérogation du {declared_on:%d/%m/%Y} vaut jusqu’au {until:%d/%m/%Y} : "
        "après ce jour, aucun travail réglementé sans une nouvelle déclaration."
    )
    return [Violation("R-PF-1", text, "machines_on", blocking=False)]


# --- Weeks of a diploma (R-PF-1) ---------------------------------------------------------

# Five days are a week, two half-days a day.
DAYS_OF_WEEK, HALVES = 5, 2


def weeks_counted(days, absent_halves=0):
    """Weeks, to the tenth, of so many days less the half-days of absence."""
    return round(max(days - absent_halves / HALVES, 0) / DAYS_OF_WEEK, 1)


def weeks_missing(wanted, done, to_come=0):
    """Weeks that lack to the minimum of a diploma, those to come counted; never under zero."""
    return max(round(wanted - done - to_come, 1), 0)


# --- End before time (R-AG-3) ------------------------------------------------------------


def check_end(ended_on, first, last, last_presence=None):
    """The last day of a placement that stops: one of its days, before the planned last one,
    and no day after it on which the pupil was said present."""
    if ended_on < first:
        text = "Le stage n’avait pas commencé ce jour-là : annulez-le plutôt."
    elif ended_on >= last:
        text = f"Le stage se termine le {last:%d/%m/%Y} : ce jour n’est pas une fin anticipée."
    elif last_presence is not None and last_presence > ended_on:
        text = f"La présence de l’élève est relevée le {last_presence:%d/%m/%Y}, après ce jour."
    else:
        return []
    return [Violation("R-AG-3", text, "ended_on")]


def check_answers_by(answers_by, first, starts_on, today):
    """Violations of the last day to answer a request for places: `first` leaves the company its
    `FEWEST_ANSWER_DAYS`, a period that begins sooner leaves what there is."""
    if not today < answers_by <= starts_on:
        text = "Demandez une réponse après aujourd’hui et avant le début de la période."
        return [Violation("R-PF-2", text, "answers_by")]
    if answers_by < min(first, starts_on - NIGHT_BEFORE):
        text = (
            f"Laissez aux entreprises au moins {FEWEST_ANSWER_DAYS} jours ouvrés : au plus tôt "
            f"jusqu’au {first:%d/%m/%Y}."
        )
        return [Violation("R-PF-2", text, "answers_by")]
    return []
