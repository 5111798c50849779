"""Private calendars: what a program reads, who may open one, how it ends."""

import datetime as dt

import icalendar
import pytest
from django.urls import reverse

from accounts.enums import Role, RoleState
from accounts.models import PersonalLink, RoleAssignment
from directory.violations import Refused
from partnerships.enums import BookingState, CancelReason, Side
from partnerships.feeds import feed
from partnerships.models import Booking, DateChange
from partnerships.workflow import feeds
from tests.accounts.factories import actor_for
from tests.directory.factories import SchoolFactory
from tests.partnerships.contract_world import MONDAY, make_contract_world
from tests.partnerships.factories import BookingFactory

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 23)


@pytest.fixture
def world():
    return make_contract_world()


def entries(subject):
    calendar = icalendar.Calendar.from_ical(feed(subject, TODAY))
    return [one for one in calendar.walk("VEVENT")]


def test_whole_days_of_the_persons_and_the_schools_immersions(world):
    BookingFactory(state=BookingState.ACCEPTED)
    BookingFactory(teacher=world.teacher.user)
    for subject in (world.teacher.user, world.company.user, world.booking.school):
        (entry,) = entries(subject)
        assert entry["uid"] == f"booking-{world.booking.pk}@passerelle"
        assert entry.decoded("dtstart") == MONDAY
        assert entry.decoded("dtend") == MONDAY + dt.timedelta(days=3)
        assert (entry["status"], entry["sequence"]) == ("CONFIRMED", 0)
    assert entries(world.head.user) == []


def test_a_change_of_date_and_a_cancellation_grow_the_sequence(world):
    booking = world.booking
    DateChange.objects.create(
        booking=booking,
        side=Side.HOST,
        proposed_by="X",
        former_starts_on=MONDAY,
        former_ends_on=MONDAY,
        starts_on=MONDAY,
        ends_on=MONDAY,
        state="accepted",
        expires_on=TODAY,
    )
    assert entries(booking.school)[0]["sequence"] == 1
    Booking.objects.filter(pk=booking.pk).update(
        state=BookingState.CANCELLED,
        seats_held=0,
        cancel_reason=CancelReason.STAFF,
        cancelled_by_side=Side.HOST,
        answered_at=dt.datetime(2026, 11, 20, tzinfo=dt.UTC),
    )
    (entry,) = entries(booking.school)
    assert (entry["status"], entry["sequence"]) == ("CANCELLED", 2)


def test_it_says_nothing_of_what_pupils_need(world):
    Booking.objects.update(needs="Un élève en fauteuil", message="Léa Martin viendra")
    content = feed(world.booking.school, TODAY).decode().replace("\r\n ", "")
    assert "fauteuil" not in content and "Martin" not in content


def test_the_address_is_private_replaced_and_closed(world, client):
    page = reverse("partnerships:calendars")
    client.force_login(world.teacher.user)
    key = f"school-{world.booking.school_id}"
    client.post(page, {"agenda": key, "act": "open"})
    first = PersonalLink.objects.get(purpose="agenda")
    assert first.url in client.get(page).content.decode()
    client.logout()
    answer = client.get(first.path)
    assert answer["Content-Type"] == "text/calendar" and b"booking-" in answer.content
    client.force_login(world.teacher.user)
    client.post(page, {"agenda": key, "act": "open"})
    assert client.get(first.path).status_code == 410
    second = feeds.address_of(world.teacher.user, world.booking.school)
    assert client.get(second.path).status_code == 200
    client.post(page, {"agenda": key, "act": "close"})
    assert client.get(second.path).status_code == 410


def test_it_ends_with_the_role(world, client):
    link = feeds.open_address(world.teacher, world.booking.school)
    assert client.get(link.path).status_code == 200
    RoleAssignment.objects.filter(user=world.teacher.user).update(state=RoleState.ENDED)
    assert client.get(link.path).status_code == 404


def test_nobody_opens_the_calendar_of_others(world, client):
    stranger = actor_for(Role.HEAD, school=SchoolFactory())
    for subject in (world.booking.school, world.teacher.user):
        with pytest.raises(Refused, match="pas le vôtre"):
            feeds.open_address(stranger, subject)
    client.force_login(stranger.user)
    key = f"school-{world.booking.school_id}"
    assert client.post(reverse("partnerships:calendars"), {"agenda": key}).status_code == 404
    assert not PersonalLink.objects.filter(purpose="agenda").exists()


def test_the_account_page_leads_there(world, client):
    client.force_login(world.teacher.user)
    page = reverse("partnerships:calendars")
    assert page in client.get(reverse("account")).content.decode()
