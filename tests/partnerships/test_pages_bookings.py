"""Asking for a slot, following a booking, acting on it: the pages of people with an account."""

import datetime as dt
import uuid

import pytest
from django.urls import reverse

from accounts.enums import Role
from directory.enums import Level
from directory.models import ClassGroup
from partnerships.enums import BookingState, OfferKind
from partnerships.models import Booking
from partnerships.views.booking_acts import ACTS
from tests.accounts.factories import actor_for
from tests.directory.factories import ClassGroupFactory, SchoolFactory
from tests.partnerships.factories import BookingFactory, OfferFactory, SlotFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def school():
    return SchoolFactory(head_visa=False)


@pytest.fixture
def teacher(client, school):
    actor = actor_for(Role.TEACHER, school=school)
    client.force_login(actor.user)
    return actor


def numbers(**more):
    data = {"girls": 12, "boys": 11, "unspecified": 1, "adults": 2, "needs": "", "message": ""}
    return data | {"form_key": str(uuid.uuid4())} | more


def ask(client, slot, step, **data):
    return client.post(
        reverse("partnerships:request", args=[slot.pk]), numbers(**data) | {"step": step}
    )


def test_the_summary_is_read_before_the_request_leaves(client, teacher, school):
    slot, group = SlotFactory(), ClassGroupFactory(school=school, name="3e B")
    review = ask(client, slot, "review", class_group=group.pk)
    page = review.content.decode()
    assert "24 (filles 12, garçons 11, non précisé 1)" in page
    assert "La structure d’accueil reçoit la demande demain matin, 8 h." in page
    assert "jusqu’au 7 décembre 2026" in page
    assert not Booking.objects.exists()
    sent = ask(client, slot, "send", class_group=group.pk)
    booking = Booking.objects.get()
    assert booking.state == BookingState.SENT
    assert sent.url == reverse("partnerships:booking", args=[booking.pk])


def test_with_the_heads_visa_the_summary_says_that_it_waits(client, teacher, school):
    school.head_visa = True
    school.save()
    slot, group = SlotFactory(), ClassGroupFactory(school=school)
    assert "dès le visa" in ask(client, slot, "review", class_group=group.pk).content.decode()
    ask(client, slot, "send", class_group=group.pk)
    assert Booking.objects.get().state == BookingState.AWAITING_VISA


def test_a_new_class_is_made_once_on_the_way(client, teacher, school):
    slot, named = SlotFactory(), {"new_name": "3e C", "new_level": Level.TROISIEME}
    review = ask(client, slot, "review", **named).content.decode()
    assert "3e C (3e)" in review
    assert not ClassGroup.objects.exists()
    key = str(uuid.uuid4())
    ask(client, slot, "send", **named, form_key=key)
    ask(client, slot, "send", **named | {"new_name": "3E  c"}, form_key=key)
    assert Booking.objects.get().class_group == ClassGroup.objects.get(school=school)


@pytest.mark.parametrize("step", ["review", "send"])
def test_a_new_class_of_a_wrong_level_is_not_kept(client, teacher, school, step):
    slot = SlotFactory(offer__minimum_age=13)
    page = ask(client, slot, step, new_name="3e C", new_level=Level.SIXIEME)
    assert page.context["form"]["new_level"].value() == Level.SIXIEME
    assert "2 points sont à corriger" in page.content.decode()  # of one field
    assert "3e C</option>" not in page.content.decode()
    ask(client, slot, "send", new_name="3e C", new_level=Level.TROISIEME)
    assert ClassGroup.objects.get().level == Level.TROISIEME


def test_too_many_pupils_are_refused_on_the_field_and_nothing_typed_is_lost(
    client, teacher, school
):
    slot, group = SlotFactory(capacity=20), ClassGroupFactory(school=school)
    answer = ask(client, slot, "review", class_group=group.pk, message="Bonjour")
    page = answer.content.decode()
    assert (
        "Vous demandez 24 places (élèves)\N{NO-BREAK SPACE}: il reste 20 places sur ce créneau."
        in page
    )
    assert list(answer.context["form"].errors) == ["girls"]
    assert "Bonjour" in page
    assert not Booking.objects.exists()


def test_a_double_click_makes_one_booking(client, teacher, school):
    slot, group = SlotFactory(), ClassGroupFactory(school=school)
    key = str(uuid.uuid4())
    first = ask(client, slot, "send", class_group=group.pk, form_key=key)
    second = ask(client, slot, "send", class_group=group.pk, form_key=key)
    assert first.url == second.url
    assert Booking.objects.count() == 1


def test_a_class_of_another_school_is_no_choice(client, teacher):
    slot, stranger = SlotFactory(), ClassGroupFactory()
    page = ask(client, slot, "send", class_group=stranger.pk).content.decode()
    assert "Sélectionnez un choix valide" in page
    assert stranger.name not in page
    assert not Booking.objects.exists()


def test_a_company_does_not_ask_for_a_class_immersion(client):
    client.force_login(actor_for(Role.COMPANY_REPRESENTATIVE).user)
    slot = SlotFactory()
    assert client.get(reverse("partnerships:request", args=[slot.pk])).status_code == 403


def test_a_teacher_immersion_counts_persons(client, teacher, school):
    slot = SlotFactory(offer=OfferFactory(kind=OfferKind.TEACHER_IMMERSION), capacity=4)
    data = {"adults": 2, "school": school.pk, "needs": "", "message": ""}
    ask(client, slot, "send", **data)
    booking = Booking.objects.get()
    assert (booking.headcount, booking.school, booking.class_group) == (2, school, None)


def test_a_company_asks_to_visit_a_school(client):
    host = SchoolFactory()
    slot = SlotFactory(
        offer=OfferFactory(kind=OfferKind.SCHOOL_VISIT, host_company=None, host_school=host),
        ends_on=dt.date(2027, 1, 11),
    )
    actor = actor_for(Role.COMPANY_REPRESENTATIVE)
    client.force_login(actor.user)
    (company,) = actor.company_ids
    ask(client, slot, "send", adults=3, guest_company=company)
    booking = Booking.objects.get()
    assert (booking.host_school, booking.guest_company_id, booking.headcount) == (host, company, 3)


@pytest.mark.parametrize("event", ["", "accept/", "refuse/", "cancel/", "extend/", "give_visa/"])
def test_a_booking_is_a_404_without_the_relation(client, event):
    booking = BookingFactory()
    address = reverse("partnerships:booking", args=[booking.pk]) + event
    for role in (Role.HEAD, Role.TEACHER, Role.COMPANY_REPRESENTATIVE, Role.RBDE):
        client.force_login(actor_for(role).user)
        assert client.get(address).status_code == 404
        assert client.post(address, {"step": "act"}).status_code == 404


def act(client, booking, event, step="act", **data):
    address = reverse("partnerships:act", args=[booking.pk, event])
    return client.post(address, {"form_key": str(uuid.uuid4()), "step": step} | data)


@pytest.fixture
def host(client):
    booking = BookingFactory()
    client.force_login(actor_for(Role.COMPANY_REPRESENTATIVE, company=booking.company).user)
    return booking


def test_the_company_reads_the_mail_of_its_answer_before_it_leaves(client, host):
    page = act(client, host, "refuse", "preview", reason="dates", message="En mars, volontiers.")
    words = page.content.decode()
    assert "Les dates ne conviennent plus" in words
    assert "En mars, volontiers." in words
    host.refresh_from_db()
    assert host.state == BookingState.SENT
    act(client, host, "refuse", reason="dates", message="En mars, volontiers.")
    host.refresh_from_db()
    assert (host.state, host.refusal_reason) == (BookingState.REFUSED, "dates")


def test_every_word_that_leaves_is_read_before():
    assert {event for event, act in ACTS.items() if act.previews} == {
        "accept",
        "refuse",
        "refuse_visa",
        "propose",
        "transfer",
        "contest",
        "cancel",
    }


def test_what_would_be_refused_is_said_at_the_preview(client, host):
    page = act(client, host, "refuse", "preview", reason="other", message="").content.decode()
    assert "Précisez le motif en une phrase." in page and "Message qui sera envoyé" not in page


def test_another_reason_asks_for_words(client, host):
    page = act(client, host, "refuse", reason="other", message="").content.decode()
    assert "Précisez le motif en une phrase." in page
    host.refresh_from_db()
    assert host.state == BookingState.SENT


def test_the_company_accepts_and_the_buttons_follow_the_state(client, host):
    address = reverse("partnerships:booking", args=[host.pk])
    assert "Accepter la demande" in client.get(address).content.decode()
    assert act(client, host, "accept", message="").url == address
    host.refresh_from_db()
    assert host.state == BookingState.ACCEPTED
    page = client.get(address).content.decode()
    assert "Accepter la demande" not in page
    assert "Annuler l’immersion" in page
    assert "a accepté la demande" in page


def test_what_is_no_longer_possible_is_said(client, host):
    act(client, host, "refuse", reason="dates", message="")
    page = client.get(reverse("partnerships:act", args=[host.pk, "accept"]), follow=True)
    assert "Cette action n’est plus possible" in page.content.decode()
    assert (
        "Cette action n’est plus possible"
        in act(client, host, "accept", message="").content.decode()
    )


def test_the_list_shows_the_year_of_the_header_and_own_rows_only(client, school):
    mine = BookingFactory(class_group=ClassGroupFactory(school=school))
    other = BookingFactory()
    client.force_login(actor_for(Role.HEAD, school=school).user)
    page = client.get(reverse("partnerships:bookings"))
    assert [row.pk for row in page.context["page_obj"]] == [mine.pk]
    assert str(other.school) not in page.content.decode()
    none = client.get(reverse("partnerships:bookings") + "?etat=refused")
    assert "Aucune demande avec ces filtres" in none.content.decode()
