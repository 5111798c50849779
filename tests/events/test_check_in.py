"""The door of an event: real headcounts, replays, who may hold it (R-EV-3)."""

import datetime as dt
import uuid

import pytest
from django.utils import timezone

from accounts.actor import Actor
from accounts.enums import Role
from directory.violations import Refused
from events.models import CheckIn, SessionEntry
from events.registration_desk import board_of
from events.workflow import check_in, registrations
from tests.accounts.factories import actor_for
from tests.directory.factories import DepartmentFactory
from tests.events.registration_world import make_world

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)


def note(world, entry, present, **more):
    return check_in.note(world.organiser, entry, present, **{"key": uuid.uuid4()} | more)


def test_a_class_is_counted_as_it_comes_and_a_replay_counts_once():
    world = make_world(capacity=60)
    klass, person = world.seated("3e B", 25), world.seated("Ana A")
    key = uuid.uuid4()
    assert note(world, klass, 23, key=key) == check_in.Noted(23, is_new=True)
    assert note(world, klass, 23, key=key) == check_in.Noted(23, is_new=False)
    assert CheckIn.objects.count() == 1
    (line,) = board_of(world.event)
    # Who came short of what was announced is not missing any more.
    assert (line.expected, line.present, line.missing) == (26, 23, 1)
    note(world, person, 1)
    note(world, klass, 24)
    (line,) = board_of(world.event)
    assert (line.present, line.missing) == (25, 0)
    note(world, person, 0)
    (line,) = board_of(world.event)
    assert (line.present, line.missing) == (24, 1)


def test_what_a_cut_phone_sends_late_does_not_undo_what_was_counted_since():
    world = make_world(capacity=60)
    entry, now = world.seated("3e B", 25), timezone.now()
    note(world, entry, 24, noted_at=now - MINUTE)
    late = note(world, entry, 10, noted_at=now - 5 * MINUTE)
    assert late == check_in.Noted(24, is_new=False)
    # A clock that is ahead is brought back to now.
    note(world, entry, 22, noted_at=now + dt.timedelta(days=1))
    assert CheckIn.objects.last().noted_at <= timezone.now()


def test_only_confirmed_entries_and_likely_numbers_are_noted():
    world = make_world(capacity=1)
    entry, waiting = world.seated("Ana A"), world.seated("Bob B")
    with pytest.raises(Refused, match="n’est pas confirmée"):
        note(world, waiting, 1)
    with pytest.raises(Refused, match="vérifiez ce nombre"):
        note(world, entry, 40)
    note(world, entry, 1)
    registrations.act(world.organiser, entry, "cancel")
    entry.refresh_from_db()
    assert entry.present is None


def test_who_holds_the_door():
    world, other = make_world(), make_world()
    entry = world.seated("Ana A")
    door = Actor.of_link(check_in.open_door(world.organiser, world.event))
    foreign = Actor.of_link(check_in.open_door(other.organiser, other.event))
    for actor in (
        foreign,
        world.holder(entry.registration),
        actor_for(Role.TEACHER),
        actor_for(Role.DEPARTMENT_SUPERVISOR, department=DepartmentFactory(code="34")),
    ):
        with pytest.raises(Refused, match="pas ouverte"):
            check_in.note(actor, entry, 1, key=uuid.uuid4())
        with pytest.raises(Refused, match="pas ouverte"):
            check_in.open_door(actor, world.event)
    assert check_in.note(door, entry, 1, key=uuid.uuid4()).is_new


def test_the_team_of_the_door_notes_by_its_link_without_reading_addresses(client):
    world = make_world(capacity=60)
    entry = world.seated("3e B", 25)
    link = check_in.open_door(world.organiser, world.event)
    page = client.get(link.path)
    text = page.content.decode()
    assert entry.registration.code in text and entry.registration.email not in text
    assert "camera=(self)" in page["Permissions-Policy"]
    assert "3e B" not in client.get(f"{link.path}?q={entry.registration.email}").content.decode()
    sent = {"entree": entry.pk, "present": 24, "form_key": uuid.uuid4(), "geste": "script"}
    assert client.post(link.path, sent).json() == {"present": 24}
    assert client.post(link.path, sent | {"present": 3}).json() == {"present": 24}
    answer = client.post(link.path, sent | {"form_key": uuid.uuid4(), "present": 99})
    assert answer.status_code == 422 and "vérifiez" in answer.json()["message"]
    # Without the script: a form, then the page again.
    plain = {"entree": entry.pk, "present": 22, "form_key": uuid.uuid4()}
    assert "22 sur 25" in client.post(link.path, plain, follow=True).content.decode()
    for wrong in ({"entree": "x"}, {"present": ""}, {"form_key": "x"}, {"entree": 999_999}):
        assert client.post(link.path, plain | wrong).status_code == 404
    check_in.open_door(world.organiser, world.event)
    assert client.post(link.path, plain).status_code == 410


def test_a_ticket_opens_the_door_for_its_organiser_only(client):
    world = make_world()
    entry = world.seated("Ana A")
    address = f"/evenements/accueil/{entry.registration.code}/"
    assert client.get(address).status_code == 302
    client.force_login(actor_for(Role.TEACHER).user)
    assert client.get(address).status_code == 404
    assert client.get(f"/evenements/{world.event.pk}/accueil/").status_code == 404
    client.force_login(world.organiser.user)
    page = client.get(address, follow=True).content.decode()
    assert entry.registration.code in page
    assert client.get("/evenements/accueil/INCONNU/").status_code == 404
    door = f"/evenements/{world.event.pk}/accueil/lien/"
    assert "Préparer le lien" in client.get(door).content.decode()
    assert "Remplacer ce lien" in client.post(door, follow=True).content.decode()


def test_who_came_gets_a_certificate_with_the_real_headcount(client):
    world = make_world(capacity=60)
    entry = world.seated("3e B", 25)
    note(world, entry, 24)
    path = f"{world.link(entry.registration).path}attestation/"
    assert client.get(path)["Content-Type"] == "application/pdf"
    SessionEntry.objects.update(present=None)
    assert client.get(path).status_code == 404
