"""What waits about placements."""

from accounts.waits import settled
from placements.todo import (
    agreement,
    applications,
    calendar,
    families,
    follow_up,
    tracks,
    vocational,
)


def todos(actor, school_year):
    return settled(lines(actor, school_year))


def lines(actor, school_year):
    """The same as to-dos and counts."""
    return [
        *agreement.todos(actor, school_year),
        *families.lines(actor, school_year),
        *applications.lines(actor),
        *follow_up.lines(actor, school_year),
        *calendar.todos(actor, school_year),
        *tracks.todos(actor, school_year),
        *vocational.lines(actor, school_year),
    ]
