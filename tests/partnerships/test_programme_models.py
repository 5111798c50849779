"""A programme that starts from a past contract's, at the new days."""

import datetime as dt

import pytest
from django.urls import reverse

from partnerships.enums.contract import ContractKind
from partnerships.models import Contract, ProgrammeSession
from partnerships.programme_models import drafts_from
from tests.partnerships.contract_world import make_contract_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def worlds():
    """The contract to write, and a signed one of another host and the same school."""
    mine, past = make_contract_world(), make_contract_world(starts_on=dt.date(2026, 11, 9))
    type(past.booking).objects.filter(pk=past.booking.pk).update(school=mine.booking.school)
    Contract.objects.filter(pk=past.contract.pk).update(state="void")
    ProgrammeSession.objects.filter(contract=past.contract, position=0).update(title="Soudure")
    return mine, past


def test_the_form_is_filled_from_a_past_contract_and_nothing_is_kept(worlds, client):
    mine, past = worlds
    client.force_login(mine.teacher.user)
    path = reverse("partnerships:contract_programme", args=[mine.contract.pk])
    assert f'value="{past.contract.pk}"' in client.get(path).content.decode()
    page = client.get(path, {"modele": past.contract.pk}).content.decode()
    assert page.count('value="Soudure"') == 6 and "Rien n’est enregistré" in page
    assert 'name="programme-2027-01-11-' in page
    assert not mine.contract.sessions.filter(title="Soudure").exists()
    assert 'value="Soudure"' not in client.get(path, {"modele": "type"}).content.decode()


def test_a_contract_that_one_does_not_see_is_no_model(worlds, client):
    mine, _ = worlds
    stranger = make_contract_world()
    Contract.objects.filter(pk=stranger.contract.pk).update(state="void")
    ProgrammeSession.objects.filter(contract=stranger.contract).update(title="Secret")
    client.force_login(mine.teacher.user)
    path = reverse("partnerships:contract_programme", args=[mine.contract.pk])
    for key in (stranger.contract.pk, "999999", "x"):
        page = client.get(path, {"modele": key}).content.decode()
        assert "Secret" not in page and f'value="{key}"' not in page


def test_the_host_starts_by_its_link_from_what_it_hosted_before(worlds, client):
    mine, past = worlds
    stranger = make_contract_world(starts_on=dt.date(2026, 11, 16))
    Contract.objects.filter(pk=stranger.contract.pk).update(state="void")
    link = mine.fill_link
    assert f'value="{past.contract.pk}"' not in client.get(link.path).content.decode()
    hosted = type(past.booking).objects.filter(pk=past.booking.pk)
    hosted.update(company=mine.booking.company)
    page = client.get(link.path).content.decode()
    assert f'value="{past.contract.pk}"' in page and f'value="{stranger.contract.pk}"' not in page
    filled = client.get(link.path, {"modele": past.contract.pk}).content.decode()
    assert 'value="Soudure"' in filled and "Rien n’est enregistré" in filled
    assert not mine.contract.sessions.filter(title="Soudure").exists()


def test_the_standard_programme_of_a_visit_is_a_visits():
    """Not that of three days."""
    world = make_contract_world()
    world.contract.kind = ContractKind.VISIT
    titles = [one.title for one in drafts_from(world.contract, [], "type")]
    assert titles[1] == "Visite du site et échanges avec des salariés sur leurs métiers"
