"""Running a solver outside of the web process: it and NumPy weigh tens of megabytes, and
what never ends is ended."""

import json
import subprocess
import sys

from django.conf import settings

from directory.violations import Refused

SECONDS = 10.0
# To start Python and NumPy on a loaded machine.
STARTING = 20.0


def answer_of(module, given, failed, seconds=SECONDS):
    """What the worker `module` prints on its last line, as JSON, for `given` (JSON too).

    It is told its `seconds`. Raises Refused with the words `failed` when it fails or takes
    too long.
    """
    try:
        done = subprocess.run(
            [sys.executable, "-m", module],
            input=json.dumps(given | {"seconds": seconds}),
            capture_output=True,
            text=True,
            check=True,
            cwd=settings.ROOT,
            env={"LANG": "C.UTF-8"},  # nothing of ours, no secret either, reaches it
            timeout=seconds + STARTING,
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        raise Refused(failed) from error
    return json.loads(done.stdout.splitlines()[-1])
