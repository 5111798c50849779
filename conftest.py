"""What every test run gets: services, and a database for each run and each worker.

The controller joins the `test` instance; xdist workers live inside its membership.
"""

import datetime as dt
import gc
import os
import sys
from importlib import import_module

import pytest
import time_machine
from hypothesis import settings as properties

from config import services
from tests import databases, emptied
from tests import strict_templates as strictness
from tests.access.told import KNOWN
from tests.worlds import pytest_fixture_setup  # noqa: F401 - hook

pytest_plugins = ["tests.faults.table"]

# A Monday morning of term in Toulouse, fixtures of every scope included.
TODAY = dt.datetime(2026, 11, 23, 8, tzinfo=dt.UTC)
# These start processes or drive a browser, which read the machine's clock.
REAL_CLOCK = ("browser", "faults")
# How long an example takes is the machine's affair.
properties.register_profile("passerelle", deadline=None)
properties.load_profile("passerelle")


def pytest_configure(config):
    """Join before any worker starts: only the controller has no `workerinput`."""
    keep_bytecode()
    gc.disable()  # until all is collected: nearly all that is made by then stays
    if not hasattr(config, "workerinput"):
        services.join()
        os.environ["TEST_RUN"] = str(os.getpid())


def keep_bytecode():
    """Also where the environment forbids it, as `make test` does: each worker would rewrite
    the assertions of every file again, and each process that a test starts compile ours."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.dont_write_bytecode = False


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """What waits for processes begins while the other worker has much to do: at the end of the
    run it would be alone. Idle workers take the tests of others from the end of the list."""
    items.sort(key=lambda item: not reads_real_clock(item))


def reads_real_clock(item):
    return any(item.get_closest_marker(name) for name in REAL_CLOCK)


def pytest_collection_finish():
    """What was imported and collected stays to the end: the collector need not look at it
    again and again (a tenth of the run)."""
    gc.enable()
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 50)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item):
    """No test depends on the day it runs: each one begins on TODAY, and its clock ticks."""
    if reads_real_clock(item):
        return (yield)
    with time_machine.travel(TODAY, tick=True):
        return (yield)


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker):
    """A clone of the migrated template, instead of Django's own way, which looks for migrations
    to apply. The school year in progress is that of TODAY, also after the tables were emptied.
    """
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    with (
        django_db_blocker.unblock(),
        databases.on_clone(f"{os.environ['TEST_RUN']}_{worker}"),
        pytest.MonkeyPatch.context() as patch,
    ):
        import_module("directory.years").ensure_years(TODAY.date())
        emptied.keep_first_rows()
        emptied.instead_of_flush(patch)
        with django_db_blocker.block():
            yield


@pytest.fixture
def database_url(db):
    """The test database, for a process that a test starts."""
    return databases.current_url()


@pytest.fixture(scope="session", autouse=True)
def known_subjects():
    """Who writes mails about a new thing says where one sees what was sent about it."""
    row_of = import_module("outbox.workflow")._row

    def known(kind, subject, *given):
        ours = subject is not None and not kind.code.startswith(("test.", "bench."))
        assert not ours or subject._meta.label in KNOWN, "Add it to tests/access/told.py"
        return row_of(kind, subject, *given)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("outbox.workflow._row", known)
        yield


@pytest.fixture(scope="session", autouse=True)
def words_are_read():
    """Who lets somebody type words that a mail carries shows them the mail first."""
    with pytest.MonkeyPatch.context() as patch:
        import_module("tests.access.words").watch(patch)
        yield


@pytest.fixture(scope="session", autouse=True)
def strict_templates():
    """Undefined variables in our templates fail the test that renders them."""
    with pytest.MonkeyPatch.context() as patch:
        strictness.install(patch)
        yield
