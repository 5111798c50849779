"""Who is reminded of a contract, when, and when no longer (issue 2, point 6; R-CEE-8)."""

import datetime as dt

import pytest
from django.utils import timezone

from outbox.kinds import kind_of
from outbox.models import Notice
from partnerships.contract.progress import calling, lateness
from partnerships.enums.contract import ContractState
from partnerships.models import Contract
from partnerships.todo import todos
from partnerships.workflow import contracts
from tests.partnerships.contract_world import make_contract_world
from tests.reminders.planning import plan

pytestmark = pytest.mark.django_db
SENT = dt.datetime(2026, 12, 1, 10, tzinfo=dt.UTC)


@pytest.fixture
def world(time_machine):
    time_machine.move_to(SENT)
    return make_contract_world()


def planned(code):
    return {
        notice.recipient_email: timezone.localdate(notice.due_at)
        for notice in Notice.objects.filter(kind=code)
    }


@pytest.mark.parametrize("wait", [7, 14, 21])
def test_who_has_not_signed_is_reminded(world, wait, time_machine):
    world.in_signature()
    signatory = world.signatories()["head"]
    now = SENT + dt.timedelta(days=wait)
    time_machine.move_to(now)
    plan("contract.", now=now)
    found = planned(f"contract.unsigned.{wait}")
    assert set(found) == {one.email for one in world.signatories().values()}
    due = SENT.date() + dt.timedelta(days=wait)
    # The 22nd of December is in the holidays: the head is written to once they are over.
    assert found.pop(signatory.email) == (dt.date(2027, 1, 4) if wait == 21 else due)
    assert set(found.values()) == {due}
    notice = Notice.objects.get(kind=f"contract.unsigned.{wait}", recipient_email=signatory.email)
    content = kind_of(notice.kind).render(notice.at(timezone.now()))
    assert content.action[1] == signatory.current_link.url


def test_a_void_stops_the_reminders(world, time_machine):
    world.in_signature()
    now = SENT + dt.timedelta(days=7)
    time_machine.move_to(now)
    plan("contract.", now=now)
    notice = Notice.objects.filter(kind="contract.unsigned.7").first()
    assert kind_of(notice.kind).still_relevant(notice.at(timezone.now()))
    edit = contracts.Edit(values={"place": "Autre site"})
    contracts.change(world.teacher, world.contract, edit, confirmed=True)
    assert not kind_of(notice.kind).still_relevant(notice.at(timezone.now()))


@pytest.mark.parametrize("before", [10, 3])
def test_r_cee_8_head_and_branch_are_told(world, before, time_machine):
    world.in_signature()
    now = timezone.make_aware(
        dt.datetime.combine(world.booking.starts_on - dt.timedelta(days=before), dt.time(9))
    )
    time_machine.move_to(now)
    plan("contract.", now=now)
    told = planned(f"contract.uncovered.j{before}")
    assert set(told) == {world.head.user.email, world.officer.user.email}
    notice = Notice.objects.filter(kind=f"contract.uncovered.j{before}").first()
    mail = kind_of(notice.kind).render(notice.at(timezone.now()))
    assert (
        f"le 11 janvier 2027, dans {(world.booking.starts_on - now.date()).days} jours"
        in (mail.paragraphs[0])
    )
    Contract.objects.filter(pk=world.contract.pk).update(state=ContractState.SIGNED, signed_at=now)
    assert not kind_of(notice.kind).still_relevant(notice.at(timezone.now()))


def titles(world, actor):
    return [todo.title for todo in todos(actor, world.contract.school_year)]


def test_after_three_weeks_the_teacher_and_the_branch_call(world, time_machine):
    world.in_signature()
    assert not any("Appeler" in title for title in titles(world, world.teacher))
    time_machine.move_to(SENT + dt.timedelta(days=22))
    for actor in (world.teacher, world.officer):
        assert any("Appeler" in title for title in titles(world, actor))


@pytest.mark.parametrize(
    ("at", "called"), [("2026-12-21 23:30", False), ("2026-12-22 00:30", True)]
)
def test_the_to_do_and_the_list_call_from_the_same_day_on(world, time_machine, at, called):
    """Sent on 1 December at 11 h: from the first hour of the 22nd, whatever the hour then was."""
    world.in_signature()
    time_machine.move_to(f"{at}+01:00")
    listed = Contract.objects.filter(calling(timezone.localdate()))
    world.contract.refresh_from_db()
    said = lateness(world.contract, timezone.localdate())
    told = any("Appeler" in title for title in titles(world, world.teacher))
    assert (told, listed.exists(), said == "à appeler") == (called,) * 3


def test_a_draft_waits_for_the_school_not_for_the_branch(world):
    assert "Compléter une convention" in titles(world, world.teacher)
    assert not any("Compléter" in title for title in titles(world, world.officer))


def test_r_cee_8_what_precedes_the_signatures_is_wanted_by_the_same_day(world, time_machine):
    """The immersion begins on 11 January: D-10, then the eve, late from then on."""
    seen = []
    for day in ("2026-12-10", "2026-12-30", "2027-01-02"):
        time_machine.move_to(f"{day} 09:00+01:00")
        lines = todos(world.teacher, world.contract.school_year)
        (line,) = (one for one in lines if one.title == "Compléter une convention")
        seen.append((str(line.due), line.urgency.name))
    assert seen == [("2027-01-01", "NORMAL"), ("2027-01-01", "SOON"), ("2027-01-10", "LATE")]


def test_every_mail_of_a_contract_can_be_written(world):
    """Each kind renders from the ids of its notice alone."""
    world.in_signature()
    edit = contracts.Edit(values={"tutor_name": "Autre"})
    contracts.change(world.teacher, world.contract, edit)
    place = contracts.Edit(values={"place": "Autre site"})
    contracts.change(world.company, world.contract, place, confirmed=True)
    contracts.uncover_due(world.booking.starts_on)
    seen = set()
    for notice in Notice.objects.filter(kind__startswith="contract."):
        content = kind_of(notice.kind).render(notice.at(timezone.now()))
        assert content.subject
        assert content.action is None or content.action[1].startswith("http")
        seen.add(notice.kind)
    assert seen >= {
        "contract.branch_told",
        "contract.to_complete",
        "contract.notice",
        "contract.voided",
        "contract.uncovered",
    }
