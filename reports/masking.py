"""Small numbers of pupils that must not be read (DOMAIN §8): pure functions.

Who knows a school could tell who the two girls are. A figure from one to four is hidden, and
with it whatever would give it back by a subtraction: its sisters of the same whole, and, of all
that adds up to a number that is told (the total, an académie, a département), the smallest of
the others, until no sum leaves one number alone to be found.
"""

from typing import Any

SMALLEST = 5
HIDDEN = "< 5"


def hidden(groups, sums=None):
    """The groups to hide of {group: {code: count}}, the codes being parts of one whole. `sums`:
    [(a group or None for the total, the groups that add up to it)], the closest first; without,
    all to the total."""
    found = {key for key, counts in groups.items() if any(map(_is_small, counts.values()))}
    totals = {key: sum(counts.values()) for key, counts in groups.items()}
    sums = [(None, list(groups))] if sums is None else sums
    while more := _next(sums, found, totals):
        found.add(more)
    return found


def _next(sums, found, totals):
    for whole, parts in sums:
        if one := _one_more(whole, parts, found, totals):
            return one
    return None


def _one_more(whole: Any, parts: list, found: set, totals: dict):
    """The part that must go too, so that what is told of the sum gives nothing back; or None."""
    secret = [one for one in parts if one in found]
    told = [one for one in parts if one not in found and totals[one]]
    if whole in found:
        is_safe = bool(secret)
    else:
        is_safe = not secret or (len(secret) > 1 and sum(totals[one] for one in secret) >= SMALLEST)
    return None if is_safe or not told else min(told, key=lambda key: (totals[key], str(key)))


def _is_small(count):
    return 0 < count < SMALLEST
