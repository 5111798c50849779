"""Two people save one sheet at the same moment: one is stored, the other reads both."""

import datetime as dt
from functools import partial

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from directory.models import Company
from directory.violations import Refused
from partnerships.models import Booking, ContactCeiling
from tests.accounts.factories import actor_for
from tests.concurrency.threads import together
from tests.directory.factories import CompanyFactory, SchoolFactory
from tests.partnerships.conftest import make_world
from tests.partnerships.factories import MONDAY, SlotFactory
from tests.partnerships.test_log import form_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrency]


def test_of_two_saves_at_once_one_is_told():
    company, school = CompanyFactory(name="Fonderie Roc"), SchoolFactory()
    url = reverse("admin:directory_company_change", args=[company.pk])
    clients = [Client(), Client()]
    for client in clients:
        client.force_login(actor_for(Role.RBDE, school=school).user)
    opened = form_of(clients[0], company)
    names = ["Fonderie Un", "Fonderie Deux"]

    answers = together(
        [
            partial(client.post, url, opened | {"name": name})
            for client, name in zip(clients, names, strict=True)
        ]
    )

    assert sorted(answer.status_code for answer in answers) == [200, 302]
    stored = Company.objects.get().name
    (told,) = [answer for answer in answers if answer.status_code == 200]
    text = told.content.decode()
    assert f"Enregistré entre-temps : « {stored} »" in text
    (lost,) = set(names) - {stored}
    assert f'value="{lost}"' in text


def test_the_last_request_of_the_month_is_sent_once():
    """The ceiling of a company holds whatever the number of schools that ask at once."""
    worlds = [make_world() for _ in range(4)]
    company = worlds[0].slot.offer.host_company
    ContactCeiling.objects.create(company=company, per_month=2, said_by="la direction")
    for number, world in enumerate(worlds[1:], 1):
        monday = MONDAY + dt.timedelta(weeks=number)
        world.slot = SlotFactory(offer=worlds[0].slot.offer, starts_on=monday)

    results = together([partial(world.ask, today=timezone.localdate()) for world in worlds])

    assert Booking.objects.count() == 2
    refused = [result for result in results if isinstance(result, Refused)]
    assert len(refused) == 2 and "par mois" in refused[0].message
