"""Child processes that die with their parent, and are started again when they die."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import IO

PR_SET_PDEATHSIG = 1
# Loaded before any fork: after one, only calls as plain as prctl are safe.
LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None
BACKOFF = (0.1, 1, 2, 5, 10, 30)
HEALTHY_AFTER = 60  # seconds of life that make earlier failures forgotten


def leash(parent, signum):
    """What a child runs before exec, to get `signum` when its parent dies.

    Linux only; elsewhere an orderly stop of the parent stops its children. Popen
    changes user before this runs, as it must: changing user takes the leash off.
    """
    if LIBC is None:
        return
    LIBC.prctl(PR_SET_PDEATHSIG, signum)
    if os.getppid() != parent:
        os._exit(1)


@dataclass
class Child:
    """One foreground program under a supervisor, in a session of its own."""

    name: str
    command: list
    env: dict = field(default_factory=dict)
    popen: dict = field(default_factory=dict)
    stop_signal: int = signal.SIGTERM
    death_signal: int = signal.SIGTERM
    log: IO | None = None  # a file; without one, lines are printed behind the name
    before: Callable | None = None  # called before each start
    process: subprocess.Popen | None = None
    failures: int = 0
    started: float = 0
    next_start: float | None = 0

    @property
    def alive(self):
        return self.process is not None and self.process.poll() is None

    def revive(self):
        """Start the program if it is not running, later and later if it keeps dying."""
        if self.alive:
            return
        now = time.monotonic()
        if self.next_start is None:
            self.next_start = now + self._wait(now)
            self._bury()
        if now >= self.next_start:
            self.next_start = None
            self._start()

    def stop(self, patience=25):
        """Ask, wait, then kill."""
        if self.process and self.alive:
            self.process.send_signal(self.stop_signal)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(patience)
        self._bury()

    def _wait(self, now):
        lived = now - self.started
        self.failures = 0 if lived > HEALTHY_AFTER else self.failures + 1
        wait = BACKOFF[min(self.failures, len(BACKOFF)) - 1] if self.failures else 0
        status = self.process and self.process.returncode
        print(f"{self.name} ended ({status}), again in {wait} s", flush=True)
        return wait

    def _bury(self):
        """End what a killed program left behind, such as pool children on a port."""
        if self.process:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def _start(self):
        if self.before:
            self.before()
        parent = os.getpid()
        self.started = time.monotonic()
        self.process = subprocess.Popen(
            self.command,
            env={**os.environ, **self.env},
            stdin=subprocess.DEVNULL,
            stdout=self.log or subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=lambda: leash(parent, self.death_signal),
            **self.popen,
        )
        if not self.log:
            threading.Thread(target=self._print_lines, args=[self.process.stdout]).start()

    def _print_lines(self, output):
        with output:
            for line in output:
                print(f"{self.name:>8} │ {line.decode(errors='replace').rstrip()}", flush=True)


def stop_all(children):
    """Stop the last one first: what came later may need what came before."""
    for child in reversed(children):
        child.stop()
