"""What waits about placements."""

from accounts.waits import settled
from placements import (
    todo_agreement,
    todo_applications,
    todo_calendar,
    todo_families,
    todo_follow_up,
    todo_tracks,
    todo_vocational,
)


def todos(actor, school_year):
    return settled(lines(actor, school_year))


def lines(actor, school_year):
    """The same as to-dos and counts."""
    return [
        *todo_agreement.todos(actor, school_year),
        *todo_families.lines(actor, school_year),
        *todo_applications.lines(actor),
        *todo_follow_up.lines(actor, school_year),
        *todo_calendar.todos(actor, school_year),
        *todo_tracks.todos(actor, school_year),
        *todo_vocational.lines(actor, school_year),
    ]
