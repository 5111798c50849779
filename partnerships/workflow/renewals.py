"""Last year's offers, renewed for the year in preparation (R-ID-8, R-ID-9, R-IM-1).

The offer stays; its slots are those of a year. They come back in the same ISO week, on
the same weekdays, but on forbidden days. A company's offer is renewed by the company.
"""

from dataclasses import dataclass, field, replace
from functools import partial
from itertools import groupby

from django.db import transaction
from django.utils import timezone

from accounts.idempotency import once
from directory.calendar import Calendar
from directory.models import Company
from directory.violations import Refused, Violation, require
from directory.years import label
from outbox.models import Notice
from partnerships import rules, seats
from partnerships.companies import check_contact
from partnerships.enums import SlotMode, SlotState
from partnerships.models import Offer, Slot
from partnerships.recurrence import Removed, a_year_later
from partnerships.rules import Period
from partnerships.workflow import offers
from partnerships.workflow.again import refused_by_host
from partnerships.workflow.offers import SlotPlan
from partnerships.workflow.people import hosts_of, renewal_link, tell
from partnerships.workflow.slot_checks import check_slot
from partnerships.workflow.tables import OFFER, SYSTEM, by_author

TO_RENEW = "offer.to_renew"
OUT_OF_SEASON = "Les offres se renouvellent du 1er mai au 30 septembre."


@dataclass(frozen=True)
class Proposal:
    """A slot of last year, moved to this one."""

    period: Period
    plan: SlotPlan


@dataclass(frozen=True)
class Renewal:
    """What the renewal of an offer would publish, and the dates that cannot be."""

    start_year: int
    kept: list[Proposal] = field(default_factory=list)
    removed: list[Removed] = field(default_factory=list)

    @property
    def label(self):
        """ "2027-2028"."""
        return label(self.start_year)


def propose(offer, today=None):
    """The renewal of an offer today, or None out of season."""
    return proposals([offer], today).get(offer.pk)


def proposals(rows, today=None):
    """{key: renewal} of several offers, in two queries; empty out of season."""
    today = today or timezone.localdate()
    start_year = rules.renewed_year(today)
    if start_year is None:
        return {}
    found, calendar = {offer.pk: Renewal(start_year) for offer in rows}, Calendar.load()
    slots = Slot.objects.filter(offer__in=found, school_year=start_year - 1)
    slots = slots.exclude(state=SlotState.CANCELLED).select_related("offer")
    for slot in slots.order_by("starts_on", "pk"):
        _add(found[slot.offer_id], slot, today, calendar)
    return found


def _add(renewal, slot, today, calendar):
    """The slot's new dates, or why they cannot be."""
    one = _a_year_later(slot)
    checked = check_slot(slot.offer, one.period, one.plan, today, calendar)
    if refused := rules.blocking(checked):
        renewal.removed.append(Removed(one.period, refused[0].message))
    elif not renewal.kept or not renewal.kept[-1].period.overlaps(one.period):
        renewal.kept.append(one)


def _a_year_later(slot):
    period = a_year_later(Period(slot.starts_on, slot.ends_on))
    until = slot.requests_until
    plan = SlotPlan(
        capacity=slot.capacity,
        last_day_is_half=slot.last_day_is_half,
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        break_minutes=slot.break_minutes,
        mode=SlotMode(slot.mode),
        requests_until=until and until + (period.first - slot.starts_on),
    )
    return Proposal(period, plan)


def renew(actor, offer, seats_by_day, *, key, today=None):
    """Publish the chosen dates: {first day: seats}. `key` is the form's.

    An offer is renewed once a year, whoever presses first. Raises Refused out of season,
    to who may not, when no date is left, or when the host may not receive any more.
    """
    make = partial(_renew, actor, offer, dict(seats_by_day), today or timezone.localdate())
    return _once(actor, key, make)


@seats.unit_of_work
def _once(actor, key, make):
    return once(actor, key, make)[0]


def _renew(actor, offer, seats_by_day, today):
    offer = seats.lock(Offer.objects.filter(pk=offer.pk))[0]
    found = propose(offer, today)
    if found is None:
        raise Refused(OUT_OF_SEASON)
    if not Offer.objects.renewable(found.start_year).filter(pk=offer.pk).exists():
        raise Refused(f"Cette offre n’est plus à renouveler pour {found.label}.")
    OFFER.apply(offer, "renew", actor)
    chosen = [
        replace(one, plan=replace(one.plan, capacity=seats_by_day[one.period.first]))
        for one in found.kept
        if one.period.first in seats_by_day
    ]
    if not chosen:
        nothing_left = found.removed and not found.kept
        raise Refused(found.removed[0].why if nothing_left else "Gardez au moins une date.")
    for one in chosen:
        offers.make_slot(offer, one.period, one.plan)
    require(offers.check_publication(offer))
    if offer.on_behalf:
        offer.confirmed_at, offer.confirmed_by = timezone.now(), actor.label[:250]
    offer.save()
    days = ", ".join(rules.french(one.period.first) for one in chosen)
    offers.write(actor, f"a renouvelé l’offre pour {found.label}", offer, words=days)
    tell(actor, "offer.renewed", offer, offers.authors_of(offer), occasion=str(found.start_year))
    return offer


@seats.unit_of_work
def ask(actor, offer, today=None):
    """The author of an offer on behalf asks its company to renew it (R-IM-1). Idempotent."""
    today = today or timezone.localdate()
    start_year = rules.renewed_year(today)
    offer = seats.lock(Offer.objects.filter(pk=offer.pk))[0]
    if not (offer.on_behalf and by_author(offer, actor)):
        raise Refused("Cette action ne vous est pas ouverte.")
    if start_year is None:
        raise Refused(OUT_OF_SEASON)
    require(check_contact(offer.host_company, today))
    people = hosts_of(offer)
    if not people:
        text = "Indiquez sur la fiche l’adresse électronique de la personne de contact."
        raise Refused(violations=[Violation("R-IM-1", text)])
    _write_to(actor, offer.host_company, people, start_year, f"{start_year}-{offer.pk}")
    words = ", ".join(person.email for person in people)
    offers.write(actor, "a proposé de renouveler l’offre", offer, words=words)
    return offer


def ask_companies(today=None):
    """The one mail of the season to each company with offers to renew; how many were told.

    Each company is its own transaction; a notice already written is not written again.
    """
    today = today or timezone.localdate()
    if not rules.companies_are_asked(today):
        return 0
    start_year = rules.renewed_year(today)
    told = Notice.objects.filter(kind=TO_RENEW, occasion=str(start_year))
    keys = {int(key) for key in told.order_by().values_list("subject_id", flat=True)}
    rows = Offer.objects.renewable(start_year).filter(host_company__isnull=False)
    rows = rows.exclude(host_company__in=keys).select_related("host_company")
    rows = rows.exclude(host_company__in=Company.objects.refusing(today).values("pk"))
    rows = rows.exclude(pk__in=refused_by_host(rows))
    asked = 0
    for _, offers_of in groupby(rows.order_by("host_company", "pk"), lambda row: row.host_company):
        with transaction.atomic():
            asked += _ask_company(list(offers_of), start_year)
    return asked


def _ask_company(its_offers, start_year):
    people = {person.email: person for offer in its_offers for person in hosts_of(offer)}
    company = its_offers[0].host_company
    _write_to(SYSTEM, company, list(people.values()), start_year, str(start_year))
    return bool(people)


def _write_to(actor, company, people, start_year, occasion):
    """One notice each; who has no account gets a personal link to the company's offers."""
    last_day = rules.end_of_renewals(start_year)
    for person in people:
        link = {}
        if not person.user_id:
            link = {"link": renewal_link(actor, company, person, last_day).pk}
        tell(actor, TO_RENEW, company, [person], occasion=occasion, **link)
