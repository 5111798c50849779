"""From rules to notices, one SQL statement per rule.

The statement compares what the rule says now with what is planned: it plans what is
new, moves what has another moment, cancels what is over, and plans again what was
cancelled and holds again. Its key `rule:subject:recipient:anchor day` is the outbox's,
so that planners at the same time, or a mail already sent, never give a second notice.
"""

import logging
from dataclasses import dataclass
from datetime import timedelta

from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.utils import timezone

from directory.calendar import Calendar
from outbox.enums import Urgency
from reminders.rules import PARIS, Unit, all_rules

logger = logging.getLogger(__name__)
HORIZON = timedelta(days=40)
# The longest closure that a school-day offset may have to jump over, and some margin.
CLOSURE = timedelta(days=80)
LOCK = 7_205_759  # any number of ours: planners take turns, else their updates may deadlock

PLAN = """
WITH said AS MATERIALIZED (
    SELECT DISTINCT ON (key) subject.pk::text AS subject_id, email, left(name, 200) AS name,
        user_id, anchor::text AS occasion, due_at, due_at + %(life)s AS not_after,
        concat(%(kind)s::text, ':', %(label)s::text, '.', subject.pk, ':', email, ':', anchor)
            AS key
    FROM ({candidates}) AS subject (pk, anchor, email, name, user_id)
    {shift}
    CROSS JOIN LATERAL (
        SELECT ({day} + make_time(%(hour)s, 0, 0)) AT TIME ZONE 'Europe/Paris' AS due_at
    ) AS moment
    WHERE due_at <= %(horizon)s AND due_at + %(life)s > %(now)s
    ORDER BY key, user_id
), cancelled AS (
    UPDATE outbox_notice AS notice SET state = 'cancelled'
    WHERE kind = %(kind)s AND state = 'planned' AND not_after > %(now)s
        AND NOT EXISTS (SELECT FROM said WHERE said.key = notice.dedup_key)
    RETURNING 1
), moved AS (
    UPDATE outbox_notice AS notice
    SET state = 'planned', due_at = said.due_at, not_after = said.not_after
    FROM said
    WHERE said.key = notice.dedup_key AND notice.mail_id IS NULL
        AND (notice.state = 'cancelled' OR notice.state = 'planned'
            AND (notice.due_at, notice.not_after) <> (said.due_at, said.not_after))
    RETURNING 1
), planned AS (
    INSERT INTO outbox_notice (dedup_key, kind, version, subject_type_id, subject_id, occasion,
        recipient_email, recipient_name, user_id, urgency, context, due_at, not_after, state,
        created_at)
    SELECT key, %(kind)s, 1, %(subject_type)s, subject_id, occasion, email, name, user_id,
        %(urgency)s, '{{}}'::jsonb, due_at, not_after, 'planned', %(created)s
    FROM said
    ON CONFLICT (dedup_key) DO NOTHING
    RETURNING 1
)
SELECT (SELECT count(*) FROM planned), (SELECT count(*) FROM moved),
    (SELECT count(*) FROM cancelled)
"""


@dataclass
class Plan:
    """How many notices one run planned, moved to another moment, cancelled; rules that failed."""

    planned: int = 0
    moved: int = 0
    cancelled: int = 0
    broken: int = 0


def plan(now=None, rules=None):
    """Bring the planned notices in line with every rule at `now`; a Plan."""
    now = now or timezone.now()
    calendar = Calendar.load()
    total = Plan()
    for rule in all_rules() if rules is None else rules:
        try:
            planned, moved, cancelled = plan_rule(rule, now, calendar)
        except Exception:  # a defect of one rule must not silence the others
            logger.exception("The rule %s cannot be planned", rule.code)
            total.broken += 1
            continue
        total.planned += planned
        total.moved += moved
        total.cancelled += cancelled
    return total


@transaction.atomic
def plan_rule(rule, now, calendar):
    """Run the rule's statement; (planned, moved, cancelled)."""
    sql, values = statement(rule, now, calendar)
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
    if rule.offset.unit == Unit.CALENDAR:
        values["number"] = rule.offset.number
        return PLAN.format(candidates=candidates, shift="", day="(anchor + %(number)s)"), values
    table = shifted(rule, now, calendar)
    values |= {"anchors": list(table), "days": list(table.values())}
    shift = "JOIN unnest(%(anchors)s::date[], %(days)s::date[]) AS shift (from_day, day)"
    shift += " ON shift.from_day = anchor"
    return PLAN.format(candidates=candidates, shift=shift, day="shift.day"), values


def _candidates(rule):
    """One SELECT per recipient; Django's positional values become named ones."""
    selects, values = [], {}
    for to in rule.recipients:
        sql, positional = rule.candidates(to).query.sql_with_params()
        names = [f"v{len(values) + number}" for number in range(len(positional))]
        values |= dict(zip(names, positional, strict=True))
        selects.append(sql % tuple(f"%({name})s" for name in names))
    return " UNION ALL ".join(selects), values


def shifted(rule, now, calendar):
    """Anchor day → day of the reminder, for every anchor that can matter now."""
    working = rule.offset.unit == Unit.WORKING
    add = calendar.add_working_days if working else calendar.add_school_days
    reach = timedelta(days=3 * abs(rule.offset.number)) + CLOSURE
    today = now.astimezone(PARIS).date()
    first, last = today - rule.life - reach, today + HORIZON + reach
    every = (first + timedelta(days=number) for number in range((last - first).days))
    return {day: add(day, rule.offset.number) for day in every}
