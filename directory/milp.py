"""Small integer programmes, solved by HiGHS; it imports a solver and NumPy, so that the
portal runs what imports it in a process of its own (`directory.solving`)."""

from dataclasses import dataclass, field

import highspy
import numpy as np


@dataclass
class Programme:
    """What is maximised: `columns` hold, for each unknown, its worth, its bounds and the rows
    that it counts in [(row, times)]; `rows` hold the most that each may reach."""

    worths: list = field(default_factory=list)
    lower: list = field(default_factory=list)
    upper: list = field(default_factory=list)
    columns: list = field(default_factory=list)
    rows: dict = field(default_factory=dict)

    def row(self, key, most):
        """Declare a row; its key is any value that can be hashed."""
        self.rows[key] = float(most)

    def unknown(self, worth, entries, *, lower=0.0, upper=1.0):
        """Add a whole number from `lower` to `upper`."""
        self.worths.append(float(worth))
        self.lower.append(float(lower))
        self.upper.append(float(upper))
        self.columns.append(entries)


@dataclass(frozen=True)
class Solution:
    """`values` in the order of the unknowns; `gap`: how far from the best, 0 when proven."""

    values: list
    gap: float
    seconds: float


def maximise(programme, seconds):
    """The best `Solution` found. Deterministic, unless time runs out: one thread, one seed.

    Raises ValueError when what the bounds keep does not fit in the rows.
    """
    solver = highspy.Highs()
    for option, value in (
        ("output_flag", False),
        ("threads", 1),
        ("random_seed", 0),
        ("time_limit", seconds),
        ("mip_rel_gap", 0.0),
    ):
        solver.setOptionValue(option, value)
    solver.passModel(_model(programme))
    solver.run()
    if solver.getModelStatus() == highspy.HighsModelStatus.kInfeasible:
        raise ValueError("what is kept does not fit")
    values = list(solver.getSolution().col_value)
    return Solution(values, max(0.0, solver.getInfo().mip_gap), solver.getRunTime())


def _model(programme):
    columns, index = programme.columns, {key: n for n, key in enumerate(programme.rows)}
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(columns), len(index)
    lp.sense_ = highspy.ObjSense.kMaximize
    lp.col_cost_ = np.array(programme.worths)
    lp.col_lower_, lp.col_upper_ = np.array(programme.lower), np.array(programme.upper)
    lp.row_lower_ = np.full(len(index), -highspy.kHighsInf)
    lp.row_upper_ = np.array(list(programme.rows.values()))
    lp.integrality_ = [highspy.HighsVarType.kInteger] * len(columns)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_ = np.cumsum([0, *(len(entries) for entries in columns)])
    lp.a_matrix_.index_ = np.array([index[key] for entries in columns for key, _ in entries])
    lp.a_matrix_.value_ = np.array([float(n) for entries in columns for _, n in entries])
    return lp
