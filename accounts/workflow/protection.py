"""What the administrator does for somebody's account: a lost second factor, open sessions.

Raises `Refused` for who is not an administrator, for oneself and without a reason.
"""

from allauth.mfa.models import Authenticator
from django.db import transaction

from accounts import journal, sessions
from accounts.models import User
from directory.violations import Refused, Violation
from outbox.recipients import Recipient
from outbox.workflow import notify


@transaction.atomic
def reset_second_factor(actor, user, reason):
    """Remove every second factor of `user`, close their sessions, tell them by mail.

    At the next sign-in a person whose role demands one sets up a new one. Raises Refused
    when there is nothing.
    """
    _demand(actor, user, reason)
    User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    removed, _ = Authenticator.objects.filter(user=user).delete()
    if not removed:
        raise Refused("Cette personne n’a pas de double authentification.")
    sessions.end_all(user)
    _tell(actor, "a réinitialisé la double authentification", user, reason, "second_factor_reset")


@transaction.atomic
def close_sessions(actor, user, reason):
    """Whoever is signed in as `user` signs in again, on every device; they are told by mail."""
    _demand(actor, user, reason)
    sessions.end_all(user)
    _tell(actor, "a fermé les sessions", user, reason, "sessions_closed")


def _demand(actor, user, reason):
    if not actor.is_administrator:
        raise Refused("Seul l’administrateur protège le compte d’une autre personne.")
    if actor.user == user:
        raise Refused("Le vôtre se gère depuis Mon compte.")
    if not reason.strip():
        raise Refused(violations=[Violation("", "Un motif est nécessaire.", "reason")])


def _tell(actor, verb, user, reason, event):
    entry = journal.record(actor, verb, user, words=str(user), reason=reason)
    notify(
        "accounts.security",
        user,
        Recipient(user.email, str(user), user.pk),
        by=actor,
        occasion=f"{event}-{entry.pk}",
        context={"event": event, "reason": reason},
    )
