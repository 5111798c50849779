"""Choosing the role in which one works."""

from accounts import sessions
from directory.violations import Refused

SESSION_KEY = "role"


def switch(request, role):
    """Work in another of one's roles from now on; the session gets a new key.

    Raises Refused when the person does not hold the role today.
    """
    if role not in request.actor.roles:
        raise Refused("Vous n’exercez pas ce rôle aujourd’hui.")
    request.session[SESSION_KEY] = str(role)
    sessions.renew(request)
