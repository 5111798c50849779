"""Who had which role where, on any day (R-AG: roles have dates, places and a history)."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from accounts.models import JournalEntry, RoleAssignment
from accounts.past_roles import PastRoles
from directory.history import event_tables, parts_of
from tests.accounts.factories import RoleAssignmentFactory, UserFactory, actor_for
from tests.directory.factories import SchoolFactory

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 23)
URL = "/roles/a-une-date/"


def moment(day):
    return dt.datetime.combine(day, dt.time(12), dt.UTC)


def on(month, day):
    return dt.date(2026, month, day)


@pytest.fixture
def head(db):
    """A head of Collège Bleu since January, granted on 5 January."""
    row = RoleAssignmentFactory(
        role=Role.HEAD,
        user=UserFactory(first_name="Maud", last_name="Serre"),
        schools=[SchoolFactory(name="Collège Bleu", uai="0310001A")],
        starts_on=on(1, 5),
        validated_at=moment(on(1, 5)),
    )
    RoleAssignment.objects.filter(pk=row.pk).update(granted_at=moment(on(1, 5)))
    event_tables()[RoleAssignment].objects.all().delete()
    links_since(row, on(1, 5))
    row.refresh_from_db()
    return row


def links_since(row, day):
    for part in parts_of(RoleAssignment):
        part.events.objects.filter(roleassignment=row).update(pgh_created_at=moment(day))


def happened(day):
    """What was just changed, was changed on that day (the database's clock is real)."""
    real = timezone.now() - dt.timedelta(days=2)
    for table in (event_tables()[RoleAssignment], *(p.events for p in parts_of(RoleAssignment))):
        table.objects.filter(pgh_created_at__gt=max(real, moment(on(11, 20)))).update(
            pgh_created_at=moment(day)
        )


def told(day, **asked):
    return [(held.person, held.role, held.places) for held in PastRoles(day, **asked)[:50]]


SEEN = ("Maud Serre", "Chef d’établissement", ["Collège Bleu"])


def test_a_role_in_force(head):
    assert told(TODAY) == told(on(1, 5)) == [SEEN]
    assert told(on(1, 4)) == []


def test_a_role_that_was_ended_is_told_for_the_days_before(head):
    RoleAssignment.objects.filter(pk=head.pk).update(ends_on=on(6, 30))
    happened(on(6, 15))

    assert told(on(6, 30)) == [SEEN]
    assert told(on(7, 1)) == []


def test_a_role_that_was_deleted_with_its_person_is_told_still(head):
    head.user.delete()
    happened(on(6, 15))

    ((name, role, places),) = told(on(6, 1))
    assert (name, role, places) == ("Maud Serre (compte supprimé)", SEEN[1], SEEN[2])
    assert told(on(6, 16)) == []
    assert told(on(6, 1), person="serre") and not told(on(6, 1), person="autre")


def test_another_role_before(head):
    RoleAssignment.objects.filter(pk=head.pk).update(role=Role.DEPUTY)
    happened(on(6, 15))

    assert told(on(6, 1)) == [SEEN]
    assert told(on(6, 16))[0][1] == Role.DEPUTY.label


def test_places_are_those_of_the_day(head):
    green = SchoolFactory(name="Collège Vert")
    head.schools.set([green])
    happened(on(6, 15))

    assert told(on(6, 1)) == [SEEN]
    assert told(on(6, 16))[0][2] == ["Collège Vert"]
    assert told(on(6, 1), place="0310001a") == told(on(6, 1), place="bleu") == [SEEN]
    assert told(on(6, 16), place="0310001A") == []


def test_a_role_granted_later_for_an_earlier_day_was_not_held(head):
    RoleAssignment.objects.filter(pk=head.pk).update(starts_on=on(1, 1))
    event_tables()[RoleAssignment].objects.all().delete()

    assert told(on(1, 2)) == []


def test_a_person_is_found_by_name_or_address(head):
    assert told(TODAY, person="maud") == told(TODAY, person=head.user.email) == [SEEN]
    assert told(TODAY, person="inconnue") == []


def test_the_page_and_its_file_are_the_administrators(client, head):
    boss = actor_for(Role.ADMINISTRATOR)
    head.user.first_name = "=SOMME(A1)"
    head.user.save()
    client.force_login(boss.user)
    page = client.get(URL).content.decode()
    assert "=SOMME(A1) Serre" in page and "23 novembre 2026" in page

    answer = client.get(URL, {"format": "csv", "jour": "2026-11-23", "lieu": "bleu"})
    text = b"".join(answer.streaming_content).decode()
    assert "'=SOMME(A1) Serre;" in text and "Collège Bleu" in text
    entry = JournalEntry.objects.get(verb="a exporté qui avait quel rôle")
    assert entry.words == "le 23 novembre 2026, lieu « bleu », 1 ligne"

    client.force_login(actor_for(Role.DEPARTMENT_SUPERVISOR).user)
    assert client.get(URL).status_code == 403


@pytest.mark.parametrize("query", ["jour=hier", "jour=2026-13-45", "lieu=...", "page=x"])
def test_strange_questions_have_an_answer(client, query):
    client.force_login(actor_for(Role.ADMINISTRATOR).user)
    assert client.get(f"{URL}?{query}").status_code == 200


def test_the_admin_leads_there(client):
    client.force_login(actor_for(Role.ADMINISTRATOR).user)
    assert URL in client.get(reverse("admin:accounts_roleassignment_changelist")).content.decode()


def test_the_number_of_queries_does_not_grow(client, head):
    client.force_login(actor_for(Role.ADMINISTRATOR).user)
    counts = []
    for more in (1, 20):
        for _ in range(more):
            RoleAssignmentFactory(schools=[SchoolFactory(), SchoolFactory()])
        with CaptureQueriesContext(connection) as queries:
            client.get(URL)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 12
