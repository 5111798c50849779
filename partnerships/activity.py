"""What a company did with schools: facts that every school reads, by school and date only.

No name of a person, no word of a private log: DOMAIN §8.
"""

import datetime as dt
import re
from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.db.models import (
    Aggregate,
    Count,
    DurationField,
    ExpressionWrapper,
    F,
    Max,
    Q,
)
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
DAY = dt.timedelta(days=1)
JOBS = re.compile(r"[,;\n/]+")


class Median(Aggregate):
    """The middle of the values, between two when they are an even number."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"


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
    rows = Booking.objects.for_company(company).filter(state=BookingState.DONE)
    counted = rows.order_by().values_list("school_year__start_year", "kind")
    counted = counted.annotate(groups=Count("pk"), schools=Count("school", distinct=True))
    return [
        {
            "year": label(year),
            "kind": OfferKind(kind).label,
            "groups": groups,
            "schools": schools,
        }
        for year, kind, groups, schools in sorted(counted, reverse=True)
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
    """The activity of a company; nine queries, whatever its past."""
    rows = Booking.objects.for_company(company)
    done = rows.filter(state=BookingState.DONE)
    opinions = _opinions(done)
    return Activity(
        hosted=hosting_history(company),
        latest=list(done.select_related("school").order_by("-starts_on", "-pk")[:LATEST]),
        levels=_levels(done),
        jobs=_jobs(opinions),
        **_answers(rows),
        **_satisfaction(opinions),
        next_slot=_next_slot(company, today),
        last_contact=last_contact(company),
    )


def _answers(rows):
    """Requests that reached the company and no longer wait, and those that it answered."""
    sent = rows.filter(origin=Origin.REQUEST, sent_at__isnull=False)
    ended = sent.filter(Q(answered_at__isnull=False) | Q(state=BookingState.EXPIRED))
    took = ExpressionWrapper(F("answered_at") - F("sent_at"), output_field=DurationField())
    found = ended.order_by().aggregate(
        asked=Count("pk"),
        answered=Count("pk", filter=Q(answered_at__isnull=False)),
        median=Median(took, filter=Q(answered_at__isnull=False)),
    )
    median = found.pop("median")
    return {**found, "median_days": None if median is None else round(median / DAY, 1)}


def _levels(done):
    keys = done.filter(class_group__isnull=False).order_by().values_list("class_group__level")
    counted = dict(keys.annotate(Count("pk")))
    return [(level.label, counted[level]) for level in Level if level in counted]


def _opinions(done):
    """The answers given about immersions that took place, the most recent first."""
    return list(
        QuestionnaireAnswer.objects.given()
        .filter(
            questionnaire__kind__in=KINDS,
            subject_type=ContentType.objects.get_for_model(Booking),
            subject_id__in=done.order_by().values("pk"),
        )
        .order_by("-answered_at")
        .values_list("answers", flat=True)[:OPINIONS]
    )


def _satisfaction(opinions):
    marks = [int(said["satisfaction"]) for said in opinions if said.get("satisfaction")]
    mean = round(sum(marks) / len(marks), 1) if marks else None
    return {"satisfaction": mean, "opinions": len(marks)}


def _jobs(opinions):
    """The jobs that hosts and teachers named, each once: texts about work, of nobody."""
    named = [job.strip(" .") for said in opinions for job in JOBS.split(said.get("jobs") or "")]
    return list({fold(job): job for job in named if fold(job)}.values())[:LATEST]


def _next_slot(company, today):
    slots = Slot.objects.filter(offer__host_company=company, is_listed=True)
    return slots.open_to_requests(today).with_seats_left().order_by("starts_on", "pk").first()
