"""The open sessions of a person: in words, renewed, closed."""

import re

from allauth.usersessions.models import UserSession
from django.utils import timezone

SEEN = "seen_at"
SEEN_EVERY = 300
# The order matters: Edge calls itself Chrome, Chrome calls itself Safari.
BROWSERS = (
    ("Edge", r"Edg(e|A|iOS)?/"),
    ("Opera", r"OPR/|Opera"),
    ("Samsung Internet", r"SamsungBrowser/"),
    ("Firefox", r"Firefox/|FxiOS/"),
    ("Chrome", r"Chrome/|Chromium/|CriOS/"),
    ("Safari", r"Safari/"),
)
SYSTEMS = (
    ("iPhone", r"iPhone"),
    ("iPad", r"iPad"),
    ("Android", r"Android"),
    ("Windows", r"Windows"),
    ("macOS", r"Macintosh|Mac OS X"),
    ("ChromeOS", r"CrOS"),
    ("Linux", r"Linux|X11"),
)


def device(user_agent):
    """The browser and the system in words: « Firefox sous Windows »."""
    browser = _first(BROWSERS, user_agent) or "Navigateur inconnu"
    system = _first(SYSTEMS, user_agent)
    if not system:
        return browser
    return f"{browser} sur {system}" if system in ("iPhone", "iPad") else f"{browser} sous {system}"


def _first(patterns, text):
    return next((name for name, pattern in patterns if re.search(pattern, text)), "")


def of(user, current_key):
    """[{session, device, is_current}] of the sessions still open, this one first."""
    kept = UserSession.objects.purge_and_list(user)
    rows = [
        {"session": s, "device": device(s.user_agent), "is_current": s.session_key == current_key}
        for s in sorted(kept, key=lambda s: s.last_seen_at, reverse=True)
    ]
    return sorted(rows, key=lambda row: not row["is_current"])


def renew(request):
    """Give the session a new key, because what it may do has changed; the old one is dead."""
    before = request.session.session_key
    request.session.cycle_key()
    UserSession.objects.filter(session_key=before).update(session_key=request.session.session_key)


def end_all(user, *, but=None):
    """Close the sessions of a person, all or all but the one of the key `but`."""
    for session in UserSession.objects.filter(user=user).exclude(session_key=but):
        session.end()


def forget(session_key):
    """A session that its person closes is no longer listed."""
    UserSession.objects.filter(session_key=session_key).delete()


def mark_signed_in(request, **_):
    """From now on the session says when it was last seen."""
    request.session[SEEN] = timezone.now().timestamp()


class SeenMiddleware:
    """Notes when a session was last seen, every five minutes at most: the moment is kept in the
    session, which is read anyway."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if SEEN in request.session and request.user.is_authenticated:
            now = timezone.now()
            if now.timestamp() - request.session[SEEN] > SEEN_EVERY:
                request.session[SEEN] = now.timestamp()
                UserSession.objects.filter(session_key=request.session.session_key).update(
                    last_seen_at=now
                )
        return self.get_response(request)
