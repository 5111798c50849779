"""Who must have a second factor, and what a session has proved of it."""

from enum import StrEnum

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.conf import settings

# What one signs in with; recovery codes only replace one of them for a while.
OWN_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


class Lack(StrEnum):
    """What keeps a session from acting in a role of SECOND_FACTOR_ROLES."""

    NONE = "none"
    SET_UP = "set_up"
    PROOF = "proof"


def is_required(roles):
    """Whether one of these roles in force demands a second factor."""
    return not set(settings.SECOND_FACTOR_ROLES).isdisjoint(roles)


def lack(request, roles):
    """What this session still lacks, for a person who holds `roles` in force.

    A factor that was removed since, or reset by an administrator, proves nothing any more.
    """
    if not is_required(roles):
        return Lack.NONE
    records = get_authentication_records(request, request.user)
    if vouched(records):
        return Lack.NONE
    held = dict(Authenticator.objects.filter(user=request.user).values_list("pk", "type"))
    if not set(OWN_FACTORS) & set(held.values()):
        return Lack.SET_UP
    return Lack.NONE if any(_proves(record, held) for record in records) else Lack.PROOF


def vouched(records):
    """Whether the identity provider asked for two factors and PROCONNECT_SECOND_FACTOR takes
    its word."""
    return any(record.get("second_factor") for record in records)


def _proves(record, held):
    """Recovery codes are known by their type: drawing new ones is no reason to ask again."""
    if record.get("method") != "mfa":
        return False
    codes = Authenticator.Type.RECOVERY_CODES
    return record.get("id") in held or (record.get("type") == codes and codes in held.values())
