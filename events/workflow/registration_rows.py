"""What registrations read again and again, compiled once: hundreds come in the minute that
opens an event (R-EV-3)."""

from functools import cache

from django.db.models import Exists, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.models import User
from directory.sql import Given, Kept, KeptUpdate, among
from directory.violations import Refused
from events.enums import EventState
from events.enums.registration import LIVE
from events.models import Event, Registration, RegistrationSettings, Session, SessionEntry
from partnerships.seats import locking


@cache
def _kept():
    own = Registration.objects.filter(pk=Given("pk"))
    account = User.objects.filter(is_active=True, email=OuterRef("email")).values("pk")
    sessions = Session.objects.filter(among("pk", "keys"))
    others = SessionEntry.objects.exclude(registration=Given("pk"))
    mine = others.filter(session=OuterRef("pk"), who=Given("who"), state__in=LIVE)
    waits = SessionEntry.objects.waiting().filter(session=Given("session"))
    return {
        # Registrations share it; what ends or moves the event waits for them, and they for it.
        "event": Kept(
            Event.objects.filter(pk=Given("pk")).select_related("registration_settings").order_by(),
            shared=True,
        ),
        "settings": Kept(RegistrationSettings.objects.filter(event=Given("event")).order_by()),
        "row": Kept(locking(own)),
        "proved": KeptUpdate(
            own, proved_at=Given("now"), user=Coalesce("user", Subquery(account[:1]))
        ),
        "wanted": Kept(
            sessions.filter(event=Given("event")).annotate(is_theirs=Exists(mine)).order_by("pk")
        ),
        "session": Kept(locking(Session.objects.filter(pk=Given("pk")))),
        "waits": Kept(waits.order_by().values_list("pk")[:1]),
    }


def settings_of(event):
    """How the event takes registrations; `Refused` when it takes none."""
    if not Event.registration_settings.is_cached(event):
        event.registration_settings = _kept()["settings"].first(event=event.pk)
    try:
        return event.registration_settings
    except RegistrationSettings.DoesNotExist:
        raise Refused("Cet événement ne prend pas d’inscriptions ici.") from None


def hold_event(key):
    """The event as it is now and until the end of the transaction: what was read of it before
    may be late. None when it does not take place."""
    event = _kept()["event"].first(pk=key)
    return event if event and event.state == EventState.PUBLISHED else None


def lock_registration(key):
    """A registration, locked."""
    return _kept()["row"].first(pk=key)


def wanted_of(row):
    """The sessions that a registration asks for; `is_theirs` where they have, or ask for, a
    place by another registration."""
    asked = {"keys": row.wanted, "event": row.event_id, "pk": row.pk, "who": row.who_key}
    return _of(row.event, _kept()["wanted"](**asked))


def lock_session_of(event, key):
    """A session of an event that is held already (`hold_event`), locked: hot, so no join."""
    return _of(event, _kept()["session"](pk=key))[0]


def _of(event, sessions):
    for one in sessions:
        one.event = event
    return sessions


def mark_proved(row):
    """The address is its author's: the account that has it, if any, finds the registration."""
    row.proved_at = timezone.now()
    _kept()["proved"](pk=row.pk, now=row.proved_at)


def has_waiters(session):
    """Whether somebody waits for seats of it."""
    return bool(_kept()["waits"].rows(session=session.pk))
