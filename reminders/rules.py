"""Reminder rules, declared beside the domain in `<app>/reminders.py`.

A rule says: for each *subject* of this queryset, write to these *recipients*, so many
days from this *anchor*, as long as the subject is still in the queryset.

    from reminders.rules import Rule, To, days, register, working_days

    def coming():
        return Booking.objects.accepted()

    def week_before(notice):                       # notice.subject is the booking
        booking = notice.subject
        return MailContent(
            subject=f"Dans une semaine : immersion chez {booking.company.name}",
            paragraphs=["…"],
            action=("Voir la demande", absolute(booking.get_absolute_url())),
        )

    register(Rule(
        code="immersion.j7.teacher",               # never change it: it is in the keys
        label="Une semaine avant l'immersion, à l'enseignant",
        why="vous accompagnez cette immersion",    # "Vous recevez ce message parce que…"
        subjects=coming,
        recipients=[To.user("teacher")],
        anchor="slot__starts_on",                  # date or datetime: path or expression
        anchor_label="le début de l'immersion",
        offset=days(-7),
        render=week_before,
    ))

    for wait in (3, 7):                            # one rule per date of a series
        register(Rule(
            code=f"booking.unanswered.{wait}",
            subjects=lambda: Booking.objects.filter(state=BookingState.SENT),
            recipients=[To(email="contact__email", name="contact__last_name")],
            anchor="sent_at", anchor_label="l'envoi de la demande",
            offset=their_days(wait), …
        ))

- *The stop condition is the queryset*: it is asked again for the one subject just
  before the mail leaves, with the recipient and the anchor. A contract signed in the
  meantime, a cancelled booking, a moved date: nothing is sent.
- *Recipients* are expressions on the subject; several `To`, or a path through a
  to-many relation, give several notices. An empty address gives none. Holders of a
  personal link are recipients like others: `render` finds the link again by subject
  and `notice.recipient_email` and puts `link.url` in `action`. To write to who has not
  signed, let the signatory be the subject: `Signatory.objects.filter(signed_at=None,
  round__state=…)`, anchor `round__opened_at`.
- *Occasion* is the anchor's date: when it moves, the reminder is planned again, also
  if the one for the old date had already left.
- *Not too late*: a reminder before its anchor lives half of the distance (D-7 until
  D-3½, D-1 for 12 hours), one after it four days or what the rule says (`lasts`); later
  it is never sent. Nor is one planned whose life is already over.
- *A series* is told by `follower`, the code of the next one: its offsets keep their order,
  and when closed days bring two reminders that precede their anchor to the same day, only
  the follower leaves.
- *Set by the authority*: hour and offset may be changed, or the rule paused, on its page
  (`reminders.settings`). So labels and texts name no number of days: `when` does, and
  `in_days(day, notice.told_on)` in a mail.
- *Never on a closed day*: readers are at work. A day that is a week-end or a public
  holiday, or for the people of schools (`To(rhythm=…)`) a day without class, becomes
  the open day before it when the reminder precedes its anchor, the open day after it
  otherwise. The life is counted from the day as computed: a reminder that finds no open
  day within it does not leave.
- *Never lost without a word*: one that finds no open day, or whose life ended while the
  planner, the sender or the relay was down, is kept as missed with its cause (`Missed`).
- *With the morning's mail*: reminders leave in the digest of their recipient, once a day.
- *Three at most* for one fact and person (`series`); then somebody else has a to-do (`then`).
- The queryset must not depend on the clock, and must not be sliced.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from django.db.models import (
    BigIntegerField,
    Case,
    CharField,
    DateField,
    DateTimeField,
    Exists,
    F,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast, Concat, Lower, Trim, TruncDate

from directory.enums import Rhythm
from outbox import kinds
from outbox.rules import PARIS
from outbox.topics import Topic
from reminders.models import RuleSetting

MOST_IN_SERIES = 3


class Unit(StrEnum):
    """What an offset counts."""

    CALENDAR = "jour"
    WORKING = "jour ouvré"
    SCHOOL = "jour de classe"
    THEIRS = "jour ouvré du destinataire"

    def counted(self, number):
        """`number` of this unit, in words: "3 jours ouvrés"."""
        first, *words = self.value.split()
        plural = "s" * (number > 1)
        words = [word + plural if word.startswith("ouv") else word for word in words]
        return " ".join([str(number), first + plural, *words])


@dataclass(frozen=True)
class Offset:
    """A number of days, negative before the anchor."""

    number: int
    unit: Unit


def days(number):
    """Calendar days."""
    return Offset(number, Unit.CALENDAR)


def working_days(number):
    """Monday to Friday without public holidays: the days of companies."""
    return Offset(number, Unit.WORKING)


def school_days(number):
    """Days of class of zone C: the days of schools (R-ID-9)."""
    return Offset(number, Unit.SCHOOL)


def their_days(number):
    """Open days of each recipient: of class for people of schools, else working days. What
    runs against someone is counted so."""
    return Offset(number, Unit.THEIRS)


def at_school_if(condition):
    """The rhythm of who works in a school when this Q on the subject holds."""
    return Case(
        When(condition, then=Value(Rhythm.SCHOOL.value)),
        default=Value(Rhythm.WORK.value),
        output_field=CharField(),
    )


@dataclass(frozen=True)
class To:
    """A recipient: expressions (or field paths) on the subject.

    `rhythm`: the days on which this person reads, a Rhythm or an expression
    (`at_school_if`).
    """

    email: object
    name: object = Value("")
    user_id: object = Cast(Value(None), BigIntegerField())
    rhythm: object = Rhythm.WORK

    @classmethod
    def user(cls, path, rhythm=Rhythm.WORK):
        """The account that `path` (a foreign key) leads to."""
        return cls(
            email=f"{path}__email",
            name=Concat(f"{path}__first_name", Value(" "), f"{path}__last_name"),
            user_id=f"{path}__pk",
            rhythm=rhythm,
        )


def _expression(value):
    return F(value) if isinstance(value, str) else value


def _rhythm(value):
    return Value(value.value) if isinstance(value, Rhythm) else value


@dataclass(frozen=True)
class Rule:
    """One reminder; see the module's text. `hour` is local time in Paris.

    `lasts`: how long one that follows its anchor stays useful (four days).
    `until`: the last day on which it helps, a path or expression on the subject.
    `follower`: the code of the next reminder of a series.
    `topic`: what its readers may stop, or not.
    `then`: what becomes of the third of a series that stays unanswered, in words: a to-do
    for somebody else.
    `is_paused`, `room_for` (the follower's offset): never declared, `settings.settle` fills them.
    """

    code: str
    label: str
    why: str
    subjects: Callable
    recipients: Sequence[To]
    anchor: object
    anchor_label: str
    offset: Offset
    render: Callable
    hour: int = 8
    lasts: timedelta = timedelta(days=4)
    until: object = Cast(Value(None), DateField())
    follower: str = ""
    topic: Topic = Topic.REMINDERS
    then: str = ""
    is_paused: bool = False
    room_for: Offset | None = None

    @property
    def series(self):
        """What its code shares with the other reminders of one fact to one person: all but
        the numbers ("contract.unsigned" of "contract.unsigned.14")."""
        return re.sub(r"\.j?\d+(?=\.|$)", "", self.code)

    @property
    def is_before(self):
        """Whether it precedes its anchor."""
        return self.offset.number < 0

    @property
    def life(self):
        """How long after its computed hour the reminder is still worth sending."""
        return timedelta(days=-self.offset.number) / 2 if self.is_before else self.lasts

    @property
    def when(self):
        """The moment in words: "7 jours avant le début de l'immersion, à 8 h"."""
        if not self.offset.number:
            return f"Le jour même : {self.anchor_label}, à {self.hour} h"
        counted = self.offset.unit.counted(abs(self.offset.number))
        side = "avant" if self.is_before else "après"
        return f"{counted} {side} {self.anchor_label}, à {self.hour} h"

    def candidates(self, to, subjects=None):
        """Subjects with `to` as columns, from `pk` to `until`: see the planner's statement."""
        subjects = self.subjects() if subjects is None else subjects
        dated = subjects.annotate(reminder_anchor=_expression(self.anchor))
        if isinstance(dated.query.annotations["reminder_anchor"].output_field, DateTimeField):
            dated = dated.annotate(reminder_day=TruncDate("reminder_anchor", tzinfo=PARIS))
        else:
            dated = dated.annotate(reminder_day=F("reminder_anchor"))
        return (
            dated.annotate(
                reminder_address=Cast(_expression(to.email), TextField()),
                reminder_email=Lower(Trim("reminder_address")),
                reminder_name=Trim(Cast(_expression(to.name), CharField())),
                reminder_user=_expression(to.user_id),
                reminder_rhythm=Cast(_rhythm(to.rhythm), CharField()),
                reminder_until=_expression(self.until),
            )
            .filter(reminder_day__isnull=False, reminder_address__contains="@")
            .order_by()
            .values_list(
                "pk",
                "reminder_day",
                "reminder_email",
                "reminder_name",
                "reminder_user",
                "reminder_rhythm",
                "reminder_until",
            )
        )

    def holds(self, notice):
        """Whether the planned `notice` is still what the rule, not paused, says of its subject."""
        paused = RuleSetting.objects.paused().filter(code=self.code)
        subject = self.subjects().filter(~Exists(paused), pk=notice.subject_id)
        return any(
            (day.isoformat(), email) == (notice.occasion, notice.recipient_email)
            and (until is None or notice.told_on <= until)
            for to in self.recipients
            for _, day, email, *_, until in self.candidates(to, subject)
        )


_rules = {}


def register(rule):
    """Declare a rule, and its kind of notice.

    ValueError when the code is taken, for the fourth reminder of a series, and for a third
    one that does not say what comes after it (`then`).
    """
    same = sum(other.series == rule.series for other in _rules.values())
    if same >= MOST_IN_SERIES:
        raise ValueError(f"{rule.code} would be reminder {same + 1} of one fact.")
    if same == MOST_IN_SERIES - 1 and not rule.then:
        raise ValueError(f"{rule.code} is the last reminder: say whose to-do comes then.")
    kinds.register(
        kinds.NoticeKind(
            code=rule.code,
            label=rule.label,
            why=rule.why,
            render=rule.render,
            is_relevant=rule.holds,
            topic=rule.topic,
        )
    )
    _rules[rule.code] = rule
    return rule


def rule_of(code):
    """The rule declared under `code`; KeyError when there is none."""
    return _rules[code]


def all_rules():
    """Every declared rule, by code."""
    return [_rules[code] for code in sorted(_rules)]
