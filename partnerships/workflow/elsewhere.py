"""R-IM-1: an immersion agreed by phone or in a meeting is recorded directly."""

import datetime as dt
from dataclasses import dataclass
from functools import partial

from django.utils import timezone

from accounts.idempotency import once
from accounts.models import User
from directory.calendar import Calendar
from directory.models import ClassGroup, Company, School
from directory.violations import Violation, require
from directory.years import start_year_of
from partnerships import rules, seats
from partnerships.enums import AgreedBy, BookingState, OfferKind, Origin
from partnerships.models import Booking
from partnerships.workflow.answers import leave_lists, withdraw
from partnerships.workflow.contract_opening import create_for
from partnerships.workflow.locking import locked_rivals
from partnerships.workflow.people import guests_of, tell, tell_hosts
from partnerships.workflow.requests import write


@dataclass(frozen=True)
class Agreement:
    """What was agreed: *on … with … by …*, who comes, when, and whom to write to. Staff come
    from a `school` without a class."""

    company: Company
    class_group: ClassGroup | None
    numbers: rules.Numbers
    starts_on: dt.date
    ends_on: dt.date
    agreed_on: dt.date
    agreed_with: str
    agreed_by: AgreedBy
    kind: OfferKind = OfferKind.CLASS_IMMERSION
    last_day_is_half: bool = False
    teacher: User | None = None
    contact_name: str = ""
    contact_email: str = ""
    contact_phone: str = ""
    needs: str = ""
    school: School | None = None

    @property
    def guest(self):
        """The school that comes."""
        return self.class_group.school if self.class_group else self.school

    @property
    def period(self):
        return rules.Period(self.starts_on, self.ends_on)


def check(actor, agreement, today=None):
    """Every violation and warning, before recording. A past immersion may be recorded."""
    today = today or timezone.localdate()
    group = agreement.class_group
    found = rules.check_dates(agreement.kind, agreement.period, Calendar.load())
    if group:
        found += rules.check_level(agreement.kind, group.level)
        found += _check_group(actor, agreement)
    elif agreement.kind.needs_class_group:
        found.append(Violation("R-IM-1", "Indiquez la classe ou le groupe.", "class_group"))
    elif agreement.guest is None or agreement.guest.pk not in actor.school_ids:
        found.append(Violation("R-IM-1", "Cet établissement n’est pas le vôtre."))
    found += rules.check_numbers(agreement.kind, agreement.numbers)
    company = agreement.company
    if agreement.kind.moves_pupils:
        barred = company.forbids_agreement(agreement.starts_on)
        found += rules.check_host(barred, company.agreement_forbidden_reason)
    if agreement.agreed_on > today:
        found.append(Violation("R-IM-1", "L’accord ne peut pas être à venir.", "agreed_on"))
    return found + _check_overlaps(agreement)


def _check_group(actor, agreement):
    found, group = [], agreement.class_group
    if group.school_id not in actor.school_ids:
        found.append(Violation("R-IM-1", "Cette classe n’est pas de votre établissement."))
    if group.school_year_id != start_year_of(agreement.starts_on):
        text = "Ces dates ne sont pas de l’année scolaire de la classe."
        found.append(Violation("R-ID-8", text, "starts_on"))
    return found


def _check_overlaps(agreement):
    if agreement.class_group is None:
        return []
    taken = Booking.objects.taken().filter(class_group=agreement.class_group)
    overlaps = taken.overlapping(agreement.starts_on, agreement.ends_on)
    days = overlaps.values_list("starts_on", "ends_on")
    return rules.check_pending(0, [rules.Period(*ends) for ends in days])


def record(actor, agreement, *, key, today=None):
    """The immersion, accepted; the company is asked by link to confirm it.

    Without an address it stays *confirmée par téléphone*. Pending rivals of the group are
    withdrawn as by any acceptance (R-CEE-6).
    """
    return _record(actor, agreement, key, today or timezone.localdate())


@seats.unit_of_work
def _record(actor, agreement, key, today):
    return once(actor, key, partial(_make, actor, agreement, today))[0]


def _make(actor, agreement, today):
    require(check(actor, agreement, today))
    group, days = agreement.class_group, agreement.period
    rivals = locked_rivals(group, agreement.kind, days.first, days.last) if group else []
    require(_check_overlaps(agreement))
    numbers = agreement.numbers
    booking = Booking.objects.create(
        origin=Origin.ELSEWHERE,
        kind=agreement.kind,
        company=agreement.company,
        school=agreement.guest,
        class_group=group,
        school_year_id=start_year_of(days.first),
        teacher=agreement.teacher or actor.user,
        requested_by=actor.user,
        starts_on=days.first,
        ends_on=days.last,
        last_day_is_half=agreement.last_day_is_half,
        girls=numbers.girls,
        boys=numbers.boys,
        unspecified=numbers.unspecified,
        adults=numbers.adults,
        needs=agreement.needs,
        state=BookingState.ACCEPTED,
        agreed_on=agreement.agreed_on,
        agreed_with=agreement.agreed_with,
        agreed_by=agreement.agreed_by,
        contact_name=agreement.contact_name,
        contact_email=agreement.contact_email,
        contact_phone=agreement.contact_phone,
    )
    words = f"{AgreedBy(agreement.agreed_by).label}, avec {agreement.agreed_with}"
    write(actor, "a enregistré l’accord", booking, words=words)
    for rival in rivals:
        withdraw(actor, rival)
    leave_lists(booking)
    tell_hosts(actor, "booking.agreed", booking)
    create_for(actor, booking)
    tell(actor, "booking.recorded", booking, guests_of(booking))
    return booking
