"""Visits and calls: planned, told of, who reads them, red tells the head (DOMAIN §4)."""

import datetime as dt
import uuid

import pytest
from django.urls import reverse

from accounts.enums import Role
from accounts.models import JournalEntry
from directory.violations import Refused
from outbox.enums import Urgency
from outbox.kinds import kind_of
from outbox.models import Notice
from placements import follow_up
from placements.enums import PlacementState
from placements.models import ClassReferent, Visit
from placements.todo import todos
from placements.visits import to_see
from placements.workflow import visits
from tests.accounts.factories import UserFactory, actor_for
from tests.placements.factories import PlacementFactory
from tests.placements.follow_world import FRIDAY, MONDAY, TUESDAY, WEDNESDAY, followed, on

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return followed()


def told(world, actor=None, alert="green", done_on=TUESDAY, visit=None, key=None, **more):
    row = visit or Visit(kind="visit")
    row.done_on, row.alert, row.note = done_on, alert, more.get("note", "")
    key = key or uuid.uuid4()
    return visits.report(actor or world.teacher, world.placement, row, key=key, today=WEDNESDAY)


def planned(world, day=TUESDAY, actor=None):
    actor = actor or world.teacher
    return visits.plan(actor, world.placement, "call", day, key=uuid.uuid4(), today=MONDAY)


def test_a_planned_call_becomes_its_report(world):
    row = planned(world)
    assert to_see(world.teacher.user, MONDAY)[0].planned == row
    told(world, visit=row, note="Léa s’ennuie un peu.", alert="orange")
    visit = Visit.objects.get()
    assert (visit.pk, visit.alert, visit.planned_on) == (row.pk, "orange", TUESDAY)
    verbs = set(JournalEntry.objects.about(world.placement).values_list("verb", flat=True))
    assert {"a prévu un appel", "a rendu compte d’un appel"} <= verbs
    assert not JournalEntry.objects.filter(company__isnull=False, verb__contains="appel").exists()
    assert not Notice.objects.filter(kind="placement.alert").exists()


def test_the_same_form_twice_is_one_report(world):
    key = uuid.uuid4()
    assert told(world, key=key) == told(world, key=key)
    assert Visit.objects.count() == 1


def test_red_tells_the_head_at_once_and_not_who_wrote_it(world):
    visit = told(world, alert="red", note="Rien ne va.")
    (notice,) = Notice.objects.filter(kind="placement.alert")
    assert notice.recipient_email == world.head.user.email
    assert notice.urgency == Urgency.IMMEDIATE
    mail = kind_of("placement.alert").render(notice.at(notice.due_at))
    assert "Rien ne va" not in str(mail) and ("Élève", "MARTIN Léa") in mail.facts
    visit.alert = "orange"
    visit.save()
    assert not kind_of("placement.alert").still_relevant(Notice.objects.get())


@pytest.mark.parametrize(
    ("act", "message"),
    [
        (lambda world: told(world, done_on=FRIDAY), "pas encore passé"),
        (lambda world: planned(world, MONDAY - dt.timedelta(days=1)), "Ce jour est passé"),
        (lambda world: told(world, actor_for(Role.TEACHER, school=world.placement.school)), "suiv"),
        (lambda world: planned(world, actor=world.company), "suivez pas"),
        (
            lambda world: told(world, actor_for(Role.OFFICE_STAFF, school=world.placement.school)),
            "référent ou la direction",
        ),
    ],
)
def test_what_is_refused(world, act, message):
    with pytest.raises(Refused, match=message):
        act(world)
    assert not Visit.objects.exists()


def test_a_cancelled_placement_is_not_followed():
    world = followed()
    world.placement.state, world.placement.cancel_reason = PlacementState.CANCELLED, "host"
    world.placement.save()
    with pytest.raises(Refused, match="annulé"):
        planned(world)


def test_only_a_planned_visit_is_dropped(world):
    visits.drop(world.teacher, planned(world))
    assert not Visit.objects.exists()
    with pytest.raises(Refused, match="compte rendu reste"):
        visits.drop(world.teacher, told(world))


def test_who_reads_what_a_visit_found(world):
    visit, school = told(world), world.placement.school
    readers = {
        Role.HEAD: True,
        Role.DEPUTY: True,
        Role.RBDE: True,
        Role.OFFICE_STAFF: False,
        Role.TEACHER: False,
    }
    seen = {
        role: Visit.objects.visible_to(actor_for(role, school=school)).exists() for role in readers
    }
    assert seen == readers
    assert list(Visit.objects.visible_to(world.teacher)) == [visit]
    assert not Visit.objects.visible_to(world.company).exists()


def test_the_list_of_the_week_is_what_nobody_has_seen(world):
    teacher = world.teacher.user
    assert not to_see(teacher, MONDAY - dt.timedelta(days=7))
    assert len(to_see(teacher, MONDAY - dt.timedelta(days=6))) == 1
    assert not to_see(teacher, FRIDAY + dt.timedelta(days=1))
    assert not to_see(world.head.user, MONDAY)
    told(world, alert="orange")
    assert len(to_see(teacher, WEDNESDAY)) == 1
    told(world, done_on=WEDNESDAY)
    assert not to_see(teacher, WEDNESDAY)


def test_the_to_do_and_the_load_count_visits(world):
    year = world.placement.school_year
    ClassReferent.objects.create(class_group=world.placement.class_group, user=UserFactory())
    planned(world)
    with on(MONDAY):
        assert "Voir ou appeler un élève en stage" in [
            one.title for one in todos(world.teacher, year)
        ]
        told(world)
        titles = [one.title for one in todos(world.teacher, year)]
        assert "Voir ou appeler un élève en stage" not in titles
    loads = {one.user: one for one in follow_up.loads([world.placement.school_id], year)}
    mine = loads[world.teacher.user]
    assert (mine.followed, mine.seen, mine.planned) == (1, 1, 1)
    assert len(loads) == 2


def page(world, name, *more):
    return reverse(f"placements:{name}", args=[world.placement.pk, *more])


def test_the_pages_of_a_visit(client, world):
    with on(TUESDAY):
        client.force_login(world.teacher.user)
        data = {"kind": "visit", "planned_on": "2027-01-27", "form_key": uuid.uuid4()}
        assert (
            client.post(page(world, "visit_plan"), data).url == world.placement.get_absolute_url()
        )
        shown = client.get(reverse("placements:to_see")).content.decode()
        assert "tel:0561000001" in shown and "Méca 1" in shown
        visit = Visit.objects.get()
        data = {"kind": "visit", "done_on": "2027-01-30", "alert": "red", "note": "Non."}
        answer = client.post(page(world, "visit_tell", visit.pk), data | {"form_key": uuid.uuid4()})
        assert "Ce jour n’est pas encore passé." in answer.content.decode()
        data |= {"done_on": "2027-01-26", "form_key": uuid.uuid4()}
        client.post(page(world, "visit_tell", visit.pk), data)
        shown = client.get(world.placement.get_absolute_url()).content.decode()
        assert "Rouge : il faut intervenir" in shown and "Non." in shown
        assert client.post(page(world, "visit_drop", visit.pk)).status_code == 302
    assert Visit.objects.get().alert == "red"


def test_strangers_get_nothing(client, world):
    visit = told(world)
    school = world.placement.school
    for role, status in ((Role.TEACHER, 404), (Role.OFFICE_STAFF, 404)):
        client.force_login(actor_for(role, school=school).user)
        assert client.get(page(world, "visit_report")).status_code == status
    client.force_login(actor_for(Role.HEAD).user)
    assert client.get(page(world, "visit_tell", visit.pk)).status_code == 404
    client.force_login(world.company.user)
    assert client.get(page(world, "visit_report")).status_code == 403
    assert client.get(reverse("placements:to_see")).status_code == 403


@pytest.mark.parametrize("number", [1, 5])
def test_the_queries_of_the_list_do_not_depend_on_its_length(
    world, number, django_assert_num_queries
):
    for _ in range(number):
        PlacementFactory(
            pupil__class_group=world.placement.class_group,
            referent=world.teacher.user,
            state=PlacementState.SIGNED,
        )
    with django_assert_num_queries(3):
        lines = to_see(world.teacher.user, MONDAY)
        assert len([stay.company for line in lines for stay in line.stays]) == number + 1


def test_what_was_seen_stays_readable_when_it_did_not_take_place(client, world):
    told(world, note="Atelier fermé.")
    world.placement.state, world.placement.missed_reason = PlacementState.MISSED, "host"
    world.placement.save()
    client.force_login(world.head.user)
    shown = client.get(world.placement.get_absolute_url()).content.decode()
    assert "Atelier fermé." in shown and "Prévoir une visite" not in shown
