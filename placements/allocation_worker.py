"""The process that solves one allocation: JSON in, JSON on the last line out."""

import json
import sys

from placements.allocation import allocate
from placements.allocation_values import Problem, Seeker, Wish


def main():
    given = json.load(sys.stdin)
    problem = Problem(
        dict(given["places"]),
        [Seeker(*row) for row in given["seekers"]],
        [Wish(*row) for row in given["wishes"]],
    )
    found = allocate(problem, given["seconds"])
    answer = {"tracks": list(found.tracks.items()), "gap": found.gap, "seconds": found.seconds}
    print(json.dumps(answer))


if __name__ == "__main__":
    main()
