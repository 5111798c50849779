"""What waits about events."""

from events.todo import cup as todo_cup
from events.todo import programmes as todo_programmes
from events.todo import registration as todo_registration


def todos(actor, school_year):
    return [
        *todo_cup.todos(actor, school_year),
        *todo_programmes.todos(actor, school_year),
        *todo_registration.registration_todos(actor),
    ]
