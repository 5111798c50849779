"""Child processes that die with their parent, and a loop that restarts them."""

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field

PR_SET_PDEATHSIG = 1
# Loaded here: after a fork only async-signal-safe work is allowed.
LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None
BACKOFF = (0.2, 1, 2, 5, 10, 30)


def leash(parent, signum):
    """What a child runs before exec: it gets `signum` when its parent dies.

    Linux only; elsewhere an orderly stop of the parent still stops its children.
    Popen changes user before this runs, which matters: changing user clears it.
    """
    if LIBC is None:
        return
    LIBC.prctl(PR_SET_PDEATHSIG, signum)
    if os.getppid() != parent:
        os._exit(1)


@dataclass
class Child:
    """One foreground process under a supervisor."""

    name: str
    command: list
    env: dict = field(default_factory=dict)
    user: int | None = None
    stop_signal: int = signal.SIGTERM
    death_signal: int = signal.SIGTERM
    log: object = None
    before: object = None
    process: subprocess.Popen | None = None
    failures: int = 0
    started: float = 0
    not_before: float = 0

    def start(self):
        """Start the process in a session of its own, out of the terminal's Ctrl-C."""
        if self.before:
            self.before()
        parent = os.getpid()
        drop = (
            {} if self.user is None else {"user": self.user, "group": self.user, "extra_groups": []}
        )
        self.started = time.monotonic()
        self.process = subprocess.Popen(
            self.command,
            env={**os.environ, **self.env},
            stdin=subprocess.DEVNULL,
            stdout=self.log or subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=lambda: leash(parent, self.death_signal),
            **drop,
        )
        if not self.log:
            threading.Thread(target=self._copy_output, daemon=True).start()

    def _copy_output(self):
        for line in self.process.stdout:
            text = line.decode(errors="replace").rstrip()
            print(f"{self.name:>8} | {text}", flush=True)

    def alive(self):
        return self.process is not None and self.process.poll() is None

    def revive(self):
        """Start the process again if it died, later and later while it keeps dying."""
        now = time.monotonic()
        if self.alive() or now < self.not_before:
            return False
        if self.process is None or self.not_before:
            self.not_before = 0
            self.start()
            return True
        self.failures = 0 if now - self.started > 60 else self.failures + 1
        wait = BACKOFF[min(self.failures, len(BACKOFF) - 1)]
        self.not_before = now + wait
        return False

    def stop(self, patience=20):
        """Ask, wait, then kill."""
        if not self.alive():
            return
        self.process.send_signal(self.stop_signal)
        try:
            self.process.wait(patience)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def stop_all(children, patience=20):
    """Stop the last started first, as what came later may need what came before."""
    for child in reversed(children):
        child.stop(patience)
