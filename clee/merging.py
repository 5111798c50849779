"""What upper floors hold for a committee, when it joins another.

An app declares in its `movers.py` what becomes of its rows:

    merging.register(follow_committee)     # (actor, committee, into, reason)

It is called in the transaction of the merge, both committees locked, and writes its own entries
of the journal. Raising `Refused` stops the merge.
"""

_followers: list = []


def register(follower):
    _followers.append(follower)


def follow(actor, committee, into, reason):
    """Everything declared goes from `committee` to `into`."""
    for follower in _followers:
        follower(actor, committee, into, reason)
