"""What waits about placements."""

from placements import todo_agreement, todo_families, todo_tracks


def todos(actor, school_year):
    return [
        *todo_agreement.todos(actor, school_year),
        *todo_families.todos(actor, school_year),
        *todo_tracks.todos(actor, school_year),
    ]
