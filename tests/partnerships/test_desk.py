"""The desk of a company: its requests together, its agenda, closed periods, ceilings a week."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts.enums import Role
from accounts.models import JournalEntry
from directory.french import unbroken
from directory.violations import Refused
from partnerships import closures, desk, presences
from partnerships.enums import BookingState
from partnerships.models import Booking, ClosedPeriod, ContactCeiling
from partnerships.rules import Period
from partnerships.rules.ceiling import WEEK_RULE, check_week
from partnerships.workflow import answers, moves, offers, own_days
from partnerships.workflow.moves import Days, Plan
from partnerships.workflow.offers import SlotPlan
from tests.accounts.factories import actor_for
from tests.directory.factories import CompanyFactory, DepartmentFactory
from tests.partnerships.conftest import TODAY, make_world
from tests.partnerships.factories import (
    MONDAY,
    BookingFactory,
    ClosedPeriodFactory,
    OfferFactory,
    SlotFactory,
)

WEEK = dt.timedelta(weeks=1)


def host(company):
    return actor_for(Role.COMPANY_REPRESENTATIVE, company=company)


@pytest.fixture
def asked(db):
    """A company with three requests of three schools, on two offers; another company's one."""
    company = CompanyFactory()
    offer = OfferFactory(host_company=company)
    slots = [SlotFactory(offer=offer, starts_on=MONDAY + WEEK * n, capacity=60) for n in range(2)]
    rows = [BookingFactory(slot=slot) for slot in (slots[0], slots[0], slots[1])]
    return company, rows, BookingFactory()


def test_every_request_is_there_by_deadline_with_what_one_chooses_by(asked):
    company, rows, _ = asked
    Booking.objects.filter(pk=rows[2].pk).update(expires_on=dt.date(2026, 12, 1))
    found = desk.waiting(host(company))
    assert [ask.row for ask in found] == [rows[2], rows[0], rows[1]]
    assert found[1].room == "48 sur 60 places retenues, 2 demandes"
    assert found[1].persons == 26 and found[1].transfer_url
    assert desk.waiting(actor_for(Role.TEACHER, school=rows[0].school)) == []


def test_one_answer_to_several_tells_each_line_and_loses_nothing(asked):
    company, rows, foreign = asked
    elsewhere = SlotFactory(offer=rows[0].offer, starts_on=MONDAY + WEEK * 3, capacity=60)
    Booking.objects.filter(pk=rows[1].pk).update(
        class_group=rows[0].class_group, school=rows[0].school, slot=elsewhere, seats_held=0
    )
    keys = [f"immersion:{row.pk}" for row in (*rows, foreign)]
    lines = desk.answer(host(company), keys, "accept", message="Bienvenue")
    # The second is of the same class, which the first acceptance withdrew (R-CEE-6).
    assert [line.done for line in lines] == [True, False, True, False]
    assert "n’est plus possible" in lines[1].words and lines[3].words == desk.GONE
    foreign.refresh_from_db()
    assert foreign.state == BookingState.SENT
    again = desk.answer(host(company), keys, "refuse", reason="dates", message="")
    assert not any(line.done for line in again)
    kept = Booking.objects.filter(state=BookingState.ACCEPTED, answer_message="Bienvenue")
    assert kept.count() == 2


def test_the_page_asks_once_then_says_what_was_done(client, asked):
    company, rows, foreign = asked
    client.force_login(host(company).user)
    page = client.get(reverse("partnerships:desk")).content.decode()
    assert page.count('name="asks"') == 3 and "Confier à un collègue" in page
    url = reverse("partnerships:desk_answer")
    keys = [f"immersion:{row.pk}" for row in rows[:2]] + [f"immersion:{foreign.pk}"]
    ask = client.post(url, {"event": "refuse", "asks": keys}).content.decode()
    assert "Refuser 2 demandes" in ask
    wrong = client.post(url, {"event": "refuse", "asks": keys, "step": "act", "reason": "other"})
    assert "Précisez le motif en une phrase." in wrong.content.decode()
    no = {"event": "refuse", "asks": keys, "reason": "staff", "message": "En mai"}
    read = client.post(url, no | {"step": "preview"}).content.decode()
    assert read.count("ps-preview") == 2 and read.count(unbroken("« En mai »")) == 2
    assert not Booking.objects.filter(state=BookingState.REFUSED).exists()
    told = client.post(url, no | {"step": "act"})
    assert "2 réponses sur 3." in told.content.decode()
    assert Booking.objects.filter(state=BookingState.REFUSED).count() == 2
    assert client.post(url, {"event": "accept"}).status_code == 302
    assert client.post(url, {"event": "autre", "asks": keys}).status_code == 404


def test_the_desk_is_of_companies_and_its_rows_of_one_company(client, asked):
    company, _, _ = asked
    row = own_days.close(host(company), company, MONDAY, MONDAY, today=TODAY)
    url = reverse("partnerships:closure_remove", args=[row.pk])
    client.force_login(host(CompanyFactory()).user)
    assert client.get(url).status_code == 404
    client.force_login(actor_for(Role.HEAD).user)
    for name in ("desk", "agenda", "closures", "stand_ins"):
        assert client.get(reverse(f"partnerships:{name}")).status_code == 403
    assert client.get(url).status_code == 403


# Closed periods


def test_nothing_new_inside_a_closed_period(world):
    company = world.slot.offer.host_company
    own = host(company)
    booking = world.ask()
    own_days.close(own, company, MONDAY + WEEK, MONDAY + WEEK * 2, "inventaire", TODAY)
    shut = "fermée du 18 au 25 janvier 2027 \\(inventaire\\)"
    with pytest.raises(Refused, match=shut):
        offers.add_slots(
            own, world.slot.offer, [Period(MONDAY + WEEK, MONDAY + WEEK + dt.timedelta(2))],
            SlotPlan(30), TODAY,
        )  # fmt: skip
    other = make_world()
    other.slot = SlotFactory(offer=world.slot.offer, starts_on=MONDAY + WEEK * 2)
    with pytest.raises(Refused, match=shut):
        other.ask()
    days = Days(MONDAY + WEEK, MONDAY + WEEK + dt.timedelta(2), False)
    with pytest.raises(Refused, match=shut):
        moves.propose(own, booking, Plan(days), today=TODAY)
    assert not closures.check(company.pk, MONDAY, MONDAY + dt.timedelta(days=2))


def test_what_is_booked_inside_is_listed_and_stays(client, asked):
    company, rows, _ = asked
    own = host(company)
    client.force_login(own.user)
    url = reverse("partnerships:closures")
    days = {"starts_on": MONDAY.isoformat(), "ends_on": MONDAY.isoformat(), "reason": "Inventaire"}
    assert client.post(url, days).status_code == 302
    page = client.get(url).content.decode()
    assert "Déjà prévu pendant cette fermeture" in page and str(rows[0].school) in page
    assert "déjà notée le 11 janvier 2027" in client.post(url, days).content.decode()
    wrong = days | {"ends_on": "2026-12-01"}
    assert "Le dernier jour précède le premier." in client.post(url, wrong).content.decode()
    assert Booking.objects.filter(state=BookingState.SENT).count() == 4
    row = ClosedPeriod.objects.get()
    client.post(reverse("partnerships:closure_remove", args=[row.pk]))
    assert not ClosedPeriod.objects.exists()
    assert JournalEntry.objects.filter(company=company, verb__contains="fermeture").count() == 2


def test_an_officer_of_elsewhere_notes_no_closed_period(db):
    far = CompanyFactory(department=DepartmentFactory(code="34", name="Hérault"))
    with pytest.raises(Refused, match="département"):
        own_days.close(actor_for(Role.RBDE), far, MONDAY, MONDAY, today=TODAY)


# The agenda


def test_the_agenda_tells_who_comes_when_over_every_kind(client, asked):
    company, rows, _ = asked
    Booking.objects.filter(pk=rows[0].pk).update(state=BookingState.ACCEPTED)
    own = host(company)
    own_days.close(own, company, MONDAY, MONDAY, "inventaire", TODAY)
    client.force_login(own.user)
    page = client.get(reverse("partnerships:agenda"), {"du": "2027-01-13"}).content.decode()
    assert "Semaine du 11 janvier 2027" in page and "26 personnes" in page
    assert str(rows[0].school) in page and "pendant une fermeture" in page
    assert str(rows[2].school) not in page  # not accepted
    later = client.get(reverse("partnerships:agenda"), {"du": "2028-13-45"})
    assert later.status_code == 200


def test_a_presence_over_two_weeks_counts_in_each():
    one = presences.Presence("x:1", 1, dt.date(2027, 1, 15), dt.date(2027, 1, 19), 10)
    assert presences.persons_per_week([one]) == {
        dt.date(2027, 1, 11): 10,
        dt.date(2027, 1, 18): 10,
    }


# Persons per week


def test_the_sentence_gives_the_next_free_week():
    present = {MONDAY: 50, MONDAY + WEEK: 40}
    (found,) = check_week(60, present, 26, [MONDAY])
    assert found.message == (
        "Cette entreprise reçoit au plus 60 personnes par semaine, tous établissements "
        "confondus\N{NO-BREAK SPACE}: il en reste 10 libres la semaine du 11 janvier 2027, et vous "
        "venez à 26. "
        "Prochaine semaine libre\N{NO-BREAK SPACE}: celle du 25 janvier 2027."
    )
    assert "Aucune semaine ne suffit" in check_week(20, {}, 26, [MONDAY])[0].message
    assert not check_week(60, present, 10, [MONDAY]) and not check_week(None, present, 99, [MONDAY])


@pytest.fixture
def limited(asked):
    company, rows, _ = asked
    ContactCeiling.objects.create(company=company, persons_per_week=50, said_by="la direction")
    return company, rows


def test_beyond_it_neither_an_acceptance_nor_a_request(limited):
    company, rows = limited
    own = host(company)
    answers.accept(own, rows[0], today=TODAY)
    with pytest.raises(Refused, match="il en reste 24 libres .* celle du 18 janvier 2027"):
        answers.accept(own, rows[1], today=TODAY)
    answers.accept(own, rows[2], today=TODAY)
    other = make_world()
    other.slot = SlotFactory(offer=OfferFactory(host_company=company))
    with pytest.raises(Refused, match="au plus 50 personnes par semaine"):
        other.ask()
    assert other.ask(slot=SlotFactory(offer=rows[0].offer, starts_on=MONDAY + WEEK * 2)).pk


def test_a_booking_that_moves_does_not_count_against_itself(limited):
    company, rows = limited
    answers.accept(host(company), rows[0], today=TODAY)
    ContactCeiling.objects.update(persons_per_week=26)
    row = Booking.objects.get(pk=rows[0].pk)
    days = Days(MONDAY + dt.timedelta(1), MONDAY + dt.timedelta(3), False)
    assert not [one for one in moves.check(row, days, TODAY) if one.rule == WEEK_RULE]


def test_the_week_ceiling_is_set_beside_the_monthly_one(client, asked):
    company, _, _ = asked
    client.force_login(host(company).user)
    url = reverse("partnerships:ceiling", args=[company.pk])
    wrong = client.post(url, {"persons_per_week": "0"}).content.decode()
    assert "Le plafond va de 1 à 2000 personnes par semaine." in wrong
    client.post(url, {"persons_per_week": "60"})
    assert str(ContactCeiling.objects.get()) == "60 personnes par semaine"
    client.post(url, {})
    assert not ContactCeiling.objects.exists()


# On the word of the company


def test_the_rbde_notes_a_closed_period_on_the_word_of_a_company(client, asked):
    company, rows, _ = asked
    rbde = actor_for(Role.RBDE, school=rows[0].school)
    client.force_login(rbde.user)
    sheet = reverse("partnerships:relation", args=[company.pk])
    url = reverse("partnerships:company_closures", args=[company.pk])
    assert url in client.get(sheet).content.decode()
    days = {"starts_on": MONDAY.isoformat(), "ends_on": MONDAY.isoformat(), "reason": "inventaire"}
    assert client.post(url, days).status_code == 200  # whose word?
    assert not ClosedPeriod.objects.exists()
    assert client.post(url, days | {"said_by": "la directrice du site"}).status_code == 302
    row = ClosedPeriod.objects.get()
    assert row.said_by == "la directrice du site"
    page = client.get(url).content.decode()
    assert "demandée par la directrice du site" in page and "inventaire" in page
    assert "inventaire" in client.get(sheet).content.decode()
    remove = reverse("partnerships:closure_remove", args=[row.pk])
    assert client.post(remove).url == url
    assert not ClosedPeriod.objects.exists()
    words = JournalEntry.objects.filter(company=company).values_list("words", flat=True)
    assert any("demandée par la directrice du site" in one for one in words)


def test_a_head_and_an_officer_of_elsewhere_note_nothing(client, asked):
    company, rows, _ = asked
    row = ClosedPeriodFactory(company=company)
    far = CompanyFactory(department=DepartmentFactory(code="34", name="Hérault"))
    client.force_login(actor_for(Role.HEAD, school=rows[0].school).user)
    page = reverse("partnerships:company_closures", args=[company.pk])
    remove = reverse("partnerships:closure_remove", args=[row.pk])
    assert client.get(page).status_code == client.post(remove).status_code == 403
    client.force_login(actor_for(Role.RBDE, school=rows[0].school).user)
    for url in (
        reverse("partnerships:company_closures", args=[far.pk]),
        reverse("partnerships:closure_remove", args=[ClosedPeriodFactory(company=far).pk]),
    ):
        assert client.post(url).status_code == 404
