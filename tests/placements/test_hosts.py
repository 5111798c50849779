"""Several hosts in one placement (R-PL-8): the table of days, their links, one agreement."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts.enums import Role
from accounts.models import PersonalLink
from placements.agreement.document import layout_data
from placements.models import Placement
from placements.workflow import agreement_batch
from placements.workflow.agreement_base import HOST_PURPOSE
from tests.accounts.factories import actor_for
from tests.directory.factories import CompanyFactory
from tests.placements.agreement_world import make_agreement_world
from tests.placements.factories import PlacementFactory, PupilFactory

MONDAY = dt.date(2027, 1, 25)
HOURS = {"hours_every_am": "9-12", "hours_every_pm": "13h30-16h30"}


@pytest.fixture
def placement(here):
    return PlacementFactory(pupil=PupilFactory(class_group=here.group), company=here.company)


def text_of(response):
    return " ".join(response.content.decode().replace("&nbsp;", " ").split())


def days(*hosts):
    return {f"day_{MONDAY + dt.timedelta(days=n):%Y-%m-%d}": host for n, host in enumerate(hosts)}


def post(client, placement, *hosts, name="placement_hosts", **typed):
    url = reverse(f"placements:{name}", args=[placement.pk])
    dates = {"starts_on": "2027-01-25", "ends_on": "2027-01-29"}
    return text_of(client.post(url, dates | HOURS | days(*hosts) | typed, follow=True))


def test_a_second_host_takes_some_days(client, here, placement):
    """And what was said of the first one's tutor stays."""
    placement.stays.update(tutor_name="Dounia Faure")
    first, second = here.company.pk, CompanyFactory(name="Bois du Sud").pk
    client.force_login(here.referent.user)
    shown = text_of(client.get(reverse("placements:placement_hosts", args=[placement.pk])))
    assert "Lundi 25 janvier 2027" in shown and str(here.company) in shown
    text = post(client, placement, first, first, "new", "new", first, company=second)
    assert "Les accueillants du stage sont enregistrés." in text and "Bois du Sud" in text
    rows = placement.stays.values_list("company", "starts_on", "ends_on", "tutor_name")
    assert list(rows) == [
        (first, MONDAY, MONDAY + dt.timedelta(days=1), "Dounia Faure"),
        (second, MONDAY + dt.timedelta(days=2), MONDAY + dt.timedelta(days=3), ""),
        (first, MONDAY + dt.timedelta(days=4), MONDAY + dt.timedelta(days=4), "Dounia Faure"),
    ]
    again = client.get(reverse("placements:placement_change", args=[placement.pk]))
    assert again.status_code == 302 and again.url.endswith("/accueillants/")
    board = text_of(client.get(reverse("placements:board", args=[here.group.pk])))
    assert f"{here.company}, Bois du Sud" in board


def test_what_lacks_is_said(client, here, placement):
    first = here.company.pk
    client.force_login(here.referent.user)
    assert "Choisissez une entreprise" in post(client, placement, first, "new")
    text = post(client, placement, first, company=CompanyFactory().pk)
    assert "Donnez au moins un jour à ce nouvel accueillant." in text
    assert "Donnez au moins un jour à un accueillant." in post(client, placement)
    lacks = post(client, placement, first, hours_every_am="", hours_every_pm="")
    assert "Indiquez les horaires" in lacks
    url = reverse("placements:placement_hosts", args=[placement.pk])
    wrong = text_of(client.get(url, {"starts_on": "2027-01-29", "ends_on": "2027-01-25"}))
    assert "Le dernier jour précède le premier." in wrong
    assert placement.stays.count() == 1


def test_the_rules_look_at_the_whole_week(client, here, placement):
    """R-PL-3: 35 h over all hosts; the table answers while it is typed."""
    client.force_login(here.referent.user)
    typed = {"hours_every_am": "8-12", "hours_every_pm": "13-16h30", "company": CompanyFactory().pk}
    hosts = [here.company.pk] * 3 + ["new"] * 2
    text = post(client, placement, *hosts, name="placement_hosts_check", **typed)
    assert "au plus 7 h de présence par jour" in text
    fine = post(client, placement, *hosts, name="placement_hosts_check", company=typed["company"])
    assert "respectent les règles" in fine
    assert placement.stays.count() == 1


@pytest.mark.parametrize("role", [Role.HEAD, Role.TEACHER, Role.RBDE])
def test_another_school_finds_nothing(client, placement, role):
    client.force_login(actor_for(role).user)
    for name in ("placement_hosts", "placement_hosts_check"):
        url = reverse(f"placements:{name}", args=[placement.pk])
        assert client.post(url, {}).status_code == 404


def test_each_host_has_its_address_its_link_and_its_part(db):
    """The batch wrote to all hosts at one address: each has its own now."""
    world = make_agreement_world(hosts=2)
    keys = [stay.company_id for stay in world.placement.stays.order_by("pk")]
    typed = {(world.placement.pk, key): f"hote{n}@essai.test" for n, key in enumerate(keys)}
    rows = list(Placement.objects.filter(pk=world.placement.pk).prefetch_related("stays"))
    assert agreement_batch.ask_hosts(world.teacher, rows, typed).done == 1
    links = PersonalLink.objects.filter(purpose=HOST_PURPOSE).order_by("holder_email")
    assert [link.holder_email for link in links] == ["hote0@essai.test", "hote1@essai.test"]
    for part in world.agreement.parts.all():
        world.fill(part=part, tutor_name=f"Tuteur {part.company}")
    data = layout_data(world.agreement)
    assert [party["title"] for party in data["parties"]][:2] == ["L’accueillant"] * 2
    tutors = dict(data["glance"])["Tuteurs"]
    assert "Tuteur Méca 1" in tutors and "Tuteur Méca 2" in tutors
    hours = [
        section["table"]["rows"] for section in data["annexes"][0]["sections"] if "table" in section
    ]
    assert [[day for day, _ in rows] for rows in hours] == [
        ["Lundi", "Mardi"],
        ["Mercredi", "Jeudi", "Vendredi"],
    ]


def test_the_batch_page_asks_one_address_per_host(client, db):
    world = make_agreement_world(hosts=2)
    client.force_login(world.teacher.user)
    url = reverse("placements:agreements", args=[world.placement.class_group_id])
    shown = text_of(client.get(url))
    for stay in world.placement.stays.all():
        assert f'name="email_{world.placement.pk}_{stay.company_id}"' in shown
