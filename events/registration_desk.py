"""The registrations of an event at once, for who organises it: few queries, whatever their number.

The board counts people, not rows: expected, present, missing.
"""

from dataclasses import dataclass

from django.db.models import Count, Q, Sum

from events.enums_registration import EntryState
from events.models import Registration, Session, SessionEntry
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
        present_sum=Sum("present", default=0),
        to_come=Sum("seats", filter=Q(state=EntryState.CONFIRMED, present=None), default=0),
    )
    found = {row["session"]: row for row in rows}
    empty = dict.fromkeys(("expected", "offered", "waiting", "requested", "present_sum",
                           "to_come"), 0)  # fmt: skip
    return [_line(session, found.get(session.pk, empty)) for session in sessions]


def _line(session, row):
    return BoardLine(
        session,
        row["expected"],
        row["present_sum"],
        # A class of 24 that came with 20 is there: who is missing has not been counted yet.
        row["to_come"],
        row["offered"],
        row["waiting"],
        row["requested"],
    )


def entries_of(event, *, session=None, state="", text=""):
    """The entries of an event, as its organiser looks for them."""
    rows = SessionEntry.objects.filter(session__event=event).for_lists().with_rank()
    if session:
        rows = rows.filter(session=session)
    if state in EntryState.values:
        rows = rows.filter(state=state)
    if text := text.strip():
        rows = rows.filter(_found(text))
    return rows.order_by("session__starts_at", "session", "pk")


def _found(text):
    """A name, an organisation, an address, a class or the code of a ticket."""
    names = ("name", "email", "organisation", "group_name", "class_group__name", "school__name")
    found = Q(registration__code__iexact=text)
    for name in names:
        found |= Q(**{f"registration__{name}__icontains": text})
    return found


def counts_by_state(event):
    """{state: how many entries} of an event."""
    rows = SessionEntry.objects.filter(session__event=event).order_by().values("state")
    return dict(rows.annotate(count=Count("pk")).values_list("state", "count"))


def unproved(event):
    """How many forms wait for the click of their author."""
    return Registration.objects.filter(event=event, proved_at=None).count()


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
            *(answer_words(one, row.answers.get(one["code"])) for one in asked),
        ]  # fmt: skip
