"""Declaring benchmarks, measuring, and the rows that come out."""

import hashlib
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import cache

REGISTRY: dict[str, Callable] = {}
LOOP = 200_000
# A process inherits its parent's peak until exec: a small parent in between measures it.
WRAPPER = """
import resource, subprocess, sys
status = subprocess.call(sys.argv[1:])
print(f"\\n{resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss}", end="")
sys.exit(status)
"""


@dataclass(frozen=True)
class Row:
    """One line of the table and one object of var/bench.json."""

    name: str
    kind: str
    value: float
    unit: str
    goal: str
    holds: bool
    detail: str = ""

    def as_json(self):
        return asdict(self) | {"value": round(self.value, 4)}


def benchmark(function):
    """Register a generator of rows under its module and name."""
    module = function.__module__.removeprefix("benchmarks.")
    REGISTRY[f"{module}.{function.__name__}"] = function
    return function


def ratio(name, value, *, at_most=None, at_least=None, detail=""):
    """A figure that means the same on every machine, held to a goal."""
    if (at_most is None) == (at_least is None):
        raise ValueError("a ratio has one goal: at_most or at_least")
    holds = value <= at_most if at_least is None else value >= at_least
    goal = f"≤ {at_most}" if at_least is None else f"≥ {at_least}"
    return Row(name, "ratio", value, "×", goal, holds, detail)


def absolute(name, value, unit, *, at_most=None, at_least=None, detail=""):
    """A figure of this machine: reported with the machine's factor, never failing."""
    holds = (at_most is None or value <= at_most) and (at_least is None or value >= at_least)
    bounds = [f"≤ {at_most}" if at_most is not None else "", f"≥ {at_least}" if at_least else ""]
    factor = f"fixed loop {machine_factor():.0f} ms"
    goal = " ".join(filter(None, bounds))
    return Row(
        name, "absolute", value, unit, goal, holds, ", ".join(filter(None, [detail, factor]))
    )


@cache
def machine_factor():
    """Milliseconds of a fixed amount of work, to compare machines by."""

    def work():
        digest = b""
        for _ in range(LOOP):
            digest = hashlib.sha256(digest).digest()

    return min(times(work, repeat=3)) * 1000


def times(function, repeat=20, warm_up=1):
    """Seconds of each call, after calls that do not count."""
    for _ in range(warm_up):
        function()
    measured = []
    for _ in range(repeat):
        start = time.perf_counter()
        function()
        measured.append(time.perf_counter() - start)
    return measured


def alternate(first, second, repeat=20):
    """Times of two functions called in turn, so that a noisy moment disturbs both."""
    pairs = [(times(first, 1, 0)[0], times(second, 1, 0)[0]) for _ in range(repeat + 1)]
    return tuple(map(list, zip(*pairs[1:], strict=True)))


def measure(command, **popen):
    """Seconds and peak MiB of a whole process, and what it printed; it must succeed."""
    start = time.perf_counter()
    wrapped = [sys.executable, "-S", "-c", WRAPPER, *map(str, command)]
    done = subprocess.run(wrapped, stdout=subprocess.PIPE, check=True, **popen)
    seconds = time.perf_counter() - start
    output, peak = done.stdout.rsplit(b"\n", 1)
    return seconds, int(peak) / 1024, output


def percentile(values, share):
    """The value that `share` percent of the values do not exceed."""
    return statistics.quantiles(values, n=100, method="inclusive")[share - 1]
