"""What time and the organisers do to a final: eligibility, panels that lock, to-dos, mails."""

import datetime as dt

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.actor import Actor
from accounts.enums import Role
from directory.violations import Refused
from events import todo
from events.enums.cup import DeadlineKind, EditionState, TeamState
from events.models import Deadline, Edition, Panel, Prize, Score, ScoreSheet, Team, Vote
from events.workflow import editions, order, panels, scores, teams
from outbox.kinds import kind_of
from outbox.models import Notice
from partnerships.enums.contract import ContractState
from partnerships.models import Booking, Contract
from tests.accounts.factories import actor_for
from tests.directory.factories import BranchOrganisationFactory, DepartmentFactory
from tests.events.cup_world import DAY, make_world
from tests.worlds import shared_world

pytestmark = pytest.mark.django_db


@shared_world
def world():
    return make_world()


def teacher_of(team):
    booking = team.contract.booking
    return actor_for(Role.TEACHER, user=booking.teacher, school=booking.school)


def states(world):
    return list(Team.objects.filter(edition=world.edition).values_list("state", flat=True))


def test_r_cee_7_a_team_is_eligible_as_soon_as_its_immersion_is_done():
    world = make_world(EditionState.OPEN, teams=2)
    Contract.objects.update(state=ContractState.SIGNED)
    Team.objects.update(state=TeamState.PROVISIONAL)
    call_command("advance_events")
    assert states(world) == ["provisional", "provisional"]
    Contract.objects.update(state=ContractState.COMPLETED)
    call_command("advance_events")
    assert states(world) == ["eligible", "eligible"]
    # Nobody came after all.
    Contract.objects.update(state=ContractState.SIGNED)
    Team.objects.filter(pk=world.teams[1].pk).update(
        state=TeamState.ADMITTED, state_reason="Immersion fin mai"
    )
    call_command("advance_events")
    assert sorted(states(world)) == ["admitted", "provisional"]


def test_once_scores_are_open_a_team_stays_in():
    world = make_world(teams=1)
    Contract.objects.update(state=ContractState.SIGNED)
    call_command("advance_events")
    assert states(world) == ["eligible"]


# --- Panels that lock each at their end (R-EV-1) ------------------------------------------------


def two_panels(world):
    """The last team before a second panel, marked by the same jurors."""
    second = Panel.objects.create(edition=world.edition, name="Jury B")
    Team.objects.filter(pk=world.teams[2].pk).update(panel=second)
    world.edition.jurors.update(bridge=second)
    return Panel.objects.get(name="Jury A"), second


def test_r_ev_1_sheets_lock_at_the_end_of_their_panel(world):
    first, second = two_panels(world)
    world.all_in()
    panels.lock(world.organiser, first)
    with pytest.raises(Refused, match="fermées"):
        scores.take_back(world.actor("ana"), world.jurors["ana"], world.teams[0])
    scores.take_back(world.actor("ana"), world.jurors["ana"], world.teams[2])
    with pytest.raises(Refused, match="de ce jury sont verrouillées"):
        marks = {one.pk: "5" for one in world.criteria}
        scores.type_paper(world.organiser, world.jurors["ana"], world.teams[0], marks, "")
    # By no other way either.
    sheet = ScoreSheet.objects.get(juror=world.jurors["ana"], team=world.teams[0])
    for rows, change in (
        (ScoreSheet.objects.filter(pk=sheet.pk), {"comment": "Après coup"}),
        (Score.objects.filter(sheet=sheet), {"mark": 1}),
    ):
        with pytest.raises(IntegrityError, match="sont fermées"), transaction.atomic():
            rows.update(**change)
    with pytest.raises(Refused, match="Indiquez le motif"):
        panels.unlock(world.organiser, first, " ")
    panels.unlock(world.organiser, first, "Erreur de saisie")
    scores.take_back(world.actor("ana"), world.jurors["ana"], world.teams[0])


def test_a_panel_without_all_its_sheets_locks_with_a_reason(world):
    first, _ = two_panels(world)
    world.mark("ana", 0, 12, 6)
    with pytest.raises(Refused, match="Il manque 5 feuilles de ce jury"):
        panels.lock(world.organiser, first)
    panels.lock(world.organiser, first, "Un juré souffrant")
    assert Panel.objects.get(pk=first.pk).locked_at
    editions.act(world.organiser, world.edition, "deliberate")
    with pytest.raises(Refused, match="notation"):
        panels.unlock(world.organiser, first, "Trop tard")
    editions.act(world.organiser, world.edition, "score", reason="Une feuille oubliée")
    assert Panel.objects.filter(locked_at=None).count() == 2


def test_the_page_of_panels_locks_and_opens(client, world):
    panel = world.edition.panels.get()
    pages = {
        name: reverse(f"events:{name}", args=[world.edition.pk, panel.pk])
        for name in ("lock_panel", "unlock_panel")
    }
    far = actor_for(Role.EDUCATION_AUTHORITY, department=DepartmentFactory(code="34"))
    for actor in (far, teacher_of(world.teams[0])):
        client.force_login(actor.user)
        assert {client.get(page).status_code for page in pages.values()} == {404}
    client.force_login(world.organiser.user)
    assert "Il manque 9 feuilles" in client.post(pages["lock_panel"]).content.decode()
    client.post(pages["lock_panel"], {"reason": "Panne"})
    jury = client.get(reverse("events:jurors", args=[world.edition.pk])).content.decode()
    assert "verrouillées le" in jury and "Rouvrir" in jury
    client.post(pages["unlock_panel"], {"reason": "Réparée"})
    assert Panel.objects.get(pk=panel.pk).locked_at is None
    other = make_world(title="Ailleurs", teams=1).edition.panels.get()
    page = reverse("events:lock_panel", args=[world.edition.pk, other.pk])
    assert client.get(page).status_code == 404


# --- Mails to the host --------------------------------------------------------------------------


def test_the_host_company_learns_the_result_of_the_class_it_received(world):
    Booking.objects.update(contact_email="")
    hosted = world.teams[0].contract.booking
    Booking.objects.filter(pk=hosted.pk).update(
        contact_email="accueil@usine.example", contact_name="Paul Accueil"
    )
    Prize.objects.create(edition=world.edition, position=1, label="Premier prix", rank=1)
    world.all_in()
    for event in ("deliberate", "freeze"):
        editions.act(world.organiser, world.edition, event)
    assert not Notice.objects.filter(kind="cup.host_result").exists()
    editions.act(world.organiser, world.edition, "publish")
    notice = Notice.objects.get(kind="cup.host_result")
    assert notice.recipient_email == "accueil@usine.example"
    kind = kind_of("cup.host_result")
    content = kind.render(notice)
    assert ("Rang", "1er sur 3") in content.facts and ("Prix", "Premier prix") in content.facts
    assert kind.still_relevant(notice)
    editions.act(world.organiser, world.edition, "reopen", reason="Une erreur")
    assert not kind.still_relevant(Notice.objects.get(pk=notice.pk))


def test_who_is_told_that_a_team_is_let_in_or_leaves(world):
    editions.Edition.objects.update(state=EditionState.OPEN)
    first, second, third = world.teams
    Team.objects.filter(pk=first.pk).update(state=TeamState.PROVISIONAL)
    teams.admit(world.organiser, first, "Immersion fin mai")
    notice = Notice.objects.get(kind="cup.team_decided")
    kind = kind_of(notice.kind)
    assert notice.recipient_email == first.contract.booking.teacher.email
    content = kind.render(notice)
    assert "admise" in content.subject and ("Motif", "Immersion fin mai") in content.facts
    teams.withdraw(world.organiser, first, "Doublon")
    assert not kind.still_relevant(Notice.objects.get(pk=notice.pk))
    last = Notice.objects.filter(kind="cup.team_decided").latest("pk")
    assert "retirée" in kind.render(last).subject and kind.still_relevant(last)
    # The school's own act is told to who organises, not to the teacher.
    teams.withdraw(teacher_of(second), second, "Classe malade")
    left = Notice.objects.get(kind="cup.team_left")
    assert left.recipient_email == world.organiser.user.email
    assert ("Motif", "Classe malade") in kind_of(left.kind).render(left).facts
    assert Notice.objects.filter(kind="cup.team_decided").count() == 2


# --- To-dos -------------------------------------------------------------------------------------


def titles(actor, world):
    return [one.title for one in todo.todos(actor, world.edition.school_year)]


def test_who_organises_is_the_same_by_a_query_and_by_values(world):
    edition, federation = world.edition, BranchOrganisationFactory()
    edition.branch = BranchOrganisationFactory(parent=federation)
    edition.save()
    people = [
        world.organiser,
        actor_for(Role.ADMINISTRATOR),
        actor_for(Role.EDUCATION_AUTHORITY, department=DepartmentFactory(code="34")),
        actor_for(Role.DEPARTMENT_SUPERVISOR, department=edition.department),
        actor_for(Role.BRANCH_OFFICER, branch=edition.branch),
        actor_for(Role.BRANCH_OFFICER, branch=federation),
        actor_for(Role.BRANCH_OFFICER, branch=BranchOrganisationFactory()),
        actor_for(Role.TEACHER),
        Actor.anonymous(),
    ]
    found = [Edition.objects.organised_by(one).filter(pk=edition.pk).exists() for one in people]
    assert found == [True, True, False, False, True, True, False, False, False]
    assert [Edition.objects.get().is_organised_by(one) for one in people] == found


def test_the_organiser_is_told_the_next_step_and_the_order(world):
    name = "Finale régionale"
    assert titles(world.organiser, world) == [
        f"Passer en délibération : {name}",
        f"Publier l’ordre de passage : {name}",
    ]
    panel = world.edition.panels.get()
    for number, team in enumerate(world.teams):
        order.place(world.organiser, team, panel, dt.time(9 + number))
    order.publish(world.organiser, world.edition)
    assert titles(world.organiser, world) == [f"Passer en délibération : {name}"]
    editions.Edition.objects.update(state=EditionState.ARCHIVED, published_at="2026-11-24T10:00Z")
    assert titles(world.organiser, world) == []
    far = actor_for(Role.EDUCATION_AUTHORITY, department=DepartmentFactory(code="34"))
    editions.Edition.objects.update(state=EditionState.DRAFT)
    assert titles(far, world) == []


def test_the_teacher_is_told_what_the_team_owes(django_assert_max_num_queries):
    world = make_world(EditionState.OPEN, teams=1)
    actor, team = teacher_of(world.teams[0]), world.teams[0]
    for kind in (DeadlineKind.TITLE, DeadlineKind.NEEDS, DeadlineKind.SUPPORTS):
        Deadline.objects.create(edition=world.edition, kind=kind, due_on=dt.date(2026, 12, 4))
    # Whether there are teams, what they owe; one of seats held for the teacher at events.
    with django_assert_max_num_queries(3):
        (line,) = todo.todos(actor, world.edition.school_year)
    assert line.title == f"Industrie Cup, {team} : supports, besoins techniques"
    assert (line.url, line.due) == (team.get_absolute_url(), dt.date(2026, 12, 4))
    Team.objects.update(needs="aucun", video_url="https://videos.example/1")
    assert titles(actor, world) == []
    assert titles(actor_for(Role.TEACHER), world) == []


def test_the_ballot_is_a_to_do_of_the_day(world):
    actor, team = teacher_of(world.teams[0]), world.teams[0]
    assert titles(actor, world) == []
    Prize.objects.create(edition=world.edition, position=1, label="Public", kind="public")
    assert world.edition.held_on == DAY
    assert titles(actor, world) == [f"Voter pour le choix du public : {team}"]
    Vote.objects.create(team=team, choice=world.teams[1])
    assert titles(actor, world) == []


# --- The admin ----------------------------------------------------------------------------------


@pytest.mark.parametrize("model", ["edition", "team", "juror"])
def test_the_admin_shows_and_changes_nothing(client, world, model):
    row = {"edition": world.edition, "team": world.teams[0], "juror": world.jurors["ana"]}[model]
    world.mark("ana", 0, 17.5, 6.5)
    client.force_login(actor_for(Role.ADMINISTRATOR).user)
    page = client.get(reverse(f"admin:events_{model}_change", args=[row.pk]))
    text = page.content.decode()
    assert page.status_code == 200 and 'name="_save"' not in text and "17,5" not in text
    assert client.get(reverse(f"admin:events_{model}_changelist")).status_code == 200
    assert client.get(reverse(f"admin:events_{model}_add")).status_code == 403
