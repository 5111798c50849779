"""A rate limit for addresses that allauth does not guard: the pages of personal links."""

import hashlib
import time

from allauth.account.adapter import get_adapter
from django.conf import settings

from directory import sql

TABLE = settings.CACHES["default"]["LOCATION"]
# A plain number in the table of the cache, which throws it away once it is past. The cache's own
# `incr` reads, then writes, in ten statements, and keeps a count of a day for five minutes.
COUNT = f"""
INSERT INTO {sql.quote(TABLE)} AS c (cache_key, value, expires)
VALUES (%s, '1', now() + make_interval(secs => %s))
ON CONFLICT (cache_key) DO UPDATE SET value = (c.value::bigint + 1)::text
RETURNING value::bigint
"""  # noqa: S608


def allowed(action, key, amount, seconds):
    """Count one use of `action` by `key`; whether it is within `amount` per window of so many
    seconds. One statement: uses at the same instant are all counted."""
    window = int(time.time() // seconds)
    digest = hashlib.sha256(f"{action}:{key}:{window}".encode()).hexdigest()
    (count,) = sql.row(COUNT, [digest, 2 * seconds])
    return count <= amount


def client_address(request):
    """The visitor's IP address, believing only the proxies of PROXY_COUNT."""
    return get_adapter().get_client_ip(request)
