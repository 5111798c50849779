"""Moves the clock of a process: Python imports this first when the folder is on PYTHONPATH.

`CLOCK_STARTS_AT` is an ISO moment with its offset; time then runs on from there.
"""

import os

import time_machine

time_machine.travel(os.environ["CLOCK_STARTS_AT"], tick=True).start()
