"""Services for the test run, and one database per run and worker.

The controller joins the `test` instance (xdist workers inherit its life); a database
is named after the controller's process, so that several runs share the machine.
"""

import os

import pytest
from django.conf import settings

from config import services


def pytest_configure(config):
    if hasattr(config, "workerinput"):
        return
    services.join("test")
    os.environ["TEST_RUN"] = str(os.getpid())


@pytest.fixture(scope="session")
def django_db_modify_db_settings_parallel_suffix(django_db_modify_db_settings_xdist_suffix):
    database = settings.DATABASES["default"]
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    database["TEST"]["NAME"] = f"test_passerelle_{os.environ['TEST_RUN']}_{worker}"
