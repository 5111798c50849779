"""The whole demonstration, in order; running it again changes nothing."""

from django.db import transaction
from django.utils import timezone

from directory import sql
from directory.calendar import Calendar
from directory.years import current_year
from partnerships.models import Offer

from . import (
    access,
    actions,
    agreements,
    bank,
    bookings,
    committees,
    companies,
    contracts,
    cup,
    day,
    declarations,
    desk,
    families,
    follow_up,
    last_year,
    life,
    matches,
    meetings,
    needs,
    networks,
    offers,
    parameters,
    partnerships,
    people,
    pfmp,
    pfmp_bank,
    pfmp_follow_up,
    places,
    programmes,
    pupils,
    registrations,
    reports,
    reviews,
    school_requests,
    sheets,
    tracks,
    trends,
    waiting,
)


def seed():
    """Make what is missing. Returns whether the story was told now (it is told once)."""
    today, calendar = timezone.localdate(), Calendar.load()
    year = current_year()
    with transaction.atomic():
        hosts, everybody = _directory()
        _life(everybody, hosts, calendar, today)
        is_new = not Offer.objects.filter(created_by=everybody["entreprise"]).exists()
        groups = bookings.add_groups(year)
        if is_new:
            published = offers.publish_all(everybody, hosts, calendar, today)
            story = bookings.Story(everybody, published, groups, today)
            bookings.tell(story)
            waiting.tell(story)
            *lived, missed = bookings.agreed_by_phone(story, hosts, calendar)
            for booking in (*lived, missed):
                contracts.lived(booking)
            for booking in lived:
                day.lived(story, booking)
            day.missed(story, missed)
            day.prepare(story)
            day.staff(story)
            school_requests.add(everybody, hosts, calendar, today)
            access.leave(everybody)
        desk.add(everybody, hosts, today)
        matches.add(everybody, hosts, calendar, today)
        _placements(everybody, hosts, groups["0311687R", "3e C"], calendar, today)
        meetings.add(everybody, today)
        parameters.add(everybody, year)
        _events(everybody, hosts, calendar, today)
        actions.add(everybody, calendar, today)
        reviews.add(everybody, year)
        _figures(everybody, year)
    agreements.tell(everybody)
    story = bookings.Story(everybody, {}, groups, today)
    contracts.sign_all(story)
    contracts.join_visits(story)
    if is_new:  # else the database plans for empty tables, and the small ones for ever
        sql.execute("ANALYZE")
    return is_new


def _placements(everybody, hosts, group, calendar, today):
    pupils.add(everybody, hosts, group)
    families.add(everybody, group)
    bank.add(everybody, hosts, group)
    follow_up.add(everybody, hosts, group, calendar, today)
    tracks.add(everybody, hosts, calendar, today)
    pfmp.add(everybody, hosts, calendar, today)
    pfmp_follow_up.add(everybody, hosts, today)
    pfmp_bank.add(everybody, hosts, today)


def _events(everybody, hosts, calendar, today):
    cup.add(everybody, hosts, calendar, today)
    programmes.add(everybody, hosts, today)
    registrations.add(everybody, calendar, today)


def _figures(everybody, year):
    declarations.add(everybody, year)
    last_year.close(year)
    last_year.correct(everybody, year)
    reports.add(everybody, year)
    trends.add(everybody, year)


def _directory():
    places.add_towns()
    places.add_schools()
    companies.add_sectors()
    hosts = companies.add_companies()
    branches = companies.add_branches()
    companies.add_networks()
    return hosts, people.add_people(hosts, branches)


def _life(everybody, hosts, calendar, today):
    access.add(everybody, hosts, today)
    life.add_committees(everybody)
    life.add_events(today)
    life.add_services()
    life.add_campaigns(everybody, calendar, today)
    life.add_log(everybody, hosts, today)
    life.add_partnerships(everybody, hosts, today)
    last_year.add(everybody, hosts, calendar, today)
    sheets.add(everybody, hosts)
    needs.add(everybody, hosts)
    networks.add(everybody, hosts, today)
    partnerships.add(everybody, hosts, today)
    committees.add(everybody)
