"""What a company did with schools: facts that every school reads, by school and date only.

No name of a person, no word of a private log: DOMAIN §8.
"""

import datetime as dt
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Max, Q
from django.utils import timezone

from accounts.models import JournalEntry
from directory.enums import Level
from directory.models import Department, PartnerNetwork, School
from directory.search import fold
from directory.years import label
from documents.models import QuestionnaireAnswer
from partnerships.enums import BookingState, OfferKind, Origin
from partnerships.evaluation import KINDS
from partnerships.models import Booking, Interaction, Slot
from partnerships.models.log import HOLDERS, office_name

LATEST = 20
OPINIONS = 200
# The rate and the time of answers are of so many requests, the latest ones.
ANSWERS = 500
DAY = dt.timedelta(days=1)
JOBS = re.compile(r"[,;\n/]+")


@dataclass(frozen=True)
class Line:
    """One hosting that is over: of which school, what, when."""

    school: School
    what: str
    starts_on: dt.date
    ends_on: dt.date


@dataclass(frozen=True)
class Source:
    """One kind of rows of a company's past; each function takes the company.

    `hosted`: [(start year, what, number, schools)]; `latest`: the last Lines; `levels`: {level:
    number}; `answers`: [(sent, answered or None)] of the requests that no longer wait, the
    latest first; `opinions`: [(mark out of 5 or None, jobs in words)].
    """

    hosted: Callable
    latest: Callable
    levels: Callable
    answers: Callable
    opinions: Callable


_sources: list[Source] = []


def register(source):
    """Declare a kind of rows; an upper floor does it in its `contributions.py`."""
    _sources.append(source)


def _all(name, company):
    """What every source says, one after the other."""
    return [row for source in _sources for row in getattr(source, name)(company)]


def last_dealings(company):
    """{(kind of holder, key): last day on which it dealt with the company}.

    Acts in the portal and exchanges noted in a log; what the portal did by itself, and
    notes that one writes for oneself, do not count.
    """
    acts = JournalEntry.objects.filter(company=company, school__isnull=False)
    by_school = acts.exclude(user=None, link=None).order_by().values_list("school")
    lasts = by_school.annotate(last=Max("at"))
    found = {("school", key): timezone.localdate(at) for key, at in lasts}
    noted = Interaction.objects.contacts().filter(company=company)
    columns = [f"{name}_id" for name in HOLDERS]
    for *keys, day in noted.order_by().values_list(*columns).annotate(last=Max("happened_on")):
        holder = next(pair for pair in zip(HOLDERS, keys, strict=True) if pair[1] is not None)
        found[holder] = max(day, found.get(holder, day))
    return found


def last_contact(company, dealings=None):
    """{"by", "on"}: who dealt last with the company, and when; None before the first time."""
    dealings = last_dealings(company) if dealings is None else dealings
    if not dealings:
        return None
    kind, key = holder = max(dealings, key=dealings.get)
    return {"by": _named(kind, key), "on": dealings[holder]}


def _named(kind, key):
    if kind == "office":
        return office_name(Department.objects.get(pk=key))
    return str((School if kind == "school" else PartnerNetwork).objects.get(pk=key))


def hosting_history(company):
    """What the company hosted, year by year, without the name of any class or person."""
    return [
        {"year": label(year), "kind": what, "groups": groups, "schools": schools}
        for year, what, groups, schools in sorted(_all("hosted", company), reverse=True)
    ]


@dataclass(frozen=True)
class Activity:
    """What every school reads of a company; times in days, satisfaction out of 5."""

    hosted: list
    latest: list
    levels: list
    jobs: list
    asked: int
    answered: int
    median_days: float | None
    satisfaction: float | None
    opinions: int
    next_slot: Slot | None
    last_contact: dict | None

    @property
    def response_rate(self):
        """Percent of the requests sent that got an answer; None before the first."""
        return round(100 * self.answered / self.asked) if self.asked else None


def of_company(company, today):
    """The activity of a company; five queries and five a source, whatever its past."""
    latest = sorted(_all("latest", company), key=lambda line: line.starts_on, reverse=True)
    opinions = _all("opinions", company)
    return Activity(
        hosted=hosting_history(company),
        latest=latest[:LATEST],
        levels=_levels(company),
        jobs=_jobs(opinions),
        **_answers(_all("answers", company)),
        **_satisfaction(opinions),
        next_slot=_next_slot(company, today),
        last_contact=last_contact(company),
    )


def _answers(rows):
    """Requests that reached the company and no longer wait, and those that it answered."""
    took = [(answered - sent) / DAY for sent, answered in rows if answered]
    middle = round(median(took), 1) if took else None
    return {"asked": len(rows), "answered": len(took), "median_days": middle}


def _levels(company):
    counted: Counter = Counter()
    for source in _sources:
        counted.update(source.levels(company))
    return [(level.label, counted[level]) for level in Level if level in counted]


def _satisfaction(opinions):
    marks = [mark for mark, _ in opinions if mark]
    mean = round(sum(marks) / len(marks), 1) if marks else None
    return {"satisfaction": mean, "opinions": len(marks)}


def _jobs(opinions):
    """The jobs that hosts and teachers named, each once: texts about work, of nobody."""
    named = [job.strip(" .") for _, words in opinions for job in JOBS.split(words)]
    return list({fold(job): job for job in named if fold(job)}.values())[:LATEST]


def _next_slot(company, today):
    slots = Slot.objects.filter(offer__host_company=company, is_listed=True)
    return slots.open_to_requests(today).with_seats_left().order_by("starts_on", "pk").first()


# --- immersions -----------------------------------------------------------------------------


def _done(company):
    return Booking.objects.for_company(company).filter(state=BookingState.DONE)


def _hosted(company):
    rows = _done(company).order_by().values_list("school_year__start_year", "kind")
    counted = rows.annotate(groups=Count("pk"), schools=Count("school", distinct=True))
    return [(year, OfferKind(kind).label, *numbers) for year, kind, *numbers in counted]


def _latest(company):
    rows = _done(company).select_related("school").order_by("-starts_on", "-pk")[:LATEST]
    return [Line(row.school, row.get_kind_display(), row.starts_on, row.ends_on) for row in rows]


def _levels_of_bookings(company):
    rows = _done(company).filter(class_group__isnull=False).order_by()
    return dict(rows.values_list("class_group__level").annotate(Count("pk")))


def _answers_of_bookings(company):
    sent = Booking.objects.for_company(company).filter(origin=Origin.REQUEST, sent_at__isnull=False)
    ended = sent.filter(Q(answered_at__isnull=False) | Q(state=BookingState.EXPIRED))
    return list(ended.order_by("-sent_at").values_list("sent_at", "answered_at")[:ANSWERS])


def _opinions(company):
    """The answers given about immersions that took place, the most recent first."""
    given = QuestionnaireAnswer.objects.given().filter(
        questionnaire__kind__in=KINDS,
        subject_type=ContentType.objects.get_for_model(Booking),
        subject_id__in=_done(company).order_by().values("pk"),
    )
    said = given.order_by("-answered_at").values_list("answers", flat=True)[:OPINIONS]
    return [(int(one.get("satisfaction") or 0), one.get("jobs") or "") for one in said]


register(
    Source(
        hosted=_hosted,
        latest=_latest,
        levels=_levels_of_bookings,
        answers=_answers_of_bookings,
        opinions=_opinions,
    )
)
