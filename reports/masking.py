"""Small numbers of pupils that must not be read (DOMAIN §8): pure functions.

Who knows a school could tell who the two girls are. A figure from one to four is hidden, and
with it whatever would give it back by a subtraction: its sisters of the same whole, and, when
one group alone is hidden, the smallest of the others.
"""

SMALLEST = 5
HIDDEN = "< 5"


def hidden(groups):
    """The groups to hide of {group: {code: count}}, the codes being parts of one whole."""
    found = {key for key, counts in groups.items() if any(map(_is_small, counts.values()))}
    others = {key: sum(counts.values()) for key, counts in groups.items() if key not in found}
    others = {key: total for key, total in others.items() if total}
    if len(found) == 1 and others:
        found.add(min(others, key=lambda key: (others[key], str(key))))
    return found


def _is_small(count):
    return 0 < count < SMALLEST
