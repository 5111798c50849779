"""Small numbers of pupils that must not be read (DOMAIN §8): pure functions.

Who knows a school could tell who the two girls are. A figure from one to four is hidden, and
with it whatever would give it back by a subtraction: its sisters of the same whole, and, of all
that adds up to a number that is told (the total, an académie, a département), the smallest of
the others, until no sum leaves one number alone to be found.
"""

import heapq
from collections import Counter, defaultdict

SMALLEST = 5
HIDDEN = "< 5"


def hidden(groups, sums=None):
    """The groups to hide of {group: {code: count}}, the codes being parts of one whole. `sums`:
    [(a group or None for the total, the groups that add up to it)], the closest first; without,
    all to the total."""
    found = {key for key, counts in groups.items() if any(map(is_small, counts.values()))}
    sums = [(None, list(groups))] if sums is None else sums
    in_sums = _in_sums(sums)
    waiting = list(range(len(sums)))
    queued = set(waiting)
    while waiting:
        queued.remove(place := heapq.heappop(waiting))
        whole, parts = sums[place]
        more = _one_more(whole, parts, found, groups)
        if more is not None:
            found.add(more)
            for again in in_sums[more] - queued:
                queued.add(again)
                heapq.heappush(waiting, again)
    return found


def _in_sums(sums):
    """{group: the places of the sums that it stands in}."""
    found = defaultdict(set)
    for place, (whole, parts) in enumerate(sums):
        for one in (whole, *parts):
            found[one].add(place)
    return found


def _one_more(whole, parts, found, groups):
    """The group that must go too, so that what is told of the sum gives nothing back; or None."""
    secret = [one for one in parts if one in found]
    if bool(secret) if whole in found else _is_safe(secret, groups):
        return None
    told = [one for one in parts if one not in found and any(groups[one].values())]
    if not told:
        return None if whole in found else whole
    return min(told, key=lambda one: (sum(groups[one].values()), str(one)))


def _is_safe(secret, groups):
    """Whether the sum of what is hidden, which can be had, tells of nobody."""
    together = Counter()
    for one in secret:
        together.update(groups[one])
    return not secret or (len(secret) > 1 and not any(map(is_small, together.values())))


def is_small(count):
    return 0 < count < SMALLEST
