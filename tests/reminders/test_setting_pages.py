"""The pages of a rule, of its setting, and of the simulation."""

from datetime import date, datetime, timedelta
from functools import partial

import pytest
from django.db import transaction
from django.urls import reverse

from accounts.enums import Role
from accounts.models import JournalEntry
from outbox import gathering
from outbox.models import Heartbeat, Notice
from outbox.rules import PARIS
from outbox.workflow import notify
from reminders import planner, simulation
from reminders.models import RuleSetting
from reminders.shifts import Shifts
from tests.accounts.factories import RoleAssignmentFactory, UserFactory, actor_for
from tests.outbox.kinds import CAMILLE, a_subject
from tests.reminders.rules import THREE_WORKING_DAYS, TWO_RECIPIENTS, WEEK_BEFORE

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 1, 4, 12, 0, tzinfo=PARIS)
END = date(2027, 1, 20)
PAGE = f"/rappels/{WEEK_BEFORE.code}/"
SIMULATION = "/rappels/simulation/"
FILE = "/rappels/simulation/fichier/"


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(NOW)


@pytest.fixture
def as_role(client):
    def sign_in(role):
        client.force_login(actor_for(role).user)
        return client

    return sign_in


def roles(number=3):
    RoleAssignmentFactory.create_batch(number, ends_on=END)
    planner.plan(NOW)


def text(response):
    assert response.status_code == 200
    return response.content.decode()


def test_change_with_its_preview(as_role):
    roles()
    client = as_role(Role.EDUCATION_AUTHORITY)
    form = text(client.get(f"{PAGE}regler/"))
    assert "Nombre de jours avant la fin du rôle" in form and "De 1 à 400." in form
    typed = {"days": 5, "hour": 10, "reason": "Plus près."}

    seen = text(client.post(f"{PAGE}regler/", typed | {"step": "preview"}))
    assert "3 rappels prévus à un autre moment" in seen
    assert "5 jours avant la fin du rôle, à 10 h" in seen and not RuleSetting.objects.exists()
    edited = text(client.post(f"{PAGE}regler/", typed | {"step": "edit"}))
    assert 'value="5"' in edited and "Voir ce que cela change" in edited

    page = text(client.post(f"{PAGE}regler/", typed | {"step": "act"}, follow=True))
    assert "Le rappel est réglé." in page and "Plus près." in page
    assert "7 jours avant la fin du rôle, à 8 h" in page  # what is declared
    assert "5 jours avant la fin du rôle, à 10 h" in text(client.get("/rappels/"))
    history = reverse("reminder_rule_history", args=[RuleSetting.objects.get().pk])
    assert "Plus près." in text(client.get(history))


def test_a_wrong_number_is_said_on_its_field(as_role):
    client = as_role(Role.ADMINISTRATOR)
    wrong = {"days": 0, "hour": 10, "reason": "x", "step": "preview"}
    assert "de 1 à 400" in text(client.post(f"{PAGE}regler/", wrong))


def test_pause_and_back(as_role):
    roles()
    client = as_role(Role.ADMINISTRATOR)
    assert "3 rappels annulés" in text(client.get(f"{PAGE}suspendre/"))
    paused = {"reason": "Travaux", "step": "act"}
    page = text(client.post(f"{PAGE}suspendre/", paused, follow=True))
    assert "En pause" in page and "Motif&nbsp;: Travaux" in page and "par " in page
    listing = text(client.get("/rappels/"))
    assert "depuis le 4 janvier 2027 par" in listing and "Travaux" in listing
    assert "n’est plus possible" in text(client.get(f"{PAGE}suspendre/", follow=True))
    assert "3 rappels prévus à un autre moment" in text(client.get(f"{PAGE}retablir/"))
    client.post(f"{PAGE}retablir/", {"reason": "Fini", "step": "act"})
    assert set(Notice.objects.values_list("state", flat=True)) == {"planned"}
    assert JournalEntry.objects.filter(reason="Fini").count() == 1


def test_a_rule_that_no_longer_exists_is_shown_as_such(as_role):
    row = RuleSetting.objects.create(code="old.rule", hour=9)
    client = as_role(Role.EDUCATION_AUTHORITY)
    assert "n’existent plus" in text(client.get("/rappels/"))
    assert "n’existe plus" in text(client.get(row.get_absolute_url()))
    assert client.get("/rappels/never.was/").status_code == 404
    assert client.get(f"{PAGE}inconnu/").status_code == 404
    assert client.get(f"{row.get_absolute_url()}regler/").status_code == 404


def test_the_simulation_counts_and_names_to_administrators_only(
    as_role, django_assert_max_num_queries
):
    roles(3)
    asked = {"du": "2027-01-10", "au": "2027-01-20"}
    client = as_role(Role.EDUCATION_AUTHORITY)
    with django_assert_max_num_queries(12):
        page = text(client.get(SIMULATION, asked))
    email = Notice.objects.filter(kind=WEEK_BEFORE.code).first().recipient_email
    assert "mercredi 13 janvier 2027" in page and f"{WEEK_BEFORE.label}&nbsp;: 3" in page
    of_one = asked | {"regle": WEEK_BEFORE.code, "jour": "2027-01-13"}
    assert email not in page + text(client.get(SIMULATION, of_one))
    told = b"".join(client.get(FILE, asked).streaming_content).decode()
    assert f"13/01/2027;{WEEK_BEFORE.label};3" in told and email not in told
    assert JournalEntry.objects.filter(verb__contains="simulation").count() == 1

    client = as_role(Role.ADMINISTRATOR)
    assert email in text(client.get(SIMULATION, of_one))
    assert email in b"".join(client.get(FILE, asked).streaming_content).decode()


@pytest.mark.parametrize("late", [timedelta(minutes=9), timedelta(hours=2), timedelta(days=3)])
def test_the_simulation_is_what_the_planner_plans(as_role, monkeypatch, late):
    """Read from what is planned, or asked of the rules when the planner is late, or both, beyond
    the days that it plans: the same rows."""
    for number in range(0, 100, 9):
        RoleAssignmentFactory(ends_on=END + timedelta(days=number))
    UserFactory(date_joined=NOW)
    as_role(Role.ADMINISTRATOR)
    planner.plan(NOW - late)
    first = NOW.date()
    last = first + timedelta(days=91)
    found = [by_code(simulation.counts(first, last, NOW)), by_code_and_name(first, last)]
    assert (planner.planned_until(NOW) > NOW) == (late < timedelta(minutes=25))

    monkeypatch.setattr(planner, "Shifts", partial(Shifts, horizon=timedelta(days=92)))
    planner.plan(NOW)
    planned, named = {}, {}
    for notice in Notice.objects.filter(state="planned"):
        day = max(notice.due_at, NOW).astimezone(PARIS).date()
        planned[day, notice.kind] = planned.get((day, notice.kind), 0) + 1
        named.setdefault((day, notice.kind), []).append(notice.recipient_email)
    planned = {key: number for key, number in planned.items() if key[0] <= last}
    assert found[0] == planned and len(planned) > 20
    assert found[1] == {key: sorted(named[key]) for key in planned}


def by_code(found):
    return {(day, kind.code): number for day, kind, number in found}


def by_code_and_name(first, last):
    names = {}
    for day, kind, _, email in simulation.people(first, last, NOW):
        names.setdefault((day, kind.code), []).append(email)
    return {key: sorted(emails) for key, emails in names.items()}


def test_the_simulation_asks_no_rule_for_days_that_are_planned(as_role, monkeypatch):
    """At once, however many rules there are; beyond these days, or of a planner that is late,
    it asks them."""
    roles(2)
    asked = []
    monkeypatch.setattr(simulation, "statement", lambda *given: asked.append(given) or 1 / 0)
    client = as_role(Role.EDUCATION_AUTHORITY)
    page = text(client.get(SIMULATION))
    assert f"{WEEK_BEFORE.label}&nbsp;: 2" in page and not asked
    assert "dernière préparation, le 4 janvier 2027 à 12" in page
    with pytest.raises(ZeroDivisionError):
        client.get(SIMULATION, {"du": "2027-01-04", "au": "2027-02-14"})
    Heartbeat.objects.update(at=NOW - timedelta(minutes=26))
    with pytest.raises(ZeroDivisionError):
        client.get(SIMULATION)


def planner_counts(days):
    first, last = (date.fromisoformat(day) for day in days.values())
    planner.plan(NOW)
    return by_code(simulation.counts(first, last, NOW))


def test_the_simulation_holds_what_waits_for_its_day_too(as_role):
    """Not only what the rules say; not what has left, nor what will be useless by then."""
    with transaction.atomic():
        for number, end in enumerate((None, NOW + timedelta(days=30))):
            notify("test.daily.news", a_subject(), CAMILLE, occasion=str(number), not_after=end)
        notify("test.plain", a_subject(), CAMILLE)
        notify("test.daily", a_subject(), CAMILLE, due_at=NOW + timedelta(days=7))
        notify("test.daily", a_subject(), CAMILLE, occasion="over", due_at=NOW)
    Notice.objects.filter(occasion="over").update(not_after=NOW)
    tomorrow = date(2027, 1, 5)
    found = simulation.counts(tomorrow, tomorrow, NOW)
    assert [(kind.code, number) for _, kind, number in found] == [("test.daily.news", 2)]

    asked = {"du": "2027-01-05", "au": "2027-01-31", "regle": "test.daily", "jour": "2027-01-12"}
    assert CAMILLE.email in text(as_role(Role.ADMINISTRATOR).get(SIMULATION, asked))


def test_the_simulation_knows_settings_and_what_has_left(as_role):
    roles(2)
    left = Notice.objects.filter(kind=WEEK_BEFORE.code).first()
    RuleSetting.objects.create(
        code=TWO_RECIPIENTS.code, paused_at=NOW, paused_by="x", pause_reason="x"
    )
    RuleSetting.objects.create(code=THREE_WORKING_DAYS.code, number=30)
    found = planner_counts({"du": "2027-01-04", "au": "2027-01-31"})
    codes = {kind for _, kind in found}
    assert TWO_RECIPIENTS.code not in codes and THREE_WORKING_DAYS.code not in codes
    assert found[date(2027, 1, 13), WEEK_BEFORE.code] == 2
    gathering.gather(datetime(2027, 1, 13, 9, tzinfo=PARIS))
    assert (date(2027, 1, 13), WEEK_BEFORE.code) not in planner_counts(
        {"du": "2027-01-04", "au": "2027-01-31"}
    )
    left.refresh_from_db()
    assert left.mail_id


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ("2027-01-03", "2027-01-20", "aujourd’hui ou un jour à venir"),
        ("2027-01-20", "2027-01-10", "précède"),
        ("2027-01-04", "2027-04-06", "92 jours au plus"),
        ("2028-02-01", "2028-02-10", "dans l’année qui vient"),
        ("hier", "2027-01-10", "date"),
    ],
)
def test_days_that_cannot_be_simulated(as_role, first, last, words):
    client = as_role(Role.EDUCATION_AUTHORITY)
    assert words in text(client.get(SIMULATION, {"du": first, "au": last}))
    assert client.get(FILE, {"du": first, "au": last}).status_code == 404


@pytest.mark.parametrize("wrong", [{"regle": "x"}, {"jour": "2027-13-45"}, {"jour": "2030-01-01"}])
def test_names_of_a_day_that_is_not_simulated(as_role, wrong):
    given = {"regle": WEEK_BEFORE.code, "jour": "2027-01-13"} | wrong
    assert as_role(Role.ADMINISTRATOR).get(SIMULATION, given).status_code == 404


@pytest.mark.parametrize("path", [PAGE, f"{PAGE}regler/", f"{PAGE}suspendre/", SIMULATION, FILE])
def test_nobody_else_opens_these_pages(as_role, path):
    for role in (Role.TEACHER, Role.HEAD, Role.RBDE, Role.DEPARTMENT_OFFICE):
        assert as_role(role).get(path).status_code == 403
