"""From rules to notices, one SQL statement per rule.

The statement compares what the rule says now with what is planned: it plans what is
new, moves what has another moment, cancels what is over, and plans again what was
cancelled and holds again. What cannot leave is written too, as missed, with its cause: no
open day within its life, or a life that ended since the planner last ran. Its key
`rule:subject:recipient:anchor day` is the outbox's, so that planners at the same time, or a
mail already sent, never give a second notice.
"""

import logging
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.utils import timezone

from directory.calendar import Calendar
from directory.enums import Rhythm
from outbox.enums import Urgency
from outbox.models import Heartbeat
from outbox.rules import PARIS
from reminders.rules import Unit, all_rules

logger = logging.getLogger(__name__)
HORIZON = timedelta(days=40)
# The longest closure that a reminder may have to jump over, and some margin.
CLOSURE = timedelta(days=80)
BEAT = "plan"
LOCK = 7_205_759  # any number of ours: planners take turns, else their updates may deadlock

PLAN = """
WITH said AS MATERIALIZED (
    SELECT DISTINCT ON (key) subject.pk::text AS subject_id, email, left(name, 200) AS name,
        user_id, rhythm, anchor::text AS occasion, due_at, not_after, missed,
        CASE missed WHEN '' THEN 'planned' ELSE 'expired' END AS state,
        concat(%(kind)s::text, ':', %(label)s::text, '.', subject.pk, ':', email, ':', anchor)
            AS key
    FROM ({candidates}) AS subject (pk, anchor, email, name, user_id, rhythm, until)
    JOIN unnest(%(anchors)s::date[], %(rhythms)s::text[], %(said_days)s::date[],
        %(open_days)s::date[]) AS shift (from_day, their, said_day, open_day)
        ON shift.from_day = anchor AND shift.their = rhythm
    JOIN unnest(%(every_rhythm)s::text[], %(late_froms)s::timestamptz[])
        AS late (whose, late_from) ON late.whose = rhythm
    CROSS JOIN LATERAL (
        SELECT (open_day + make_time(%(hour)s, 0, 0)) AT TIME ZONE 'Europe/Paris' AS open_at,
            least((said_day + make_time(%(hour)s, 0, 0)) AT TIME ZONE 'Europe/Paris' + %(life)s,
                (until + 1)::timestamp AT TIME ZONE 'Europe/Paris') AS not_after
    ) AS moment
    CROSS JOIN LATERAL (
        SELECT greatest(open_at, late_from) AS due_at,
            CASE WHEN open_at >= not_after THEN 'closed'
                WHEN not_after <= %(now)s THEN 'outage'
                WHEN late_from >= not_after THEN 'closed'
                ELSE '' END AS missed
    ) AS fate
    WHERE open_at IS NOT NULL AND (until IS NULL OR said_day <= until)
        AND least(due_at, not_after) <= %(horizon)s AND not_after > %(since)s
    ORDER BY key, user_id
), cancelled AS (
    UPDATE outbox_notice AS notice SET state = 'cancelled', missed = ''
    WHERE kind = %(kind)s AND state IN ('planned', 'expired') AND mail_id IS NULL
        AND not_after > %(now)s
        AND NOT EXISTS (SELECT FROM said WHERE said.key = notice.dedup_key)
    RETURNING 1
), moved AS (
    UPDATE outbox_notice AS notice
    SET state = said.state, missed = said.missed, due_at = said.due_at,
        not_after = said.not_after, rhythm = said.rhythm
    FROM said
    WHERE said.key = notice.dedup_key AND notice.mail_id IS NULL
        AND notice.state <> 'declined' AND (notice.state <> 'expired' OR said.missed = '')
        AND (notice.state, notice.due_at, notice.not_after)
            <> (said.state, said.due_at, said.not_after)
    RETURNING notice.state
), planned AS (
    INSERT INTO outbox_notice (dedup_key, kind, version, subject_type_id, subject_id, occasion,
        recipient_email, recipient_name, user_id, rhythm, urgency, context, due_at, not_after,
        state, missed, created_at)
    SELECT key, %(kind)s, 1, %(subject_type)s, subject_id, occasion, email, name, user_id,
        rhythm, %(urgency)s, '{{}}'::jsonb, due_at, not_after, state, missed, %(created)s
    FROM said
    ON CONFLICT (dedup_key) DO NOTHING
    RETURNING state
)
SELECT (SELECT count(*) FROM planned WHERE state = 'planned'),
    (SELECT count(*) FROM moved WHERE state = 'planned'),
    (SELECT count(*) FROM cancelled),
    (SELECT count(*) FROM (TABLE planned UNION ALL TABLE moved) AS every (state)
        WHERE state = 'expired')
"""


@dataclass
class Plan:
    """How many notices one run planned, moved to another moment, cancelled, found missed;
    rules that failed."""

    planned: int = 0
    moved: int = 0
    cancelled: int = 0
    missed: int = 0
    broken: int = 0


def plan(now=None, rules=None):
    """Bring the planned notices in line with every rule at `now`; a Plan."""
    now = now or timezone.now()
    calendar = Calendar.load()
    total = Plan()
    since = _last_run(now)
    for rule in all_rules() if rules is None else rules:
        try:
            planned, moved, cancelled, missed = plan_rule(rule, now, calendar, since)
        except Exception:  # a defect of one rule must not silence the others
            logger.exception("The rule %s cannot be planned", rule.code)
            total.broken += 1
            continue
        total.planned += planned
        total.moved += moved
        total.cancelled += cancelled
        total.missed += missed
    if not total.broken:
        Heartbeat.mark(BEAT, now)
    return total


def _last_run(now):
    """When every rule was last planned: what ended since then was never seen."""
    last = Heartbeat.objects.filter(name=BEAT).first()
    return min(last.at, now) if last else now


@transaction.atomic
def plan_rule(rule, now, calendar, since):
    """Run the rule's statement; (planned, moved, cancelled, missed)."""
    sql, values = statement(rule, now, calendar)
    values["since"] = since
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        cursor.execute(sql, values)
        return cursor.fetchone()


def statement(rule, now, calendar):
    """The SQL of a rule and its values."""
    model = rule.subjects().model
    candidates, values = _candidates(rule)
    values |= {
        "kind": rule.code,
        "label": model._meta.label_lower,
        "subject_type": ContentType.objects.get_for_model(model).pk,
        "urgency": Urgency.ROUTINE,
        "hour": rule.hour,
        "life": rule.life,
        "now": now,
        "created": timezone.now(),
        "horizon": now + HORIZON,
    }
    days = shifted(rule, now, calendar)
    values |= {
        "anchors": [day.anchor for day in days],
        "rhythms": [day.rhythm for day in days],
        "said_days": [day.said for day in days],
        "open_days": [day.open for day in days],
        "every_rhythm": list(Rhythm),
        "late_froms": [_late_from(now, rule.hour, rhythm, calendar) for rhythm in Rhythm],
    }
    return PLAN.format(candidates=candidates), values


def _candidates(rule):
    """One SELECT per recipient; Django's positional values become named ones."""
    selects, values = [], {}
    for to in rule.recipients:
        sql, positional = rule.candidates(to).query.sql_with_params()
        names = [f"v{len(values) + number}" for number in range(len(positional))]
        values |= dict(zip(names, positional, strict=True))
        selects.append(sql % tuple(f"%({name})s" for name in names))
    return " UNION ALL ".join(selects), values


@dataclass(frozen=True)
class Day:
    """For an anchor and the days of a recipient: the day that the offset says, and the open
    one on which the reminder leaves; None when a nearer one leaves that day."""

    anchor: date
    rhythm: Rhythm
    said: date
    open: date | None


def shifted(rule, now, calendar):
    """The Day of the reminder for every anchor that can matter now, and every rhythm."""
    reach = timedelta(days=3 * abs(rule.offset.number)) + CLOSURE
    today = now.astimezone(PARIS).date()
    first, last = today - rule.life - reach, today + HORIZON + reach
    every = [first + timedelta(days=number) for number in range((last - first).days)]
    return [_day(rule, anchor, rhythm, calendar) for rhythm in Rhythm for anchor in every]


def _day(rule, anchor, rhythm, calendar):
    said, leaves = _shift(rule.offset, anchor, rhythm, calendar)
    if rule.nearer and _shift(rule.nearer, anchor, rhythm, calendar)[1] == leaves:
        leaves = None
    return Day(anchor, rhythm, said, leaves)


def _shift(offset, anchor, rhythm, calendar):
    """The day that the offset says, and the open one that it becomes."""
    said = _counted(offset, anchor, rhythm, calendar)
    step = timedelta(days=-1 if offset.number < 0 else 1)
    return said, calendar.first_open(said, rhythm, step)


def _counted(offset, anchor, rhythm, calendar):
    """`offset` from the anchor, on the days that it counts."""
    counted = {Unit.WORKING: Rhythm.WORK, Unit.SCHOOL: Rhythm.SCHOOL, Unit.THEIRS: rhythm}
    days = counted.get(offset.unit, Rhythm.EVERY_DAY)
    return calendar.add_days(anchor, offset.number, days)


def _late_from(now, hour, rhythm, calendar):
    """On a closed day, the moment from which a reminder that is late may leave; else None."""
    today = now.astimezone(PARIS).date()
    day = calendar.first_open(today, rhythm)
    return None if day == today else datetime.combine(day, time(hour), PARIS)
