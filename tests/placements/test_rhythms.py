"""On which days the parties of an agreement are written to (R-ID-9): families on any day."""

import datetime as dt

import pytest

from directory.enums import Rhythm
from outbox.models import Notice
from outbox.rules import PARIS
from placements.workflow import agreement_notices, family_links
from tests.placements.agreement_world import make_agreement_world
from tests.reminders.planning import plan

pytestmark = pytest.mark.django_db
FAMILY = "parent1@famille.test", "parent2@famille.test"


def rhythms(kind):
    rows = Notice.objects.filter(kind=kind)
    return dict(rows.values_list("recipient_email", "rhythm"))


@pytest.fixture
def world():
    made = make_agreement_world()
    made.signing()
    return made


@pytest.fixture
def expected(world):
    """{address: days} of who signs."""
    school = {world.head.user.email: Rhythm.SCHOOL, world.teacher.user.email: Rhythm.SCHOOL}
    return school | dict.fromkeys(FAMILY, Rhythm.EVERY_DAY) | {"ana@meca.test": Rhythm.WORK}


def test_who_signs_is_asked_and_told_of_changes_on_their_days(world, expected):
    assert rhythms("documents.signature_asked") == expected
    agreement_notices.tell_change(world.teacher, world.part, {"activities": "Mesurer une pièce."})
    told = rhythms("placement.notice")
    assert told.items() <= (expected | {"contact@meca.test": Rhythm.WORK}).items()
    assert set(FAMILY) <= told.keys()


def test_a_family_is_reminded_on_a_saturday_the_others_on_the_next_open_day(world, expected):
    """Asked on Monday 23 November: five days later is a Saturday."""
    plan("placement.unsigned.5")
    rows = Notice.objects.filter(kind="placement.unsigned.5")
    due = {one.recipient_email: one.due_at.astimezone(PARIS).date() for one in rows}

    del expected[world.teacher.user.email]  # the referent may sign, and is not asked again
    assert rhythms("placement.unsigned.5") == expected
    assert {due.pop(email) for email in FAMILY} == {dt.date(2026, 11, 28)}
    assert set(due.values()) == {dt.date(2026, 11, 30)}


def test_a_family_is_reminded_once_then_called(world, expected):
    plan("placement.unsigned.10")
    others = expected.keys() - {*FAMILY, world.teacher.user.email}
    assert others and rhythms("placement.unsigned.10").keys() == others


def test_a_class_s_links_leave_on_any_day(world):
    family_links.open_for_pupil(world.teacher, world.pupil)
    assert family_links.send(world.teacher, world.placement.class_group) == 1
    assert set(rhythms("placement.family_link").values()) == {Rhythm.EVERY_DAY}
