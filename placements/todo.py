"""What waits about placements."""

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
    return [
        *todo_agreement.todos(actor, school_year),
        *todo_families.todos(actor, school_year),
        *todo_applications.todos(actor, school_year),
        *todo_follow_up.todos(actor, school_year),
        *todo_calendar.todos(actor, school_year),
        *todo_tracks.todos(actor, school_year),
        *todo_vocational.todos(actor, school_year),
    ]
