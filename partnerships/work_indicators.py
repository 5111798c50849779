"""Indicators of an enterprise office's work, by school and year: never by person or hour."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, fields

from django.db.models import Count, F, Q, Sum

from directory.years import first_day, last_day
from partnerships.enums import TAKEN, BookingState, Origin
from partnerships.models import Booking, Interaction, Partnership, Portfolio


@dataclass
class Work:
    """The year of one school; `response_rate` in percent, None before any answer."""

    active: int = 0
    new: int = 0
    stale: int = 0
    exchanges: int = 0
    partnerships: int = 0
    seats: int = 0
    asked: int = 0
    answered: int = 0

    @property
    def response_rate(self):
        return round(100 * self.answered / self.asked) if self.asked else None


# The words of each figure, with what it counts.
COLUMNS = {
    "active": ("Entreprises actives", "un échange noté ou un accueil accepté dans l’année"),
    "new": ("dont nouvelles", "rien auparavant avec l’établissement"),
    "stale": ("Sans nouvelles", "connues ou suivies, rien dans l’année"),
    "exchanges": ("Échanges", "appels, courriels, rendez-vous, visites notés"),
    "partnerships": ("Partenariats", "en cours"),
    "seats": ("Places trouvées", "élèves des accueils acceptés ou réalisés, PFMP comprises"),
    "response_rate": ("Réponses", "demandes répondues, en pour cent"),
}


@dataclass(frozen=True)
class Source:
    """What an upper floor adds. `dealings(keys)`: (rows, path of the school, of the company, of
    the day) of what schools had with companies; `counts(keys, start_year)`: [(rows, path of the
    school, {figure: aggregate})]."""

    dealings: Callable
    counts: Callable


_sources: list[Source] = []


def register(source):
    """Declare a source; an upper floor does it in its `contributions.py`."""
    _sources.append(source)


def of_schools(schools, start_year):
    """{school key: Work}; seven queries and a few a source, however many schools."""
    keys = list(schools)
    span = (first_day(start_year), last_day(start_year))
    found = {key: Work() for key in keys}
    _companies(found, keys, span)
    bookings = Booking.objects.filter(school__in=keys, school_year=start_year).order_by()
    _add(found, bookings, **ANSWERS)
    noted = Interaction.objects.contacts().filter(school__in=keys, happened_on__range=span)
    _add(found, noted.order_by(), exchanges=Count("pk"))
    agreed = Partnership.objects.active().filter(school__in=keys).order_by()
    _add(found, agreed, partnerships=Count("pk"))
    for source in _sources:
        for rows, path, counts in source.counts(keys, start_year):
            _add(found, rows.order_by(), path, **counts)
    return found


_REQUEST = Q(origin=Origin.REQUEST, sent_at__isnull=False)
_ANSWERED = _REQUEST & Q(answered_at__isnull=False)
ANSWERS = {
    "seats": Sum(F("girls") + F("boys") + F("unspecified"), filter=Q(state__in=TAKEN)),
    "asked": Count("pk", filter=_ANSWERED | _REQUEST & Q(state=BookingState.EXPIRED)),
    "answered": Count("pk", filter=_ANSWERED),
}


def _add(found, rows, path="school", **counts):
    for row in rows.values(path).annotate(**counts):
        work = found[row.pop(path)]
        for name, value in row.items():
            setattr(work, name, getattr(work, name) + (value or 0))


def _companies(found, keys, span):
    """Which companies the school dealt with this year, and which before."""
    this_year, before = defaultdict(set), defaultdict(set)
    hosted = Booking.objects.filter(school__in=keys, state__in=TAKEN, company__isnull=False)
    noted = Interaction.objects.contacts().filter(school__in=keys, company__isnull=False)
    dealings = [
        (hosted, "school", "company", "starts_on"),
        (noted, "school", "company", "happened_on"),
        *(source.dealings(keys) for source in _sources),
    ]
    for rows, of_school, of_company, day in dealings:
        pairs = rows.order_by().values_list(of_school, of_company)
        for school, company in pairs.filter(**{f"{day}__range": span}).distinct():
            this_year[school].add(company)
        for school, company in pairs.filter(**{f"{day}__lt": span[0]}).distinct():
            before[school].add(company)
    followed = Portfolio.objects.filter(school__in=keys, since__lt=span[1])
    known = defaultdict(set, {key: set(companies) for key, companies in before.items()})
    for school, company in followed.order_by().values_list("school", "company"):
        known[school].add(company)
    for key, work in found.items():
        work.active = len(this_year[key])
        work.new = len(this_year[key] - before[key])
        work.stale = len(known[key] - this_year[key])


def total(works):
    """The sum over schools: companies that several schools share count once for each."""
    return Work(**{f.name: sum(getattr(work, f.name) for work in works) for f in fields(Work)})
