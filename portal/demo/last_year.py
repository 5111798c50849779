"""Last year's immersions, so that the report has something to compare with.

Plain rows: what happened before the portal has no journal and sends no mail.
"""

import datetime as dt
import uuid
from itertools import cycle

from django.utils import timezone

from accounts.actor import Actor
from directory.enums import YearState
from directory.models import ClassGroup, School, SchoolYear, YearCorrection
from partnerships.enums import BookingState, OfferKind, OfferState, SlotState
from partnerships.enums.contract import ContractState
from partnerships.models import Booking, Contract, Offer, Slot
from partnerships.workflow.contract_opening import branch_for, kind_for
from reports.workflow import corrections

from .dates import next_run

TITLE = "Classe en entreprise"
REASON = "La présence de deux classes n’a pas été relevée."
# School | class | company | how many days after 5 January | girls | boys
IMMERSIONS = """
0311687R|3e A|meca|3|12|14
0311687R|3e B|meca|31|13|12
0311238C|3e 1|cellule|10|14|12
0311319R|3e Prépa-métiers|capteurs|20|6|13
0090055L|4e B|fonderie|14|12|13
0301013N|3e 2|cevennes|24|13|11
0340836Z|3e 5|biterrois|45|11|13
0650034J|4e 1|bigorre|52|12|12
0820588U|3e 3|quercy|60|13|13
0311092U|2de MRC|meca|66|3|21
"""


def add(people, companies, calendar, today):
    """Offers, slots and lived bookings of the year before; once."""
    start_year = SchoolYear.objects.get(state=YearState.CURRENT).start_year - 1
    year, _ = SchoolYear.objects.get_or_create(start_year=start_year)
    if Booking.objects.filter(school_year=year).exists():
        return
    teachers = cycle([people["enseignante"], people["professeur.jaures"]])
    for line in IMMERSIONS.strip().splitlines():
        uai, name, company, days, girls, boys = line.split("|")
        start = dt.date(start_year + 1, 1, 5) + dt.timedelta(days=int(days))
        slot = slot_of(companies[company], year, next_run(calendar, start, 3))
        lived(slot, group_of(uai, name, year), next(teachers), int(girls), int(boys))


def close(year):
    """The years before, once they were told: closed, they take no more (R-ID-8)."""
    before = SchoolYear.objects.filter(start_year__lt=year.start_year)
    before.exclude(state=YearState.CLOSED).update(state=YearState.CLOSED)


def correct(people, year):
    """Once: the head opens it again; the publication of its report ends that."""
    before = SchoolYear.objects.get(pk=year.start_year - 1)
    if YearCorrection.objects.filter(school_year=before).exists():
        return
    head = Actor.of(people["principal"])
    place = corrections.places_of(head)[0]
    corrections.reopen(head, before, place, REASON, key=uuid.uuid4())


def group_of(uai, name, year):
    level = name.split()[0]
    group, _ = ClassGroup.objects.get_or_create(
        school=School.objects.get(uai=uai),
        school_year=year,
        name=name,
        defaults={"level": level, "size": 26},
    )
    return group


def slot_of(company, year, days):
    offer, _ = Offer.objects.get_or_create(
        host_company=company,
        title=f"{TITLE} {year.label}",
        defaults={
            "kind": OfferKind.CLASS_IMMERSION,
            "host_name": company.name,
            "city": company.city,
            "postcode": company.postcode,
            "department": company.department,
            "sector": company.sector,
            "state": OfferState.CLOSED,
            "published_at": timezone.make_aware(dt.datetime(year.start_year, 9, 15, 9)),
        },
    )
    return Slot.objects.create(
        offer=offer,
        school_year=year,
        starts_on=days.first,
        ends_on=days.last,
        capacity=30,
        state=SlotState.CLOSED,
    )


def lived(slot, group, teacher, girls, boys):
    """An immersion that is over; it counts when its contract covered it (R-CEE-8)."""
    told(slot, group, teacher, girls, boys, BookingState.DONE, ContractState.COMPLETED)


def told(slot, group, teacher, girls, boys, state, contract_state):
    """A booking in this state, its contract in that one."""
    booking = Booking.objects.create(
        kind=OfferKind.CLASS_IMMERSION,
        slot=slot,
        offer=slot.offer,
        company=slot.offer.host_company,
        school=group.school,
        class_group=group,
        school_year_id=slot.school_year_id,
        teacher=teacher,
        requested_by=teacher,
        starts_on=slot.starts_on,
        ends_on=slot.ends_on,
        girls=girls,
        boys=boys,
        adults=2,
        seats_held=girls + boys,
        state=state,
        sent_at=_days_before(slot, 40),  # the host sees what has been sent to it
    )
    Slot.objects.filter(pk=slot.pk).update(seats_taken=girls + boys)
    Contract.objects.create(
        booking=booking,
        school_year_id=slot.school_year_id,
        kind=kind_for(booking),
        branch=branch_for(booking),
        state=contract_state,
        signed_at=_days_before(slot, 20),
    )


def _days_before(slot, days):
    """Noon of that day."""
    day = slot.starts_on - dt.timedelta(days=days)
    return timezone.make_aware(dt.datetime.combine(day, dt.time(12)))
