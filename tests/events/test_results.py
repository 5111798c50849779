"""From the lock to the archives: guards, what is frozen, what it recomputes to."""

import datetime as dt
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.utils import timezone

from accounts.enums import Role
from directory.violations import Refused
from documents.models import Snapshot
from events import results
from events.enums.cup import EditionState, PrizeKind, TeamState
from events.judging_board import JudgingBoard
from events.models import Juror, Prize
from events.workflow import editions, order, teams
from events.workflow import results as deliberation
from partnerships.enums.contract import ContractState
from tests.accounts.factories import actor_for
from tests.directory.factories import BranchOrganisationFactory, DepartmentFactory
from tests.events.cup_world import contract, make_world

pytestmark = pytest.mark.django_db
S = EditionState


@pytest.fixture
def judged():
    """All sheets are in, the deliberation is open."""
    world = make_world()
    world.all_in()
    editions.act(world.organiser, world.edition, "deliberate")
    return world


def act(world, event, **more):
    return editions.act(world.organiser, world.edition, event, **more)


def test_the_whole_life(judged):
    act(judged, "freeze")
    frozen = results.frozen(judged.edition)
    assert [line["rank"] for line in frozen.lines] == [1, 2, 3]
    # 3 × 18 + 9 = 63 of 70.
    assert frozen.lines[0]["shown"] == "90.00"
    assert frozen.snapshot.version == 1
    act(judged, "publish")
    assert judged.fresh().shows_result
    act(judged, "archive")
    assert judged.fresh().state == S.ARCHIVED


ALL = [(state, event) for state in S for event in editions.TABLE.events]


@pytest.mark.parametrize(("state", "event"), ALL)
def test_no_other_transition(state, event):
    """Pure: what the table holds not is refused, whoever asks."""
    wanted = {
        (S.DRAFT, "open"), (S.OPEN, "close"), (S.CLOSED, "enter"), (S.CLOSED, "deliberate"),
        (S.DELIBERATION, "score"), (S.DELIBERATION, "freeze"), (S.FROZEN, "reopen"),
        (S.FROZEN, "publish"), (S.PUBLISHED, "reopen"), (S.PUBLISHED, "archive"),
    }  # fmt: skip
    assert ((state, event) in editions.TABLE.transitions) == ((state, event) in wanted)


def test_reopening_needs_a_right_and_a_reason_and_makes_a_version(judged):
    act(judged, "freeze")
    branch = BranchOrganisationFactory()
    judged.edition.branch = branch
    judged.edition.save(update_fields=["branch"])
    officer = actor_for(Role.BRANCH_OFFICER, branch=branch)
    with pytest.raises(Refused, match="pas ouverte"):
        editions.act(officer, judged.edition, "reopen", reason="Une erreur")
    with pytest.raises(Refused, match="motif"):
        act(judged, "reopen")
    act(judged, "reopen", reason="Une feuille oubliée")
    act(judged, "freeze")
    assert results.frozen(judged.edition).snapshot.version == 2
    assert Snapshot.objects.filter(kind=results.KIND).count() == 2


def test_who_is_not_an_organiser_changes_nothing(judged):
    far = actor_for(Role.EDUCATION_AUTHORITY, department=DepartmentFactory(code="34"))
    for actor in (far, actor_for(Role.BRANCH_OFFICER), actor_for(Role.TEACHER)):
        with pytest.raises(Refused):
            editions.act(actor, judged.edition, "freeze")
        with pytest.raises(Refused):
            editions.change(actor, judged.edition, {"place": "Ailleurs"})


def test_a_command_recomputes_the_same_fingerprint(judged):
    act(judged, "freeze")
    out = StringIO()
    call_command("check_results", stdout=out)
    assert "1 résultat recalculé, identique" in out.getvalue()
    # Somebody writes in the tables with every right of the server.
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("UPDATE events_score SET mark = mark - 1")
        cursor.execute("SET session_replication_role = DEFAULT")
    with pytest.raises(CommandError, match="diffère"):
        call_command("check_results", stdout=StringIO())


def test_a_missing_sheet_is_absent_not_zero():
    world = make_world()
    for name in world.jurors:
        for place in range(3):
            if (name, place) != ("cyd", 0):
                world.mark(name, place, 18 - 3 * place, 9)
    act(world, "deliberate")
    act(world, "freeze")
    content = results.frozen(world.edition).content
    assert content["absent"] == [[world.jurors["cyd"].pk, world.teams[0].pk]]
    assert not content["results"]["is_complete"]
    assert results.frozen(world.edition).lines[0]["team"]["id"] == world.teams[0].pk


def test_freezing_says_why_a_team_has_no_rank():
    world = make_world()
    for name in world.jurors:
        for place in range(2):
            world.mark(name, place, 10, 5)
    world.mark("ana", 2, 10, 5)
    act(world, "deliberate")
    with pytest.raises(Refused, match="indiquez le motif"):
        act(world, "freeze")
    act(world, "freeze", reason="Deux jurés ont dû partir")
    lines = results.frozen(world.edition).lines
    assert [line["rank"] for line in lines] == [1, 1, None]


def test_the_president_parts_ex_aequo_with_a_reason(judged):
    world = make_world(title="Autre finale")
    for name in world.jurors:
        for place, mark in enumerate((10, 10, 5)):
            world.mark(name, place, mark, 5)
    Juror.objects.filter(pk=world.jurors["bob"].pk).update(is_president=True)
    president, other = world.actor("bob"), world.actor("ana")
    act(world, "deliberate")
    order = [world.teams[1].pk, world.teams[0].pk]
    with pytest.raises(Refused):
        deliberation.settle(other, world.edition, order, "L’énergie")
    with pytest.raises(Refused, match="Motivez"):
        deliberation.settle(president, world.edition, order, " ")
    with pytest.raises(Refused, match="ex æquo"):
        deliberation.settle(president, world.edition, [*order, world.teams[2].pk], "L’énergie")
    deliberation.settle(president, world.edition, order, "L’énergie de l’équipe")
    act(world, "freeze")
    found = results.frozen(world.edition).lines
    assert [line["team"]["id"] for line in found[:2]] == order
    assert found[0]["settled_by"] == "president"


def test_the_president_reads_the_ranking_once_all_sheets_are_in():
    world = make_world()
    Juror.objects.filter(pk=world.jurors["bob"].pk).update(is_president=True)
    president, other = world.actor("bob"), world.actor("ana")
    for name in world.jurors:
        for place in range(3):
            assert not deliberation.may_read_ranking(
                president, world.edition, JudgingBoard(world.edition)
            )
            world.mark(name, place, 10, 5)
    board = JudgingBoard(world.edition)
    assert deliberation.may_read_ranking(president, world.edition, board)
    assert not deliberation.may_read_ranking(other, world.edition, board)


def test_prizes_by_rank_special_and_of_the_public(judged):
    edition, (first, second, third) = judged.edition, judged.teams
    make = Prize.objects.create
    make(edition=edition, position=1, label="Or", kind=PrizeKind.RANK, rank=1)
    make(edition=edition, position=2, label="Public", kind=PrizeKind.PUBLIC)
    special = make(edition=edition, position=3, label="Audace", kind=PrizeKind.SPECIAL)
    deliberation.award(judged.organiser, special, third)
    first.votes.create(team=second)
    first.votes.create(team=third)
    second.votes.create(team=first)
    act(judged, "freeze")
    frozen = results.frozen(edition)
    found = {prize["label"]: [team["id"] for team in won] for prize, won in frozen.awards}
    assert found == {"Or": [first.pk], "Public": [first.pk], "Audace": [third.pk]}
    assert frozen.prizes_of(first.pk) == ["Or", "Public"]


def test_criteria_and_method_are_fixed_once_sheets_are_open(judged):
    with pytest.raises(Refused, match="fixés"):
        editions.change(judged.organiser, judged.edition, {"method": "trimmed"})
    with pytest.raises(Refused, match="fixés"):
        editions.save_part(judged.organiser, judged.criteria[0])
    with pytest.raises(Refused, match="fixés"):
        editions.regulate(judged.organiser, judged.edition, "Autre règlement")


def test_a_publication_waits_for_its_hour(judged):
    act(judged, "freeze")
    at = timezone.now() + dt.timedelta(hours=3)
    act(judged, "publish", at=at)
    assert not judged.fresh().shows_result
    published = type(judged.edition).objects.with_result
    assert not published().exists() and published(at).exists()


def test_r_cee_7_entry_opens_at_signature_and_is_checked_at_the_close():
    world = make_world(S.OPEN)
    signed = contract(ContractState.SIGNED)
    teacher = actor_for(Role.TEACHER, user=signed.booking.teacher, school=signed.booking.school)
    values = {"girls": 10, "boys": 9, "title": "L’usine verte"}
    for actor in (actor_for(Role.TEACHER), actor_for(Role.TEACHER, school=signed.booking.school)):
        with pytest.raises(Refused):
            teams.enter(actor, world.edition, signed, values)
    with pytest.raises(Refused, match="effectif"):
        teams.enter(teacher, world.edition, signed, {})
    team = teams.enter(teacher, world.edition, signed, values)
    assert team.state == TeamState.PROVISIONAL
    with pytest.raises(Refused, match="déjà inscrite"):
        teams.enter(teacher, world.edition, signed, values)
    with pytest.raises(Refused, match="provisoires"):
        act(world, "close")
    teams.admit(world.organiser, team, "Immersion fin mai")
    order.place(world.organiser, team, world.edition.panels.get(), dt.time(10))
    act(world, "close")
    assert team.__class__.objects.get(pk=team.pk).state == TeamState.ADMITTED


@pytest.mark.parametrize("state", [ContractState.DRAFT, ContractState.IN_SIGNATURE])
def test_r_cee_7_nobody_enters_before_the_signature(state):
    world = make_world(S.OPEN)
    with pytest.raises(Refused, match="signée"):
        teams.enter(world.organiser, world.edition, contract(state), {"girls": 10})


def test_one_team_at_a_time_on_a_stage():
    world = make_world(S.OPEN)
    panel, (first, second, _) = world.edition.panels.get(), world.teams
    order.place(world.organiser, first, panel, dt.time(10))
    with pytest.raises(Refused, match="Une autre équipe"):
        order.place(world.organiser, second, panel, dt.time(10, 10))
    order.place(world.organiser, second, panel, dt.time(10, 15))


def test_one_ballot_per_class_never_for_itself():
    world = make_world()
    first, second = world.teams[:2]
    booking = first.contract.booking
    teacher = actor_for(Role.TEACHER, user=booking.teacher, school=booking.school)
    with pytest.raises(Refused, match="elle-même"):
        teams.vote(teacher, first, first)
    teams.vote(teacher, first, second)
    teams.vote(teacher, first, world.teams[2])
    assert first.ballot.choice == world.teams[2]
    with pytest.raises(Refused):
        teams.vote(world.organiser, first, second)
