"""Offers: published, on behalf, closed; slots added, resized, cancelled (R-IM-1, R-ID-9)."""

import datetime as dt
import uuid

import pytest

from accounts.actor import Actor
from accounts.enums import Role
from directory.violations import Refused
from outbox.models import Notice
from partnerships.enums import BookingState, OfferKind, OfferState, SlotMode
from partnerships.models import Offer, Slot
from partnerships.rules import Period
from partnerships.workflow import offers, people
from partnerships.workflow.offers import SlotPlan
from tests.accounts.factories import actor_for
from tests.directory.factories import (
    CompanyFactory,
    MunicipalityFactory,
    MunicipalityPostcodeFactory,
    PartnerNetworkFactory,
    SchoolFactory,
    SchoolYearFactory,
)
from tests.partnerships.conftest import TODAY
from tests.partnerships.factories import BookingFactory, OfferFactory, SlotFactory

pytestmark = pytest.mark.django_db

JANUARY = Period(dt.date(2027, 1, 11), dt.date(2027, 1, 13))


def told(kind):
    return set(Notice.objects.filter(kind=kind).values_list("recipient_email", flat=True))


def new_offer(**fields):
    known = {"kind": OfferKind.CLASS_IMMERSION, "title": "Trois jours", "contact_email": ""}
    return Offer(**known | fields)


def drafted(actor, **fields):
    SchoolYearFactory()
    offer = offers.create(actor, new_offer(**fields), key=uuid.uuid4())
    offers.add_slots(actor, offer, [JANUARY], SlotPlan(30), today=TODAY)
    return offer


def test_a_company_publishes_its_offer_and_it_is_listed():
    company = CompanyFactory()
    boss = actor_for(Role.COMPANY_REPRESENTATIVE, company=company)
    offer = offers.publish(boss, drafted(boss, host_company=company))
    assert (offer.state, offer.city, offer.host_name) == ("published", "Toulouse", company.name)
    assert list(Slot.objects.published().values_list("offer", flat=True)) == [offer.pk]


def test_the_position_of_an_offer_follows_its_town():
    town = MunicipalityFactory(insee_code="31395", name="Muret", latitude=43.46, longitude=1.33)
    MunicipalityPostcodeFactory(municipality=town, postcode="31600")
    company = CompanyFactory(postcode="31000", city="Toulouse", latitude=43.61, longitude=1.45)
    boss = actor_for(Role.COMPANY_REPRESENTATIVE, company=company)

    def position(offer):
        offer.refresh_from_db()
        return offer.latitude, offer.longitude

    moved = offers.create(boss, new_offer(host_company=company), key=uuid.uuid4())
    assert position(moved) == (43.61, 1.45)
    moved.address, moved.postcode, moved.city = "1 quai", "31600", "MURET"
    assert position(offers.save(boss, moved)) == (43.46, 1.33)
    moved.postcode, moved.city = "31000", "Toulouse"
    assert position(offers.save(boss, moved)) == (43.61, 1.45)
    assert moved.address == "1 quai"
    away = new_offer(host_company=company, postcode="31600", city="Muret")
    away = offers.create(boss, away, key=uuid.uuid4())
    assert position(away) == (43.46, 1.33)
    away.postcode, away.city = "99999", "Nulle part"
    assert position(offers.save(boss, away)) == (None, None)


def test_r_im_1_on_behalf_it_waits_for_the_company_and_its_link_confirms():
    officer = actor_for(Role.RBDE, school=SchoolFactory())
    words = {"host_company": CompanyFactory(), "contact_email": "chef@usine.example"}
    offer = offers.publish(officer, drafted(officer, **words))
    assert (offer.state, Slot.objects.published().count()) == (OfferState.TO_CONFIRM, 0)
    assert told("offer.to_confirm") == {"chef@usine.example"}
    link = people.confirm_link(officer, offer, people.Address("chef@usine.example"))
    holder = Actor.of_link(link)
    with pytest.raises(Refused):
        offers.confirm(officer, offer)
    assert offers.confirm(holder, offer).state == OfferState.PUBLISHED
    assert offers.confirm(holder, offer).state == OfferState.PUBLISHED
    assert told("offer.confirmed") == {officer.user.email}


def test_r_im_1_the_company_declines():
    officer = actor_for(Role.RBDE, school=SchoolFactory())
    words = {"host_company": CompanyFactory(), "contact_email": "chef@usine.example"}
    offer = offers.publish(officer, drafted(officer, **words))
    link = people.confirm_link(officer, offer, people.Address("chef@usine.example"))
    assert offers.decline(Actor.of_link(link), offer).state == OfferState.CLOSED
    assert told("offer.declined") == {officer.user.email}


def test_schools_and_networks_publish_too():
    school, network = SchoolFactory(), PartnerNetworkFactory(email="cmq@reseau.example")
    teacher = actor_for(Role.DDFPT, school=school)
    mission = actor_for(Role.MISSION_OFFICER, network=network)
    kind = OfferKind.SCHOOL_VISIT
    for actor, words in (
        (teacher, {"host_school": school, "kind": kind}),
        (mission, {"host_network": network, "kind": OfferKind.SPEAKER}),
    ):
        offer = offers.create(actor, new_offer(**words), key=uuid.uuid4())
        day = Period(JANUARY.first, JANUARY.first)
        offers.add_slots(actor, offer, [day], SlotPlan(30), today=TODAY)
        assert offers.publish(actor, offer).state == OfferState.PUBLISHED


def test_nobody_publishes_for_another_host():
    company = CompanyFactory()
    for role, scope in (
        (Role.TEACHER, {"school": SchoolFactory()}),
        (Role.COMPANY_REPRESENTATIVE, {"company": CompanyFactory()}),
    ):
        with pytest.raises(Refused):
            offers.create(
                actor_for(role, **scope), new_offer(host_company=company), key=uuid.uuid4()
            )


def test_r_vi_2_no_pupil_is_offered_a_day_of_the_ban_of_the_inspection():
    company = CompanyFactory(agreement_forbidden_reason="contrôle")
    boss = actor_for(Role.COMPANY_REPRESENTATIVE, company=company)
    offer = drafted(boss, host_company=company)
    company.agreement_forbidden = True
    company.save()
    offer.host_company.refresh_from_db()
    with pytest.raises(Refused, match=r"inspection du travail a interdit.*\(contrôle\)"):
        offers.publish(boss, offer)
    later = Period(dt.date(2027, 2, 1), dt.date(2027, 2, 3))
    with pytest.raises(Refused, match="inspection du travail"):
        offers.add_slots(boss, offer, [later], SlotPlan(30), today=TODAY)
    # Over before the first day: the offer may be published now.
    company.agreement_forbidden_until = dt.date(2027, 1, 10)
    company.save()
    assert offers.publish(boss, offer).state == OfferState.PUBLISHED


def test_r_vi_2_a_ban_put_before_the_company_confirms():
    officer = actor_for(Role.RBDE, school=SchoolFactory())
    company = CompanyFactory(agreement_forbidden_reason="contrôle")
    words = {"host_company": company, "contact_email": "chef@usine.example"}
    offer = offers.publish(officer, drafted(officer, **words))
    company.agreement_forbidden = True
    company.save()
    link = people.confirm_link(officer, offer, people.Address("chef@usine.example"))
    with pytest.raises(Refused, match="inspection du travail"):
        offers.confirm(Actor.of_link(link), offer)


def test_r_vi_2_teachers_are_no_pupils():
    company = CompanyFactory(agreement_forbidden=True, agreement_forbidden_reason="contrôle")
    boss = actor_for(Role.COMPANY_REPRESENTATIVE, company=company)
    offer = drafted(boss, host_company=company, kind=OfferKind.TEACHER_IMMERSION)
    assert offers.publish(boss, offer).state == OfferState.PUBLISHED


def test_an_offer_without_slot_nor_address_is_not_published():
    company = CompanyFactory(email="")
    officer = actor_for(Role.RBDE, school=SchoolFactory())
    offer = offers.create(officer, new_offer(host_company=company), key=uuid.uuid4())
    with pytest.raises(Refused) as caught:
        offers.publish(officer, offer)
    assert {violation.field for violation in caught.value.violations} == {None, "contact_email"}


@pytest.mark.parametrize(
    ("period", "plan", "rule"),
    [
        (Period(dt.date(2026, 12, 21), dt.date(2026, 12, 23)), SlotPlan(30), "R-CEE-2"),
        (Period(dt.date(2026, 11, 16), dt.date(2026, 11, 18)), SlotPlan(30), "R-CEE-6"),
        (JANUARY, SlotPlan(30, mode=SlotMode.SELECTION), "R-CEE-6"),
        (JANUARY, SlotPlan(30, starts_at=dt.time(5), ends_at=dt.time(9)), "R-PL-3"),
    ],
)
def test_r_id_9_no_slot_on_a_forbidden_day_and_none_is_kept(period, plan, rule):
    company = CompanyFactory()
    boss = actor_for(Role.COMPANY_REPRESENTATIVE, company=company)
    offer = offers.create(boss, new_offer(host_company=company), key=uuid.uuid4())
    good = Period(dt.date(2027, 1, 18), dt.date(2027, 1, 20))
    with pytest.raises(Refused) as caught:
        offers.add_slots(boss, offer, [good, period], plan, today=TODAY)
    assert rule in {violation.rule for violation in caught.value.violations}
    assert not Slot.objects.exists()


def test_the_same_slot_twice_is_refused_in_french():
    slot = SlotFactory()
    boss = actor_for(Role.COMPANY_REPRESENTATIVE, company=slot.offer.host_company)
    with pytest.raises(Refused, match="existe déjà"):
        offers.add_slots(boss, slot.offer, [JANUARY], SlotPlan(30), today=TODAY)


def test_a_slot_is_never_shortened_below_its_bookings():
    booking = BookingFactory()
    boss = actor_for(Role.COMPANY_REPRESENTATIVE, company=booking.company)
    with pytest.raises(Refused, match="24 places sont déjà prises"):
        offers.resize(boss, booking.slot, 23)
    assert offers.resize(boss, booking.slot, 24).capacity == 24


def test_a_cancelled_slot_cancels_its_bookings_and_tells_the_teachers():
    sent = BookingFactory()
    slot = sent.slot
    slot.capacity = 60
    slot.save()
    accepted = BookingFactory(slot=slot, state=BookingState.ACCEPTED)
    boss = actor_for(Role.COMPANY_REPRESENTATIVE, company=sent.company)
    offers.move_slot(boss, slot, "cancel", "Machine en panne")
    slot.refresh_from_db()
    assert (slot.state, slot.seats_taken) == ("cancelled", 0)
    for booking in (sent, accepted):
        booking.refresh_from_db()
        assert (booking.state, booking.cancel_reason) == ("cancelled", "offer_closed")
    assert told("booking.cancelled") == {sent.teacher.email, accepted.teacher.email}


def test_a_closed_offer_takes_no_new_request_and_keeps_the_others():
    booking = BookingFactory()
    boss = actor_for(Role.COMPANY_REPRESENTATIVE, company=booking.company)
    offers.close(boss, booking.offer)
    booking.refresh_from_db()
    assert booking.state == BookingState.SENT
    assert not Slot.objects.published().exists()
    assert OfferFactory(state=OfferState.DRAFT).pk
