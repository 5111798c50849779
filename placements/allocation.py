"""Who gets which track: a small integer programme, solved by HiGHS.

Pure: dataclasses in, dataclasses out; no name ever comes here, only numbers. It imports a
solver and NumPy: the portal runs it in a process of its own (`solving`); benchmarks and
tests call it.

What is maximised, in this order of weight: pupils placed, priorities, fairness between
schools, wishes, distance. A school is asked for no more than its share of the places, in
proportion of the pupils that it proposes; above it each pupil costs something, so that the
seats nobody else wants are still given.
"""

import highspy
import numpy as np

from placements.allocation_values import ABOVE_SHARE, Allocation, shares, worth

SECONDS = 20.0


def allocate(problem, seconds=SECONDS):
    """The best allocation found: at most one track per pupil, never above a capacity.

    Deterministic: one thread, one seed, rows in the order of their numbers. Raises
    ValueError when what is kept does not fit.
    """
    seekers = {seeker.key: seeker for seeker in sorted(problem.seekers, key=lambda s: s.key)}
    wishes = sorted(problem.wishes, key=lambda wish: (wish.seeker, wish.rank, wish.track))
    wishes = [wish for wish in wishes if wish.seeker in seekers and wish.track in problem.places]
    if not wishes:
        return Allocation()
    solver = _solver(seconds)
    solver.passModel(_model(problem, seekers, wishes))
    solver.run()
    if solver.getModelStatus() == highspy.HighsModelStatus.kInfeasible:
        raise ValueError("what is kept does not fit")
    values = solver.getSolution().col_value
    chosen = [wish for wish, value in zip(wishes, values, strict=False) if value > 0.5]
    return Allocation(
        {wish.seeker: wish.track for wish in chosen},
        max(0.0, solver.getInfo().mip_gap),
        solver.getRunTime(),
    )


def _solver(seconds):
    solver = highspy.Highs()
    for option, value in (
        ("output_flag", False),
        ("threads", 1),
        ("random_seed", 0),
        ("time_limit", seconds),
        ("mip_rel_gap", 0.0),
    ):
        solver.setOptionValue(option, value)
    return solver


def _model(problem, seekers, wishes):
    """Columns: one per wish, then one per school (its pupils above its share). Rows: one per
    pupil (at most 1), one per track (its places), one per school (its share)."""
    schools = sorted({seeker.school for seeker in seekers.values()})
    tracks = sorted(problem.places)
    rows = [("seeker", key) for key in seekers] + [("track", key) for key in tracks]
    rows += [("school", key) for key in schools]
    index = {row: n for n, row in enumerate(rows)}
    share = shares(problem)
    columns = [
        [
            (index["seeker", wish.seeker], 1.0),
            (index["track", wish.track], 1.0),
            (index["school", seekers[wish.seeker].school], 1.0),
        ]
        for wish in wishes
    ] + [[(index["school", school], -1.0)] for school in schools]
    upper = [1.0] * len(seekers) + [float(problem.places[key]) for key in tracks]
    upper += [float(share[key]) for key in schools]
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(columns), len(rows)
    lp.sense_ = highspy.ObjSense.kMaximize
    costs = [worth(seekers[wish.seeker], wish) for wish in wishes]
    lp.col_cost_ = np.array(costs + [-float(ABOVE_SHARE)] * len(schools))
    lp.col_lower_ = np.array([float(wish.kept) for wish in wishes] + [0.0] * len(schools))
    lp.col_upper_ = np.array([1.0] * len(wishes) + [float(len(seekers))] * len(schools))
    lp.row_lower_ = np.full(len(rows), -highspy.kHighsInf)
    lp.row_upper_ = np.array(upper)
    lp.integrality_ = [highspy.HighsVarType.kInteger] * len(columns)
    _fill(lp, columns)
    return lp


def _fill(lp, columns):
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_ = np.cumsum([0, *(len(column) for column in columns)])
    lp.a_matrix_.index_ = np.array([row for column in columns for row, _ in column])
    lp.a_matrix_.value_ = np.array([value for column in columns for _, value in column])
