"""R-IM-1: an immersion agreed by phone or in a meeting is recorded directly."""

import datetime as dt
from dataclasses import asdict, dataclass
from functools import partial

from django.utils import timezone

from accounts.idempotency import once
from accounts.models import User
from directory.calendar import Calendar
from directory.closed_years import closed_refusals
from directory.models import ClassGroup, Company, School, SchoolYear
from directory.violations import Refused, Violation, require
from directory.years import start_year_of
from partnerships import rules, seats
from partnerships.enums import AgreedBy, BookingState, OfferKind, Origin
from partnerships.models import Booking, Slot
from partnerships.workflow.answers import leave_lists, withdraw
from partnerships.workflow.contract_opening import create_for
from partnerships.workflow.locking import locked_rivals
from partnerships.workflow.people import tell_guests, tell_hosts
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
    # Of staff who go themselves, without class.
    own_school: School | None = None
    provider: str = ""
    # Days of a slot take its seats; a host that said yes itself is not asked to confirm.
    slot: Slot | None = None
    confirmed_at: dt.datetime | None = None

    @property
    def school(self):
        """The school that comes."""
        return self.class_group.school if self.class_group else self.own_school

    @property
    def period(self):
        return rules.Period(self.starts_on, self.ends_on)


def check(actor, agreement, today=None):
    """Every violation and warning, before recording. A past immersion may be recorded."""
    today = today or timezone.localdate()
    found = rules.check_dates(agreement.kind, agreement.period, Calendar.load())
    found += rules.check_numbers(agreement.kind, agreement.numbers)
    company = agreement.company
    if agreement.kind.moves_pupils:
        barred = company.forbids_agreement(agreement.starts_on)
        found += rules.check_host(barred, company.agreement_forbidden_reason)
    found += _check_guest(actor, agreement)
    if agreement.agreed_on > today:
        found.append(Violation("R-IM-1", "L’accord ne peut pas être à venir.", "agreed_on"))
    return found + _check_overlaps(agreement)


def _check_guest(actor, agreement):
    """A class of one's school, in its year; or the staff of one's school. Of a year that is
    not closed: its figures stand."""
    group, school, year = (
        agreement.class_group,
        agreement.school,
        start_year_of(agreement.starts_on),
    )
    if group is None and agreement.kind.needs_class_group:
        return [Violation("R-IM-1", "Choisissez la classe ou le groupe.", "class_group")]
    if school is None or school.pk not in actor.school_ids:
        whose = "Cette classe" if group else "Cet établissement"
        end = "n’est pas de votre établissement." if group else "n’est pas le vôtre."
        return [Violation("R-IM-1", f"{whose} {end}")]
    if group is None:
        row = SchoolYear.objects.filter(pk=year).first()
        if row is not None:
            return closed_refusals(row, school=school, field="starts_on")
        return [Violation("R-ID-8", "Cette année scolaire n’est pas ouverte.", "starts_on")]
    found = rules.check_level(agreement.kind, group.level)
    if group.school_year_id != year:
        text = "Ces dates ne sont pas de l’année scolaire de la classe."
        return [*found, Violation("R-ID-8", text, "starts_on")]
    return found + closed_refusals(group.school_year, school=school, field="starts_on")


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
    rivals = (
        locked_rivals(group, agreement.kind, days.first, days.last, agreement.slot) if group else []
    )
    require(_check_overlaps(agreement))
    booking = _new_booking(actor, agreement)
    words = f"{AgreedBy(agreement.agreed_by).label}, avec {agreement.agreed_with}"
    write(actor, "a enregistré l’accord", booking, words=words)
    for rival in rivals:
        withdraw(actor, rival)
    leave_lists(booking)
    if not agreement.confirmed_at:
        tell_hosts(actor, "booking.agreed", booking)
    create_for(actor, booking)
    tell_guests(actor, "booking.recorded", booking)
    return booking


def _on_slot(slot, numbers):
    """The seats of the slot, taken now; Refused when fewer are left, or when it is closed."""
    if slot is None:
        return {}
    slot.refresh_from_db(fields=["is_listed"])
    if not slot.is_listed:
        raise Refused("Ce créneau n’est plus proposé.")
    seats.hold(slot, numbers.pupils)
    return {"slot": slot, "offer": slot.offer, "seats_held": numbers.pupils}


def _new_booking(actor, agreement):
    """Accepted, with the seats of its slot when it takes one."""
    numbers = agreement.numbers
    group, days = agreement.class_group, agreement.period
    return Booking.objects.create(
        origin=Origin.ELSEWHERE,
        kind=agreement.kind,
        company=agreement.company,
        school=agreement.school,
        class_group=group,
        school_year_id=start_year_of(days.first),
        teacher=agreement.teacher or actor.user,
        requested_by=actor.user,
        starts_on=days.first,
        ends_on=days.last,
        last_day_is_half=agreement.last_day_is_half,
        **asdict(agreement.numbers),
        needs=agreement.needs,
        provider=agreement.provider,
        state=BookingState.ACCEPTED,
        agreed_on=agreement.agreed_on,
        agreed_with=agreement.agreed_with,
        agreed_by=agreement.agreed_by,
        contact_name=agreement.contact_name,
        contact_email=agreement.contact_email,
        contact_phone=agreement.contact_phone,
        **_on_slot(agreement.slot, numbers),
        answered_at=agreement.confirmed_at,
        answered_by=agreement.agreed_with if agreement.confirmed_at else "",
        host_confirmed_at=agreement.confirmed_at,
    )
