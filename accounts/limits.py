"""A rate limit for addresses that allauth does not guard: the pages of personal links."""

import hashlib
import time

from allauth.account.adapter import get_adapter
from django.core.cache import cache


def allowed(action, key, amount, seconds):
    """Count one use of `action` by `key`; whether it is within `amount` per window.

    The count lives in the database cache: two uses at the same instant may count as one.
    """
    window = int(time.time() // seconds)
    digest = hashlib.sha256(f"{action}:{key}:{window}".encode()).hexdigest()
    cache.add(digest, 0, seconds * 2)
    try:
        return cache.incr(digest) <= amount
    except ValueError:  # expired between the two lines
        return True


def client_address(request):
    """The visitor's IP address, believing only the proxies of PROXY_COUNT."""
    return get_adapter().get_client_ip(request)
