"""The search of the bank of placements: what narrows it, its pages, what it costs."""

import pytest
from django.urls import reverse

from placements import offer_search
from placements.models import PlacementOffer
from tests.directory.factories import SectorFactory
from tests.placements.bank import FIRST, NEXT, company_and_host, make_bank, published

pytestmark = pytest.mark.django_db


def test_the_search_narrows_by_class_text_weeks_and_distance(client):
    bank = make_bank()
    school = bank.group.school
    type(school).objects.filter(pk=school.pk).update(latitude=43.6, longitude=1.44)
    far, host = company_and_host(name="Loin", latitude=44.5, longitude=1.44)
    published(host, far, title="Découvrir la forge", mondays=[NEXT])
    client.force_login(bank.referent.user)
    search = reverse("placements:offers")

    def titles(**query):
        page = client.get(search, query)
        return [offer.title for offer in page.context["page_obj"]]

    assert set(titles()) == {"Découvrir la boulangerie", "Découvrir la forge"}
    assert titles(q="forge") == ["Découvrir la forge"]
    sector = SectorFactory()
    assert titles(secteur=sector.pk) == []
    PlacementOffer.objects.filter(title="Découvrir la forge").update(sector=sector)
    assert titles(secteur=sector.pk) == ["Découvrir la forge"]
    assert titles(classe=bank.group.pk) == ["Découvrir la boulangerie"]
    assert titles(du=NEXT) == ["Découvrir la forge"]
    assert titles(km=10) == ["Découvrir la boulangerie"]
    assert titles(tri="distance") == ["Découvrir la boulangerie"]
    assert titles(tri="distance", km=50) == ["Découvrir la boulangerie"]
    nearest = client.get(search, {"km": "50"}).context["page_obj"][0]
    assert nearest.distance_km == pytest.approx(0, abs=50)
    page = client.get(search, {"q": "forge", "km": "10"}).content.decode()
    assert "Élargissez-la" in page and "?q=forge" in page
    page = client.get(search, {"du": NEXT, "au": FIRST}).content.decode()
    assert "La fin de la période précède son début" in page


def test_the_search_page_costs_the_same_whatever_it_shows(client, django_assert_max_num_queries):
    bank = make_bank()
    sector = SectorFactory()
    client.force_login(bank.referent.user)
    search = reverse("placements:offers")
    client.get(search)
    with django_assert_max_num_queries(12) as first:
        client.get(search, {"classe": bank.group.pk})
    for number in range(3):
        published(bank.host, bank.company, title=f"Offre {number}", mondays=[FIRST, NEXT])
    with django_assert_max_num_queries(len(first)):
        client.get(search, {"classe": bank.group.pk})
    with django_assert_max_num_queries(12):
        client.get(search, {"classe": bank.group.pk, "q": "offre", "secteur": sector.pk})


def test_a_page_of_the_search_keeps_the_order_of_what_was_found(client, monkeypatch):
    """The filters are read once; beyond the most that is counted there is no page."""
    monkeypatch.setattr(offer_search, "MOST", 3)
    monkeypatch.setattr(offer_search, "PER_PAGE", 2)
    bank = make_bank()
    for number in range(4):
        published(bank.host, bank.company, title=f"Offre {number}")
    client.force_login(bank.referent.user)
    latest = PlacementOffer.objects.order_by("-published_at", "-pk").values_list("title", flat=True)
    shown = []
    for number in (1, 2):
        page = client.get(reverse("placements:offers"), {"page": number})
        assert "Plus de 3 offres" in page.content.decode()
        shown += [offer.title for offer in page.context["page_obj"]]
    assert shown == list(latest[:4])
