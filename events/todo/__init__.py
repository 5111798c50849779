"""What waits about events."""

from events.todo import cup, programmes, registration


def todos(actor, school_year):
    return [
        *cup.todos(actor, school_year),
        *programmes.todos(actor, school_year),
        *registration.registration_todos(actor),
    ]
