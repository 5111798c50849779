"""Allocating discovery tracks: 500 pupils of 20 schools, five weeks, the gap printed."""

import random
import time

from benchmarks.harness import absolute, benchmark
from placements.allocation import allocate
from placements.allocation_values import Problem, Seeker, Wish

PUPILS, SCHOOLS, WEEKS = 500, 20, 5
# Five weeks of 120 places each; then 120 in all, when four pupils in five wait.
PLACES = {"5 × 120 places": 120, "5 × 24 places": 24}


def problem_of(places):
    """Weeks that all want first, near and far schools, some priorities; the same each run."""
    chance = random.Random(5)
    weights = [8, 5, 3, 2, 1]
    seekers, wishes = [], []
    for key in range(PUPILS):
        school = chance.randrange(SCHOOLS)
        seekers.append(Seeker(key, school, chance.choice((0, 0, 0, 1, 2))))
        wanted = dict.fromkeys(chance.choices(range(WEEKS), weights, k=4))
        for rank, week in enumerate(wanted, 1):
            wishes.append(Wish(key, week, rank, 4 * school + chance.randrange(20)))
    return Problem(dict.fromkeys(range(WEEKS), places), seekers, wishes)


@benchmark
def allocation(size):
    """The same at both sizes: it is that of the largest real one, ten times over."""
    for label, places in PLACES.items():
        problem = problem_of(places)
        start = time.perf_counter()
        found = allocate(problem)
        seconds = time.perf_counter() - start
        detail = (
            f"{PUPILS} pupils, {len(problem.wishes)} wishes, {len(found.tracks)} placed, "
            f"gap {found.gap:.2%}"
        )
        yield absolute(f"allocation, {label}", seconds, "s", at_most=2, detail=detail)
