"""One figure of the steering desk, as the modules of figures declare it."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


def _never(value, day):
    return False


@dataclass(frozen=True)
class Figure:
    """One column of the desk.

    `expression(day)` is an annotation of a committee row (a subquery, never a join that
    multiplies rows); `words(value, day)` is what the cell says; `is_late(value, day)` marks it.
    """

    key: str
    label: str
    expression: Callable[[dt.date], Any]
    words: Callable[[Any, dt.date], str]
    is_late: Callable[[Any, dt.date], bool] = _never
