"""Applications that became placements, and what time does to the others."""

import datetime as dt
import uuid
from dataclasses import replace

import pytest
from django.urls import reverse
from django.utils import timezone

from directory.enums import Level
from outbox.models import Notice
from partnerships.workflow.transfers import Colleague
from placements.board import board_of
from placements.enums import CancelReason, PupilStatus
from placements.models import HostPart, Placement, PlacementApplication, Pupil
from placements.todo.applications import todos
from placements.workflow import applications, offers, placements
from placements.workflow.erasure import erase_due
from tests.placements import families
from tests.placements.bank import (
    FIRST,
    LAST,
    NEXT,
    apply,
    company_and_host,
    confirm,
    make_bank,
    published,
)
from tests.reminders.planning import plan

pytestmark = pytest.mark.django_db


# --- Confirmed ----------------------------------------------------------------------------


def test_a_confirmed_application_is_a_placement_and_closes_the_others():
    bank = make_bank()
    here = apply(bank)
    company, host = company_and_host(name="Atelier")
    elsewhere = replace(bank, offer=published(host, company), company=company, host=host)
    there = apply(elsewhere)
    applications.accept(host, there)
    applications.accept(bank.host, here)
    placement = confirm(bank, here)
    assert (placement.state, placement.source) == ("found", "offer")
    stay = placement.stays.get()
    assert (stay.company, stay.starts_on, stay.activities) == (
        bank.company,
        FIRST,
        bank.offer.tasks,
    )
    there.refresh_from_db()
    assert (there.state, there.holds_seats) == ("closed", False)
    assert elsewhere.week.seats_taken == 0 and bank.week.seats_taken == 1
    assert Notice.objects.filter(kind="placement_application.closed", user=host.user).exists()
    assert confirm(bank, here) == placement and Placement.objects.count() == 1


def test_the_agreement_is_sent_to_who_answered(client):
    bank = make_bank()
    row = apply(bank)
    colleague = Colleague("Paul Roux", "paul@fournil.example")
    applications.transfer(bank.host, row, colleague)
    placement = confirm(bank, applications.accept(bank.host, row))
    bank.company.email = "accueil@fournil.example"  # not the general address of the company
    bank.company.save()
    client.force_login(bank.referent.user)
    page = reverse("placements:agreement_prepare", args=[placement.pk])
    form = client.get(page).context["form"]
    client.post(page, {name: form[name].initial or "" for name in form.fields})
    part = HostPart.objects.get(agreement__placement=placement)
    assert (part.contact_name, part.contact_email) == (colleague.name, colleague.email)


def test_in_2de_an_application_for_another_week_stays():
    company, host = company_and_host()
    world = families.world(level=Level.SECONDE)
    june = dt.date(2027, 6, 14)
    days = {"starts_on": june, "ends_on": june + dt.timedelta(days=11)}
    world.group.school.campaigns.update(**days)
    weeks = [june, june + dt.timedelta(days=7)]
    bank = replace(make_bank(), offer=published(host, company, mondays=weeks), host=host)
    bank = replace(bank, group=world.group, referent=world.referent, pupil=world.pupil)
    spans = applications.spans_for(bank.offer, bank.group)
    assert len(spans) == 3
    first = apply(bank, span=spans[0])
    bank.offer = published(host, company, mondays=weeks)
    second = apply(bank, span=spans[2])
    confirm(bank, applications.accept(host, first))
    second.refresh_from_db()
    assert second.state == "sent"
    bank.offer = published(host, company, mondays=weeks)
    bank.pupil = families.pupil_of(bank.group, "Sol", "Ana")
    both = applications.accept(host, apply(bank, span=spans[1]))
    assert list(both.offer.weeks.values_list("seats_taken", flat=True)) == [1, 1]


def test_a_placement_found_elsewhere_closes_what_was_asked():
    bank = make_bank()
    row = apply(bank)
    other, _ = company_and_host(name="Voisin")
    found = applications.found_of(row)
    hosting = replace(found.hostings[0], company=other)
    placements.record_found(
        bank.referent, replace(found, hostings=(hosting,), source="family"), key=uuid.uuid4()
    )
    row.refresh_from_db()
    assert row.state == "closed"


def test_a_placement_called_off_gives_its_place_back():
    bank = make_bank()
    row = applications.accept(bank.host, apply(bank))
    placement = confirm(bank, row)
    placements.cancel(bank.referent, placement, CancelReason.PUPIL)
    row.refresh_from_db()
    assert (row.state, bank.week.seats_taken) == ("cancelled", 0)
    assert Notice.objects.filter(kind="placement_application.cancelled").exists()


def test_a_placement_that_moves_takes_the_place_of_its_new_week():
    bank = make_bank()
    offers.plan_weeks(bank.host, bank.offer, [NEXT], 1)
    row = applications.accept(bank.host, apply(bank))
    placement = confirm(bank, row)
    found = applications.found_of(row)
    week = dt.timedelta(days=7)
    moved = replace(found.hostings[0], starts_on=FIRST + week, ends_on=LAST + week)
    placements.change(bank.referent, placement, replace(found, hostings=(moved,)))
    taken = dict(bank.offer.weeks.values_list("monday", "seats_taken"))
    assert taken == {FIRST: 0, NEXT: 1}
    other, _ = company_and_host(name="Voisin")
    moved = replace(moved, company=other)
    placements.change(bank.referent, placement, replace(found, hostings=(moved,)))
    assert bank.offer.weeks.get(monday=NEXT).seats_taken == 0


# --- Time ---------------------------------------------------------------------------------


@pytest.mark.parametrize("wait", [7, 12])
def test_the_host_is_reminded(wait):
    bank = make_bank()
    apply(bank)
    day = timezone.now() + dt.timedelta(days=wait + 3)
    plan("placement_application.", now=day)
    rows = Notice.objects.filter(kind=f"placement_application.unanswered.{wait}")
    assert [row.recipient_email for row in rows] == ["ines@fournil.example"]


def test_an_answered_one_is_reminded_no_more():
    bank = make_bank()
    applications.refuse(bank.host, apply(bank), "staff")
    plan("placement_application.", now=timezone.now() + dt.timedelta(days=9))
    assert not Notice.objects.filter(kind__startswith="placement_application.unanswered").exists()


def test_the_board_and_the_to_dos_follow():
    bank = make_bank()
    row = apply(bank)
    statuses = {line.pupil: line.status for line in board_of(bank.referent, bank.group).lines}
    assert statuses == {bank.pupil: PupilStatus.APPLIED, bank.other: PupilStatus.SEARCHING}
    assert [todo.title for todo in todos(bank.host, None)] == [
        "Répondre à une candidature de stage"
    ]
    assert todos(bank.referent, None) == []
    applications.accept(bank.host, row)
    assert todos(bank.host, None) == []
    assert [todo.title for todo in todos(bank.referent, None)] == ["Confirmer un stage accepté"]
    statuses = {line.pupil: line.status for line in board_of(bank.referent, bank.group).lines}
    assert statuses[bank.pupil] == PupilStatus.ACCEPTED


def test_an_application_goes_with_its_pupil_and_the_places_stay_counted():
    bank = make_bank()
    row = applications.accept(bank.host, apply(bank))
    confirm(bank, row)
    erase_due(dt.date(2028, 9, 2))
    assert not Pupil.objects.exists() and not PlacementApplication.objects.exists()
    assert not Notice.objects.filter(kind="placement_application.accepted").exists()
    assert bank.week.seats_taken == 1 and Placement.objects.count() == 1
