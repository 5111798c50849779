"""Who looked at contact details is written down, once a day (RELIABILITY §4)."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from accounts.actor import Actor
from accounts.enums import Role
from accounts.models import JournalEntry, PersonalDataRead
from accounts.reads import note_reads
from tests.accounts.factories import actor_for
from tests.directory.factories import ContactFactory
from tests.partnerships.factories import OfferFactory

pytestmark = pytest.mark.django_db


def test_once_a_day_for_each_person_and_row(django_assert_num_queries):
    offer, teacher = OfferFactory(), actor_for(Role.TEACHER)
    note_reads(teacher, [offer])
    with django_assert_num_queries(1):
        note_reads(teacher, [offer])
    assert PersonalDataRead.objects.count() == 1

    with time_machine.travel(dt.datetime(2026, 11, 24, 9, tzinfo=dt.UTC)):
        note_reads(teacher, [offer])
    assert PersonalDataRead.objects.count() == 2
    assert not JournalEntry.objects.exists()


def test_a_visitor_is_shown_no_details():
    note_reads(Actor.anonymous(), [OfferFactory()])

    assert not PersonalDataRead.objects.exists()


def test_pages_that_show_them(client):
    offer = OfferFactory(state="published", contact_name="A. Roux")
    contact = ContactFactory(owner_school=None)
    boss = actor_for(Role.ADMINISTRATOR)
    client.get(reverse("partnerships:offer", args=[offer.pk]))
    client.force_login(boss.user)
    client.get(reverse("partnerships:offer", args=[offer.pk]))
    client.get(reverse("admin:directory_contact_change", args=[contact.pk]))
    client.get(reverse("admin:directory_company_change", args=[contact.company_id]))

    read = PersonalDataRead.objects.filter(user=boss.user).order_by("pk")
    assert [one.subject for one in read] == [offer, contact, contact.company]


def test_only_an_administrator_reads_the_list(client):
    url = reverse("admin:accounts_personaldataread_changelist")
    client.force_login(actor_for(Role.ADMINISTRATOR).user)
    assert client.get(url).status_code == 200
    client.force_login(actor_for(Role.DEPARTMENT_SUPERVISOR).user)
    assert client.get(url).status_code == 403
