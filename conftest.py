"""What every test run gets: services, and a database for each run and each worker.

The controller joins the `test` instance; xdist workers live inside its membership.
"""

import os

import pytest
from django.conf import settings

from config import services
from tests import databases
from tests import strict_templates as strictness


def pytest_configure(config):
    """Join before any worker starts: only the controller has no `workerinput`."""
    if not hasattr(config, "workerinput"):
        services.join()
        os.environ["TEST_RUN"] = str(os.getpid())


@pytest.fixture(scope="session")
def django_db_modify_db_settings(request):
    """Several runs share one server: each worker clones the migrated template."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    databases.use_clone(settings.DATABASES["default"], f"{os.environ['TEST_RUN']}_{worker}")


@pytest.fixture
def database_url(db):
    """The test database, for a process that a test starts."""
    return databases.current_url()


@pytest.fixture(scope="session", autouse=True)
def strict_templates():
    """Undefined variables in our templates fail the test that renders them."""
    with pytest.MonkeyPatch.context() as patch:
        strictness.install(patch)
        yield
