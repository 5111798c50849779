"""What waits about events."""

from events.todo_registration import registration_todos


def todos(actor, school_year):
    return registration_todos(actor)
