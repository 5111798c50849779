"""A process's share of an instance: starts the keeper when nobody has yet."""

import atexit
import contextlib
import fcntl
import os
import sys
import time

from psycopg.errors import DuplicateDatabase, UniqueViolation

from config.services.instance import NAME, ROOT, ServiceError

PATIENCE = 60
KNOWN = "SELECT FROM pg_database WHERE datname = %s"


class Membership:
    """Keeps an instance running until this process ends or leaves."""

    def __init__(self, instance):
        self.instance = instance
        try:
            instance.folder.mkdir(parents=True, exist_ok=True)
            self.users = (instance.folder / "users.lock").open("a")
        except PermissionError as error:
            raise ServiceError(f"{error}: was the portal once run as root here?") from error
        atexit.register(self.leave)
        fcntl.flock(self.users, fcntl.LOCK_SH)
        self.ensure()
        self._ensure_database()

    def ensure(self):
        """Return once the instance answers; start a keeper if it has none."""
        with (self.instance.folder / "start.lock").open("a") as starting:
            fcntl.flock(starting, fcntl.LOCK_EX)
            keeper = None
            deadline = time.monotonic() + PATIENCE
            while not self.instance.healthy():
                if keeper is None and not self.instance.kept:
                    keeper = self._spawn_keeper()
                gone = keeper and os.waitpid(keeper, os.WNOHANG)[0]
                if gone or time.monotonic() > deadline:
                    text = self.instance.log.read_text(errors="replace")
                    raise ServiceError(f"The embedded services did not start:\n{text}")
                time.sleep(0.05)

    def leave(self):
        """Give the share back; the keeper stops the servers if it was the last."""
        self.users.close()

    def _spawn_keeper(self):
        """Not a Popen: the keeper outlives this process when others use the instance."""
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
        return os.posix_spawn(
            sys.executable,
            [sys.executable, "-P", "-m", "config.services.keeper", *self.instance.words],
            {**os.environ, "PYTHONPATH": str(ROOT)},
            file_actions=[
                (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
                (os.POSIX_SPAWN_OPEN, 1, str(self.instance.log), flags, 0o600),
                (os.POSIX_SPAWN_DUP2, 1, 2),
            ],
            setsid=True,
        )

    def _ensure_database(self):
        with self.instance.connect() as connection:
            if not connection.execute(KNOWN, [NAME]).rowcount:
                # Two newcomers may both find it missing: one creates it, the other has it.
                with contextlib.suppress(DuplicateDatabase, UniqueViolation):
                    connection.execute(f"CREATE DATABASE {NAME}")
