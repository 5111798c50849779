"""Finding hosts for a period: who is shown, the request to several, the answers by link."""

import datetime as dt
import uuid

import pytest
from django.urls import reverse
from stdnum import luhn

from accounts import links
from accounts.actor import Actor
from directory.enums import StaffBand
from directory.violations import Refused
from outbox.models import Notice
from placements.enums.hosts import AskState
from placements.hosts_pfmp import Search, choices_for, companies_for, hosts_of
from placements.models import (
    HostAccess,
    HostAsk,
    HostDeclaration,
    HostRequest,
    PfmpLimits,
    PlacementMobility,
)
from placements.workflow import mobility_pfmp, pfmp_ends, pfmp_requests
from tests.directory.factories import CompanyFactory, SectorFactory
from tests.placements.factories import PlacementFactory, PupilFactory
from tests.placements.pfmp_world import make_pfmp_world

BY = dt.date(2026, 12, 18)
HERE = {"latitude": 43.6, "longitude": 1.43}


@pytest.fixture
def world(db):
    world = make_pfmp_world()
    school = world.period.school
    school.latitude, school.longitude = 43.6, 1.43
    school.save()
    return world


def send(world, contacts=None, actor=None, pupils=(), **more):
    given = {"message": "Trois semaines en atelier.", "answers_by": BY, "key": uuid.uuid4()}
    contacts = contacts if contacts is not None else {world.company: "accueil@meca.test"}
    return pfmp_requests.send(
        actor or world.referent, world.period, pupils, contacts, **(given | more)
    )


def holder(ask):
    return Actor.of_link(pfmp_requests.living(ask))


def test_companies_of_the_diploma_come_by_past_then_distance(world):
    metal, care = SectorFactory(), SectorFactory(code="s2", label="Santé")
    world.group.diploma.sectors.add(metal)
    near = CompanyFactory(sector=metal, **HERE)
    far = CompanyFactory(sector=metal, latitude=43.7, longitude=1.5)
    other = CompanyFactory(sector=care, **HERE)
    hosted = CompanyFactory(sector=care, latitude=43.75, longitude=1.5)
    CompanyFactory(sector=metal, is_active=False, **HERE)
    barred = {"agreement_forbidden": True, "agreement_forbidden_reason": "Décision"}
    CompanyFactory(sector=metal, **barred, **HERE)
    refusing = {"contact_refused": True, "contact_refused_reason": "Ne plus appeler"}
    CompanyFactory(sector=metal, **refusing, **HERE)
    CompanyFactory(sector=metal, latitude=45.7, longitude=1.5)
    PlacementFactory(
        pupil=PupilFactory(class_group=world.group), kind="pfmp", state="done", company=hosted
    )
    assert list(companies_for(world.period, Search())) == [hosted, near, far]
    assert other in companies_for(world.period, Search(every_sector=True))
    assert list(companies_for(world.period, Search(past=True))) == [hosted]
    assert list(companies_for(world.period, Search(km=10))) == [near]
    HostAccess.objects.create(company=far, without_car="yes")
    assert list(companies_for(world.period, Search(without_car=True))) == [far]


def test_places_left_are_shown_before_asking(world):
    """R-PF-2: over the SIREN, all schools together; the fullest week counts."""
    company = CompanyFactory(staff_band=StaffBand.FROM_20, **HERE)
    assert hosts_of(world.period, [company])[0].left.number == 3
    elsewhere = make_pfmp_world()
    nic = f"{company.siren}0002"
    site = CompanyFactory(siren=company.siren, siret=nic + luhn.calc_check_digit(nic))
    for _ in range(2):
        PlacementFactory(pupil=PupilFactory(class_group=elsewhere.group), kind="pfmp", company=site)
    [host] = hosts_of(world.period, [company])
    assert (host.left.number, host.may_ask) == (1, True)


def test_a_host_that_seems_full_may_be_asked_and_one_that_is_may_not(client, world):
    """R-PF-2: staff that nobody declared warns, never blocks."""
    company = CompanyFactory(**HERE)
    for _ in range(3):
        PlacementFactory(
            pupil=PupilFactory(class_group=world.group),
            kind="pfmp",
            state="signed",
            company=company,
        )
    [host] = hosts_of(world.period, [company])
    assert (host.left.number, host.may_ask) == (0, True)
    client.force_login(world.rbde.user)
    page = client.get(reverse("placements:pfmp_hosts", args=[world.period.pk])).content.decode()
    assert "à vérifier avec l’entreprise" in page and f'id="e{company.pk}"' in page
    [(value, words)] = choices_for(world.period)
    assert value == f"e{company.pk}" and "aucune place possible" in words
    HostDeclaration.objects.create(company=company, kind="staff", staff=10)
    [host] = hosts_of(world.period, [company])
    assert (host.left.number, host.may_ask) == (0, False)
    page = client.get(reverse("placements:pfmp_hosts", args=[world.period.pk])).content.decode()
    assert f'id="e{company.pk}"' not in page
    assert not choices_for(world.period)
    with pytest.raises(Refused, match="autant de stagiaires"):
        send(world, {company: "accueil@plein.test"})


def test_places_follow_the_authority_and_what_the_host_declared(world):
    """What is shown before asking is what is refused afterwards."""
    academy = world.period.school.department.academy
    PfmpLimits.objects.create(
        academy=academy, version=1, valid_from=dt.date(2026, 9, 1), percent=20, note="Décision"
    )
    company = CompanyFactory(staff_band=StaffBand.FROM_20)
    assert hosts_of(world.period, [company])[0].left.number == 4
    HostDeclaration.objects.create(company=company, kind="staff", staff=50)
    assert hosts_of(world.period, [company])[0].left.number == 10


def test_one_message_to_several_companies_once(world):
    pupil = world.pupils(1)[0]
    other, closed = CompanyFactory(email="b@b.test"), CompanyFactory(is_active=False)
    contacts = {world.company: "accueil@meca.test", other: "b@b.test", closed: "c@c.test"}
    key = uuid.uuid4()
    sent = send(world, contacts, pupils=[pupil], key=key)
    assert sent.asked == 2
    assert [company for company, _ in sent.refused] == [closed]
    told = Notice.objects.filter(kind="pfmp.asked")
    assert sorted(told.values_list("recipient_email", flat=True)) == [
        "accueil@meca.test",
        "b@b.test",
    ]
    assert send(world, contacts, pupils=[pupil], key=key).request == sent.request
    with pytest.raises(Refused, match="déjà une demande"):
        send(world)
    assert HostRequest.objects.count() == 1


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"message": " "}, "message"),
        ({"answers_by": dt.date(2027, 3, 1)}, "avant le début"),
        ({"answers_by": dt.date(2026, 11, 25)}, "3 jours ouvrés"),
        ({"contacts": {}}, "au moins une entreprise"),
    ],
)
def test_what_is_missing_is_said(world, more, words):
    with pytest.raises(Refused, match=words):
        send(world, **more)


def test_who_does_not_follow_asks_nothing(client, world):
    with pytest.raises(Refused, match="suivez pas"):
        send(world, actor=world.teacher)
    request = send(world).request
    client.force_login(world.teacher.user)
    assert client.get(request.get_absolute_url()).status_code == 404
    ask = request.asks.get()
    assert client.post(reverse("placements:pfmp_ask_close", args=[ask.pk])).status_code == 404
    address = reverse("placements:pfmp_hosts", args=[world.period.pk])
    assert client.get(address).status_code == 403


def test_a_company_accepts_changes_its_mind_and_refuses_by_link(client, world):
    ask = send(world).request.asks.get()
    path = pfmp_requests.living(ask).path
    page = client.get(path).content.decode()
    assert "Trois semaines en atelier." in page
    client.post(path, {"places": "2", "comment": "À l’atelier"})
    ask.refresh_from_db()
    assert (ask.state, ask.places, ask.left) == (AskState.ACCEPTED, 2, 2)
    told = Notice.objects.get(kind="pfmp.answered")
    assert told.recipient_email == world.referent.user.email
    HostAsk.objects.update(taken=1)
    assert "déjà une place" in client.post(path, {"places": "0"}).content.decode()
    client.post(path, {"places": "1"})
    ask.refresh_from_db()
    assert (ask.places, ask.taken, ask.left) == (1, 1, 0)
    assert "60" in client.post(path, {"places": "61"}).content.decode()


def test_a_refusal_frees_the_company_for_another_request(world):
    ask = send(world).request.asks.get()
    pfmp_requests.answer(holder(ask), ask, 0, "Travaux en cours")
    ask.refresh_from_db()
    assert (ask.state, ask.comment) == (AskState.REFUSED, "Travaux en cours")
    assert send(world).asked == 1


def test_a_closed_request_gives_no_place(client, world):
    ask = send(world).request.asks.get()
    path = pfmp_requests.living(ask).path
    pfmp_requests.answer(holder(ask), ask, 2)
    pfmp_ends.close(world.referent, ask)
    with pytest.raises(Refused, match="déjà close"):
        pfmp_ends.close(world.rbde, ask)
    assert "Demande close" in client.get(path).content.decode()
    assert "close" in client.post(path, {"places": "3"}).content.decode()
    assert not choices_for(world.period)


def test_a_wrong_link_opens_nothing(client, world):
    ask = send(world).request.asks.get()
    link = pfmp_requests.living(ask)
    assert client.get(link.path.replace("places-pfmp", "suivre")).status_code == 404
    links.revoke(world.referent, link)
    assert client.get(link.path).status_code == 410


def test_the_pages_from_the_list_to_the_answers(client, world):
    company = CompanyFactory(email="atelier@proche.test", **HERE)
    pupil = world.pupils(1)[0]
    client.force_login(world.rbde.user)
    key = f"{pupil.pk}-{world.period.pk}"
    address = reverse("placements:pfmp_hosts", args=[world.period.pk])
    page = client.get(address, {"coche": key}).content.decode()
    assert str(company) in page and "Jamais" in page
    ask = reverse("placements:pfmp_ask", args=[world.period.pk])
    data = {"entreprise": company.pk, "coche": key}
    assert "atelier@proche.test" in client.post(ask, data).content.decode()
    data |= {
        f"email-{company.pk}": "atelier@proche.test",
        "message": "Bonjour à tous",
        "answers_by": "2026-12-18",
        "form_key": uuid.uuid4(),
    }
    page = client.post(ask, data | {"step": "preview"}).content.decode()
    assert "Message qui sera envoyé" in page and "Bonjour à tous" in page
    assert not HostAsk.objects.exists()
    page = client.post(ask, data | {"step": "act"}, follow=True).content.decode()
    assert "1 entreprise sollicitée" in page and str(pupil) in page
    assert "Cochez au moins une" in client.post(ask, {}, follow=True).content.decode()


def test_access_and_mobility(client, world):
    row = PlacementFactory(pupil=world.pupils(1)[0], kind="pfmp", period=world.period)
    client.force_login(world.rbde.user)
    address = reverse("placements:pfmp_access", args=[world.company.pk])
    client.post(address, {"without_car": "yes", "note": "Bus 21, arrêt Gare"})
    assert HostAccess.objects.get().note == "Bus 21, arrêt Gare"
    address = reverse("placements:placement_mobility", args=[row.pk])
    said = {"without_car": "no", "help": "asked", "lodging": "wanted", "abroad": "Espagne"}
    client.post(address, said)
    assert PlacementMobility.objects.get().help == "asked"
    page = client.get(row.get_absolute_url()).content.decode()
    for words in ("Aide demandée", "Hébergement cherché", "l’étranger&nbsp;: Espagne"):
        assert words in page
    client.force_login(world.teacher.user)
    assert client.get(address).status_code == 404
    with pytest.raises(Refused, match="suivez pas"):
        values = {"without_car": "", "help": "", "lodging": "", "abroad": ""}
        mobility_pfmp.say_mobility(world.teacher, row, values)
