"""The end of a placement before time, its reason, its replacement in one step (R-AG-3)."""

import datetime as dt
import uuid

import pytest
from django.urls import reverse

from accounts.enums import Role
from accounts.models import JournalEntry
from directory.violations import Refused
from outbox.models import Notice
from placements.enums import PlacementKind
from placements.enums import PlacementState as P
from placements.models import Agreement, EarlyEnd, Placement, PresenceDay
from placements.todo.vocational import todos
from placements.workflow import early_ends
from placements.workflow.agreement_time import advance
from tests.accounts.factories import actor_for
from tests.directory.factories import CompanyFactory
from tests.placements.follow_world import on
from tests.placements.vocational_world import FIRST, LAST, found, make_world

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
SECOND_FRIDAY = FIRST + 11 * DAY
NEXT_MONDAY = FIRST + 14 * DAY


@pytest.fixture
def world():
    return make_world(state=P.SIGNED)


def end(world, day=SECOND_FRIDAY, reason="activity", actor=None, **more):
    with on(SECOND_FRIDAY):
        return early_ends.end(actor or world.teacher, world.placement, day, reason, **more)


def test_what_was_done_counts_and_the_rest_is_free(world):
    stopped = end(world, comment="Aucun usinage")
    placement = Placement.objects.get()
    assert (placement.state, placement.ends_on) == (P.SIGNED, SECOND_FRIDAY)
    assert stopped.planned_until == LAST
    assert placement.stays.get().ends_on == SECOND_FRIDAY
    entry = JournalEntry.objects.latest("pk")
    assert "22/01/2027 : les activités ne conviennent pas" in entry.words
    kinds = set(Notice.objects.values_list("kind", flat=True))
    assert kinds == {"placement.ended_early", "placement.host_ended"}
    heads = Notice.objects.filter(kind="placement.ended_early")
    assert {notice.recipient_email for notice in heads} == {world.head.user.email}
    with on(NEXT_MONDAY):
        advance()
    assert Placement.objects.get().state == P.DONE


def test_it_is_settled_at_once_when_told_after(world):
    with on(NEXT_MONDAY):
        early_ends.end(world.teacher, world.placement, SECOND_FRIDAY, "host")
    assert Placement.objects.get().state == P.DONE


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (FIRST - DAY, "annulez-le plutôt"),
        (LAST, "n’est pas une fin anticipée"),
        (FIRST, "La présence de l’élève est relevée le 12/01/2027"),
    ],
)
def test_days_that_are_no_end(world, day, words):
    PresenceDay.objects.create(
        placement=world.placement, day=FIRST + DAY, side="host", morning="present", taken_by="A"
    )
    with pytest.raises(Refused, match=words):
        end(world, day)
    assert Placement.objects.get().ends_on == LAST


def test_who_ends_it_and_once(world):
    for actor in (actor_for(Role.HEAD), world.company):
        with pytest.raises(Refused, match="Vous ne suivez pas"):
            end(world, actor=actor)
    end(world)
    with pytest.raises(Refused, match="déjà enregistrée"):
        end(world, FIRST)


def replace(world, company, *, key=None, ended_on=SECOND_FRIDAY, today=SECOND_FRIDAY, **more):
    wanted = found(world.pupil, company, **{"first": NEXT_MONDAY, **more})
    with on(today):
        return early_ends.replace(
            world.teacher, world.placement, (ended_on, "host", ""), wanted, key=key or uuid.uuid4()
        )


def test_another_host_takes_over_in_one_step(world):
    Agreement.objects.create(placement=world.placement, objectives="Tourner", state="signed")
    other, key = CompanyFactory(name="Tournage d’Oc"), uuid.uuid4()
    new = replace(world, other, key=key)
    assert replace(world, other, key=key) == new
    stopped = EarlyEnd.objects.get()
    assert (stopped.placement, stopped.replacement) == (world.placement, new)
    assert (new.starts_on, new.ends_on, new.kind) == (NEXT_MONDAY, LAST, PlacementKind.PFMP)
    assert new.period_id == world.placement.period_id
    agreement = Agreement.objects.get(placement=new)
    assert agreement.objectives == "Tourner"
    assert agreement.parts.get().company == other


def test_nothing_changes_when_the_new_host_is_refused(world):
    barred = CompanyFactory(agreement_forbidden=True, agreement_forbidden_reason="Inspection")
    with pytest.raises(Refused):
        replace(world, barred)
    assert not EarlyEnd.objects.exists()
    assert Placement.objects.get().ends_on == LAST


def test_before_the_first_day_it_is_called_off(world):
    new = replace(world, CompanyFactory(), ended_on=None, today=FIRST - 7 * DAY, first=FIRST)
    world.placement.refresh_from_db()
    assert (world.placement.state, world.placement.cancel_reason) == (P.CANCELLED, "host")
    assert new.starts_on == FIRST and not EarlyEnd.objects.exists()


def test_a_host_that_closed_is_a_thing_to_do_and_its_pupil_is_placed_elsewhere(client, world):
    """A host closed in the meantime: said, nothing lost, replaced in one step by the page."""
    company = world.company
    closed = world.placement.stays.get().company
    with on(FIRST - 7 * DAY):
        assert todos(world.teacher, world.placement.school_year) == []
        closed.is_active = False
        closed.save()
        (todo,) = todos(world.teacher, world.placement.school_year)
        assert "qui a fermé" in todo.title and todo.url == world.placement.get_absolute_url()
        assert todos(actor_for(Role.TEACHER), world.placement.school_year) == []
        assert todos(company, world.placement.school_year) == []
        client.force_login(world.teacher.user)
        url = reverse("placements:placement_replace", args=[world.placement.pk])
        assert url in client.get(world.placement.get_absolute_url()).content.decode()
        page = client.get(url)
        assert "n’a plus lieu chez" in page.content.decode()
        typed = {
            "form_key": page.context["form"]["form_key"].value(), "reason": "closed",
            "source": "school", "company": CompanyFactory(name="Oc").pk, "kind": "pfmp",
            "starts_on": FIRST, "ends_on": LAST, "hours_every_am": "9-12",
            "hours_every_pm": "13-17",
        }  # fmt: skip
        answer = client.post(url, typed)
        new = Placement.objects.latest("pk")
        assert answer.status_code == 302 and answer.url == new.get_absolute_url()
        assert todos(world.teacher, world.placement.school_year) == []


def test_the_pages_of_an_end(client, world):
    url = reverse("placements:placement_end", args=[world.placement.pk])
    with on(SECOND_FRIDAY):
        client.force_login(world.teacher.user)
        assert client.get(url).status_code == 200
        bad = client.post(url, {"ended_on": LAST, "reason": "host"}).content.decode()
        assert "n’est pas une fin anticipée" in bad
        good = {"ended_on": SECOND_FRIDAY, "reason": "host", "comment": "Site fermé"}
        assert client.post(url, good).status_code == 302
        page = client.get(world.placement.get_absolute_url()).content.decode()
        assert "L’accueillant met fin au stage" in page and "Site fermé" in page
        assert url not in page
        client.force_login(actor_for(Role.HEAD).user)
        for name in ("placement_end", "placement_replace"):
            there = reverse(f"placements:{name}", args=[world.placement.pk])
            assert client.get(there).status_code == 404
