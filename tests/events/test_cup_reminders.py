"""Each date of an edition has its reminder, until the team has given what it owes."""

import datetime as dt

import pytest

from accounts.enums import Role
from events import todo
from events.enums.cup import DeadlineKind, EditionState
from events.models import Deadline, Edition, Juror, Team
from events.workflow import jurors, teams
from outbox.models import Notice
from partnerships.enums.contract import ContractState
from reminders import planner
from reminders.rules import all_rules
from tests.accounts.factories import actor_for
from tests.events.cup_world import contract, make_world

pytestmark = pytest.mark.django_db


def plan():
    """The rules of the contest alone: nothing else happens here."""
    planner.plan(rules=[rule for rule in all_rules() if rule.code.startswith("cup.")])


def planned():
    found = Notice.objects.filter(kind__startswith="cup.", state="planned")
    return sorted(found.values_list("kind", flat=True))


def test_a_team_is_reminded_of_what_it_still_owes():
    world = make_world(EditionState.OPEN, teams=1)
    for kind in DeadlineKind:
        due = dt.date(2026, 12, 14)
        Deadline.objects.create(edition=world.edition, kind=kind, due_on=due)
    Team.objects.update(needs="Une table")
    plan()
    assert planned() == ["cup.adults", "cup.funding", "cup.image", "cup.supports"]
    rule = next(rule for rule in all_rules() if rule.code == "cup.supports")
    content = rule.render(Notice.objects.get(kind="cup.supports"))
    assert "14 décembre 2026" in content.subject
    Team.objects.update(
        video_url="https://videos.example/1", image_consents_attested=True,
        coach_payer="Région", coach_granted=0,
    )  # fmt: skip
    plan()
    assert planned() == ["cup.adults"]
    Team.objects.update(adults=2, coach="Car", arrives_at="08:30")
    plan()
    assert planned() == ["cup.adults"]
    Team.objects.update(leaves_at="16:00")
    plan()
    assert planned() == []


def test_a_signed_class_is_told_to_enter_until_it_has():
    """R-CEE-7: entry opens at signature."""
    world = make_world(EditionState.OPEN, teams=1, held_on=dt.date(2026, 12, 18))
    Edition.objects.update(entries_until=dt.date(2026, 12, 11))
    signed, draft = contract(ContractState.SIGNED), contract(ContractState.DRAFT)
    plan()
    notices = Notice.objects.filter(kind__startswith="cup.entry", state="planned")
    assert {one.kind for one in notices} == {"cup.entry.14", "cup.entry.3"}
    assert {one.subject for one in notices} == {signed}
    content = next(rule for rule in all_rules() if rule.code == "cup.entry.3").render(notices[0])
    assert "11 décembre 2026" in content.subject
    assert content.action[1].endswith(f"/industrie-cup/{world.edition.pk}/inscrire/")
    teacher = actor_for(Role.TEACHER, user=signed.booking.teacher, school=signed.booking.school)
    (line,) = todo.todos(teacher, world.edition.school_year)
    assert line.title == "Inscrire une classe à l’Industrie Cup"
    assert (line.due, content.action[1].endswith(line.url)) == (dt.date(2026, 12, 11), True)
    other = actor_for(Role.TEACHER, user=draft.booking.teacher, school=draft.booking.school)
    assert todo.todos(other, world.edition.school_year) == []

    teams.enter(teacher, world.edition, signed, {"girls": 12})
    plan()
    assert not Notice.objects.filter(kind__startswith="cup.entry", state="planned").exists()
    assert todo.todos(teacher, world.edition.school_year) == []


def test_jurors_get_their_sheets_again_on_the_eve():
    world = make_world(held_on=dt.date(2026, 12, 11))
    for name in ("ana", "bob"):
        Juror.objects.filter(name=name).update(email=f"{name}@jury.example")
    link = jurors.send_link(world.organiser, world.jurors["ana"])
    plan()
    notice = Notice.objects.get(kind="cup.juror_eve")
    assert notice.recipient_email == "ana@jury.example"
    rule = next(rule for rule in all_rules() if rule.code == "cup.juror_eve")
    assert rule.render(notice).action[1] == link.url
    renewed = jurors.renew_link(world.organiser, world.jurors["ana"])
    assert rule.render(notice).action[1] == renewed.url
    jurors.substitute(world.organiser, world.jurors["ana"], name="Dan", college="economic")
    assert not rule.holds(notice)
