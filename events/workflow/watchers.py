"""Who hears, in the transaction of the act, that an announced event changed.

Registrations declare what they do then (tell people, offer seats, cancel):

    watchers.register(follow)         # (actor, event, sessions, change)

`change` is one of the words below; `sessions` are those concerned, as they are now.
"""

MOVED = "moved"
RESIZED = "resized"
CANCELLED = "cancelled"

_watchers: list = []


def register(watcher):
    _watchers.append(watcher)


def tell(actor, event, sessions, change):
    """Every watcher hears of it; nothing is told without a session."""
    if not sessions:
        return
    for watcher in _watchers:
        watcher(actor, event, list(sessions), change)
