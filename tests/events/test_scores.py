"""Saving marks: who may, when, twice, late; and what the database refuses by itself."""

import datetime as dt
import uuid

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from stdnum.fr import siret

from accounts.actor import Actor
from directory.violations import Refused
from events.enums.cup import College, EditionState, SheetState
from events.judging_board import JudgingBoard
from events.models import Conflict, Juror, Score, ScoreSheet, SheetHistory
from events.workflow import jurors, scores
from events.workflow.scores import Entry
from tests.directory.factories import CompanyFactory, SchoolFactory
from tests.events.cup_world import make_world
from tests.worlds import shared_world

pytestmark = pytest.mark.django_db


@shared_world
def world():
    return make_world(teams=2)


def oral(world, value, over=0, key=None):
    return Entry(str(world.criteria[0].pk), value, over, key)


def save(world, *entries, name="ana", team=0):
    return scores.save(world.actor(name), world.jurors[name], world.teams[team], entries)


def test_a_save_is_kept_with_its_version_and_its_history(world):
    (saved,) = save(world, oral(world, "12,5"))
    assert (saved.value, saved.version, saved.is_stale) == ("12.5", 1, False)
    (again,) = save(world, oral(world, "13", over=1))
    assert again.version == 2
    told = SheetHistory.objects.values_list("value", "version")
    assert list(told) == [("12.5", 1), ("13.0", 2)]


def test_a_late_save_is_refused_with_what_stands(world):
    save(world, oral(world, "12"))
    save(world, oral(world, "14", over=1))
    (late,) = save(world, oral(world, "9", over=1))
    assert (late.value, late.version, late.is_stale) == ("14.0", 2, True)
    assert SheetHistory.objects.count() == 2


def test_the_same_save_sent_again_is_one(world):
    key = uuid.uuid4()
    first = save(world, oral(world, "12", key=key))
    save(world, oral(world, "15", over=1))
    assert save(world, oral(world, "12", key=key)) == first
    assert Score.objects.get().mark == 15


def test_the_last_save_sent_again_after_the_sheet_is_in_is_no_error(world):
    key = uuid.uuid4()
    world.mark("ana", 0, 10, 5, submit=False)
    first = save(world, oral(world, "11", over=1, key=key))
    scores.submit(world.actor("ana"), world.jurors["ana"], world.teams[0])
    assert save(world, oral(world, "11", over=1, key=key)) == first
    with pytest.raises(Refused, match="est remise"):
        save(world, oral(world, "12", over=2))


@pytest.mark.parametrize("text", ["", "abc", "-1", "20,5", "NaN", "Infinity", "10.25", "1e9999"])
def test_a_mark_that_is_none_is_refused(world, text):
    with pytest.raises(Refused):
        save(world, oral(world, text))
    assert not Score.objects.exists()


def test_every_criterion_is_marked_before_the_sheet_is_in(world):
    save(world, oral(world, "12"))
    with pytest.raises(Refused, match="Affiche"):
        scores.submit(world.actor("ana"), world.jurors["ana"], world.teams[0])
    world.mark("ana", 0, 12, 8)
    assert ScoreSheet.objects.get().state == SheetState.SUBMITTED
    scores.take_back(world.actor("ana"), world.jurors["ana"], world.teams[0])
    assert ScoreSheet.objects.get().state == SheetState.DRAFT


def test_a_juror_marks_by_their_own_link_alone(world):
    for actor in (world.actor("bob"), world.organiser, Actor.anonymous()):
        with pytest.raises(Refused):
            scores.save(actor, world.jurors["ana"], world.teams[0], [oral(world, "20")])
    assert not ScoreSheet.objects.exists()


def test_from_the_eve_to_the_locking(world, time_machine):
    time_machine.move_to("2026-11-21 12:00+01:00")
    with pytest.raises(Refused, match="fermées"):
        save(world, oral(world, "12"))
    time_machine.move_to("2026-11-22 12:00+01:00")
    save(world, oral(world, "12"))
    world.edition.panels.update(locked_at=dt.datetime(2026, 11, 22, tzinfo=dt.UTC))
    with pytest.raises(Refused, match="fermées"):
        save(world, oral(world, "13", over=1))


def another_site(company):
    """Another SIRET of the same SIREN."""
    sirets = (f"{company.siren}{nic:05d}" for nic in range(100, 200))
    return CompanyFactory(siret=next(filter(siret.is_valid, sirets)))


# What a juror may be to the team: kept on the juror, or declared.
LINKS = {
    "its host": lambda booking: {"company": booking.company},
    "another site of its host": lambda booking: {"company": another_site(booking.company)},
    "its school": lambda booking: {"school": booking.school},
    "an annexe of its school": lambda booking: {"school": SchoolFactory(parent=booking.school)},
    "a link that was declared": lambda booking: {},
}
BY_HAND = """
INSERT INTO events_scoresheet (juror_id, team_id, state, comment, comment_version, typed_by)
VALUES (%s, %s, 'draft', '', 0, '')
"""


@pytest.mark.parametrize("what", list(LINKS))
def test_conflicts_cannot_score_by_any_route(world, what):
    """The workflow, the tables, SQL itself (R-EV-1)."""
    juror, team = world.jurors["ana"], world.teams[0]
    given = LINKS[what](team.contract.booking)
    Juror.objects.filter(pk=juror.pk).update(**given)
    if not given:
        Conflict.objects.create(juror=juror, team=team, reason="Mon neveu")
    with pytest.raises(Refused, match="récusé"):
        save(world, oral(world, "20"))
    with pytest.raises(Refused, match="récusé"):
        scores.type_paper(world.organiser, juror, team, {})
    with pytest.raises(IntegrityError, match="récusé"), transaction.atomic():
        ScoreSheet.objects.create(juror=juror, team=team)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(BY_HAND, [juror.pk, team.pk])
    # The sheet of another team does not become this one's.
    world.mark("ana", 1, 10, 5)
    with pytest.raises(IntegrityError, match="récusé"), transaction.atomic():
        ScoreSheet.objects.update(team=team)


def test_a_link_declared_afterwards_takes_the_sheet_out(world):
    world.mark("ana", 0, 10, 5)
    jurors.declare(world.actor("ana"), world.jurors["ana"], world.teams[0], "Un ancien élève")
    board = JudgingBoard(world.edition)
    assert (world.jurors["ana"].pk, world.teams[0].pk) not in board.submitted
    assert board.cell(world.jurors["ana"], world.teams[0]) == "recused"
    with pytest.raises(IntegrityError), transaction.atomic():
        Score.objects.update(mark=20)


def test_the_database_closes_the_sheets_and_keeps_the_scale(world):
    world.mark("ana", 0, 10, 5)
    with pytest.raises(IntegrityError, match="barème"), transaction.atomic():
        Score.objects.filter(criterion=world.criteria[1]).update(mark=11)
    world.edition.state = EditionState.DELIBERATION
    world.edition.save()
    with pytest.raises(IntegrityError, match="fermées"), transaction.atomic():
        Score.objects.update(mark=1)
    with pytest.raises(Refused, match="fermées"):
        save(world, oral(world, "1", over=1))


def test_the_history_never_changes(world):
    world.mark("ana", 0, 10, 5)
    for change in (
        lambda: SheetHistory.objects.update(value="20"),
        lambda: SheetHistory.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError, match="update or delete"), transaction.atomic():
            change()


def test_paper_is_typed_for_a_juror_by_the_organiser(world):
    marks = {one.pk: "7" for one in world.criteria}
    juror, team = world.jurors["ana"], world.teams[0]
    scores.type_paper(world.organiser, juror, team, marks, "Belle voix")
    sheet = ScoreSheet.objects.get()
    assert (sheet.state, sheet.typed_by) == (SheetState.SUBMITTED, world.organiser.label)
    assert all(by.startswith("pour ana par ") for by in sheet.history.values_list("by", flat=True))
    scores.type_paper(world.organiser, juror, team, marks | {world.criteria[0].pk: "8"})
    assert sheet.scores.get(criterion=world.criteria[0]).mark == 8
    with pytest.raises(Refused):
        scores.type_paper(world.actor("ana"), juror, team, marks)


def test_paper_never_writes_over_a_screen(world):
    world.mark("ana", 0, 10, 5, submit=False)
    with pytest.raises(Refused, match="à l’écran"):
        scores.type_paper(world.organiser, world.jurors["ana"], world.teams[0], {})


def test_a_substitute_takes_what_is_not_yet_scored(world):
    world.mark("ana", 0, 10, 5)
    world.mark("ana", 1, 10, 5, submit=False)
    old = world.actor("ana")
    new = jurors.substitute(
        world.organiser, world.jurors["ana"], name="dan", college=College.ECONOMIC
    )
    world.jurors["dan"] = new
    assert old.link.__class__.objects.get(pk=old.link.pk).state == "revoked"
    board = JudgingBoard(world.edition)
    gone = Juror.objects.get(name="ana")
    assert board.cell(gone, world.teams[0]) == "submitted"
    assert board.cell(gone, world.teams[1]) is None
    assert board.cell(new, world.teams[0]) is None
    assert board.cell(new, world.teams[1]) == "absent"
    with pytest.raises(Refused, match="prédécesseur"):
        world.mark("dan", 0, 12, 5)
    world.mark("dan", 1, 12, 5)


def test_a_lost_phone_gets_a_new_link_and_the_old_one_dies(world):
    old = jurors.link_of(world.organiser, world.jurors["ana"])
    new = jurors.renew_link(world.organiser, world.jurors["ana"])
    old.refresh_from_db()
    assert (old.state, new.state) == ("replaced", "valid")
    assert jurors.link_of(world.organiser, world.jurors["ana"]) == new
