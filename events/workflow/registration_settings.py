"""How an event takes registrations: decided by who manages it. Raises `Refused`."""

from accounts import journal
from documents.questionnaires import check_questions
from events.models import RegistrationSettings
from events.workflow import registration_seats as held
from events.workflow.who import demand, manages
from partnerships import seats


@seats.unit_of_work
def save(actor, event, values):
    """Open registrations, or change how they work; what the new policy allows is offered."""
    demand(manages(event, actor))
    if values.get("questions"):
        check_questions(values["questions"])
    row, is_new = RegistrationSettings.objects.update_or_create(event=event, defaults=values)
    verb = "a ouvert les inscriptions" if is_new else "a modifié les réglages des inscriptions"
    journal.record(actor, verb, event)
    for session in held.lock_sessions(event.sessions.values("pk")):
        held.call(session)
    return row
