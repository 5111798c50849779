"""In June, the officers of a territory send companies the placement weeks of the next year
(R-CL-3)."""

import datetime as dt

from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from accounts.models import JournalEntry
from accounts.todo import Todo, urgency_of
from directory.years import label, start_year_of
from placements.models import Campaign
from placements.territory_calendar import SENT

SENDERS = frozenset({Role.DEPARTMENT_SUPERVISOR, Role.DEPARTMENT_OFFICE, Role.MISSION_OFFICER})
JUNE = 6


def todos(actor, _school_year):
    """One line, until the person has taken the file once in June."""
    today = timezone.localdate()
    if actor.user is None or actor.role not in SENDERS or today.month != JUNE:
        return []
    year = start_year_of(today) + 1
    if not Campaign.objects.filter(
        school_year=year, school__department__in=actor.department_codes
    ).exists():
        return []
    since = timezone.make_aware(dt.datetime(today.year, JUNE, 1))
    if JournalEntry.objects.filter(user=actor.user, verb=SENT, at__gte=since).exists():
        return []
    due = dt.date(today.year, JUNE, 30)
    title = f"Envoyer aux entreprises le calendrier des stages {label(year)}"
    url = f"{reverse('placements:territory')}?annee={year}"
    return [Todo(title, url, due, urgency_of(due, today))]
