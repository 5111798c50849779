"""The certificate of a class, the order of mission, and « accueilleriez-vous de nouveau ? »."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse
from pypdf import PdfReader

from accounts.actor import Actor
from accounts.enums import Role
from accounts.models import PersonalLink
from directory.violations import Refused
from documents import questionnaires
from documents.models import QuestionnaireAnswer, Snapshot
from documents.verification import verify
from partnerships import evaluation
from partnerships.enums import BookingState, OfferKind
from partnerships.enums.contract import ContractState
from partnerships.enums.on_the_day import Provider
from partnerships.forms.requests import RequestForm
from partnerships.models import Attendance, Booking, Contract, Offer
from partnerships.rules.on_the_day import Count
from partnerships.workflow import again, certificates, day, renewals
from partnerships.workflow.people import Address, answer_link
from partnerships.workflow.tables import RENEW_PURPOSE, SYSTEM
from tests.accounts.factories import actor_for
from tests.directory.factories import SchoolFactory
from tests.partnerships.contract_world import MONDAY, make_contract_world
from tests.partnerships.factories import BookingFactory, OfferFactory, SlotFactory

AFTER = MONDAY + dt.timedelta(days=4)
IN_MAY = dt.datetime(2027, 5, 20, 9, tzinfo=dt.UTC)
IN_MARCH = dt.datetime(2027, 3, 2, 9, tzinfo=dt.UTC)


@pytest.fixture
def world(db):
    """An immersion that is over, signed by all."""
    world = make_contract_world()
    Booking.objects.filter(pk=world.booking.pk).update(state=BookingState.DONE)
    Contract.objects.filter(pk=world.contract.pk).update(
        state=ContractState.COMPLETED, signed_at=IN_MARCH
    )
    world.booking.refresh_from_db()
    return world


def text_of(snapshot, tmp_path):
    path = tmp_path / "a.pdf"
    path.write_bytes(snapshot.file.bytes)
    return " ".join(" ".join(page.extract_text() for page in PdfReader(path).pages).split())


def test_the_same_facts_give_one_document_and_a_correction_its_next_version(world, tmp_path):
    first = certificates.issue(world.teacher, world.booking)
    assert certificates.issue(world.company, world.booking) == first
    assert "n’a pas été relevée" in text_of(first, tmp_path)
    assert "Authenticité vérifiable" in text_of(first, tmp_path)
    day.count(world.teacher, world.booking, MONDAY, Count(girls=7, boys=8), today=AFTER)
    assert certificates.is_behind(world.booking, first)
    second = certificates.issue(world.head, world.booking)
    assert second.version == 2 and certificates.issued(world.booking) == second
    assert "15 élèves (7 filles, 8 garçons)" in text_of(second, tmp_path)
    assert verify(second.sha256).level == "success"
    assert "remplacé" in verify(first.sha256).title


def test_snapshots_of_other_kinds_are_not_told_at_verifier(world):
    made = certificates.freeze(SYSTEM, "secret", world.booking, b"%PDF-1.7")
    assert verify(made.sha256).level == "error"


def test_only_what_was_lived_and_covered_is_certified(world):
    Contract.objects.update(state=ContractState.UNCOVERED)
    with pytest.raises(Refused, match="couverte"):
        certificates.issue(world.teacher, world.booking)
    Contract.objects.update(state=ContractState.COMPLETED)
    day.count(world.teacher, world.booking, MONDAY, Count(absent=True), today=AFTER)
    with pytest.raises(Refused, match="Personne n’est venu"):
        certificates.issue(world.teacher, world.booking)
    Booking.objects.update(state=BookingState.ACCEPTED)
    with pytest.raises(Refused, match="une fois l’immersion réalisée"):
        certificates.issue(world.teacher, world.booking)


def test_strangers_make_none_and_see_none(world, client):
    stranger = actor_for(Role.HEAD, school=SchoolFactory())
    with pytest.raises(Refused, match="Seuls"):
        certificates.issue(stranger, world.booking)
    page = reverse("partnerships:certificate", args=[world.booking.pk])
    client.force_login(stranger.user)
    assert client.get(page).status_code == 404 and client.post(page).status_code == 404
    assert not Snapshot.objects.exists()


@time_machine.travel(dt.datetime(2027, 1, 15, 9, tzinfo=dt.UTC))
def test_both_sides_make_and_take_it(world, client):
    page = reverse("partnerships:certificate", args=[world.booking.pk])
    client.force_login(world.teacher.user)
    assert client.get(page).status_code == 404
    assert "Établir l’attestation" in client.get(world.booking.get_absolute_url()).content.decode()
    client.post(page)
    assert client.get(page).content.startswith(b"%PDF")
    client.logout()
    link = answer_link(SYSTEM, world.booking, Address("accueil@meca.example", "Camille"))
    assert "Attestation d’immersion" in client.get(link.path).content.decode()
    assert client.get(f"{link.path}attestation/").content.startswith(b"%PDF")
    client.post(f"{link.path}attestation/")
    assert Snapshot.objects.count() == 1


# --- Evaluations -----------------------------------------------------------------------


def host_answers(booking, **values):
    evaluation.ask(SYSTEM, booking, MONDAY + dt.timedelta(days=3))
    row = QuestionnaireAnswer.objects.get(questionnaire__kind__in=evaluation.HOSTS)
    QuestionnaireAnswer.objects.filter(pk=row.pk).update(closes_on=dt.date(2027, 12, 31))
    row.refresh_from_db()
    PersonalLink.objects.filter(pk=row.link_id).update(valid_until=IN_MAY + dt.timedelta(days=90))
    given = {"satisfaction": 5, "prepared": 4} | values
    holder = Actor.of_link(PersonalLink.objects.get(pk=row.link_id))
    return questionnaires.answer(holder, row, given)


@time_machine.travel(IN_MAY)
def test_a_yes_in_season_opens_the_renewal_in_one_click(world, client):
    row = host_answers(world.booking, again="oui")
    label, path = again.next_step(row)
    assert label == "Renouveler l’offre pour 2027-2028"
    assert PersonalLink.objects.get(purpose=RENEW_PURPOSE).path == path
    assert path in client.get(row.path).content.decode()
    assert "vous avez répondu «&nbsp;oui&nbsp;»" in client.get(path).content.decode()


@time_machine.travel(IN_MARCH)
def test_out_of_season_nothing_opens(world):
    row = host_answers(world.booking, again="oui")
    assert again.next_step(row) is None
    assert not PersonalLink.objects.filter(purpose=RENEW_PURPOSE).exists()


@time_machine.travel(IN_MAY)
@pytest.mark.parametrize(("word", "asked"), [("oui", 1), ("non", 0)])
def test_the_season_asks_no_company_that_said_no(world, word, asked):
    row = host_answers(world.booking, again=word)
    assert bool(again.next_step(row)) == (word == "oui")
    assert again.words_of(Offer.objects.all()) == {world.booking.offer_id: word == "oui"}
    assert renewals.ask_companies(IN_MAY.date()) == asked


# --- Immersions of staff ---------------------------------------------------------------


@pytest.fixture
def staff(db):
    school = SchoolFactory()
    teacher = actor_for(Role.TEACHER, school=school)
    slot = SlotFactory(offer=OfferFactory(kind=OfferKind.TEACHER_IMMERSION))
    booking = BookingFactory(
        slot=slot,
        school=school,
        class_group=None,
        girls=0,
        boys=0,
        adults=1,
        teacher=teacher.user,
        state=BookingState.ACCEPTED,
        provider=Provider.EAFC,
    )
    return teacher, booking


def test_an_order_of_mission_is_printed_for_the_school_only(staff, client, tmp_path):
    teacher, booking = staff
    page = reverse("partnerships:mission", args=[booking.pk])
    client.force_login(teacher.user)
    path = tmp_path / "om.pdf"
    path.write_bytes(client.get(page).content)
    text = " ".join(PdfReader(path).pages[0].extract_text().split())
    assert "Ordre de mission" in text and "EAFC" in text and str(booking.host) in text
    assert "Authenticité vérifiable" not in text  # the portal keeps no copy of it
    client.force_login(actor_for(Role.HEAD, school=SchoolFactory()).user)
    assert client.get(page).status_code == 404


def test_a_class_has_no_order_of_mission(world, client):
    client.force_login(world.teacher.user)
    page = reverse("partnerships:mission", args=[world.booking.pk])
    assert client.get(page).status_code == 404


def test_staff_are_asked_questions_of_their_own(staff):
    _, booking = staff
    evaluation.ask(SYSTEM, booking, AFTER)
    kinds = set(QuestionnaireAnswer.objects.values_list("questionnaire__kind", flat=True))
    assert kinds == {evaluation.STAFF_HOST, evaluation.STAFF_GUEST}


def test_staff_count_themselves_and_need_no_departure(staff):
    teacher, booking = staff
    assert not day.has_departure(booking)
    day.count(teacher, booking, MONDAY, Count(adults=1), today=MONDAY)
    assert Attendance.objects.get().adults == 1


def test_only_staff_say_through_whom_they_come(staff):
    teacher, booking = staff
    assert "provider" in RequestForm(teacher, booking.slot).fields
    assert "provider" not in RequestForm(teacher, SlotFactory()).fields
