"""The registrations of an event at once, for who organises it: few queries, whatever their number.

The board counts people, not rows: expected, present, missing.
"""

from dataclasses import dataclass

import segno
from django.db.models import Count, Q, Sum

from events.enums.registration import EntryState
from events.models import Session, SessionEntry
from events.registration_questions import answer_words

COLUMNS = (
    "Inscription", "Nom", "Courriel", "Établissement ou organisme", "UAI", "Séance", "Début",
    "État", "Personnes", "Élèves", "Adultes", "Présents", "Besoins particuliers", "Inscrite le",
)  # fmt: skip


@dataclass(frozen=True)
class BoardLine:
    """One session: its seats, who is expected, who came, who waits."""

    session: Session
    expected: int
    present: int
    missing: int
    offered: int
    waiting: int
    requested: int
    # {state: how many registrations}
    counts: dict

    @property
    def left(self):
        return self.session.seats_left


def board_of(event):
    """A line for each session that takes place, then what they make together. Two queries."""
    sessions = list(event.sessions.standing().order_by("starts_at", "pk"))
    seats = {
        name: Sum("seats", filter=Q(state=state), default=0)
        for name, state in (
            ("expected", EntryState.CONFIRMED),
            ("offered", EntryState.OFFERED),
            ("waiting", EntryState.WAITLISTED),
            ("requested", EntryState.REQUESTED),
        )
    }
    rows = SessionEntry.objects.filter(session__in=sessions).order_by().values("session")
    rows = rows.annotate(
        **seats,
        **{f"n_{state}": Count("pk", filter=Q(state=state)) for state in EntryState.values},
        present_sum=Sum("present", default=0),
        to_come=Sum("seats", filter=Q(state=EntryState.CONFIRMED, present=None), default=0),
    )
    found = {row["session"]: row for row in rows}
    return [_line(session, found.get(session.pk, {})) for session in sessions]


def _line(session, row):
    return BoardLine(
        session,
        row.get("expected", 0),
        row.get("present_sum", 0),
        # A class of 24 that came with 20 is there: who is missing has not been counted yet.
        row.get("to_come", 0),
        row.get("offered", 0),
        row.get("waiting", 0),
        row.get("requested", 0),
        {state: row.get(f"n_{state}", 0) for state in EntryState.values},
    )


def entries_of(event, *, session=None, state="", text="", by_email=True):
    """The entries of an event, as its organiser looks for them; the team of the door finds
    nobody by an address that it may not read."""
    rows = SessionEntry.objects.filter(session__event=event).for_lists().with_rank()
    if session:
        rows = rows.filter(session=session)
    if state in EntryState.values:
        rows = rows.filter(state=state)
    if text := text.strip():
        rows = rows.filter(_found(text, by_email))
    return rows.order_by("session__starts_at", "session", "pk")


def _found(text, by_email):
    """A name, an organisation, an address, a class or the code of a ticket."""
    names = ["name", "organisation", "group_name", "class_group__name", "school__name"]
    names += ["email"] if by_email else []
    found = Q(registration__code__iexact=text)
    for name in names:
        found |= Q(**{f"registration__{name}__icontains": text})
    return found


def states_of(board):
    """[(state, label, how many)] of an event, those that occur."""
    found = [
        (state, label, sum(line.counts[state] for line in board))
        for state, label in EntryState.choices
    ]
    return [line for line in found if line[2]]


# How many forms wait for the click of their author, beside the event itself.
UNPROVED = Count("registrations", filter=Q(registrations__proved_at=None))


def export_rows(event, entries):
    """The titles, then a line per entry; a column for each question."""
    asked = event.registration_settings.questions
    yield [*COLUMNS, *(question["text"] for question in asked)]
    for entry in entries:
        row = entry.registration
        yield [
            row.label, row.name, row.email, row.where_from, row.school.uai if row.school else "",
            str(entry.session), entry.session.starts_at, entry.get_state_display(), entry.seats,
            row.pupils, row.adults, "" if entry.present is None else entry.present, row.needs,
            row.created_at,
            *(_cell(one, row.answers.get(one["code"])) for one in asked),
        ]  # fmt: skip


def _cell(question, value):
    """A number stays one, so that it adds up."""
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return value if is_number else answer_words(question, value)


def image_of(url):
    """The QR of an address, as the address of an image in a page."""
    return segno.make_qr(url, error="m").svg_data_uri(scale=5, border=2)
