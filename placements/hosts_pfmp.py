"""Companies that may host a class for a period: by diploma, past hosting, distance, places
left under R-PF-2, shown before anybody is asked."""

from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.utils import timezone

from directory.models import Company
from directory.search import matches, near
from partnerships import ceilings
from placements import host_places
from placements.enums import PlacementState
from placements.enums.hosts import ASK_OVER, YesNo
from placements.host_places import Left
from placements.models import HostAccess, HostAsk, Stay
from placements.workflow import vocational_limits

KMS = (10, 20, 30, 50, 100)
KM = 30
HOSTED = (PlacementState.SIGNED, PlacementState.DONE)


@dataclass(frozen=True)
class Search:
    """What a person asks: how far, which words, only past hosts, only without a car."""

    km: int = KM
    text: str = ""
    past: bool = False
    without_car: bool = False
    every_sector: bool = False


def companies_for(period, search):
    """Active companies that may be asked, those that hosted the diploma first, then the
    nearest; annotated with `past` and `distance_km`."""
    group, school = period.class_group, period.school
    diploma = group.diploma
    rows = matches(Company.objects.active().filter(merged_into=None), search.text)
    today = timezone.localdate()
    rows = rows.exclude(pk__in=Company.objects.refusing(today).values("pk"))
    rows = rows.exclude(_barred(period))
    past = Stay.objects.filter(
        company=OuterRef("pk"),
        placement__class_group__diploma=diploma,
        placement__state__in=HOSTED,
    )
    count = past.order_by().values("company").annotate(n=Count("placement", distinct=True))
    rows = rows.annotate(past=Subquery(count.values("n")))
    if school.position:
        rows = near(rows, school.position, search.km)
    else:
        rows = rows.filter(department=school.department_id)
    sectors = list(diploma.sectors.all()) if diploma else []
    if sectors and not search.every_sector:
        rows = rows.filter(Q(sector__in=sectors) | Q(past__gt=0))
    if search.past:
        rows = rows.filter(past__gt=0)
    if search.without_car:
        access = HostAccess.objects.filter(company=OuterRef("pk"), without_car=YesNo.YES)
        rows = rows.filter(Exists(access))
    order: list = [F("past").desc(nulls_last=True)]
    order += ["distance_km"] if school.position else []
    return rows.select_related("sector").order_by(*order, "sort_key", "pk")


def _barred(period):
    """L4153-2, as `Company.forbids_agreement` says of one."""
    until = Q(agreement_forbidden_until=None)
    until |= Q(agreement_forbidden_until__gte=period.starts_on)
    return until & Q(agreement_forbidden=True)


@dataclass(frozen=True)
class Host:
    """A company as the page shows it."""

    company: Company
    left: Left
    access: HostAccess | None
    ask: HostAsk | None
    ceiling: str = ""

    @property
    def may_ask(self):
        """No request is under way, no rule blocks a trainee more, and the company has not had
        its requests of the month."""
        free = self.ask is None or self.ask.state in ASK_OVER
        return free and not self.left.is_full and not self.ceiling


def hosts_of(period, companies):
    """The lines of a page of companies; seven queries whatever their number."""
    companies = list(companies)
    left = left_at(period, companies)
    access = {row.company_id: row for row in HostAccess.objects.filter(company__in=companies)}
    asks = HostAsk.objects.filter(request__period=period, company__in=companies)
    known = {ask.company_id: ask for ask in asks.order_by("pk")}
    reached = ceilings.reached(companies, timezone.localdate())
    return [
        Host(one, left[one.pk], access.get(one.pk), known.get(one.pk), reached.get(one.pk, ""))
        for one in companies
    ]


def left_at(period, companies):
    """{company key: `Left` in the period under R-PF-2, all schools together}."""
    limits = vocational_limits.limits_of(period.school_id, period.starts_on)
    return host_places.left_at(companies, period.starts_on, period.ends_on, limits.values)


def choices_for(period):
    """[(value, words)] of hosts for the pupils of a period: the places that companies have
    accorded first, then those that host or hosted the class and diploma."""
    asks = HostAsk.objects.with_places().filter(request__period=period).select_related("company")
    asks = list(asks)
    offered = [(f"d{ask.pk}", f"{ask.company}, {_places(ask.left)}") for ask in asks]
    group = period.class_group
    past = Stay.objects.filter(placement__class_group__diploma=group.diploma_id)
    past = past.filter(placement__school=period.school_id, placement__state__in=HOSTED)
    known = Company.objects.active().filter(pk__in=past.values("company")).order_by("sort_key")
    companies = list(known.exclude(pk__in=[ask.company_id for ask in asks])[:MOST_PAST])
    left = left_at(period, companies)
    offered += [
        (f"e{one.pk}", f"{one}, {_left(left[one.pk])}")
        for one in companies
        if not left[one.pk].is_full
    ]
    return offered


MOST_PAST = 60


def _places(number):
    return "1 place accordée" if number == 1 else f"{number} places accordées"


def _left(left):
    if not left.number:
        return "aucune place possible selon l’effectif connu"
    return "1 place possible" if left.number == 1 else f"{left.number} places possibles"
