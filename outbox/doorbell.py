"""Wake a worker after the commit; a silent broker costs a second and breaks nothing.

The rows are the truth: when nobody hears the bell, the tick of the next minute finds
them. After a failed ring the process stays quiet for a while, so that a page does not
wait for a dead broker at every notice. Threads that ask while one is ringing share the
next ring: a worker that wakes looks at all that is due.
"""

import logging
import threading
import time
from functools import lru_cache

from celery import current_app
from django.db import transaction
from kombu import pools

TASK = "outbox.tasks.send_due"
TIMEOUT = 0.4  # seconds, for each of connecting and publishing
QUIET = 15  # seconds without ringing after a failure

logger = logging.getLogger(__name__)
_quiet_until = 0.0
_ringing = threading.Lock()
_asked = threading.Event()


def ring():
    """Ask a worker to look at the outbox now; never raises."""
    _asked.set()
    with _ringing:
        # Not asked any more: a ring that began after this one was asked has been heard.
        if _asked.is_set():
            _asked.clear()
            _ring_unless_quiet()


def _ring_unless_quiet():
    global _quiet_until
    if time.monotonic() < _quiet_until:
        return
    try:
        _publish()
    except Exception as error:  # whatever the broker does, the request goes on
        _quiet_until = time.monotonic() + QUIET
        logger.warning("Broker unreachable, the next tick will send: %s", type(error).__name__)


@lru_cache(maxsize=1)
def _broker(url):
    """How the broker is reached: opened by nobody, it names the pool of the open ones."""
    options = {"socket_timeout": TIMEOUT, "socket_connect_timeout": TIMEOUT, "max_retries": 0}
    return current_app.connection_for_write(url, transport_options=options)


def wake(task):
    """Ask a worker for another task of ours, without argument; never raises: beat rings it too."""
    if time.monotonic() >= _quiet_until:
        try:
            _publish(task)
        except Exception as error:  # whatever the broker does, the request goes on
            logger.warning("Broker unreachable, the next tick: %s", type(error).__name__)


def _publish(task=TASK):
    pool = pools.producers[_broker(current_app.conf.broker_write_url)]
    with pool.acquire(block=True, timeout=TIMEOUT) as producer:
        current_app.send_task(task, producer=producer, retry=False, expires=60)


def ring_on_commit():
    """Ring once at the end of this transaction, however many notices it wrote."""
    waiting = transaction.get_connection().run_on_commit
    if not any(function is ring for _, function, _ in waiting):
        transaction.on_commit(ring, robust=True)
