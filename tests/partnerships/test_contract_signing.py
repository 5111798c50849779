"""From the acceptance to the sealed PDF, page by page: three signatures by link and code."""

import html
import io
import re

import pytest
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from directory.violations import Refused
from documents.models import SignatureRound
from outbox.kinds import kind_of
from outbox.models import Notice
from partnerships.enums import BookingState
from partnerships.enums.contract import ContractState
from partnerships.models import Booking
from partnerships.workflow import bookings, contracts
from partnerships.workflow.contract_edits import Edit
from tests.partnerships.conftest import TODAY, host_of
from tests.partnerships.contract_world import make_contract_world

# A wrong code counts even though the act is refused: signing needs real transactions.
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    return make_contract_world()


def code_of(mailoutbox, email):
    """The code in the last mail to an address; it has left, so it is in no table."""
    bodies = [mail.body for mail in mailoutbox if email in mail.to[0]]
    return re.search(r"\b\d{6}\b", bodies[-1])[0]


def sign(client, mailoutbox, signatory):
    path = signatory.current_link.path
    assert client.get(path).status_code == 200
    client.post(path, {"act": "code"})
    code = code_of(mailoutbox, signatory.email)
    return client.post(path, {"act": "signer", "signer-code": code}, follow=True)


def test_three_codes_seal_the_contract(client, world, mailoutbox, time_machine):
    time_machine.move_to("2026-12-10 10:00+01:00")
    world.in_signature()
    for function in ("branch", "company", "head"):
        assert world.fresh().state == ContractState.IN_SIGNATURE
        sign(client, mailoutbox, world.signatories()[function])
    contract = world.fresh()
    assert (contract.state, contract.is_covered) == (ContractState.SIGNED, True)
    sealed = SignatureRound.objects.about(contract).get()
    content = sealed.sealed_file.bytes
    assert content.startswith(sealed.pdf.bytes)
    pdf = PdfReader(io.BytesIO(content))
    text = "\n".join(page.extract_text() for page in pdf.pages)
    assert contract.reference in text
    for party in contract.parties.all():
        assert party.name in text
    assert sealed.sha256 in re.sub(r"[\s\u200b]", "", text)
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert Notice.objects.filter(kind="contract.signed").exists()


def test_a_wrong_code_signs_nothing(client, world, mailoutbox):
    world.in_signature()
    signatory = world.signatories()["head"]
    path = signatory.current_link.path
    client.post(path, {"act": "code"})
    good = code_of(mailoutbox, signatory.email)
    wrong = "000000" if good != "000000" else "000001"
    client.post(path, {"act": "signer", "signer-code": wrong}, follow=True)
    assert not world.signatories()["head"].has_signed


def test_r_cee_5_a_void_kills_the_links_and_the_next_round_signs(
    client, world, mailoutbox, time_machine
):
    time_machine.move_to("2026-12-10 10:00+01:00")
    world.in_signature()
    old = world.signatories()
    sign(client, mailoutbox, old["head"])
    edit = contracts.Edit(values={"place": "Autre site"})
    contracts.change(world.teacher, world.contract, edit, confirmed=True)
    client.post(old["company"].current_link.path, {"act": "code"})
    assert not world.signatories()["company"].has_signed
    contracts.send_to_signature(world.teacher, world.contract)
    for signatory in world.signatories().values():
        sign(client, mailoutbox, signatory)
    assert world.fresh().state == ContractState.SIGNED
    first, last = SignatureRound.objects.about(world.contract).order_by("pk")
    assert first.signatories.get(function="head").has_signed
    assert (first.state, last.state) == ("voided", "sealed")


def test_cancelling_the_booking_cancels_its_contract(world):
    booking = Booking.objects.get(pk=world.booking.pk)
    bookings.cancel(world.teacher, booking, "transport", "Grève")
    assert world.fresh().state == ContractState.CANCELLED


def test_acceptance_by_the_host_s_link_opens_the_contract(world):
    booking = world.booking
    world.contract.delete()
    Booking.objects.filter(pk=booking.pk).update(state=BookingState.SENT, expires_on="2026-12-20")
    booking.refresh_from_db()
    bookings.accept(host_of(booking), booking, today=TODAY)
    booking = Booking.objects.get(pk=booking.pk)
    assert (booking.state, booking.contract.state) == ("accepted", ContractState.DRAFT)


def test_who_signs_reads_what_without_opening_the_document(client, world, time_machine):
    time_machine.move_to("2026-12-10 10:00+01:00")
    world.in_signature()
    signatory = world.signatories()["company"]
    booking = world.booking
    asked = Notice.objects.get(kind="documents.signature_asked", recipient_email=signatory.email)
    mail = dict(kind_of(asked.kind).render(asked.at(timezone.now())).facts)
    page = client.get(signatory.current_link.path).content.decode()
    known = {
        "Classe": booking.class_group.name,
        "Dates": "du lundi 11 janvier 2027 au mercredi 13 janvier 2027",
        "Lieu": world.fresh().place,
        "L’établissement scolaire": booking.school.name,
    }
    for label, value in known.items():
        assert label in page
        assert value in html.unescape(page)
        assert value in mail[label]
    assert mail["À signer au plus tard le"] == "vendredi 1er janvier 2027"
    assert "vendredi 1er janvier 2027" in page


def test_r_cee_8_links_outlive_the_immersion_and_nobody_is_asked_after_it(
    client, world, time_machine
):
    """Sent in September for January: the link still opens on the eve, and says so after."""
    time_machine.move_to("2026-09-02 10:00+02:00")
    world.in_signature()
    signatory = world.signatories()["company"]
    assert (str(signatory.round.wanted_on), str(signatory.round.closes_on)) == (
        "2027-01-01",
        "2027-01-10",
    )
    time_machine.move_to("2027-01-10 20:00+01:00")
    page = client.get(signatory.current_link.path)
    assert page.status_code == 200
    assert "dimanche 10 janvier 2027" in page.content.decode()
    time_machine.move_to("2027-01-12 10:00+01:00")
    page = client.get(signatory.current_link.path).content.decode()
    assert "elle ne couvre plus l’immersion" in html.unescape(page)


def test_r_cee_8_nothing_is_sent_to_signature_after_the_first_day(client, world, time_machine):
    world.complete()
    time_machine.move_to("2027-01-12 10:00+01:00")
    client.force_login(world.teacher.user)
    page = client.get(world.contract.get_absolute_url()).content.decode()
    assert "Envoyer à la signature" not in page
    with pytest.raises(Refused, match="R-CEE-8"):
        contracts.send_to_signature(world.teacher, world.contract)


def test_the_round_leads_back_to_its_contract(client, world):
    world.in_signature()
    signed = SignatureRound.objects.about(world.contract).get()
    for actor, name in ((world.company, "round"), (world.head, "ceremony")):
        client.force_login(actor.user)
        page = client.get(reverse(f"documents:{name}", args=[signed.pk])).content.decode()
        assert f'href="{world.contract.get_absolute_url()}"' in page


def test_r_cee_5_who_signs_after_a_notice_reads_it_beside_the_document(client, world):
    world.in_signature()
    path = world.signatories()["branch"].current_link.path
    assert "Modifié depuis" not in client.get(path).content.decode()
    contracts.change(world.teacher, world.contract, Edit(values={"tutor_name": "S. Caron"}))
    page = html.unescape(client.get(path).content.decode())
    assert "Modifié depuis" in page
    assert "S. Caron (auparavant : D. Faure), Avis n° 1" in page
