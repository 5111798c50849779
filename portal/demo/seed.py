"""The whole demonstration, in order; running it again changes nothing."""

from django.db import transaction
from django.utils import timezone

from directory.calendar import Calendar
from directory.years import current_year
from partnerships.models import Offer

from . import bookings, companies, contracts, last_year, life, offers, people, places


def seed():
    """Make what is missing. Returns whether the story was told now (it is told once)."""
    today, calendar = timezone.localdate(), Calendar.load()
    current_year()
    with transaction.atomic():
        places.add_towns()
        places.add_schools()
        companies.add_sectors()
        hosts = companies.add_companies()
        branches = companies.add_branches()
        companies.add_networks()
        everybody = people.add_people(hosts, branches)
        life.add_committees(everybody)
        life.add_events(today)
        life.add_services()
        life.add_campaigns(everybody, calendar, today)
        last_year.add(everybody, hosts, calendar, today)
    if Offer.objects.filter(created_by=everybody["entreprise"]).exists():
        return False
    _tell_story(everybody, hosts, calendar, today)
    return True


def _tell_story(everybody, hosts, calendar, today):
    published = offers.publish_all(everybody, hosts, calendar, today)
    groups = bookings.add_groups(current_year())
    story = bookings.Story(everybody, published, groups, today)
    accepted = bookings.tell(story)
    contracts.lived(bookings.agreed_by_phone(story, hosts, calendar))
    contracts.sign_all(story, accepted)
