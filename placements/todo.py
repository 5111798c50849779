"""What waits about placements."""

from placements import todo_families


def todos(actor, school_year):
    return todo_families.todos(actor, school_year)
