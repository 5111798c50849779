"""The walls of the tables: constraints, copied facets."""

import pytest
from django.db import IntegrityError, transaction

from partnerships.enums import BookingState, OfferState, SlotState
from partnerships.models import Slot
from tests.partnerships.factories import BookingFactory, OfferFactory, SlotFactory

pytestmark = pytest.mark.django_db


def test_slot_takes_the_facets_of_its_offer_and_follows_them():
    slot = SlotFactory()
    slot.refresh_from_db()
    assert (slot.kind, slot.department_id, slot.is_listed) == (slot.offer.kind, "31", True)
    slot.offer.state = OfferState.CLOSED
    slot.offer.min_level = "3e"
    slot.offer.save()
    slot.refresh_from_db()
    assert (slot.is_listed, slot.facets.min_level) == (False, "3e")


def test_only_open_slots_of_published_offers_are_listed():
    draft = SlotFactory(offer=OfferFactory(state=OfferState.DRAFT))
    cancelled = SlotFactory(state=SlotState.CANCELLED)
    listed = SlotFactory()
    assert list(Slot.objects.published()) == [listed]
    assert draft.pk != cancelled.pk


def test_r_cee_6_the_table_refuses_a_group_in_two_places():
    first = BookingFactory(state=BookingState.ACCEPTED)
    with pytest.raises(IntegrityError, match="booking_group_in_one_place"), transaction.atomic():
        BookingFactory(state=BookingState.ACCEPTED, class_group=first.class_group)
    BookingFactory(state=BookingState.SENT, class_group=first.class_group)
    BookingFactory(state=BookingState.ACCEPTED)


def test_r_cee_6_the_table_refuses_an_oversold_slot():
    slot = SlotFactory(capacity=30)
    with pytest.raises(IntegrityError, match="slot_is_never_oversold"), transaction.atomic():
        Slot.objects.filter(pk=slot.pk).update(seats_taken=31)


def test_a_capacity_cannot_go_below_the_seats_taken():
    booking = BookingFactory()
    with pytest.raises(IntegrityError, match="slot_is_never_oversold"), transaction.atomic():
        Slot.objects.filter(pk=booking.slot_id).update(capacity=23)
