"""Offers reported, moderated, copied, renewed, kept by a class, deposited without an account."""

import datetime as dt
import uuid

import pytest
from django.core.cache import cache
from django.urls import reverse

from accounts.enums import Role
from accounts.models import JournalEntry, PersonalLink
from directory.models import Company
from directory.violations import Refused
from outbox.models import Notice
from placements.enums.offers import Audience
from placements.models import Campaign, OfferFavourite, OfferReport, PlacementOffer
from placements.todo.applications import todos
from placements.workflow import applications, offer_again, offer_moderation, offers
from tests.accounts.factories import actor_for
from tests.directory.factories import DepartmentFactory, SchoolFactory
from tests.placements.bank import FIRST, NEXT, apply, company_and_host, make_bank, published

pytestmark = pytest.mark.django_db
SIRET = "55210055400013"


def report(actor, bank, reason="wrong", message=""):
    return offer_moderation.report(actor, bank.offer, reason, message, key=uuid.uuid4())


def rbde_of(bank):
    return actor_for(Role.RBDE, school=SchoolFactory(department=bank.offer.department))


# --- Reported, moderated ------------------------------------------------------------------


def test_a_report_reaches_who_moderates_and_not_the_company():
    bank = make_bank()
    rbde = rbde_of(bank)
    row = report(bank.referent, bank)
    assert Notice.objects.get(kind="placement_offer.reported").user == rbde.user
    assert [todo.title for todo in todos(rbde, None)] == ["Vérifier une offre de stage"]
    assert not OfferReport.objects.visible_to(bank.host).exists()
    told = JournalEntry.objects.filter(company=bank.company, user=bank.referent.user)
    assert not told.exists()
    with pytest.raises(Refused, match="déjà signalé"):
        report(bank.referent, bank)
    offer_moderation.dismiss(rbde, row)
    assert todos(rbde, None) == [] and bank.offer.state == "published"


def test_a_report_has_a_reason_and_an_offer_that_is_seen():
    bank = make_bank()
    for reason, words in (("", "Choisissez"), ("other", "Précisez")):
        with pytest.raises(Refused, match=words):
            report(bank.referent, bank, reason)
    with pytest.raises(Refused, match="pas ouverte"):
        report(actor_for(Role.COMPANY_REPRESENTATIVE), bank)


def test_a_retired_offer_is_seen_no_more_and_its_applications_are_closed():
    bank = make_bank(places=2)
    sent, accepted = apply(bank, bank.pupil, bank.other)
    applications.accept(bank.host, accepted)
    rbde = rbde_of(bank)
    report(bank.referent, bank)
    with pytest.raises(Refused, match="pourquoi"):
        offer_moderation.hide(rbde, bank.offer, " ")
    far = actor_for(Role.RBDE, school=SchoolFactory(department=DepartmentFactory(code="34")))
    for actor in (far, bank.referent, bank.host):
        with pytest.raises(Refused, match="pas ouverte"):
            offer_moderation.hide(actor, bank.offer, "Inadaptée.")
    offer_moderation.hide(rbde, bank.offer, "Inadaptée.")
    bank.offer.refresh_from_db()
    assert (bank.offer.state, bank.offer.reason) == ("hidden", "Inadaptée.")
    assert not PlacementOffer.objects.published().exists()
    for row in (sent, accepted):
        row.refresh_from_db()
        assert row.state == "closed"
    assert bank.week.seats_taken == 0
    kinds = set(Notice.objects.values_list("kind", flat=True))
    assert {"placement_offer.hidden", "placement_application.retired"} <= kinds
    assert not OfferReport.objects.waiting().exists()
    with pytest.raises(Refused, match="pas ouverte"):
        offers.save(bank.host, bank.offer)
    assert offer_moderation.restore(rbde, bank.offer).state == "published"


def test_the_pages_of_moderation(client):
    bank = make_bank()
    report(bank.referent, bank)
    client.force_login(bank.referent.user)
    assert client.get(reverse("placements:offers_moderation")).status_code == 403
    assert client.get(reverse("placements:offer_report", args=[bank.offer.pk])).status_code == 200
    assert client.get(reverse("placements:offer_hide", args=[bank.offer.pk])).status_code == 404
    client.force_login(rbde_of(bank).user)
    page = client.get(reverse("placements:offers_moderation")).content.decode()
    assert "Informations fausses" in page
    row = OfferReport.objects.get()
    client.post(reverse("placements:offer_report_dismiss", args=[row.pk]))
    row.refresh_from_db()
    assert row.settled_at
    client.post(reverse("placements:offer_hide", args=[bank.offer.pk]), {"reason": "Inadaptée."})
    assert "Inadaptée." in client.get(bank.offer.get_absolute_url()).content.decode()
    client.post(reverse("placements:offer_moderate", args=[bank.offer.pk, "remettre"]))
    bank.offer.refresh_from_db()
    assert bank.offer.state == "published"


# --- Once more ----------------------------------------------------------------------------


def test_a_copy_is_a_draft_without_week():
    bank = make_bank(audiences=[Audience.REP])
    key = uuid.uuid4()
    copy = offer_again.duplicate(bank.host, bank.offer, key=key)
    assert offer_again.duplicate(bank.host, bank.offer, key=key) == copy
    assert (copy.state, copy.title, copy.audiences) == ("draft", bank.offer.title, ["REP"])
    assert not copy.weeks.exists() and copy.renewed_from is None
    with pytest.raises(Refused, match="pas ouverte"):
        offer_again.duplicate(bank.referent, bank.offer, key=uuid.uuid4())


def test_a_renewed_offer_takes_the_placement_weeks_that_follow():
    bank = make_bank(places=3)
    school = SchoolFactory(department=bank.offer.department)
    for monday in (NEXT, NEXT + dt.timedelta(days=21)):
        Campaign.objects.create(
            school=school,
            school_year=bank.group.school_year,
            level=bank.group.level,
            starts_on=monday,
            ends_on=monday + dt.timedelta(days=4),
        )
    new = offer_again.renew(bank.host, bank.offer, key=uuid.uuid4())
    assert list(new.weeks.values_list("monday", "capacity")) == [(NEXT, 3)]
    assert new.renewed_from == bank.offer
    assert offers.publish(bank.host, new).state == "published"


def test_a_class_keeps_offers_that_its_pupils_see_marked(client):
    bank = make_bank()
    client.force_login(bank.referent.user)
    page = reverse("placements:offer_keep", args=[bank.offer.pk])
    client.post(page, {"classe": bank.group.pk, "geste": "garder"})
    client.post(page, {"classe": bank.group.pk, "geste": "garder"})
    assert OfferFavourite.objects.get().class_group == bank.group
    other = published(bank.host, bank.company, title="Autre")
    found = client.get(
        reverse("placements:offers"), {"classe": bank.group.pk, "favoris": "on"}
    ).content.decode()
    assert bank.offer.title in found and "favorite de la classe" in found
    assert other.title not in found.split("resultats")[1]
    client.post(page, {"classe": bank.group.pk, "geste": "retirer"})
    assert not OfferFavourite.objects.exists()
    assert client.post(page, {"classe": 0}).status_code == 404
    with pytest.raises(Refused, match="ne suivez pas"):
        offer_again.keep(bank.host, bank.offer, bank.group)
    reserved = published(bank.host, bank.company, audiences=[Audience.SEGPA])
    with pytest.raises(Refused, match="pas ouverte à cette classe"):
        offer_again.keep(bank.referent, reserved, bank.group)


# --- Without an account -------------------------------------------------------------------


def typed(**changes):
    return {
        "siret": SIRET,
        "company_name": "Fournil des Carmes",
        "company_postcode": "31000",
        "company_city": "Toulouse",
        "kind": "observation",
        "title": "Découvrir la boulangerie",
        "tasks": "Observer le pétrin.",
        "first": FIRST,
        "places": 2,
        "contact_name": "Inès Pujol",
        "contact_email": "ines@fournil.example",
        "hours_every_am": "9-12",
        "hours_every_pm": "13h30-16h30",
        "form_key": uuid.uuid4(),
    } | changes


@pytest.fixture
def page():
    cache.clear()
    DepartmentFactory(code="31", name="Haute-Garonne")
    return reverse("placements:offer_propose")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"siret": "55210055400014"}, "erroné"),
        ({"siret": ""}, "obligatoire"),
        ({"contact_email": ""}, "obligatoire"),
        ({"first": dt.date(2027, 2, 15)}, "aucun jour de classe"),
        ({"hours_every_am": "5-12"}, "6 h"),
        ({"hours_every_am": "", "hours_every_pm": ""}, "horaires"),
    ],
)
def test_what_a_visitor_must_correct(client, page, changes, words):
    answer = client.post(page, typed(**changes))
    assert words in answer.content.decode().replace("\xa0", " ")
    assert not PlacementOffer.objects.exists() and not Company.objects.exists()


def test_a_deposited_offer_is_confirmed_by_link_then_validated(client, page):
    assert client.get(page).status_code == 200
    data = typed()
    assert "Encore un geste" in client.post(page, data).content.decode()
    client.post(page, data)
    offer = PlacementOffer.objects.get()
    assert (offer.state, offer.origin, offer.created_by) == ("to_confirm", "guest", None)
    assert offer.company.to_be_checked and offer.company.siret == SIRET
    link = PersonalLink.objects.get(purpose="offre-stage")
    assert link.holder_email == "ines@fournil.example"
    client.post(link.path, {"answer": "prove"})
    offer.refresh_from_db()
    assert offer.state == "to_validate"
    teacher = actor_for(Role.TEACHER, school=SchoolFactory(department=offer.department))
    assert not PlacementOffer.objects.visible_to(teacher).exists()
    rbde = actor_for(Role.RBDE, school=SchoolFactory(department=offer.department))
    client.force_login(rbde.user)
    client.post(reverse("placements:offer_moderate", args=[offer.pk, "valider"]))
    offer.refresh_from_db()
    assert offer.state == "published"
    told = Notice.objects.get(kind="placement_offer.validated")
    assert told.recipient_email == "ines@fournil.example"
    assert PlacementOffer.objects.visible_to(teacher).exists()


def test_a_company_with_accounts_is_not_mailed_for_a_stranger(client, page):
    company, host = company_and_host()
    Company.objects.filter(pk=company.pk).update(siret=SIRET, siren=SIRET[:9])
    client.post(page, typed())
    told = Notice.objects.filter(kind="placement_offer.to_confirm")
    assert [row.recipient_email for row in told] == ["ines@fournil.example"]
    assert PlacementOffer.objects.get().company == company
    assert PlacementOffer.objects.visible_to(host).exists()


def test_deposits_are_counted(client, page, monkeypatch):
    monkeypatch.setattr("placements.workflow.offer_guests.PER_ADDRESS", 1)
    client.post(page, typed())
    answer = client.post(page, typed(title="Une autre"))
    assert "Trop d’offres" in answer.content.decode()
    assert PlacementOffer.objects.count() == 1
