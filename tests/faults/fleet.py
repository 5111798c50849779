"""Real sender processes, some at work and one warmed up, killed and replaced."""

import os
import random
import signal
import subprocess
import sys
import threading
import time


class Fleet:
    """`size` senders at work; `kill_one()`, at most `kills` times, kills one and puts a
    warmed-up spare in its place."""

    def __init__(self, environment, kills=0, size=1, sender="leased"):
        self.environment = {**os.environ, **environment, "DEBUG": "1"}
        self.sender = sender
        self.lock = threading.Lock()
        self.kills, self.wanted = 0, kills
        self.at_work = []
        self.spares = [self._spawn() for _ in range(size + 1)]
        for _ in range(size):
            self._put_to_work()

    def _spawn(self):
        command = [sys.executable, "-m", "tests.faults.worker", self.sender]
        return subprocess.Popen(command, env=self.environment, stdin=subprocess.PIPE, text=True)

    def _put_to_work(self):
        worker = self.spares.pop(0)
        worker.stdin.write("go\n")
        worker.stdin.flush()
        self.at_work.append(worker)

    def kill_one(self):
        """SIGKILL: no handler, no clean-up, wherever it stands."""
        with self.lock:
            victim = self.at_work.pop(random.randrange(len(self.at_work)))
            victim.kill()
            victim.wait()
            victim.stdin.close()
            self.kills += 1
            self._put_to_work()
            if self.kills + len(self.spares) < self.wanted:
                self.spares.append(self._spawn())

    def freeze_one(self):
        """SIGSTOP the first one, which sees no time pass, and put a spare to work; the
        frozen process."""
        with self.lock:
            frozen = self.at_work[0]
            frozen.send_signal(signal.SIGSTOP)
            self._put_to_work()
            return frozen

    def stop(self):
        for worker in self.at_work + self.spares:
            worker.kill()
            worker.wait()
            worker.stdin.close()


def wait_until(condition, seconds):
    """Poll until `condition()`; whether it came true in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.1)
    return False
