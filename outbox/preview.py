"""The mails that an act would send, to be read before it is done.

A view runs an act that carries somebody's own words by `read_first`, and shows what it
raises as it shows any refusal (`form.add_refusal`): the form then holds what to read, and
`components/form.html` shows it.
"""

from collections.abc import Callable
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

from directory.violations import Refused
from outbox.kinds import kind_of

# The notices written since the dry run began; None outside one.
_written: ContextVar[list | None] = ContextVar("written", default=None)
# Whether an act runs whose mails its author could read first.
_was_read: ContextVar[bool] = ContextVar("was_read", default=False)
NAMES_SHOWN = 10


@dataclass(frozen=True)
class Shown:
    """A mail as it will be read, and to whom it goes."""

    subject: str
    paragraphs: list[str]
    facts: list[tuple[str, str]]
    to: tuple[str, ...]

    @property
    def names(self):
        """Its recipients in words: "Camille Roux, Lou Petit et 3 autres"."""
        left = len(self.to) - NAMES_SHOWN
        shown = ", ".join(self.to[:NAMES_SHOWN])
        return f"{shown} et {left} autre{'s' * (left > 1)}" if left > 0 else shown

    @property
    def key(self):
        return self.subject, *self.paragraphs, *map(str, self.facts)


@dataclass(frozen=True)
class Reading:
    """What is read before an act: its mails; [(who, why)] of those who get none; why no mail
    leaves, when there is then `nothing` to do, or when the act is done all the same."""

    mails: list[Shown]
    without: list[tuple[str, str]] = field(default_factory=list)
    nothing: str = ""
    silent: str = ""


class ToRead(Refused):
    """Not done yet: `reading` is to be read first, None when its author goes on writing."""

    def __init__(self, reading: Reading | None):
        super().__init__()
        self.violations = []
        self.reading = reading


def note(notice):
    """The notice, as it is written; None when nothing was."""
    written = _written.get()
    if written is not None and notice is not None:
        written.append(notice)
    return notice


@contextmanager
def read():
    """What is done inside sends mails that who acts could read first."""
    token = _was_read.set(True)
    try:
        yield
    finally:
        _was_read.reset(token)


def is_trying():
    """Whether an act is only tried, for its mails to be read."""
    return _written.get() is not None


def was_read():
    """Whether who acts could read the mails of this act first."""
    return _was_read.get()


def read_first(request, act: Callable[[], Any], about, *, to="", without=None, **words):
    """Do `act()` when the form says so, and return what it returned; else raise ToRead.

    The button that was pressed is `step`: `preview` shows the mails, `edit` goes back to the
    form, `act` acts, as a form without buttons of that name does. `without` gives the people
    without a mail of what the act returned; `dry_run` says what `to` is, `Reading` the rest.
    What the act raises is raised.
    """
    step = request.POST.get("step", "act")
    if step not in ("act", "preview"):
        raise ToRead(None)
    if step == "preview":
        made: list = []
        mails = dry_run(lambda: made.append(act()), about, to=to)
        raise ToRead(Reading(mails, without(made[0]) if without else [], **words))
    with read():
        return act()


def dry_run(act, about, *, to=""):
    """The different mails about these rows that `act()` would send (Shown); nothing of it is
    kept. What the act raises, a refusal first of all, is raised.

    `about` is a row, a model, several of them, or a function that says it of a row. Mails
    about other rows are left out: who acts may not be allowed to read them. Recipients are
    named, unless `to` says in words who they are. Show the texts alone: links and codes in
    them are those of a run that never was (a fact that is a link is left out).
    """
    concerns = _concerns(about)
    token = _written.set([])
    try:
        with transaction.atomic():
            act()
            mails = [_shown(one, to) for one in _written.get() or [] if concerns(one.subject)]
            transaction.set_rollback(True)
    finally:
        _written.reset(token)
    found: dict[tuple, Shown] = {}
    for mail in filter(None, mails):
        to = found[mail.key].to if mail.key in found else ()
        found[mail.key] = replace(mail, to=tuple(dict.fromkeys((*to, *mail.to))))
    return list(found.values())


def _concerns(about):
    """The function of a row that `about` is, or stands for."""
    if isinstance(about, models.Model | type):
        about = (about,)
    if callable(about):
        return about
    kinds = tuple(one for one in about if isinstance(one, type))
    return lambda subject: isinstance(subject, kinds) or subject in about


def _shown(notice, to):
    kind = kind_of(notice.kind)
    if kind.sensitive:
        return None
    mail = kind.render(notice.at(timezone.now()))
    facts = [pair for pair in mail.facts if not str(pair[1]).startswith(settings.BASE_URL)]
    name = to or notice.recipient_name or notice.recipient_email
    return Shown(mail.subject, mail.paragraphs, facts, (name,))
