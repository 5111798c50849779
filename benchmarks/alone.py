"""What one function takes of memory, in a process of its own.

`python -m benchmarks.alone MODULE:FUNCTION ARGUMENT…` prints the MiB of its peak above the same
process idle; numbers among the arguments are numbers, and the last is how much is done.
"""

import os
import sys
from importlib import import_module
from pathlib import Path

import django
from django.conf import settings

from benchmarks.harness import measure

# Done once before, so that what is loaded once belongs to the idle process.
FEW = 10


def peak(function, *arguments):
    """MiB above the process idle."""
    return float(measure([sys.executable, "-m", "benchmarks.alone", function, *arguments])[2])


def memory_of(name):
    """MiB that the system says of this process."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:")) / 1024


def main(function, *arguments):
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    # Settings of production want its secrets.
    os.environ["DEBUG"] = "1"
    django.setup()
    settings.DEBUG = False
    module, name = function.split(":")
    done = getattr(import_module(module), name)
    *given, amount = arguments
    done(*given, FEW)
    idle = memory_of("VmRSS")
    done(*given, int(amount))
    print(max(memory_of("VmHWM") - idle, 0.1))


if __name__ == "__main__":
    main(*sys.argv[1:])
