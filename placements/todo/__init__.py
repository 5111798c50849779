"""What waits about placements."""

from accounts.waits import settled
from placements.todo import agreement as todo_agreement
from placements.todo import applications as todo_applications
from placements.todo import calendar as todo_calendar
from placements.todo import families as todo_families
from placements.todo import follow_up as todo_follow_up
from placements.todo import tracks as todo_tracks
from placements.todo import vocational as todo_vocational


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
