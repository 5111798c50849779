"""The dashboard of an RBDE: companies without news, requests that nobody answers."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from partnerships import follow_up
from partnerships.models import Interaction, Portfolio
from partnerships.todo.relation import relation_todos
from tests.accounts.factories import actor_for
from tests.directory.factories import ClassGroupFactory, CompanyFactory, SchoolFactory
from tests.partnerships.factories import BookingFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def school():
    return SchoolFactory()


@pytest.fixture
def rbde(school):
    return actor_for(Role.RBDE, school=school)


def test_a_company_that_one_follows_and_nobody_called_for_a_year(client, rbde, school):
    company = CompanyFactory(name="Fonderie Roc")
    row = Portfolio.objects.create(school=school, company=company, owner=rbde.user)
    assert not relation_todos(rbde)
    long_ago = timezone.localdate() - dt.timedelta(days=400)
    Portfolio.objects.filter(pk=row.pk).update(since=long_ago)
    (todo,) = relation_todos(rbde)
    assert todo.title == "Appeler une entreprise sans nouvelles"
    client.force_login(rbde.user)
    assert "Fonderie Roc" in client.get(todo.url).content.decode()
    assert not follow_up.without_news(actor_for(Role.RBDE, school=school), timezone.localdate())
    Interaction.objects.create(company=company, school=school, text="Appel", kind="call")
    assert not relation_todos(rbde)
    assert "Fonderie Roc" not in client.get(todo.url).content.decode()
    mine = reverse("admin:directory_company_changelist") + "?suivi=moi"
    assert "Fonderie Roc" in client.get(mine).content.decode()


def test_a_request_without_answer_for_a_week_is_to_be_called_about(rbde, school):
    group = ClassGroupFactory(school=school)
    sent = timezone.now() - dt.timedelta(days=3)
    booking = BookingFactory(class_group=group, sent_at=sent)
    assert not relation_todos(rbde)
    type(booking).objects.update(sent_at=sent - dt.timedelta(days=5))
    (todo,) = relation_todos(rbde)
    assert todo.title == "Relancer une demande sans réponse"
    assert not relation_todos(actor_for(Role.RBDE))
