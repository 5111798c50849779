"""Until when a signature is wanted, and until when it is asked."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Deadline:
    """Two days: all should have signed by `wanted_on`; nobody is asked after `closes_on`."""

    wanted_on: date
    closes_on: date

    def next(self, today):
        """The day that matters on `today`: the last one, once the first is past; then None."""
        return next((day for day in (self.wanted_on, self.closes_on) if today <= day), None)

    def is_over(self, today):
        return today > self.closes_on
