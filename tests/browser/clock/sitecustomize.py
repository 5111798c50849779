"""Moves the clock of a process: Python imports this first when the folder is on PYTHONPATH.

`CLOCK_AHEAD` is how many seconds that clock is ahead of the machine's. Processes that share it
share their clock: what one of them writes is past for the next.
"""

import os
import time

import time_machine

time_machine.travel(time.time() + float(os.environ["CLOCK_AHEAD"]), tick=True).start()
