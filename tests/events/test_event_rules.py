"""The rules of an event, and what its structured data says: no database."""

import datetime as dt
import json

import pytest

from directory.calendar import Calendar
from directory.models import Department, Municipality
from events import structured
from events.enums import EventState
from events.lines import BY_DEPARTMENT, Line, grouped
from events.models import Event, Session
from events.rules import events as rules
from events.rules.events import SessionDraft

NINE = dt.datetime(2026, 11, 17, 9, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


def said(found):
    return [one.message for one in found]


def test_an_event_has_a_session_that_ends_after_it_begins():
    assert said(rules.check_sessions([])) == [rules.NO_SESSION]
    assert said(rules.check_sessions([SessionDraft(NINE, NINE)])) == [rules.CROSSED]
    assert rules.check_sessions([SessionDraft(NINE, NINE + HOUR)]) == []


def test_a_sunday_warns_and_forbids_nothing():
    found = rules.check_days({dt.date(2026, 11, 15), dt.date(2026, 11, 17)}, Calendar())
    assert said(found) == ["Le 15/11/2026 tombe un jour fermé aux élèves (dimanche)."]
    assert not any(one.blocking for one in found)


@pytest.mark.parametrize(
    ("opens", "closes", "words"),
    [
        (None, None, []),
        (NINE - HOUR, NINE, []),
        (NINE, NINE - HOUR, ["La clôture des inscriptions précède leur ouverture."]),
        (None, NINE + 3 * HOUR, ["Les inscriptions se terminent avant la fin de l’événement."]),
    ],
)
def test_registrations_close_in_time(opens, closes, words):
    assert said(rules.check_registration(opens, closes, NINE + HOUR)) == words


def event(**values):
    department = Department(code="31", name="Haute-Garonne")
    town = Municipality(insee_code="31555", name="Toulouse", department=department)
    return Event(
        pk=7, title="Forum </script><b>", kind="forum", place="Halle", organiser="CLEE",
        department=department, municipality=town, starts_at=NINE, ends_at=NINE + HOUR, **values,
    )  # fmt: skip


def test_structured_data_follow_schema_org_and_never_close_their_block():
    row = event(state=EventState.PUBLISHED)
    sessions = [
        Session(event=row, title=title, starts_at=NINE, ends_at=NINE + HOUR, capacity=20)
        for title in ("A", "B")
    ]
    text = str(structured.block(row, sessions))
    assert text.count("</script>") == 1 and "<b>" not in text
    data = json.loads(text.removeprefix('<script type="application/ld+json">')[: -len("</script>")])
    assert data["@type"] == "Event" and data["name"] == row.title
    assert data["startDate"] == "2026-11-17T09:00:00+00:00"
    assert data["location"]["address"]["addressLocality"] == "Toulouse"
    assert data["maximumAttendeeCapacity"] == 40 and len(data["subEvent"]) == 2
    assert data["url"].endswith("/evenements/7/")
    cancelled = structured.described(event(state=EventState.CANCELLED), [])
    assert cancelled["eventStatus"] == "https://schema.org/EventCancelled"


def line(day, hour, department):
    at = dt.datetime(2026, 11, day, hour)
    return Line(at.date(), (at, 1), "", f"{day} {hour}", "", "", "", "", department)


def test_lines_are_grouped_by_day_or_by_department():
    lines = [line(18, 9, "Gers"), line(17, 14, "Gers"), line(17, 9, "Ariège")]
    found = [(name, [one.title for one in rows]) for name, rows in grouped(lines)]
    assert found == [("Mardi 17 novembre 2026", ["17 9", "17 14"]),
                     ("Mercredi 18 novembre 2026", ["18 9"])]  # fmt: skip
    found = [(name, [one.title for one in rows]) for name, rows in grouped(lines, BY_DEPARTMENT)]
    assert found == [("Ariège", ["17 9"]), ("Gers", ["17 14", "18 9"])]
