"""What keeps the slots of an offer from being: their plan, or one of their dates (R-ID-9)."""

from django.utils import timezone

from directory.calendar import Calendar
from directory.violations import Violation
from partnerships import closures, rules
from partnerships.enums import OfferKind, SlotMode, SlotState

UNTIL = "La date limite des demandes est entre aujourd’hui et la veille du premier jour."
KNOWN = "Ce créneau existe déjà pour cette offre."


def check_slot(offer, period, plan, today, calendar):
    """Every violation and warning of one slot of the offer."""
    return check_date(offer, period, plan, today, calendar) + check_plan(offer, plan, today)


def check_plan(offer, plan, today):
    """What is wrong with all of them, whatever their dates."""
    found = rules.check_hours(offer.kind, plan.starts_at, plan.ends_at, plan.break_minutes)
    if plan.mode != SlotMode.SELECTION:
        return found
    if plan.requests_until is None:
        text = "Indiquez jusqu’à quand les demandes sont reçues."
        return [*found, Violation("R-CEE-6", text, "requests_until")]
    if plan.requests_until < today:
        return [*found, Violation("R-CEE-6", UNTIL, "requests_until")]
    return found


def check_date(offer, period, plan, today, calendar):
    """What is wrong with these days."""
    found = rules.check_dates(OfferKind(offer.kind), period, calendar)
    found += rules.check_not_past(period, today)
    found += closures.check(offer.host_company_id, period.first, period.last)
    found += check_ban(offer, period.first)
    until = plan.requests_until if plan.mode == SlotMode.SELECTION else None
    if until and until >= period.first:
        found.append(Violation("R-CEE-6", UNTIL, "requests_until"))
    return found


def date_check(offer, plan, today=None):
    """The function period → violations of the days of a slot that is added to the offer."""
    today, calendar = today or timezone.localdate(), Calendar.load()
    rows = offer.slots.exclude(state=SlotState.CANCELLED)
    known = set(rows.values_list("starts_on", "ends_on"))

    def check(period):
        if (period.first, period.last) in known:
            return [Violation("R-ID-9", KNOWN, "starts_on")]
        return check_date(offer, period, plan, today, calendar)

    return check


def check_ban(offer, day):
    """R-VI-2: no pupil comes to a company on a day when the labour inspection forbids it."""
    company = offer.host_company
    if company is None or not OfferKind(offer.kind).moves_pupils:
        return []
    return rules.check_host(company.forbids_agreement(day), company.agreement_forbidden_reason)


def check_bans(offer):
    """`check_ban` of its open slots, told once."""
    days = offer.slots.filter(state=SlotState.OPEN).values_list("starts_on", flat=True)
    return next((barred for day in sorted(days) if (barred := check_ban(offer, day))), [])
