"""Rows that many tests begin with, made once for all tests in a row that ask for them.

`@shared_world` takes the place of `@pytest.fixture` on a function without arguments that only
writes rows. They stay, in an outer transaction, until a test comes that asks for another
world or for none. As with Django's `setUpTestData`, each test gets a copy of what the function
returned, and what it does to the rows goes with its own savepoint. A test that really commits
(`transaction=True`) has its world made for itself.
"""

import datetime as dt
from contextlib import ExitStack, contextmanager, suppress
from copy import deepcopy

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection, transaction
from django.utils import timezone

COMMIT = {"transactional_db", "live_server"}
# The clock of each test starts again: what its world says of now must have been.
EARLIER = dt.timedelta(minutes=1)


class Ground:
    """What the test database of this process holds beneath the tests: a world, or nothing."""

    def __init__(self):
        self.make, self.world, self.undo = None, None, ExitStack()

    def become(self, make):
        """What cannot be made is made again by the test itself, which tells why."""
        if make is not self.make:
            self.clear()
            if make:
                with suppress(Exception):
                    self._make(make)

    def clear(self):
        self.make = self.world = None
        self.undo.close()

    def _make(self, make):
        with ExitStack() as stack:
            stack.enter_context(undone())
            self.world = made_earlier(make)
            connection.check_constraints()  # else it would be done for these rows at each test
            self.make, self.undo = make, stack.pop_all()


ground = Ground()


def made_earlier(make):
    with time_machine.travel((make.moment or timezone.now()) - EARLIER):
        return make()


@contextmanager
def undone():
    """A transaction that ends in a rollback; blocks inside may ask to be outermost."""
    block = transaction.atomic()
    block._from_testcase = True
    with block:
        yield
        transaction.set_rollback(True)


def shared_world(make=None, *, moment=None):
    """A fixture of rows, made when their first test begins, or at a `moment` of their own."""
    if make is None:
        return lambda function: shared_world(function, moment=moment)

    def fixture(db):
        cache.clear()  # what it knows of these rows is from another test
        return deepcopy(ground.world) if ground.make is make else made_earlier(make)

    make.moment = moment
    fixture.makes_world = make
    return pytest.fixture(fixture, name=make.__name__)


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(fixturedef, request):
    """Just before a test opens its own transaction."""
    if fixturedef.argname == "_django_db_helper":
        with request.getfixturevalue("django_db_blocker").unblock():
            ground.become(world_of(request.node))
    return (yield)


def world_of(item):
    """The function whose world that test asks for; None when it shares none."""
    marker = item.get_closest_marker("django_db")
    if COMMIT & {*item.fixturenames} or (marker and marker.kwargs.get("transaction")):
        return None
    definitions = item._fixtureinfo.name2fixturedefs.values()
    made = (getattr(found[-1].func, "makes_world", None) for found in definitions)
    return next(filter(None, made), None)
