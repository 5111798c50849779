"""`make run`: the whole portal in one terminal, for development and demonstration.

Services, migrations and demo data first, then the web server, a Celery worker, beat
and, unless EMAIL_URL is given, the local relay. A process that dies is started again;
Ctrl-C stops all of them, and they die with this one however it ends.
"""

import contextlib
import errno
import os
import signal
import socket
import subprocess
import sys
import time
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from config import services
from config.processes import Child, stop_all

ROOT = Path(__file__).resolve().parent.parent
HOST = "127.0.0.1"
THREADS = 4
PORT_PATIENCE = 5  # seconds for a previous run's web server to let go of the port
HEALTH_EVERY = 2


class Stop(Exception):
    """Raised in the main thread by the signals that end the run."""


def wanted_port():
    """PORT from the environment, 8000 unless given."""
    text = os.environ.setdefault("PORT", "8000")
    if not text.isdecimal() or not 0 < int(text) < 65536:
        sys.exit(f"PORT is {text!r}: give a number from 1 to 65535, as in PORT=8001 make run")
    return int(text)


def is_free(port):
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
            return False
    return True


def wait_for_port(port):
    deadline = time.monotonic() + PORT_PATIENCE
    while not is_free(port):
        if time.monotonic() > deadline:
            sys.exit(
                f"Port {port} is taken by another program.\n"
                f"Stop it, or choose another port: PORT={port + 1} make run"
            )
        time.sleep(0.2)


def free_port(wanted):
    """The wanted port, or any free one: nobody types the relay's port."""
    if is_free(wanted):
        return wanted
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]


def python(*words):
    done = subprocess.run([sys.executable, *words], cwd=ROOT)
    if done.returncode:
        sys.exit(f"{' '.join(words)} failed: the portal was not started.")


def has_command(name):
    return any(ROOT.glob(f"*/management/commands/{name}.py"))


def wants_demo():
    """DEMO=0 starts an empty portal: what an operator imports and nobody else."""
    return os.environ.get("DEMO", "1") != "0" and has_command("seed_demo")


def prepare():
    print("Migrations…", flush=True)
    python("-m", "config.migrating", "--verbosity=0")
    if wants_demo():
        python("manage.py", "seed_demo")


def web(port):
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", HOST]
    command += ["--port", str(port), "--workers", "1", "--blocking-threads", str(THREADS)]
    command += ["--respawn-failed-workers", "--no-ws", "config.wsgi:application"]
    return Child("web", command, env={"DATABASE_POOL": str(THREADS), "REDIS_SOCKET_TIMEOUT": "2"})


def celery(name, *words):
    command = [sys.executable, "-m", "celery", "--app", "config", *words, "--loglevel", "INFO"]
    # Soft shutdown: a task under way gets time, then goes back to the queue at once.
    return Child(name, command, env={"REMAP_SIGTERM": "SIGQUIT"})


def relay():
    """The local SMTP server that files mails, unless a real relay is given."""
    if "EMAIL_URL" in os.environ or not find_spec("outbox.local_relay"):
        return []
    port = str(free_port(int(os.environ.get("MAIL_PORT", 8025))))
    os.environ["MAIL_PORT"] = port
    folder = ROOT / "var" / "mail"
    command = [sys.executable, "-m", "outbox.local_relay", "--port", port, "--folder", folder]
    return [Child("relay", command)]


def processes(port):
    schedule = ROOT / "var" / "celerybeat-schedule"
    return [
        *relay(),
        web(port),
        celery("worker", "worker", "--concurrency", "2", "--without-mingle"),
        celery("beat", "beat", "--schedule", str(schedule), "--pidfile", ""),
    ]


def announce(port):
    address = os.environ.get("BASE_URL", f"http://localhost:{port}")
    lines = ["", f"Passerelle : {address}", f"Administration : {address}/admin/"]
    if wants_demo():
        demo = import_module("accounts.demo")
        lines += ["", f"Comptes de démonstration (mot de passe « {demo.DEMO_PASSWORD} ») :"]
        lines += [f"  {account.email:<30} {account.role.label}" for account in demo.DEMO_ACCOUNTS]
    print("\n".join([*lines, "", "Ctrl-C arrête tout.", ""]), flush=True)


def wait_for_web(child, port):
    """Announce the address only once it answers."""
    while is_free(port):
        child.revive()
        time.sleep(0.1)


def supervise(children, membership):
    """Start again what died; the services' keeper too, if it was killed."""
    next_check = time.monotonic() + HEALTH_EVERY
    while True:
        for child in children:
            child.revive()
        if membership and time.monotonic() > next_check:
            membership.ensure()
            next_check = time.monotonic() + HEALTH_EVERY
        time.sleep(0.2)


def stop(*_):
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    raise Stop


def main():
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)
    port = wanted_port()
    children = []
    with contextlib.suppress(Stop):
        try:
            wait_for_port(port)
            membership = services.join()
            prepare()
            children = processes(port)
            for child in children:
                child.revive()
            wait_for_web(next(child for child in children if child.name == "web"), port)
            announce(port)
            supervise(children, membership)
        except services.ServiceError as error:
            sys.exit(str(error))
        finally:
            print("\nArrêt…", flush=True)
            stop_all(children)


if __name__ == "__main__":
    main()
