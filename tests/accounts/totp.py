"""What an authentication application does."""

import time

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value

SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"


def code(secret=SECRET, periods=0):
    """The code that the application shows now (or some periods from now)."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + periods))


def give(user):
    """`user` has an application that knows SECRET, and recovery codes; the first is returned."""
    TOTP.activate(user, SECRET)
    return RecoveryCodes.activate(user).get_unused_codes()
