"""What waits about events."""

from events import todo_cup


def todos(actor, school_year):
    return [*todo_cup.todos(actor, school_year)]
