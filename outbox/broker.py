"""The broker must lose nothing: an evicting Redis is refused when a worker starts.

Full under another policy than `noeviction`, Redis drops messages without an error
(5,857 of 6,000 in our measure, RELIABILITY §1).
"""

import logging

import redis

WANTED = "noeviction"

logger = logging.getLogger(__name__)


def refuse_eviction(url):
    """Exit when the broker at `url` (a Redis URL) may evict messages.

    A managed broker that hides its configuration gets a warning; a silent one is left
    to Celery, which waits for it.
    """
    client = redis.Redis.from_url(url, socket_timeout=2, socket_connect_timeout=2)
    try:
        policy = client.config_get("maxmemory-policy").get("maxmemory-policy")
    except redis.ResponseError:
        logger.warning("The broker does not tell its eviction policy: it must be %s.", WANTED)
        return
    except redis.ConnectionError:
        return
    finally:
        client.close()
    if policy != WANTED:
        raise SystemExit(
            f"The broker's maxmemory-policy is {policy!r}: messages may vanish without an "
            f"error. Set it to {WANTED!r} and start the worker again."
        )
