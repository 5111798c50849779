"""What follows when a second factor is added, removed or proved: journal, renewed session."""

from allauth.account.internal.flows.login import record_authentication
from allauth.account.signals import user_logged_in
from allauth.mfa import signals
from allauth.mfa.models import Authenticator
from django.dispatch import receiver

from accounts import journal, sessions

NAMES = {
    Authenticator.Type.TOTP: "une application d’authentification",
    Authenticator.Type.WEBAUTHN: "une clé d’accès",
    Authenticator.Type.RECOVERY_CODES: "ses codes de secours",
}


@receiver(signals.authenticator_added)
def added(sender, request, user, authenticator, **_):
    """Setting it up proves it: the session need not prove it again."""
    journal.record(request.actor, f"a ajouté {NAMES[authenticator.type]}", user)
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type)
        sessions.renew(request)


@receiver(signals.authenticator_removed)
def removed(sender, request, user, authenticator, **_):
    journal.record(request.actor, f"a retiré {NAMES[authenticator.type]}", user)
    sessions.renew(request)


@receiver(signals.authenticator_reset)
def replaced(sender, request, user, authenticator, **_):
    journal.record(request.actor, f"a renouvelé {NAMES[authenticator.type]}", user)


@receiver(signals.authenticator_used)
def proved(sender, request, user, reauthenticated=False, **_):
    """At sign-in the session gets a new key by itself."""
    if reauthenticated:
        sessions.renew(request)


@receiver(user_logged_in)
def signed_in(sender, request, **_):
    sessions.mark_signed_in(request)
