"""What a mail can be about: every app declares its kinds in `<app>/notices.py`.

    register(NoticeKind(
        code="booking.accepted",
        label="Demande d'immersion acceptée",
        why="vous avez envoyé une demande d'immersion",
        render=booking_accepted,             # notice -> MailContent
        is_relevant=lambda notice: notice.subject.state == BookingState.ACCEPTED,
    ))

`render` runs when the mail leaves, maybe hours after the fact: it reads the subject
again from the ids of the notice, and builds personal links anew. What depends on the
moment, in the text as in `is_relevant`, is read from `notice.told_at` or `told_on`,
never from the clock: the whole run, `--now` included, is at one moment.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from outbox.enums import Urgency
from outbox.rules import Immediate
from outbox.topics import Topic


@dataclass(frozen=True)
class MailContent:
    """What one notice says. Plain texts only: the templates escape them.

    `facts` are (label, value) pairs, `action` the one button as (label, absolute
    address), `attachments` are (file name, MIME type, bytes).
    """

    subject: str
    paragraphs: list[str]
    facts: list[tuple[str, str]] = field(default_factory=list)
    action: tuple[str, str] | None = None
    attachments: list[tuple[str, str, bytes]] = field(default_factory=list)


@dataclass(frozen=True)
class NoticeKind:
    """A kind of notice. `why` ends the sentence "Vous recevez ce message parce que …".

    `is_relevant` is asked just before sending: a notice that is over is not sent.
    `immediate` says whether it leaves at once or waits for its recipient's next morning;
    `happens` gives the first and the last day of what it is about (subject → pair, or
    None), before which it must have left. `topic` is what its recipient may stop, or not.
    `patience`: for how many of its reader's open days it may wait for a digest that leaves
    anyway, that of the topic unless said.
    A `sensitive` kind (code, link asked for) carries a secret, leaves at once and at least
    once; every other kind at most once. `to_oneself`: told also to who did it, for
    it carries what they need next (a link to sign, to fill) or protects their account.
    """

    code: str
    label: str
    why: str
    render: Callable
    is_relevant: Callable | None = None
    topic: Topic = Topic.ACTS
    immediate: Immediate = Immediate.NEVER
    happens: Callable | None = None
    patience: int | None = None
    sensitive: bool = False
    to_oneself: bool = False
    version: int = 1

    def span(self, subject):
        """The first and the last day of what happens to `subject`, or None."""
        return self.happens(subject) if self.happens and subject is not None else None

    @property
    def usual_urgency(self):
        """How urgent it is whatever its date."""
        if self.sensitive:
            return Urgency.CODE
        return Urgency.IMMEDIATE if self.immediate == Immediate.ALWAYS else Urgency.ROUTINE

    @property
    def may_wait(self):
        """Its patience, in open days of its reader."""
        return self.topic.patience if self.patience is None else self.patience

    def still_relevant(self, notice):
        """Whether `notice` should still leave; not when its subject was deleted."""
        if notice.subject_id and notice.subject is None:
            return False
        return self.is_relevant is None or bool(self.is_relevant(notice))


_kinds = {}


def register(kind):
    """Declare a kind; ValueError when its code is taken by another one."""
    if kind.code in _kinds:
        raise ValueError(f"Two kinds of notice are named {kind.code!r}.")
    _kinds[kind.code] = kind
    return kind


def kind_of(code):
    """The kind registered under `code`; KeyError when there is none."""
    return _kinds[code]


def all_kinds():
    """Every declared kind, by code."""
    return [_kinds[code] for code in sorted(_kinds)]


def patient_kinds():
    """{number of open days: codes} of the kinds that may wait for a digest that leaves anyway."""
    found: dict[int, list] = {}
    for kind in all_kinds():
        if kind.may_wait:
            found.setdefault(kind.may_wait, []).append(kind.code)
    return found


def stopped_kinds():
    """[(code, topic)] of the kinds that a recipient may stop."""
    return [(kind.code, kind.topic) for kind in all_kinds() if kind.topic.may_stop]
