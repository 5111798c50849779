"""Who gets which track: a small integer programme, solved by HiGHS.

Pure: dataclasses in, dataclasses out; no name ever comes here, only numbers. It imports a
solver and NumPy: the portal runs it in a process of its own (`solving`); benchmarks and
tests call it.

What is maximised, in this order of weight: pupils placed, priorities, fairness between
schools, wishes, distance. A school is asked for no more than its share of the places, in
proportion of the pupils that it proposes; above it each pupil costs something, so that the
seats nobody else wants are still given.
"""

from directory.milp import Programme, maximise
from placements.allocation_values import ABOVE_SHARE, Allocation, shares, worth

SECONDS = 20.0


def allocate(problem, seconds=SECONDS):
    """The best allocation found: at most one track per pupil, never above a capacity.

    Deterministic: rows in the order of their numbers. Raises ValueError when what is kept
    does not fit.
    """
    seekers = {seeker.key: seeker for seeker in sorted(problem.seekers, key=lambda s: s.key)}
    wishes = sorted(problem.wishes, key=lambda wish: (wish.seeker, wish.rank, wish.track))
    wishes = [wish for wish in wishes if wish.seeker in seekers and wish.track in problem.places]
    if not wishes:
        return Allocation()
    found = maximise(_programme(problem, seekers, wishes), seconds)
    chosen = [wish for wish, value in zip(wishes, found.values, strict=False) if value > 0.5]
    tracks = {wish.seeker: wish.track for wish in chosen}
    return Allocation(tracks, found.gap, found.seconds)


def _programme(problem, seekers, wishes):
    """Unknowns: one per wish, then one per school (its pupils above its share). Rows: one per
    pupil (at most 1), one per track (its places), one per school (its share)."""
    schools = sorted({seeker.school for seeker in seekers.values()})
    made = Programme()
    for key in seekers:
        made.row(("seeker", key), 1)
    for key in sorted(problem.places):
        made.row(("track", key), problem.places[key])
    share = shares(problem)
    for school in schools:
        made.row(("school", school), share[school])
    for wish in wishes:
        seeker = seekers[wish.seeker]
        made.unknown(
            worth(seeker, wish),
            [
                (("seeker", wish.seeker), 1),
                (("track", wish.track), 1),
                (("school", seeker.school), 1),
            ],
            lower=float(wish.kept),
        )
    for school in schools:
        made.unknown(-ABOVE_SHARE, [(("school", school), -1)], upper=len(seekers))
    return made
