"""A request passed to a colleague of the host, by account and by link."""

import uuid

import pytest
from django.urls import reverse

from accounts.enums import Role
from accounts.models import JournalEntry, PersonalLink
from directory.violations import Refused
from partnerships.models import Booking
from partnerships.workflow.people import Address, answer_link
from partnerships.workflow.tables import SYSTEM
from partnerships.workflow.transfers import Colleague, transfer
from tests.accounts.factories import actor_for
from tests.directory.factories import CompanyFactory
from tests.partnerships.conftest import host_of
from tests.partnerships.contract_world import make_contract_world, told
from tests.partnerships.factories import BookingFactory

pytestmark = pytest.mark.django_db

LEA = Colleague("Léa Roux", "Lea.Roux@entreprise.example", "05 61 00 00 09")


def test_the_colleague_is_written_to_by_a_link_and_the_guest_knows_whom_to_call():
    booking = BookingFactory()
    transfer(host_of(booking), booking, LEA, "Je suis absent")
    booking.refresh_from_db()
    assert (booking.contact_name, booking.contact_email) == (LEA.name, LEA.email.lower())
    assert told("booking.transferred") == {LEA.email.lower()}
    assert told("booking.new_contact") == {booking.teacher.email}
    assert PersonalLink.objects.about(booking).filter(holder_email=LEA.email.lower()).exists()
    entry = JournalEntry.objects.about(booking).get(verb="a confié la demande à un collègue")
    assert "Léa Roux" in entry.words


def test_a_colleague_with_an_account_needs_no_link():
    booking = BookingFactory()
    colleague = actor_for(Role.COMPANY_REPRESENTATIVE, company=booking.company)
    email = colleague.user.email
    transfer(colleague, booking, Colleague("Marc Petit", "marc@entreprise.example"))
    transfer(host_of(booking), booking, Colleague("Un collègue", email))
    assert not PersonalLink.objects.about(booking).filter(holder_email=email).exists()
    assert email in told("booking.transferred")


def test_the_contract_is_completed_by_the_colleague():
    world = make_contract_world()
    transfer(world.company, world.booking, LEA)
    links = PersonalLink.objects.about(world.contract).filter(purpose="completer")
    assert links.filter(holder_email=LEA.email.lower()).exists()


def test_what_is_refused():
    booking = BookingFactory()
    same = Colleague("Camille Martin", booking.contact_email.upper())
    with pytest.raises(Refused, match="suit déjà"):
        transfer(host_of(booking), booking, same)
    with pytest.raises(Refused, match="pas valable"):
        transfer(host_of(booking), booking, Colleague("X", "pas une adresse"))
    guest = actor_for(Role.TEACHER, user=booking.teacher, school=booking.school)
    with pytest.raises(Refused, match="pas ouverte"):
        transfer(guest, booking, LEA)


def test_by_link_and_by_account(client):
    booking = BookingFactory()
    data = {"name": LEA.name, "email": LEA.email, "phone": "", "message": "", "step": "act"}
    person = Address(booking.contact_email, "Camille Martin")
    path = answer_link(SYSTEM, booking, person).path
    assert client.get(f"{path}collegue/").status_code == 200
    client.post(f"{path}collegue/", {**data, "form_key": uuid.uuid4()})
    assert Booking.objects.get().contact_name == LEA.name
    act = reverse("partnerships:act", args=[booking.pk, "transfer"])
    stranger = actor_for(Role.COMPANY_REPRESENTATIVE, company=CompanyFactory())
    client.force_login(stranger.user)
    assert client.post(act, {**data, "form_key": uuid.uuid4()}).status_code == 404
