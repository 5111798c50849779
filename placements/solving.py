"""The allocation of tracks, computed outside of the web process (`directory.solving`)."""

from dataclasses import astuple

from directory.solving import SECONDS, answer_of
from placements.allocation_values import Allocation

FAILED = "Le calcul n’a pas abouti. Affectez à la main, ou réessayez dans un instant."


def solve(problem, seconds=SECONDS):
    """The `Allocation` of a problem. Raises Refused when the solver fails or takes too long."""
    given = {
        "places": list(problem.places.items()),
        "seekers": [astuple(seeker) for seeker in problem.seekers],
        "wishes": [astuple(wish) for wish in problem.wishes],
    }
    answer = answer_of("placements.allocation_worker", given, FAILED, seconds)
    return Allocation(dict(map(tuple, answer["tracks"])), answer["gap"], answer["seconds"])
