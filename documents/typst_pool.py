"""A few Typst workers per process, started when needed, kept for the next document."""

import atexit
import base64
import json
import os
import struct
import subprocess
import sys
import threading
from pathlib import Path
from typing import IO, cast

WORKER = Path(__file__).with_name("typst_worker.py")
CONCURRENCY = os.cpu_count() or 1
# A new worker now and then gives the memory of Typst's caches back.
DOCUMENTS_PER_WORKER = 300


class WorkerDied(Exception):
    """The worker ended before it answered: too long, or too much memory."""


class TypstError(Exception):
    """Typst refused the document; the text is its diagnostic."""


class Worker:
    def __init__(self):
        self.served = 0
        # -I: nothing of our environment, no secret either, reaches the worker.
        self.process = subprocess.Popen(
            [sys.executable, "-I", str(WORKER)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={"LANG": "C.UTF-8"},
        )
        self.requests = cast(IO[bytes], self.process.stdin)
        self.answers = cast(IO[bytes], self.process.stdout)

    def ask(self, request):
        body = json.dumps(request).encode()
        try:
            self.requests.write(struct.pack(">I", len(body)) + body)
            self.requests.flush()
        except BrokenPipeError as error:
            raise WorkerDied from error
        (length,) = struct.unpack(">I", self.read(4))
        facts = json.loads(self.read(length))
        content = self.read(facts["size"])
        if "error" in facts:
            raise TypstError(facts["error"])
        return content

    def read(self, size):
        content = self.answers.read(size)
        if len(content) < size:
            raise WorkerDied
        return content

    def stop(self):
        self.process.kill()
        self.process.wait()
        self.requests.close()
        self.answers.close()


class Pool:
    """At most one compilation per core at once; an idle worker is used again."""

    def __init__(self):
        self.idle = []
        self.places = threading.BoundedSemaphore(CONCURRENCY)

    def compile(self, main, files, data, *, timestamp, seconds):
        """PDF bytes. Raises TypstError or WorkerDied."""
        request = {
            "main": main,
            "files": {name: base64.b64encode(text).decode() for name, text in files.items()},
            "data": data,
            "timestamp": timestamp,
            "seconds": seconds,
        }
        with self.places:
            worker = self.take()
            reusable = False
            try:
                content = worker.ask(request)
                reusable = True
            except TypstError:
                reusable = True
                raise
            finally:
                self.give_back(worker, reusable)
            return content

    def take(self):
        """An idle worker that still lives, or a new one."""
        while self.idle:
            worker = self.idle.pop()
            if worker.process.poll() is None:
                return worker
            worker.stop()
        return Worker()

    def give_back(self, worker, reusable):
        worker.served += 1
        if reusable and worker.served < DOCUMENTS_PER_WORKER:
            self.idle.append(worker)
        else:
            worker.stop()

    def stop(self):
        while self.idle:
            self.idle.pop().stop()


_pool = Pool()


def compile_pdf(*args, **options):
    return _pool.compile(*args, **options)


def stop():
    """End the idle workers; the next document starts one again."""
    _pool.stop()


def _after_fork():
    """A child must not talk through its parent's pipes."""
    global _pool
    _pool = Pool()


os.register_at_fork(after_in_child=_after_fork)
atexit.register(stop)
