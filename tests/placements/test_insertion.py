"""After the diploma (R-PF-7): offers, each pupil's search, the numbers of a class."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts.enums import Role
from directory.enums import Level
from directory.models import Company
from directory.violations import Refused
from placements.enums.hosts import SearchState, Wish
from placements.insertion_board import counts_of, lines_of
from placements.models import Insertion, JobOffer
from placements.workflow import insertion
from tests.accounts.factories import actor_for
from tests.directory.factories import CompanyFactory, DepartmentFactory, SchoolFactory
from tests.placements.pfmp_world import make_pfmp_world

CONTRACT = dt.date(2027, 9, 1)


@pytest.fixture
def world(db):
    world = make_pfmp_world()
    group = world.group
    group.level = Level.TERMINALE
    group.save()
    return world


def offer_of(world, **more):
    row = JobOffer(
        company=world.company, school=world.period.school, kind="apprenticeship", title="Fraiseur"
    )
    for name, value in more.items():
        setattr(row, name, value)
    return insertion.save_offer(world.rbde, row, [world.group.diploma])


def values(**more):
    return {"wish": Wish.APPRENTICESHIP, "state": SearchState.SEARCHING} | more


def test_what_goes_together():
    found = values(state=SearchState.FOUND)
    assert insertion.check(values()) == []
    assert "A trouvé" in insertion.check(values(contract_on=CONTRACT))[0].message
    assert insertion.check(found)[0].field == "contract_on"
    assert insertion.check(found | {"contract_on": CONTRACT})[0].field == "company"
    assert insertion.check(found | {"contract_on": CONTRACT, "company": 1}) == []
    assert insertion.check(found | {"wish": Wish.STUDIES}) == []


def test_a_search_is_kept_once_and_counted(world):
    pupil, silent = world.pupils(2)
    offer = offer_of(world)
    insertion.tell(world.referent, pupil, values())
    row = insertion.tell(
        world.referent,
        pupil,
        values(state=SearchState.FOUND, offer=offer, contract_on=CONTRACT),
    )
    assert Insertion.objects.get() == row
    assert (row.company, row.diploma) == (world.company, world.group.diploma)
    [(group, lines)] = lines_of(world.rbde, world.period.school_year)
    assert group == world.group
    assert counts_of(lines) == [
        ("Un contrat d’apprentissage, trouvé", 1),
        ("Non renseigné", 1),
    ]
    assert not lines_of(world.teacher, world.period.school_year)


def test_classes_of_a_first_year_are_shown_on_demand(world):
    group = world.group
    group.level = Level.PREMIERE
    group.save()
    year = world.period.school_year
    assert not lines_of(world.rbde, year)
    assert lines_of(world.rbde, year, every=True)


def test_who_may(client, world):
    pupil = world.pupils(1)[0]
    with pytest.raises(Refused, match="suivez pas"):
        insertion.tell(world.teacher, pupil, values())
    offer = offer_of(world)
    elsewhere = actor_for(Role.RBDE, school=SchoolFactory())
    with pytest.raises(Refused, match="recueilli"):
        insertion.set_open(elsewhere, offer, False)
    client.force_login(elsewhere.user)
    assert client.get(offer.get_absolute_url()).status_code == 404
    assert client.post(reverse("placements:job_offer_close", args=[offer.pk])).status_code == 404
    assert client.get(reverse("placements:insertion_pupil", args=[pupil.pk])).status_code == 404
    assert "Fraiseur" in client.get(reverse("placements:job_offers")).content.decode()
    ariege = DepartmentFactory(code="09", name="Ariège")
    far = actor_for(Role.RBDE, school=SchoolFactory(department=ariege))
    assert not JobOffer.objects.visible_to(far).exists()


def test_bad_offers(world):
    with pytest.raises(Refused, match="au moins un diplôme"):
        row = JobOffer(company=world.company, school=world.period.school, kind="job", title="A")
        insertion.save_offer(world.rbde, row, [])
    with pytest.raises(Refused, match="a fermé"):
        offer_of(world, company=CompanyFactory(is_active=False))
    offer = offer_of(world)
    insertion.set_open(world.rbde, offer, False)
    with pytest.raises(Refused, match="déjà fait"):
        insertion.set_open(world.rbde, offer, False)


def test_the_pages(client, world):
    pupil = world.pupils(1)[0]
    client.force_login(world.rbde.user)
    data = {
        "siret": world.company.siret,
        "school": world.period.school_id,
        "kind": "job",
        "title": "Opérateur régleur",
        "diplomas": [world.group.diploma_id],
        "places": "2",
    }
    new = reverse("placements:job_offer_new")
    assert "Choisissez une entreprise" in client.post(new, data | {"siret": ""}).content.decode()
    assert client.post(new, data | {"siret": "1"}).status_code == 200
    assert not JobOffer.objects.exists()
    assert client.post(new, data).status_code == 302
    offer = JobOffer.objects.get()
    address = reverse("placements:insertion_pupil", args=[pupil.pk])
    said = {"wish": "job", "state": "found", "offer": offer.pk}
    assert "date du contrat" in client.post(address, said).content.decode()
    client.post(address, said | {"contract_on": "2027-09-01"})
    page = client.get(reverse("placements:insertion")).content.decode()
    assert "Un premier emploi, trouvé" in page and "1er septembre 2027" in page
    client.post(reverse("placements:job_offer_close", args=[offer.pk]))
    page = client.get(reverse("placements:job_offers")).content.decode()
    assert "Aucune offre ouverte" in page


def test_an_employer_that_nobody_knew_is_typed_and_checked_later(client, world):
    pupil = world.pupils(1)[0]
    client.force_login(world.rbde.user)
    typed = {
        "siret": "73282932000074",
        "company_name": "Usinage Garonne",
        "company_postcode": "31000",
        "company_city": "Toulouse",
    }
    address = reverse("placements:insertion_pupil", args=[pupil.pk])
    said = {"wish": "job", "state": "found"} | typed
    assert "date du contrat" in client.post(address, said).content.decode()
    assert not Company.objects.filter(siret=typed["siret"]).exists()
    client.post(address, said | {"contract_on": "2027-09-01"})
    company = Insertion.objects.get().company
    assert (company.name, company.to_be_checked) == ("Usinage Garonne", True)
    offer = {
        "company": company.pk,
        "school": world.period.school_id,
        "kind": "job",
        "title": "Opérateur",
        "diplomas": [world.group.diploma_id],
        "places": "1",
    }
    client.post(reverse("placements:job_offer_new"), offer)
    assert JobOffer.objects.get().company == company
