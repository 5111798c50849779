"""The administrator takes the lost second factor of somebody away."""

from allauth.mfa.models import Authenticator
from django.db import transaction

from accounts import journal, sessions
from accounts.models import User
from directory.violations import Refused, Violation
from outbox.recipients import Recipient
from outbox.workflow import notify


@transaction.atomic
def reset(actor, user, reason):
    """Remove every second factor of `user`, close their sessions, tell them by mail.

    At the next sign-in a person whose role demands one sets up a new one. Raises Refused for
    who is not an administrator, for oneself, without a reason, and when there is nothing.
    """
    if not actor.is_administrator:
        raise Refused("Seul l’administrateur réinitialise la double authentification.")
    if actor.user == user:
        raise Refused("La vôtre se gère depuis Mon compte.")
    if not reason.strip():
        raise Refused(violations=[Violation("", "Un motif est nécessaire.", "reason")])
    User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    removed, _ = Authenticator.objects.filter(user=user).delete()
    if not removed:
        raise Refused("Cette personne n’a pas de double authentification.")
    sessions.end_all(user)
    entry = journal.record(
        actor, "a réinitialisé la double authentification", user, words=str(user), reason=reason
    )
    notify(
        "accounts.security",
        user,
        Recipient(user.email, str(user), user.pk),
        by=actor,
        occasion=f"reset-{entry.pk}",
        context={"event": "second_factor_reset", "reason": reason},
    )
