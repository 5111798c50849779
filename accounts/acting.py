"""The buttons of a page: an act runs, and the page says what became of it."""

from django.contrib import messages
from django.http import Http404

from directory.violations import Refused

SAVED = "C’est enregistré."


def attempt(request, run, *args, done=SAVED):
    """Run an act on these rows, for the actor; `done` is said, or why it was refused. Whether
    it was done."""
    try:
        run(request.actor, *args)
    except Refused as refused:
        messages.error(request, refused.message)
        return False
    messages.success(request, done)
    return True


def act_named(acts, event):
    """The (act, what is said after it) of this name; 404 without one."""
    if event not in acts:
        raise Http404
    return acts[event]
