"""The head's visa of an appel when the school asks for it (R-IM-2), and needs without a class."""

import datetime as dt
import uuid

import pytest
from django.urls import reverse

from accounts.enums import Role
from directory.french import unbroken
from directory.violations import Refused
from outbox.models import Notice
from partnerships.enums import OfferKind
from partnerships.enums.school_requests import RequestState
from partnerships.models import Booking, SchoolRequest
from partnerships.rules import Numbers, Period
from partnerships.todo.school_requests import school_request_todos
from partnerships.workflow import school_answers, school_requests
from partnerships.workflow.school_answers import Choice
from tests.accounts.factories import actor_for
from tests.partnerships.school_requests.conftest import DAYS, TODAY, holder, publish, yes

FIELDS = {
    "kind": "class_immersion",
    "level": "3e",
    "size": "24",
    "starts_on": "2027-03-01",
    "ends_on": "2027-03-26",
    "reach": "distance",
    "km": "20",
    "expires_on": "2026-12-20",
    "message": "Une classe curieuse.",
}


@pytest.fixture
def head(school):
    school.head_visa = True
    school.save()
    return actor_for(Role.HEAD, school=school)


def told(kind):
    return set(
        Notice.objects.filter(kind=f"school_request.{kind}").values_list(
            "recipient_email", flat=True
        )
    )


def test_it_waits_for_the_head_and_leaves_with_the_visa(school, teacher, head, company):
    row = publish(teacher, school)
    assert row.state == RequestState.AWAITING_VISA and not row.calls.exists()
    assert told("visa_asked") == {head.user.email} and not told("published")
    voice = actor_for(Role.COMPANY_REPRESENTATIVE, company=company)
    assert not SchoolRequest.objects.visible_to(voice).exists()
    assert "Viser un appel" in str(school_request_todos(head, row.school_year))
    with pytest.raises(Refused):
        school_requests.give_visa(teacher, row, today=TODAY)
    row = school_requests.give_visa(head, row, today=TODAY)
    assert row.state == RequestState.PUBLISHED and row.calls.get().company == company
    assert told("visa_given") == {teacher.user.email}
    with pytest.raises(Refused):
        school_requests.give_visa(head, row, today=TODAY)


def test_the_management_needs_none(school, head):
    assert publish(head, school).state == RequestState.PUBLISHED


def test_a_visa_refused_has_its_reason_and_is_not_passed_by_publishing_again(school, teacher, head):
    row = publish(teacher, school)
    with pytest.raises(Refused, match="Dites pourquoi"):
        school_requests.refuse_visa(head, row, " ")
    row = school_requests.refuse_visa(head, row, "Trop tard dans l’année")
    assert row.state == RequestState.WITHDRAWN and told("visa_refused") == {teacher.user.email}
    row = school_requests.reopen(teacher, row, dt.date(2026, 12, 22), today=TODAY)
    assert row.state == RequestState.AWAITING_VISA and not row.calls.exists()


def test_without_a_visa_it_ends_on_its_last_day(school, teacher, head):
    row = publish(teacher, school)
    assert school_requests.advance(dt.date(2026, 12, 21)) == 1
    row.refresh_from_db()
    assert (row.state, "visa" in row.reason) == (RequestState.EXPIRED, True)


def test_the_mail_is_read_before_it_leaves(client, school, teacher, head, company):
    """By who writes it, when nothing waits; by the head, when it waits for the visa."""
    school.head_visa = False
    school.save()
    client.force_login(teacher.user)
    new = reverse("partnerships:school_request_new")
    sent = FIELDS | {"form_key": str(uuid.uuid4())}
    shown = client.post(new, sent | {"step": "preview"}).content.decode()
    assert unbroken("Message : « Une classe curieuse. »") in shown
    assert not SchoolRequest.objects.exists() and not Notice.objects.exists()
    school.head_visa = True
    school.save()
    assert "attend le visa" in client.post(new, sent, follow=True).content.decode()
    row = SchoolRequest.objects.get()
    client.force_login(head.user)
    page = reverse("partnerships:school_request_act", args=[row.pk, "give_visa"])
    shown = client.post(page, {"step": "preview", "form_key": str(uuid.uuid4())}).content.decode()
    assert f"{school} cherche un accueil" in shown
    row.refresh_from_db()
    assert row.state == RequestState.AWAITING_VISA
    done = client.post(page, {"step": "act", "form_key": str(uuid.uuid4())}, follow=True)
    assert "Le visa est donné" in done.content.decode()


def test_staff_go_without_a_class(school, teacher, company):
    row = publish(teacher, school, kind=OfferKind.TEACHER_IMMERSION, level="4e", size=3)
    assert (row.level, str(row)) == ("", "Immersion d’enseignants, 3 personnes")
    actor, _ = holder(row)
    answer = school_answers.answer(actor, row, yes(company, seats=4), today=TODAY)

    def retain(adults):
        choice = Choice(None, Numbers(adults=adults), Period(DAYS.first, DAYS.first))
        return school_answers.retain(teacher, answer, choice, key=uuid.uuid4(), today=TODAY)

    with pytest.raises(Refused, match="4 personnes au plus"):
        retain(5)
    booking = retain(3)
    assert (booking.class_group, booking.adults, booking.school) == (None, 3, school)
    assert not Booking.objects.filter(contract__isnull=False).exists()


def test_a_class_is_still_asked_of_pupils(school, teacher, company):
    row = publish(teacher, school, kind=OfferKind.SPEAKER, level="")
    assert str(row) == "Intervention en classe, 24 élèves"
    actor, _ = holder(row)
    answer = school_answers.answer(actor, row, yes(company, seats=None), today=TODAY)
    choice = Choice(None, Numbers(girls=12), Period(DAYS.first, DAYS.first))
    with pytest.raises(Refused, match="la classe"):
        school_answers.retain(teacher, answer, choice, key=uuid.uuid4(), today=TODAY)
