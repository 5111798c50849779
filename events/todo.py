"""What waits about events."""

from events import todo_cup, todo_programmes, todo_registration


def todos(actor, school_year):
    return [
        *todo_cup.todos(actor, school_year),
        *todo_programmes.todos(actor, school_year),
        *todo_registration.registration_todos(actor),
    ]
