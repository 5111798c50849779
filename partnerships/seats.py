"""Seats that are never sold twice (R-CEE-6, R-PL-7, R-EV-3).

A parent row carries `capacity` and `seats_taken`, bound by a CHECK. A unit of work locks
its parents always in the same order (class group, then slots by id, then bookings) and
moves the counter by one conditional UPDATE, which is the slot's lock too: a request makes
it its last statement, so that a hot slot is held for one statement and the commit.
Measured (RELIABILITY §3): without the condition every hot slot is oversold, with it none.
"""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, wraps
from itertools import count

from django.apps import apps
from django.db import IntegrityError, OperationalError, connection, transaction
from django.db.models import F, Q

from directory.sql import Given, KeptUpdate
from directory.violations import Refused, Violation

TRIES = 4
SERIALIZATION, DEADLOCK, CHECK = "40001", "40P01", "23514"
PAUSE = 0.05  # seconds, times the try, times a random part


def lock(queryset):
    """The rows of the queryset, by id, locked against other units of work.

    `FOR NO KEY UPDATE`: rows that point to these can still be written by others.
    """
    return list(locking(queryset))


def locking(queryset):
    """The query that locks its rows in the one order, to run or to keep."""
    return queryset.select_for_update(of=("self",), no_key=True).order_by("pk")


def try_hold(parent, seats, **state):
    """Take `seats` of the row in that state; False when it is not, or has fewer left."""
    return bool(_holding(parent._meta.model, tuple(state.items()))(pk=parent.pk, seats=seats))


@cache
def _holding(model, state):
    mine = model._base_manager.filter(pk=Given("pk"), **dict(state))
    # A parent without a capacity takes everybody; a column that holds one always says so.
    left = mine.filter(Q(capacity=None) | Q(seats_taken__lte=F("capacity") - Given("seats")))
    return KeptUpdate(left, seats_taken=F("seats_taken") + Given("seats"))


def hold(parent, seats):
    """Take `seats` of the parent, or raise Refused when fewer are left."""
    if not try_hold(parent, seats):
        parent.refresh_from_db(fields=["capacity", "seats_taken"])
        left = parent.capacity - parent.seats_taken
        raise Refused(violations=[Violation("R-CEE-6", _too_late(seats, left))])


def _too_late(seats, left):
    if left <= 0:
        return "Ce créneau vient d’être complété par une autre demande."
    rest = "1 place" if left == 1 else f"{left} places"
    return f"Il ne reste que {rest} sur ce créneau, vous en demandez {seats}."


def release(parent, seats):
    """Give seats back; the CHECK refuses to give back more than was taken."""
    if seats:
        type(parent)._base_manager.filter(pk=parent.pk).update(seats_taken=F("seats_taken") - seats)


@dataclass(frozen=True)
class Order:
    """How far a list may be served out of its order: `may_pass(entry)`, whether those behind
    an entry that does not fit may be served before it; `pass_over(entries)`, told of each
    time that one was."""

    may_pass: Callable
    pass_over: Callable


def promote(parent, waiting, offer, fits=lambda entry: True, *, order=None, most=None, **state):
    """Offer the seats that are left to who waits, in order: the first that fits is served
    first. Returns the entries that were offered seats.

    `waiting` is the queryset of the entries (`models.waiting.Waiting`) that wait for seats
    of this parent; `offer(entry)` puts one in its new state; `fits(entry)` says whether what
    is no seat of this parent allows it; `most` is how many are served at once (all without
    it). `order` (`Order`) limits how often an entry may be passed by those behind it. `state` is
    what the parent must still be. Idempotent: an entry that was offered seats waits no longer.
    The parent is locked first: two promotions never read the same list.
    """
    lock(type(parent)._base_manager.filter(pk=parent.pk))
    offered, passed = [], []
    for entry in lock(waiting):
        if order and not all(map(order.may_pass, passed)):
            break
        if fits(entry) and try_hold(parent, entry.seats, **state):
            offer(entry)
            offered.append(entry)
            if order:
                order.pass_over(passed)
        else:
            passed.append(entry)
        if len(offered) == most:
            break
    return offered


def unit_of_work(function):
    """One transaction; a deadlock or a serialization failure is tried again three times.

    Inside another transaction nothing can be tried again: the outer one is the unit. A
    named constraint that refuses becomes `Refused` with its French message, and so does a
    trigger of ours, which raises a check violation in French. The function
    reads its rows again at each try: it takes keys, not loaded state, seriously.
    """

    @wraps(function)
    def run(*args, **kwargs):
        tries = 1 if connection.in_atomic_block else TRIES
        for attempt in count(1):
            try:
                with transaction.atomic():
                    return function(*args, **kwargs)
            except IntegrityError as error:
                raise _refusal(error) from error
            except OperationalError as error:
                if attempt == tries or _sqlstate(error) not in (SERIALIZATION, DEADLOCK):
                    raise
                time.sleep(PAUSE * attempt * random.random())  # noqa: S311 jitter, not a secret

    return run


def _sqlstate(error):
    return getattr(error.__cause__, "sqlstate", None)


def _refusal(error):
    """What the constraint or the trigger that refused says; the error itself without words."""
    told = getattr(error.__cause__, "diag", None)
    message = _messages().get(getattr(told, "constraint_name", None))
    if told and told.constraint_name is None and told.sqlstate == CHECK:
        message = told.message_primary
    return Refused(message) if message else error


def _messages():
    return {
        constraint.name: str(constraint.violation_error_message)
        for model in apps.get_models()
        for constraint in model._meta.constraints
        if constraint.violation_error_message != constraint.default_violation_error_message
    }
