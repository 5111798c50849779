"""What waits before and between immersions: who is reminded, when, by which words, until when."""

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from accounts import journal
from accounts.enums import Role
from outbox.kinds import kind_of
from outbox.models import Notice
from outbox.recipients import Recipient
from outbox.workflow import notify
from partnerships.enums import BookingState, OfferState, SlotState
from partnerships.models import Booking, Contract, Offer, Slot
from tests.accounts.factories import actor_for
from tests.directory.factories import (
    CompanyFactory,
    ContactFactory,
    SchoolFactory,
    SchoolYearFactory,
)
from tests.partnerships.conftest import make_world
from tests.partnerships.contract_world import make_contract_world
from tests.partnerships.factories import BookingFactory, OfferFactory, SlotFactory
from tests.reminders.planning import plan

pytestmark = pytest.mark.django_db


def planned(code):
    """{address: (local day, mail)} of what is planned for a rule, each text written."""
    plan(code)
    return {
        row.recipient_email: (row.due_at.date(), kind_of(code).render(row.at(row.due_at)))
        for row in Notice.objects.filter(kind=code, state="planned")
    }


def still_relevant(code):
    notices = Notice.objects.filter(kind=code)
    return [kind_of(code).still_relevant(notice.at(timezone.now())) for notice in notices]


def test_r_im_2_who_gives_the_visa_is_reminded_before_it_is_too_late():
    world = make_world(head_visa=True)
    deputy = actor_for(Role.DEPUTY, school=world.school)
    leaving = actor_for(Role.HEAD, school=world.school)
    leaving.user.role_assignments.update(ends_on=dt.date(2026, 11, 24))
    actor_for(Role.HEAD, school=SchoolFactory())
    booking = world.ask(message="Avec deux élèves en fauteuil.")

    found = planned("booking.visa")

    assert found.keys() == {world.head.user.email, deputy.user.email}
    day, mail = found[world.head.user.email]
    # Two days before is a Saturday.
    assert (booking.visa_expires_on, day) == (dt.date(2026, 11, 30), dt.date(2026, 11, 27))
    assert "dans 3 jours" in mail.paragraphs[0] and "fauteuil" in mail.paragraphs[1]
    Booking.objects.update(state=BookingState.WITHDRAWN, visa_expires_on=None, seats_held=0)
    assert still_relevant("booking.visa") == [False, False]


def test_r_im_1_a_host_that_has_not_confirmed_an_agreement_is_asked_again():
    booking = BookingFactory(elsewhere=True)

    found = planned("booking.to_confirm")

    day, mail = found[booking.contact_email]
    assert day == dt.date(2026, 11, 30)
    assert "Camille Martin" in mail.paragraphs[0] and mail.action[1].startswith("http")
    Booking.objects.update(host_confirmed_at=timezone.now())
    assert still_relevant("booking.to_confirm") == [False]


def test_r_im_1_an_offer_typed_for_a_company_is_asked_again_once():
    offer = OfferFactory(state=OfferState.TO_CONFIRM, published_at=None, title="Fraisage")
    notify("offer.to_confirm", offer, Recipient(offer.contact_email))

    found = planned("offer.to_confirm.again")

    day, mail = found[offer.contact_email]
    assert day == dt.date(2026, 11, 30)
    assert "Fraisage" in mail.subject and offer.host_name in mail.paragraphs[0]
    Offer.objects.update(state=OfferState.CLOSED)
    assert still_relevant("offer.to_confirm.again") == [False]


def test_r_im_1_what_is_added_to_a_confirmed_offer_is_asked_again():
    with time_machine.travel(dt.datetime(2026, 10, 5, 8, tzinfo=dt.UTC), tick=False):
        offer = OfferFactory(on_behalf=True, title="Fraisage")
        notify("offer.to_confirm", offer, Recipient(offer.contact_email))
    notify("offer.to_confirm", offer, Recipient(offer.contact_email), occasion="2026-11-23")
    assert not planned("offer.to_confirm.again")
    slot = SlotFactory(offer=offer, state=SlotState.TO_CONFIRM)

    found = planned("offer.to_confirm.again")

    day, mail = found[offer.contact_email]
    assert day == dt.date(2026, 11, 30)
    assert mail.subject.startswith("Changements toujours à confirmer")
    assert str(slot.capacity) in mail.paragraphs[1]
    Slot.objects.update(state=SlotState.OPEN)
    assert still_relevant("offer.to_confirm.again") == [False]


def test_hosts_of_last_year_are_told_before_the_end_of_renewals():
    with time_machine.travel(dt.datetime(2027, 9, 6, 8, tzinfo=dt.UTC), tick=False):
        offer = OfferFactory()
        SlotFactory(offer=offer)

        found = planned("offer.to_renew.again")

        _, mail = found[offer.contact_email]
        assert "2027-2028" in mail.subject and str(offer.host_company) in mail.paragraphs[0]
        renewed = {"school_year": SchoolYearFactory(start_year=2027, state="preparation")}
        SlotFactory(offer=offer, starts_on=dt.date(2028, 1, 10), **renewed)
        assert still_relevant("offer.to_renew.again") == [False]


def test_a_company_without_news_for_a_year_is_called_again():
    school, company = SchoolFactory(), CompanyFactory()
    officer = actor_for(Role.RBDE, school=school)
    actor_for(Role.RBDE, school=SchoolFactory())
    ContactFactory(company=company, owner_school=school)
    with time_machine.travel(dt.datetime(2025, 12, 4, 9, tzinfo=dt.UTC), tick=False):
        journal.record(officer, "a appelé", company, school=school, company=company)

    found = planned("company.stale")

    assert found.keys() == {officer.user.email}
    day, mail = found[officer.user.email]
    assert day == dt.date(2026, 12, 4)
    assert str(company) in mail.subject and f"/{company.pk}/" in mail.action[1]
    journal.record(officer, "a appelé", company, school=school, company=company)
    assert still_relevant("company.stale") == [False]


def test_a_contract_that_waits_reminds_the_host_then_the_teacher():
    world = make_contract_world()

    host = planned("contract.to_complete.host")
    teacher = planned("contract.to_send.teacher")

    assert host.keys() == {world.booking.contact_email}
    assert "tuteur n’est pas nommé" in host[world.booking.contact_email][1].paragraphs[0]
    (day, mail) = teacher[world.teacher.user.email]
    # 21 days before 11 January is a day of the Christmas holidays: the last day of class.
    assert day == dt.date(2026, 12, 18)
    assert str(world.contract.pk) in mail.action[1]
    Contract.objects.update(tutor_name="Luc Roques")
    assert still_relevant("contract.to_complete.host") == [False]
    Booking.objects.update(
        state=BookingState.CANCELLED,
        cancel_reason="other",
        cancelled_by_side="guest",
        seats_held=0,
    )
    assert still_relevant("contract.to_send.teacher") == [False]
