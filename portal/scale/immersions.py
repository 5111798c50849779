# ruff: noqa: S608 (texts of this package only; values are parameters)
"""Offers, slots and, for the years before, lived bookings with their class groups."""

import datetime as dt

from accounts.models import User
from directory.calendar import Calendar
from directory.enums import Level, YearState
from directory.models import ClassGroup, SchoolYear
from directory.sql import execute
from directory.years import first_day, last_day
from partnerships.enums import BookingState, OfferKind, OfferState, SlotState
from partnerships.models import Booking, Offer, Slot

from .directory import HAS_CLASSES, SOURCE, schools_with_classes
from .insert import insert, pick

KINDS = (OfferKind.CLASS_IMMERSION, OfferKind.VISIT, OfferKind.VISIT, OfferKind.SPEAKER)
LEVELS = (Level.QUATRIEME, Level.TROISIEME, Level.SECONDE)
REQUESTER = "echelle@demo.example"

COMPANIES = f"""
(SELECT row_number() OVER (ORDER BY mod(id * 7919, 1000003), id) - 1 AS n, * FROM directory_company
 WHERE source = '{SOURCE}' LIMIT %s) AS company
ORDER BY n
"""


def add_offers(most=None):
    """One published offer for each company of this package, of `most` of them."""
    return insert(
        Offer,
        {
            "kind": pick(KINDS, "n"),
            "host_company": "id",
            "host_name": "name",
            "title": f"{pick(('Découvrir', 'Visiter', 'Rencontrer'), 'n')} || ' ' || name",
            "description": "'Une équipe vous accueille et vous présente ses métiers.'",
            "min_level": pick(LEVELS, "n"),
            "max_level": f"'{Level.TERMINALE}'",
            "sector": "sector_id",
            "city": "city",
            "department": "department_id",
            "latitude": "latitude",
            "longitude": "longitude",
            "state": f"'{OfferState.PUBLISHED}'",
        },
        COMPANIES,
        [most],
    )


def add_slots(count, years, today):
    """`count` slots over `years` school years, this one last and only its days to come."""
    current = SchoolYear.objects.get(state=YearState.CURRENT).start_year
    each, made = count // years, 0
    for start_year in range(current - years + 1, current + 1):
        SchoolYear.objects.get_or_create(
            start_year=start_year, defaults={"state": YearState.CLOSED}
        )
        first = today + dt.timedelta(days=7) if start_year == current else first_day(start_year)
        days = _starts(first, last_day(start_year))
        made += _slots_of_year(start_year, days, each, is_past=start_year < current)
    return made


def _starts(first, last):
    """Days on which three consecutive school days begin."""
    calendar = Calendar.load()
    school = set(calendar.school_days(first, last))
    return [
        day
        for day in sorted(school)
        if day + dt.timedelta(days=1) in school and day + dt.timedelta(days=2) in school
    ]


def _slots_of_year(start_year, days, count, *, is_past):
    """Slots over the offers in turn; those of one offer begin on different days."""
    offers = list(Offer.objects.filter(created_by=None).order_by("pk").values_list("pk", flat=True))
    source = """
    (SELECT n, offers.id AS offer, days.day FROM generate_series(0, %s - 1) AS n
     JOIN unnest(%s::bigint[]) WITH ORDINALITY AS offers (id, rank)
       ON offers.rank = 1 + mod(n, %s)
     JOIN unnest(%s::date[]) WITH ORDINALITY AS days (day, rank)
       ON days.rank = 1 + mod(n / %s * 7 + n, %s)) AS numbered
    ORDER BY n
    """
    state = SlotState.CLOSED if is_past else SlotState.OPEN
    return insert(
        Slot,
        {
            "offer": "offer",
            "school_year": str(start_year),
            "starts_on": "day",
            "ends_on": "day + 2",
            "capacity": "15 + mod(n, 4) * 5",
            "state": f"'{state}'",
            # The trigger of the table writes them.
            "kind": "''",
            "department": "'31'",
            "facets": "0",
        },
        source,
        [count, offers, len(offers), days, len(offers), len(days)],
    )


def add_past_bookings():
    """One lived immersion for each slot of a closed year, with a class of its own."""
    user = User.objects.filter(email=REQUESTER).first() or User.objects.create_user(REQUESTER)
    past = _past_slots(schools_with_classes().count())
    insert(
        ClassGroup,
        {
            "school": "school",
            "school_year": "school_year_id",
            "name": "'Classe ' || id",
            "level": f"'{Level.TROISIEME}'",
            "size": "15",
        },
        f"{past} ORDER BY id",
    )
    made = _bookings(past, user)
    execute(
        "UPDATE partnerships_slot SET seats_taken = 15 WHERE seats_taken = 0 AND id IN "
        "(SELECT slot_id FROM partnerships_booking WHERE requested_by_id = %s)",
        [user.pk],
    )
    return made


def _past_slots(schools):
    """SQL: the free slots of the closed years, each with one of the schools in turn."""
    return f"""
    (SELECT slot.*, offer.host_company_id, schools.id AS school
     FROM partnerships_slot AS slot JOIN partnerships_offer AS offer ON offer.id = slot.offer_id
     JOIN directory_schoolyear AS year ON year.start_year = slot.school_year_id
     JOIN (SELECT id, row_number() OVER (ORDER BY id) - 1 AS rank FROM directory_school
           WHERE {HAS_CLASSES}) AS schools ON schools.rank = mod(slot.id, {schools})
     WHERE year.state = '{YearState.CLOSED}' AND slot.seats_taken = 0) AS past
    """


def _bookings(past, user):
    groups = f"""
    {past} JOIN directory_classgroup AS class ON class.school_id = past.school
    AND class.school_year_id = past.school_year_id AND class.name = 'Classe ' || past.id
    ORDER BY past.id
    """
    return insert(
        Booking,
        {
            "kind": "past.kind",
            "slot": "past.id",
            "offer": "past.offer_id",
            "company": "past.host_company_id",
            "school": "past.school",
            "class_group": "class.id",
            "school_year": "past.school_year_id",
            "teacher": str(user.pk),
            "requested_by": str(user.pk),
            "starts_on": "past.starts_on",
            "ends_on": "past.ends_on",
            "girls": "7",
            "boys": "8",
            "seats_held": "15",
            "state": f"'{BookingState.DONE}'",
        },
        groups,
    )
