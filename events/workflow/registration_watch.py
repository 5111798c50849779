"""What registrations do when their event changes: in the transaction of the change."""

from events.models import RegistrationSettings
from events.workflow import registration_seats as held
from events.workflow import registrations, watchers


def follow(actor, event, sessions, change):
    """Tell people, offer the seats of a larger room, end what does not take place."""
    if not RegistrationSettings.objects.filter(event=event).exists():
        return
    if change == watchers.CANCELLED:
        reason = event.reason or "Cette séance n’a plus lieu."
        registrations.end_all(actor, sessions, reason)
    elif change == watchers.MOVED:
        registrations.tell_moved(sessions)
    else:
        for session in held.lock_sessions([one.pk for one in sessions]):
            held.call(session)


watchers.register(follow)
