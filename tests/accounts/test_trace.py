"""Who changed a row, and why, whatever changed it (the columns are pghistory's)."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.urls import reverse

from accounts import journal
from accounts.actor import Actor
from accounts.enums import Role
from accounts.models import JournalEntry, RoleAssignment, User
from directory.history import acting, event_tables, parts_of
from partnerships.models import Slot
from partnerships.tasks import tick
from tests.accounts.factories import UserFactory, actor_for
from tests.directory.factories import SchoolFactory
from tests.partnerships.factories import BookingFactory, SlotFactory

pytestmark = pytest.mark.django_db
WHY = "Erreur de saisie."


def last_event(row):
    """The context of the last former value of a row."""
    return event_tables()[type(row)].objects.filter(pgh_obj=row.pk).latest("pgh_id")


def who(row):
    return last_event(row).pgh_context.metadata


def test_a_page_leaves_its_actor_role_and_address(client):
    boss = actor_for(Role.ADMINISTRATOR)
    client.force_login(boss.user)
    user = UserFactory()
    url = reverse("admin:accounts_user_change", args=[user.pk])
    empty = {"role_assignments-TOTAL_FORMS": 0, "role_assignments-INITIAL_FORMS": 0}
    client.post(url, {"email": user.email, "first_name": "Autre", **empty})

    found = who(user)
    assert (found["actor"], found["role"], found["url"]) == (boss.label, "administrator", url)
    assert JournalEntry.objects.about(user).get().context == last_event(user).pgh_context_id


def test_a_command_leaves_its_name():
    SchoolFactory(uai="0310001A")
    call_command(
        "grant_role", "maud@essai.example", "teacher", school="0310001A", stdout=StringIO()
    )

    (part,) = (one for one in parts_of(RoleAssignment) if one.other == "school")
    assert part.events.objects.get().pgh_context.metadata["actor"] == "Commande grant_role"


def test_a_task_leaves_its_name():
    booking = BookingFactory(state="sent", expires_on="2026-01-01")
    tick.apply(throw=True)

    booking.refresh_from_db()
    assert booking.state == "expired"
    assert who(booking)["actor"] == "Tâche partnerships.tasks.advance"


def test_raw_sql_is_seen_and_is_nobodys():
    user = UserFactory(first_name="Avant")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_user SET first_name = 'Après' WHERE id = %s", [user.pk])

    event = last_event(user)
    assert (event.first_name, event.pgh_context) == ("Avant", None)


def test_the_reason_reaches_what_the_act_wrote_before_and_after_it():
    user, other = UserFactory(), UserFactory()
    with acting("Essai"):
        User.objects.filter(pk=user.pk).update(first_name="A")
        journal.record(Actor.system("Essai"), "a corrigé", user, reason=WHY)
        User.objects.filter(pk=other.pk).update(first_name="B")

    assert who(user)["reason"] == who(other)["reason"] == WHY


def test_the_next_act_of_a_command_has_its_own_reason(django_capture_on_commit_callbacks):
    user, other = UserFactory(), UserFactory()
    with acting("Essai"):
        with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
            User.objects.filter(pk=user.pk).update(first_name="A")
            journal.record(Actor.system("Essai"), "a corrigé", user, reason=WHY)
        User.objects.filter(pk=other.pk).update(first_name="B")

    assert who(user)["reason"] == WHY and "reason" not in who(other)
    assert who(other)["actor"] == "Essai"


def test_a_save_without_change_leaves_nothing():
    school = SchoolFactory()
    school.save()

    assert not school.events.exists()


def test_links_of_a_role_are_told_with_it():
    actor_for(Role.TEACHER, school=SchoolFactory())
    row, school = RoleAssignment.objects.get(), SchoolFactory()
    with acting("Essai"):
        row.schools.add(school)
        row.schools.remove(school)

    (part,) = (one for one in parts_of(RoleAssignment) if one.other == "school")
    told = part.events.objects.filter(roleassignment=row, school=school).order_by("pgh_id")
    assert list(told.values_list("pgh_label", flat=True)) == ["insert", "delete"]
    assert told[1].pgh_context.metadata["actor"] == "Essai"


def test_seats_that_are_taken_leave_no_event_and_a_new_capacity_does():
    slot = SlotFactory(capacity=20)
    Slot.objects.filter(pk=slot.pk).update(seats_taken=4)
    assert not slot.events.exists()

    Slot.objects.filter(pk=slot.pk).update(capacity=30)
    assert slot.events.get().capacity == 20
