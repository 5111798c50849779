"""How an event takes registrations: decided by who manages it. Raises `Refused`."""

from accounts import journal
from directory.violations import Refused
from documents.questionnaires import check_questions
from events.models import Event, RegistrationSettings
from events.workflow import registration_seats as held
from partnerships import seats


@seats.unit_of_work
def save(actor, event, values):
    """Open registrations, or change how they work; what the new policy allows is offered."""
    if not Event.objects.managed_by(actor).filter(pk=event.pk).exists():
        raise Refused("Cette action ne vous est pas ouverte.")
    if values.get("questions"):
        check_questions(values["questions"])
    row, is_new = RegistrationSettings.objects.update_or_create(event=event, defaults=values)
    verb = "a ouvert les inscriptions" if is_new else "a modifié les réglages des inscriptions"
    journal.record(actor, verb, event)
    for session in held.lock_sessions(event.sessions.values("pk")):
        held.call(session)
    return row
