"""Running the solver outside of the web process: it and NumPy weigh tens of megabytes, and
what never ends is ended."""

import json
import subprocess
import sys
from dataclasses import astuple

from django.conf import settings

from directory.violations import Refused
from placements.allocation_values import Allocation

SECONDS = 10.0
# To start Python and NumPy on a loaded machine.
STARTING = 20.0
FAILED = "Le calcul n’a pas abouti. Affectez à la main, ou réessayez dans un instant."


def solve(problem, seconds=SECONDS):
    """The `Allocation` of a problem. Raises Refused when the solver fails or takes too long."""
    given = {
        "places": list(problem.places.items()),
        "seekers": [astuple(seeker) for seeker in problem.seekers],
        "wishes": [astuple(wish) for wish in problem.wishes],
        "seconds": seconds,
    }
    try:
        done = subprocess.run(
            [sys.executable, "-m", "placements.allocation_worker"],
            input=json.dumps(given),
            capture_output=True,
            text=True,
            check=True,
            cwd=settings.ROOT,
            env={"LANG": "C.UTF-8"},  # nothing of ours, no secret either, reaches it
            timeout=seconds + STARTING,
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        raise Refused(FAILED) from error
    answer = json.loads(done.stdout.splitlines()[-1])
    return Allocation(dict(map(tuple, answer["tracks"])), answer["gap"], answer["seconds"])
