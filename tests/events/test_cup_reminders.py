"""Each date of an edition has its reminder, until the team has given what it owes."""

import datetime as dt

import pytest

from events.enums.cup import DeadlineKind, EditionState
from events.models import Deadline, Team
from outbox.models import Notice
from reminders import planner
from reminders.rules import all_rules
from tests.events.cup_world import make_world

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
