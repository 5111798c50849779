"""The running order: placed, proposed, published by versions, seen by whom (R-EV-2, R-CEE-7)."""

import datetime as dt
from threading import Thread

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from directory.violations import Refused
from events import order_solver, order_solving, running_order
from events.enums.cup import EditionState, TeamState
from events.models import Break, Juror, Panel, Prize, ScoreSheet, Team
from events.workflow import editions, order, teams
from outbox.kinds import kind_of
from outbox.models import Notice
from partnerships.enums.contract import ContractState
from tests.accounts.factories import actor_for
from tests.directory.factories import DepartmentFactory
from tests.events.cup_world import make_world

pytestmark = pytest.mark.django_db
NINE, TEN = dt.time(9), dt.time(10)


@pytest.fixture
def world():
    return make_world(EditionState.OPEN)


@pytest.fixture
def at_once(monkeypatch):
    """The solver in this process: starting another one takes a second."""
    monkeypatch.setattr(order_solving, "solve", lambda problem: order_solver.propose(problem, 5))


def url(name, *args):
    return reverse(f"events:{name}", args=args)


def text_of(answer):
    return answer.content.decode()


def place_all(world):
    panel = world.edition.panels.get()
    for number, team in enumerate(world.teams):
        order.place(world.organiser, team, panel, dt.time(9 + number))


def fresh(team):
    return Team.objects.get(pk=team.pk)


def test_r_ev_2_the_database_keeps_two_teams_apart(world):
    panel, (first, second, _) = world.edition.panels.get(), world.teams
    order.place(world.organiser, first, panel, TEN)
    assert (fresh(first).passes_until, fresh(first).is_pinned) == (dt.time(10, 15), True)
    with pytest.raises(IntegrityError, match="team_alone_on_stage"), transaction.atomic():
        Team.objects.filter(pk=second.pk).update(
            passes_at=dt.time(10, 10), passes_until=dt.time(10, 25)
        )
        connection.check_constraints()


def test_who_may_place(world):
    panel, team = world.edition.panels.get(), world.teams[0]
    far = actor_for(Role.EDUCATION_AUTHORITY, department=DepartmentFactory(code="34"))
    for actor in (far, actor_for(Role.TEACHER, user=team.contract.booking.teacher)):
        for act in (
            lambda actor: order.place(actor, team, panel, NINE),
            lambda actor: order.swap(actor, team, world.teams[1]),
            lambda actor: order.propose(actor, world.edition),
            lambda actor: order.publish(actor, world.edition),
        ):
            with pytest.raises(Refused, match="pas ouverte"):
                act(actor)


def test_two_teams_exchange_their_hours(world):
    place_all(world)
    first, second, _ = world.teams
    order.swap(world.organiser, first, second)
    assert (fresh(first).passes_at, fresh(second).passes_at) == (TEN, NINE)
    elsewhere = make_world(EditionState.OPEN, teams=1, title="Ailleurs")
    with pytest.raises(Refused, match="de cette finale"):
        order.swap(world.organiser, first, elsewhere.teams[0])


def test_a_team_that_was_marked_stays_before_its_panel(world):
    place_all(world)
    other = Panel.objects.create(edition=world.edition, name="Jury B")
    editions.Edition.objects.update(state=EditionState.CLOSED)
    ScoreSheet.objects.create(juror=world.jurors["ana"], team=world.teams[0])
    with pytest.raises(Refused, match="change plus de jury"):
        order.place(world.organiser, world.teams[0], other, NINE)
    order.place(world.organiser, world.teams[0], world.edition.panels.get(name="Jury A"), NINE)
    problem = order.problem_of(world.fresh(), "1")
    assert [one.key for one in problem.entrants] == []


def test_no_passage_after_midnight_nor_of_who_left(world):
    panel, team = world.edition.panels.get(), world.teams[0]
    with pytest.raises(Refused, match="après minuit"):
        order.place(world.organiser, team, panel, dt.time(23, 50))
    order.place(world.organiser, team, panel, NINE)
    teams.withdraw(world.organiser, team, "Grève")
    assert fresh(team).passes_until is None
    with pytest.raises(Refused, match="retirée"):
        order.place(world.organiser, team, panel, NINE)


def test_longer_passages_are_refused_where_they_would_meet(world):
    panel = world.edition.panels.get()
    order.place(world.organiser, world.teams[0], panel, NINE)
    order.place(world.organiser, world.teams[1], panel, dt.time(9, 20))
    with pytest.raises(Refused, match="se chevauchent"):
        editions.change(world.organiser, world.edition, {"speaking_minutes": 20})
    editions.change(world.organiser, world.edition, {"speaking_minutes": 15})
    assert fresh(world.teams[0]).passes_until == dt.time(9, 20)


def test_a_proposal_keeps_what_is_pinned_and_says_its_seed(world, at_once):
    panel, pinned = world.edition.panels.get(), world.teams[1]
    order.place(world.organiser, pinned, panel, NINE)
    Break.objects.create(
        edition=world.edition, label="Accueil", starts_at=dt.time(9, 20), ends_at=TEN
    )
    order.propose(world.organiser, world.edition, "graine 3")
    assert fresh(pinned).passes_at == NINE
    others = {fresh(team).passes_at for team in (world.teams[0], world.teams[2])}
    assert others == {TEN, dt.time(10, 20)}
    assert world.fresh().order_seed == "graine 3"
    assert running_order.WorkingOrder(world.fresh()).conflicts == []
    # The pinned one moves too where that is asked for.
    order.propose(world.organiser, world.edition, "graine 3", moves_pinned=True)
    assert not Team.objects.filter(is_pinned=True).exists()
    # Without one, a seed is drawn, and told.
    order.propose(world.organiser, world.edition)
    assert len(world.fresh().order_seed) == 8


def test_a_proposal_knows_rooms_jurors_of_two_panels_and_recusals(world):
    first = world.edition.panels.get()
    Panel.objects.filter(pk=first.pk).update(place="Amphi")
    second = Panel.objects.create(edition=world.edition, name="Jury B", place="amphi ")
    Juror.objects.filter(name="ana").update(bridge=second)
    school = world.teams[0].contract.booking.school
    Juror.objects.filter(name="ana").update(school=school)
    problem = order.problem_of(world.fresh(), "1")
    pair = tuple(sorted((first.pk, second.pk)))
    assert problem.apart == [pair] and problem.shared == [pair]
    found = {one.key: one for one in problem.entrants}[world.teams[0].pk]
    assert found.recused == {first.pk: 1, second.pk: 1}
    kept = order.problem_of(world.fresh(), "1", keeps_panels=True)
    assert {one.panels for one in kept.entrants} == {(first.pk,)}


def test_what_cannot_be_proposed_says_why(world, at_once):
    Break.objects.create(
        edition=world.edition, label="Fermé", starts_at=dt.time(8), ends_at=dt.time(18)
    )
    with pytest.raises(Refused, match="Aucun passage ne tient"):
        order.propose(world.organiser, world.edition)
    Team.objects.update(state=TeamState.WITHDRAWN, state_reason="Grève")
    with pytest.raises(Refused, match="Il faut des jurys"):
        order.propose(world.organiser, world.edition)


def test_the_solver_runs_in_a_process_of_its_own(world):
    problem = order.problem_of(world.edition, "1")
    assert order_solving.solve(problem).passages == order_solver.propose(problem, 5).passages


def test_r_cee_7_is_checked_when_the_order_is_published(world):
    place_all(world)
    first, second, _ = world.teams
    Team.objects.filter(pk__in=[first.pk, second.pk]).update(state=TeamState.PROVISIONAL)
    contract = second.contract
    type(contract).objects.filter(pk=contract.pk).update(state=ContractState.SIGNED)
    with pytest.raises(Refused, match="est provisoire\N{NO-BREAK SPACE}: admettez-la"):
        order.publish(world.organiser, world.edition)
    teams.admit(world.organiser, second, "Immersion fin mai")
    order.publish(world.organiser, world.edition)
    assert fresh(first).state == TeamState.ELIGIBLE
    assert fresh(second).state_reason == "Immersion fin mai"


def test_conflicts_keep_an_order_from_being_published(world):
    place_all(world)
    Team.objects.filter(pk=world.teams[0].pk).update(arrives_at=TEN)
    with pytest.raises(Refused, match="n’arrive qu’à 10\u00a0h\u00a000"):
        order.publish(world.organiser, world.edition)
    editions.Edition.objects.update(state=EditionState.DRAFT)
    with pytest.raises(Refused, match="de l’ouverture des inscriptions"):
        order.publish(world.organiser, world.edition)


def told():
    rows = Notice.objects.filter(kind="cup.passage").order_by("pk")
    return [(int(one.subject_id), one.context["version"]) for one in rows]


def test_only_what_changes_is_told_to_the_classes_concerned(world):
    place_all(world)
    order.publish(world.organiser, world.edition)
    first, second, third = (team.pk for team in world.teams)
    assert sorted(told()) == [(first, 1), (second, 1), (third, 1)]
    with pytest.raises(Refused, match="Rien n’a changé depuis la version 1"):
        order.publish(world.organiser, world.edition)
    order.place(world.organiser, world.teams[0], world.edition.panels.get(), dt.time(14))
    order.publish(world.organiser, world.edition)
    assert told()[3:] == [(first, 2)]
    kind, early, late = (
        kind_of("cup.passage"),
        *Notice.objects.filter(subject_id=first).order_by("pk"),
    )
    assert not kind.still_relevant(early) and kind.still_relevant(late)
    content = kind.render(late)
    assert ("Passage", "14\u00a0h\u00a000, Jury A") in content.facts
    assert ("Auparavant", "9\u00a0h\u00a000, Jury A") in content.facts
    (new, changes), (_, all_new) = running_order.versions(world.edition)
    assert new.version == 2 and [one.team for one in changes] == [first]
    assert len(all_new) == 3


def test_the_screen_says_now_and_next(world):
    place_all(world)
    Break.objects.create(
        edition=world.edition, label="Déjeuner", starts_at=dt.time(12), ends_at=dt.time(13)
    )
    order.publish(world.organiser, world.edition)
    published = running_order.published(world.edition)

    def at(hour, minute=0, day=world.edition.held_on):
        moment = timezone.make_aware(dt.datetime.combine(day, dt.time(hour, minute)))
        ((stage,), pause) = running_order.live(published, moment)
        return (
            stage.now and stage.now["team"], stage.following and stage.following["team"],
            pause and pause["label"],
        )  # fmt: skip

    first, second, third = (team.pk for team in world.teams)
    assert at(8) == (None, first, None)
    assert at(9) == (first, second, None)
    assert at(9, 15) == (None, second, None)
    assert at(11, 10) == (third, None, None)
    assert at(12, 30) == (None, None, "Déjeuner")
    assert at(9, day=world.edition.held_on - dt.timedelta(1)) == (None, first, None)
    assert at(9, day=world.edition.held_on + dt.timedelta(1)) == (None, None, None)


# --- Pages --------------------------------------------------------------------------------------

PAGES = ("order", "order_hours", "propose_order", "publish_order", "order_versions")


def test_the_organiser_opens_every_page_and_nobody_else(client, world):
    place_all(world)
    order.publish(world.organiser, world.edition)
    pages = [url(name, world.edition.pk) for name in PAGES]
    pages += [url(name, world.teams[0].pk) for name in ("place_team", "swap_team")]
    pages += [url("add_part", world.edition.pk, "pauses")]
    client.force_login(world.organiser.user)
    assert {client.get(page).status_code for page in pages} == {200}
    booking = world.teams[0].contract.booking
    far = actor_for(Role.EDUCATION_AUTHORITY, department=DepartmentFactory(code="34"))
    teacher = actor_for(Role.TEACHER, user=booking.teacher, school=booking.school)
    for actor in (far, teacher):
        client.force_login(actor.user)
        assert {client.get(page).status_code for page in pages} == {404}


def test_nobody_reads_an_order_before_it_is_published(client, world):
    place_all(world)
    public = [url(name, world.edition.pk) for name in ("running_order", "live")]
    public += [url("running_order_pdf", world.edition.pk)]
    booking = world.teams[0].contract.booking
    teacher = actor_for(Role.TEACHER, user=booking.teacher, school=booking.school)
    client.force_login(teacher.user)
    assert {client.get(page).status_code for page in public} == {404}
    assert "pas encore annoncé" in text_of(client.get(world.teams[0].get_absolute_url()))
    order.publish(world.organiser, world.edition)
    assert "9\u00a0h\u00a000, Jury A" in text_of(client.get(world.teams[0].get_absolute_url()))
    client.logout()
    assert {client.get(page).status_code for page in public} == {200}
    assert "Présentation 0" in text_of(client.get(public[0]))
    assert client.get(public[2]).content.startswith(b"%PDF")
    # What is changed is not read before it is published again; who leaves is gone at once.
    order.place(world.organiser, world.teams[0], world.edition.panels.get(), dt.time(14))
    teams.withdraw(world.organiser, world.teams[1], "Grève")
    text = text_of(client.get(public[0]))
    assert "14\u00a0h\u00a000" not in text and "Présentation 1" not in text


def test_the_board_says_conflicts_and_moves_teams(client, world):
    place_all(world)
    client.force_login(world.organiser.user)
    page, (first, second, third) = url("order", world.edition.pk), world.teams
    Team.objects.filter(pk=third.pk).update(leaves_at=TEN)
    assert "repart à 10\u00a0h\u00a000" in text_of(client.get(page))
    panel = world.edition.panels.get().pk
    answer = client.post(
        page, {"team": third.pk, "panel": panel, "passes_at": "09:30"}, follow=True
    )
    assert "Équipe placée." in text_of(answer)
    taken = {"team": third.pk, "panel": panel, "passes_at": "09:05"}
    assert "Une autre équipe passe devant Jury A" in text_of(client.post(page, taken, follow=True))
    swapped = client.post(page, {"team": first.pk, "other": second.pk}, follow=True)
    assert "Passages échangés." in text_of(swapped) and fresh(first).passes_at == TEN
    elsewhere = make_world(EditionState.OPEN, teams=1, title="Ailleurs").teams[0]
    wrong = client.post(page, {"team": elsewhere.pk, "passes_at": "09:00"}, follow=True)
    assert "pas possible" in text_of(wrong) and fresh(elsewhere).passes_at is None


def test_hours_and_pauses_are_typed_on_their_pages(client, world, at_once):
    client.force_login(world.organiser.user)
    hours = {
        "passages_from": "10:00", "passages_until": "09:00", "speaking_minutes": 10,
        "questions_minutes": 5, "change_minutes": 5,
    }  # fmt: skip
    page = url("order_hours", world.edition.pk)
    assert "La fin précède le début." in text_of(client.post(page, hours))
    client.post(page, hours | {"passages_until": "16:00"})
    assert world.fresh().passages_from == TEN
    pause = {"label": "Déjeuner", "starts_at": "12:00", "ends_at": "11:00"}
    page = url("add_part", world.edition.pk, "pauses")
    assert "La fin précède le début." in text_of(client.post(page, pause))
    answer = client.post(page, pause | {"ends_at": "13:00"})
    assert answer.url == url("order", world.edition.pk)
    client.post(url("propose_order", world.edition.pk), {"seed": "7"})
    client.post(url("publish_order", world.edition.pk))
    board = text_of(client.get(url("order", world.edition.pk)))
    assert "Version 1" in board and "Déjeuner, jusqu’à 13\u00a0h\u00a000" in board
    assert "aucun passage" in text_of(client.get(url("order_versions", world.edition.pk)))


def test_a_panel_changes_rooms_on_the_day_and_its_classes_are_told(client, world):
    place_all(world)
    order.publish(world.organiser, world.edition)
    editions.Edition.objects.update(state=EditionState.CLOSED)
    page = url("change_part", world.edition.pk, "jurys", world.edition.panels.get().pk)
    booking = world.teams[0].contract.booking
    teacher = actor_for(Role.TEACHER, user=booking.teacher, school=booking.school)
    client.force_login(teacher.user)
    assert client.get(page).status_code == 404
    client.force_login(world.organiser.user)
    client.post(page, {"name": "Jury A", "place": "Salle 12"})
    order.publish(world.organiser, world.edition)
    assert len(told()) == 6
    assert "Salle 12" in text_of(client.get(url("running_order", world.edition.pk)))


def test_parts_are_changed_within_their_limits(client, world):
    client.force_login(world.organiser.user)
    criterion = world.criteria[0]
    page = url("change_part", world.edition.pk, "criteres", criterion.pk)
    values = {"label": "Oral vivant", "weight": 3, "maximum": 20}
    client.post(page, values)
    criterion.refresh_from_db()
    assert (criterion.label, criterion.position) == ("Oral vivant", 1)
    editions.Edition.objects.update(state=EditionState.CLOSED)
    assert "sont fixés depuis" in text_of(client.post(page, values | {"weight": 1}))
    given = Prize.objects.create(
        edition=world.edition, position=1, label="Jury", kind="special", team=world.teams[0]
    )
    prize = url("change_part", world.edition.pk, "prix", given.pk)
    answer = client.post(prize, {"label": "Or", "kind": "rank", "rank": 1})
    assert "Ce prix est attribué" in text_of(answer)
    other = make_world(EditionState.OPEN, teams=1, title="Ailleurs").criteria[0]
    for kind, part in (("criteres", other.pk), ("autre", criterion.pk)):
        wrong = url("change_part", world.edition.pk, kind, part)
        assert client.get(wrong).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_two_organisers_cannot_give_one_hour_twice():
    world = make_world(EditionState.OPEN)
    panel, results = world.edition.panels.get(), []

    def run(team):
        try:
            order.place(world.organiser, team, panel, NINE)
            results.append("placed")
        except Refused:
            results.append("refused")
        finally:
            connection.close()

    threads = [Thread(target=run, args=[team]) for team in world.teams]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == ["placed", "refused", "refused"]
    assert Team.objects.filter(passes_at=NINE).count() == 1
