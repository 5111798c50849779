"""What waits about placements."""

from placements import todo_agreement


def todos(actor, school_year):
    return todo_agreement.todos(actor, school_year)
