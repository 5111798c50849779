"""Delivery in a hurry, in the processes that a test starts: importing it shortens the waits.

The order of the times stays as in production: a conversation ends before its lease, and the
relay is asked after it had time to end its own.
"""

from datetime import timedelta

from outbox import delivery, failures, leases, reconciliation
from tests.outbox import kinds  # noqa: F401 - declares the kinds

delivery.SECONDS = 2  # instead of 20
leases.LEASE = timedelta(seconds=6)  # instead of two minutes
reconciliation.PATIENCE = timedelta(seconds=3)  # instead of two minutes
failures.BACK_OFF = (0.02, 0.05)  # minutes, instead of 1 to 240
