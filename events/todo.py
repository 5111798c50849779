"""What waits about events."""

from events import todo_programmes


def todos(actor, school_year):
    return [*todo_programmes.todos(actor, school_year)]
