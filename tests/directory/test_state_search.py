"""R-ID-6: the State's company search, on a real server that is slow, busy, broken or masked."""

import pytest
from django.core.cache import cache

from directory import state_search
from directory.state_search import Establishment, Unavailable, lookup
from tests.directory.factories import siret
from tests.directory.search_server import answer, serving

SIRET = siret(77)
pytestmark = pytest.mark.django_db  # the cache is a table


@pytest.fixture(autouse=True)
def asked_anew():
    cache.delete(state_search.CLOSED_UNTIL)


def test_the_establishment_of_a_siret(settings):
    with serving((200, {}, answer(SIRET), 0)) as (settings.COMPANY_SEARCH_URL, asked):
        found = lookup(SIRET)
        assert lookup(siret(78)) is None
    assert found == Establishment(
        SIRET, "ATELIERS NEUFS", "12 RUE DE METZ", "31000", "TOULOUSE", "25.62B"
    )
    assert asked[0].startswith(f"/search?q={SIRET}&")


def test_masked_values_are_never_names(settings):
    masked = answer(
        SIRET, nom_complet="[ND] [ND]", adresse="[ND] 31000 TOULOUSE", libelle_commune="[ND]"
    )
    with serving((200, {}, masked, 0)) as (settings.COMPANY_SEARCH_URL, _):
        found = lookup(SIRET)
    assert (found.name, found.address, found.city, found.is_masked) == ("", "", "", True)


def test_a_short_wait_is_waited_and_a_long_one_stops_the_questions(settings):
    busy = (429, {"Retry-After": "0"}, b"", 0)
    with serving(busy, (200, {}, answer(SIRET), 0)) as (settings.COMPANY_SEARCH_URL, asked):
        assert lookup(SIRET).siret == SIRET
        assert len(asked) == 2
    with serving((429, {"Retry-After": "60"}, b"", 0)) as (settings.COMPANY_SEARCH_URL, asked):
        for _ in range(2):
            with pytest.raises(Unavailable, match="ne répond pas"):
                lookup(SIRET)
        assert len(asked) == 1


@pytest.mark.parametrize(
    "reply",
    [
        (500, {}, b"", 0),
        (200, {}, b"<html>", 0),
        (200, {}, b"[]", 0),
        (200, {}, {"results": [{"matching_etablissements": [3]}]}, 0),
        (200, {}, answer(SIRET), 0.6),
    ],
    ids=["error", "not json", "a list", "no company", "slow"],
)
def test_what_is_no_answer_is_said_in_french(settings, monkeypatch, reply):
    monkeypatch.setattr(state_search, "TIMEOUT", 0.3)
    with (
        serving(reply) as (settings.COMPANY_SEARCH_URL, _),
        pytest.raises(Unavailable, match="saisissez vous-même le nom"),
    ):
        lookup(SIRET)


def test_nobody_is_asked_when_nothing_is_configured(settings):
    settings.COMPANY_SEARCH_URL = ""
    with pytest.raises(Unavailable):
        lookup(SIRET)
