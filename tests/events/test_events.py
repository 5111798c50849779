import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.enums import Role
from events.enums import EventState
from tests.accounts.factories import actor_for
from tests.directory.factories import CompanyFactory, DepartmentFactory, SchoolFactory
from tests.events.factories import EventFactory

pytestmark = pytest.mark.django_db


def test_public_programme_shows_what_is_to_come(client):
    EventFactory(title="Demain")
    EventFactory(title="Caché", state=EventState.DRAFT)
    EventFactory(title="Hier", starts_at=timezone.now() - dt.timedelta(days=1))
    page = client.get("/evenements/").content.decode()
    assert "Demain" in page
    assert "Caché" not in page and "Hier" not in page
    past = client.get("/evenements/?passes=1").content.decode()
    assert "Hier" in past and "Demain" not in past


@pytest.mark.parametrize(
    ("role", "code", "status"),
    [
        (None, "", 404),
        (Role.TEACHER, "", 404),
        (Role.DEPARTMENT_SUPERVISOR, "34", 404),
        (Role.DEPARTMENT_SUPERVISOR, "31", 200),
        (Role.ADMINISTRATOR, "", 200),
    ],
)
def test_draft_is_its_organisers_own(client, role, code, status):
    draft = EventFactory(state=EventState.DRAFT, department=DepartmentFactory(code="31"))
    if role:
        scope = {"department": DepartmentFactory(code=code)} if code else {}
        client.force_login(actor_for(role, **scope).user)
    assert client.get(draft.get_absolute_url()).status_code == status


def test_an_event_has_one_organiser_at_most():
    with pytest.raises(IntegrityError), transaction.atomic():
        EventFactory(school=SchoolFactory(), company=CompanyFactory())


def test_event_ends_after_its_start():
    now = timezone.now()
    with pytest.raises(IntegrityError), transaction.atomic():
        EventFactory(starts_at=now, ends_at=now)


def test_another_territory_reads_a_published_event_but_does_not_change_it(client):
    event = EventFactory(department=DepartmentFactory(code="31"))
    officer = actor_for(Role.DEPARTMENT_SUPERVISOR, department=DepartmentFactory(code="34"))
    client.force_login(officer.user)
    page = client.get(f"/admin/events/event/{event.pk}/change/")
    assert page.status_code == 200
    assert 'name="title"' not in page.content.decode()
