"""The public programme, and the pages of who organises."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from accounts.enums import Role
from events.enums import EventAudience, EventKind, EventState
from events.models import Event, Session, Theme
from tests.accounts.factories import actor_for
from tests.directory.factories import DepartmentFactory, MunicipalityFactory, SchoolFactory
from tests.events.factories import EventFactory, SessionFactory

pytestmark = pytest.mark.django_db
PAGES = ("edit", "duplicate", "remove", "poster", "history")


def text_of(client, address):
    return client.get(address).content.decode()


def titles(client, query=""):
    answer = client.get(f"/evenements/{query}")
    return sorted(line.title for _, lines in answer.context["groups"] for line in lines)


@pytest.fixture
def two():
    ariege, gers = DepartmentFactory(code="09"), DepartmentFactory(code="32")
    theme = Theme.objects.create(label="Thème de l’année")
    near = EventFactory(
        title="Fonderie", department=ariege, kind=EventKind.COMPANY_VISIT,
        audience=[EventAudience.MIDDLE_SCHOOL], organiser="Fonderie de l’Ariège",
    )  # fmt: skip
    near.themes.add(theme)
    far = EventFactory(
        title="Forum d’Auch", department=gers, audience=[EventAudience.COMPANIES],
        starts_at=timezone.now() + dt.timedelta(days=60),
    )  # fmt: skip
    return near, far, theme


def test_each_filter_stands_in_the_address(client, two):
    near, far, theme = two
    day = timezone.localdate(far.starts_at)
    for query, expected in (
        ("", ["Fonderie", "Forum d’Auch"]),
        ("?type=company_visit", ["Fonderie"]),
        (f"?theme={theme.pk}", ["Fonderie"]),
        ("?public=companies", ["Forum d’Auch"]),
        ("?departement=32", ["Forum d’Auch"]),
        (f"?du={day}", ["Forum d’Auch"]),
        (f"?au={day - dt.timedelta(days=1)}", ["Fonderie"]),
        (f"?au={day}", ["Fonderie", "Forum d’Auch"]),
        (f"?du={day + dt.timedelta(days=1)}", []),
        ("?du=0001-01-01&au=9999-12-31", ["Fonderie", "Forum d’Auch"]),
        ("?q=ariege+fond", ["Fonderie"]),
        ("?q=introuvable", []),
        ("?places=on", ["Fonderie", "Forum d’Auch"]),
        ("?type=inconnu&departement=32", ["Forum d’Auch"]),
    ):
        assert titles(client, query) == expected, query
    page = text_of(client, f"/evenements/?du={day}&au={day - dt.timedelta(days=9)}")
    assert "La fin de la période précède son début." in page
    page = client.get("/evenements/?vue=departement")
    assert [name for name, _ in page.context["groups"]] == [near.department.name,
                                                            far.department.name]  # fmt: skip


def test_a_programme_of_150_sessions_costs_six_queries_and_beyond_is_read_by_day(
    client, django_assert_max_num_queries
):
    event = EventFactory(capacity=0)
    hour = dt.timedelta(hours=1)

    def more(count, days):
        at = timezone.now() + dt.timedelta(days=days)
        Session.objects.bulk_create(
            Session(event=event, title=f"S{n}", starts_at=at, ends_at=at + hour)
            for n in range(count)
        )

    more(150, 3)
    with django_assert_max_num_queries(6):
        page = client.get("/evenements/")
    assert sum(len(lines) for _, lines in page.context["groups"]) == 150
    more(5, 4)
    with django_assert_max_num_queries(6):
        page = client.get("/evenements/")
    assert sum(len(lines) for _, lines in page.context["groups"]) == 150
    second = page.context["programme"].days[1]["day"]
    page = client.get(f"/evenements/?jour={second}")
    assert sum(len(lines) for _, lines in page.context["groups"]) == 5


def test_the_rows_of_the_programme_escape_what_was_typed(client, two):
    near, far, _ = two
    Event.objects.filter(pk=near.pk).update(
        title="<b>Forum</b> & {cie}", organiser="<script>", state="cancelled", reason="Neige"
    )
    text = text_of(client, "/evenements/")
    assert "&lt;b&gt;Forum&lt;/b&gt; &amp; {cie}" in text and "<script></td>" not in text
    assert text.count(">Annulé</span>") == 1 and text.count('data-label="Horaires"') == 2
    by_department = text_of(client, "/evenements/?vue=departement")
    assert by_department.count('data-label="Date"') == 2 and far.title in by_department


def test_the_calendar_keeps_its_uid_and_says_what_is_cancelled(client, two):
    near, far, _ = two
    EventFactory(title="Caché", state=EventState.DRAFT)
    Event.objects.filter(pk=near.pk).update(state="cancelled", reason="Neige", sequence=1)
    read = Calendar.from_ical(client.get("/evenements/agenda/").content)
    found = {str(one["SUMMARY"]): one for one in read.walk("VEVENT")}
    assert found.keys() == {"Fonderie", "Forum d’Auch"}
    key = near.sessions.get().pk
    assert str(found["Fonderie"]["UID"]) == f"event-session-{key}@passerelle"
    assert found["Fonderie"]["STATUS"] == "CANCELLED" and found["Fonderie"]["SEQUENCE"] == 1
    one = Calendar.from_ical(client.get(f"/evenements/{far.pk}/agenda/").content)
    assert len(one.walk("VEVENT")) == 1
    assert "motif" not in text_of(client, "/evenements/agenda/?departement=32").lower()
    draft = EventFactory(state=EventState.DRAFT)
    assert client.get(f"/evenements/{draft.pk}/agenda/").status_code == 404


def test_the_page_of_an_event_carries_its_structured_data(client):
    event = EventFactory()
    SessionFactory(event=event, title="Atelier de l’après-midi")
    page = text_of(client, event.get_absolute_url())
    assert 'type="application/ld+json"' in page and "Atelier de l’après-midi" in page
    Event.objects.filter(pk=event.pk).update(state="cancelled", reason="Neige")
    page = text_of(client, event.get_absolute_url())
    assert "Cet événement est annulé" in page and "Neige" in page
    assert "Annulé" in text_of(client, "/evenements/")


def test_only_who_manages_an_event_opens_its_pages(client):
    event = EventFactory(department=DepartmentFactory(code="31"), school=SchoolFactory())
    pages = [reverse(f"events:{name}", args=[event.pk]) for name in PAGES]
    pages.append(reverse("events:act", args=[event.pk, "cancel"]))
    far = actor_for(Role.EDUCATION_AUTHORITY, department=DepartmentFactory(code="34"))
    for actor in (far, actor_for(Role.HEAD), actor_for(Role.TEACHER, school=event.school)):
        client.force_login(actor.user)
        for page in pages:
            assert client.get(page).status_code in (404, 405), page
            assert client.post(page).status_code in (404, 405), page
        assert "Organiser</h2>" not in text_of(client, event.get_absolute_url())
    client.force_login(actor_for(Role.HEAD, school=event.school).user)
    assert "Organiser</h2>" in text_of(client, event.get_absolute_url())
    poster = client.get(reverse("events:poster", args=[event.pk]))
    assert poster.content.startswith(b"%PDF")
    assert "Affiche" not in text_of(client, reverse("events:history", args=[event.pk]))
    page = text_of(client, event.get_absolute_url())
    assert "Annuler l’événement" in page and "Clore l’événement" not in page
    client.force_login(actor_for(Role.TEACHER).user)
    assert client.get("/evenements/nouveau/").status_code == 403


def typed(school, **more):
    day = timezone.localdate() + dt.timedelta(days=30)
    return {
        "form_key": "00000000-0000-4000-8000-000000000001",
        "title": "Portes ouvertes", "kind": "open_day", "by": f"school:{school.pk}",
        "department": school.department_id, "place": "Atelier", "town": "",
        "seances-TOTAL_FORMS": "2", "seances-INITIAL_FORMS": "0",
        "seances-0-day": day.isoformat(), "seances-0-starts": "09:00", "seances-0-ends": "12:00",
        "seances-0-capacity": "30", **more,
    }  # fmt: skip


def test_a_school_writes_publishes_and_moves_its_event(client):
    school = SchoolFactory()
    town = MunicipalityFactory(department=school.department)
    client.force_login(actor_for(Role.RBDE, school=school).user)
    assert client.get("/evenements/nouveau/").status_code == 200
    page = client.post("/evenements/nouveau/", typed(school, town="Nulle part"))
    assert "Aucune commune de ce nom dans le département." in page.content.decode()
    page = client.post("/evenements/nouveau/", typed(school, **{"seances-0-ends": "08:00"}))
    assert "La fin de la séance précède son début." in page.content.decode()
    page = client.post("/evenements/nouveau/", typed(school, more="1"))
    assert page.content.decode().count("Titre de la séance") == 4 and not Event.objects.exists()
    page = client.post("/evenements/nouveau/", typed(school, town=town.name))
    event = Event.objects.get()
    assert page.url == event.get_absolute_url() and event.municipality == town
    assert event.sessions.get().capacity == 30
    client.post(reverse("events:act", args=[event.pk, "publish"]))
    edit = reverse("events:edit", args=[event.pk])
    sent = typed(school) | {
        "seances-INITIAL_FORMS": "1",
        "seances-0-key": event.sessions.get().pk,
        "seances-0-starts": "10:00",
    }
    assert client.get(edit).status_code == 200
    assert client.post(edit, sent).status_code == 302
    session = event.sessions.get()
    assert timezone.localtime(session.starts_at).hour == 10 and session.sequence == 1
    page = client.post(reverse("events:act", args=[event.pk, "cancel"]), {"reason": ""})
    assert page.status_code == 200
    client.post(reverse("events:act", args=[event.pk, "cancel"]), {"reason": "Neige"})
    event.refresh_from_db()
    assert (event.state, event.reason) == (EventState.CANCELLED, "Neige")
    assert client.get(edit).status_code == 404


def test_my_events_of_fifty_rows_take_ten_queries(client, django_assert_max_num_queries):
    department = DepartmentFactory(code="31")
    client.force_login(actor_for(Role.DEPARTMENT_OFFICE, department=department).user)
    rows = [EventFactory.build(department=department, title=f"E{n}") for n in range(50)]
    year = EventFactory(department=department).school_year
    for row in rows:
        row.school_year = year
    Event.objects.bulk_create(rows)
    with django_assert_max_num_queries(10):
        page = client.get("/evenements/miens/")
    assert len(page.context["page_obj"].object_list) == 50
    assert "proposer mes événements" not in page.content.decode()
    assert "Aucun événement ici" in text_of(client, "/evenements/miens/?etat=cancelled")
