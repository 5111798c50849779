"""Where an instance lives, how it is reached, whether it answers."""

import fcntl
import hashlib
import os
import pwd
import tempfile
from dataclasses import dataclass
from pathlib import Path

import psycopg
import redis

ROOT = Path(__file__).resolve().parents[2]
NAME = "passerelle"
VERSIONS = (16, 18)
DEFAULT_VERSION = 18
PORT = 5432  # only a suffix of the socket's name: no server listens on TCP
SOCKET_LIMIT = 107  # bytes of a Unix socket's path


class ServiceError(RuntimeError):
    """The embedded services could not be started; the text says what to do."""


def reachable(path):
    """Whether an unprivileged user can pass through every folder above `path`."""
    return all(folder.stat().st_mode & 0o001 for folder in path.resolve().parents)


def as_root():
    return os.geteuid() == 0


@dataclass(frozen=True)
class Instance:
    """One pair of servers of this checkout, known by its name."""

    name: str
    version: int = DEFAULT_VERSION
    root: Path = ROOT

    @property
    def words(self):
        """This instance on a command line."""
        return [self.name, str(self.version), str(self.root)]

    @property
    def key(self):
        words = f"{self.root}:{self.name}:{self.version}"
        return hashlib.sha256(words.encode()).hexdigest()[:10]

    @property
    def owner(self):
        """PostgreSQL refuses to run as root: the servers then run as `nobody`."""
        return pwd.getpwnam("nobody").pw_uid if as_root() else os.geteuid()

    @property
    def popen_user(self):
        """What Popen needs to start a program as the owner."""
        if not as_root():
            return {}
        return {"user": self.owner, "group": pwd.getpwuid(self.owner).pw_gid, "extra_groups": []}

    @property
    def folder(self):
        """Locks and the log."""
        return self.root / "var" / "services" / f"{self.name}-{self.version}"

    @property
    def log(self):
        return self.folder / "log"

    @property
    def home(self):
        """Data: beside the log, unless the unprivileged user cannot get there."""
        if not as_root() or reachable(self.root / "var" / "services" / "-"):
            return self.folder / "data"
        return Path("/var/tmp", f"{NAME}-{self.key}")

    @property
    def sockets(self):
        """A folder short enough for the names of both sockets."""
        for parent in (tempfile.gettempdir(), "/tmp"):
            folder = Path(parent, f"{NAME}-{os.geteuid()}-{self.key}")
            if len(os.fsencode(folder / f".s.PGSQL.{PORT}.lock")) <= SOCKET_LIMIT:
                return folder
        raise AssertionError("/tmp is short enough")

    @property
    def database_url(self):
        """Understood by libpq, psycopg and django-environ alike."""
        return f"postgres://{NAME}@/{NAME}?host={self.sockets}"

    @property
    def redis_url(self):
        return f"unix://{self.sockets}/valkey.sock?db=0"

    def connect(self, dbname="postgres"):
        """A connection in autocommit mode, as the superuser."""
        return psycopg.connect(
            host=str(self.sockets), port=PORT, user=NAME, dbname=dbname, autocommit=True
        )

    def healthy(self):
        """Whether both servers answer: the only judgement of health, no pid file."""
        try:
            self.connect().close()
            with redis.Redis.from_url(self.redis_url, socket_timeout=2) as valkey:
                return valkey.ping()
        except (psycopg.OperationalError, redis.RedisError):
            return False

    @property
    def kept(self):
        """Whether a keeper is at work: it holds its lock until its servers have ended."""
        with (self.folder / "keeper.lock").open("a") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return True
            return False

    def wait_until_stopped(self):
        """Wait for the keeper, if there is one, to let go of its lock."""
        with (self.folder / "keeper.lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
