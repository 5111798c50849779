"""Pure parts: typography, wording, snapshots' canonical form, calendar files."""

import datetime as dt

import icalendar as library
import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents import typography, wording
from documents.icalendar import PARIS, CalendarEvent, calendar_file
from documents.snapshots import canonical
from tests.documents.factories import WORDING


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("l'école", "l’école"),
        ("« oui »", "«\u00a0oui\u00a0»"),
        ("Est-ce vrai ?", "Est-ce vrai\u202f?"),
        ("note : 3", "note\u00a0: 3"),
        ("M. Dubois", "M.\u00a0Dubois"),
        ("10 000 km", "10\u202f000\u202fkm"),
        ("5 h 30", "5\u202fh 30"),
        ("https://a.test/?b=c;d", "https://a.test/?b=c;d"),
    ],
)
def test_french_printing(typed, printed):
    assert typography.french(typed) == printed


def test_no_bidirectional_override_is_printed():
    assert typography.printable("a\u202eb\u2066c\ufeff\x00") == "abc"


@given(st.text())
def test_what_is_printable_stays_so(text):
    once = typography.printable(text)
    assert typography.printable(once) == once


def test_a_word_without_end_may_be_cut():
    pieces = typography.breakable("x" * 200).split("\u200b")
    assert "".join(pieces) == "x" * 200
    assert max(map(len, pieces)) <= typography.LONGEST_WORD


def test_wording_is_read_as_articles():
    first, second = wording.parse(WORDING)
    assert first["title"] == "Article 1 – Objet"
    assert [block["kind"] for block in first["blocks"]] == ["paragraph", "list"]
    assert second["blocks"] == [{"kind": "paragraph", "text": "Elle dure 1 an."}]


def test_a_value_opens_no_article():
    articles = wording.fill("# Un\n{etablissement}", {"etablissement": "# Deux\n- trois"})
    assert len(articles) == 1
    assert articles[0]["blocks"] == [{"kind": "paragraph", "text": "# Deux\n- trois"}]


@given(st.text())
def test_any_text_can_be_read_as_wording(text):
    wording.parse(text)
    wording.check(text, {})


def test_canonical_json_is_the_same_whatever_the_order():
    assert (
        canonical({"b": 1, "a": "é"}) == canonical({"a": "é", "b": 1}) == b'{"a":"\xc3\xa9","b":1}'
    )
    with pytest.raises(ValueError):
        canonical(float("nan"))


NOON = dt.datetime(2027, 3, 28, 12, tzinfo=PARIS)
EVENT = CalendarEvent(
    key="booking-42",
    summary="Immersion ; classe, 4e B",
    starts=NOON,
    ends=NOON + dt.timedelta(hours=2),
    changed_at=NOON,
    location="Albi",
)


def read(content):
    return library.Calendar.from_ical(content).walk("VEVENT")[0]


def test_an_entry_keeps_its_uid_and_counts_its_changes():
    first = read(calendar_file([EVENT]))
    later = CalendarEvent(**(vars(EVENT) | {"sequence": 3, "cancelled": True}))
    second = read(calendar_file([later]))
    assert first["uid"] == second["uid"] == "booking-42@passerelle"
    assert (first["sequence"], second["sequence"]) == (0, 3)
    assert (first["status"], second["status"]) == ("CONFIRMED", "CANCELLED")
    assert first["summary"] == EVENT.summary


def test_hours_are_those_of_paris_with_their_zone():
    content = calendar_file([EVENT]).decode()
    assert "DTSTART;TZID=Europe/Paris:20270328T120000" in content
    assert "BEGIN:VTIMEZONE" in content
    assert read(content)["dtstart"].dt == NOON


def test_whole_days_hold_the_last_one():
    days = CalendarEvent(
        **(vars(EVENT) | {"starts": dt.date(2027, 1, 12), "ends": dt.date(2027, 1, 14)})
    )
    entry = read(calendar_file([days]))
    assert entry["dtstart"].dt == dt.date(2027, 1, 12)
    assert entry["dtend"].dt == dt.date(2027, 1, 15)


def test_a_time_without_zone_is_refused():
    naive = CalendarEvent(**(vars(EVENT) | {"starts": dt.datetime(2027, 1, 1, 8)}))
    with pytest.raises(ValueError, match="zone"):
        calendar_file([naive])


def test_a_mail_that_cancels_says_so():
    assert b"METHOD:CANCEL" in calendar_file([EVENT], cancellation=True)
    assert b"METHOD:PUBLISH" in calendar_file([EVENT])
