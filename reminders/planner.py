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
from datetime import datetime, time, timedelta

from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.utils import timezone

from directory.calendar import Calendar
from outbox.enums import NoticeState, Urgency
from outbox.kinds import all_kinds
from outbox.models import Heartbeat, Notice
from outbox.rules import PARIS
from reminders.rules import all_rules
from reminders.settings import settings, settle
from reminders.shifts import HORIZON, Shifts

logger = logging.getLogger(__name__)
BEAT = "plan"
LATE = timedelta(minutes=25)  # it runs every ten minutes
# What a rule says of 100,000 subjects is sorted in memory, not on disk.
TURN = "SELECT pg_advisory_xact_lock(%s), set_config('work_mem', '64MB', true)"
LOCK = 7_205_759  # any number of ours: planners take turns, else their updates may deadlock

# The moments of each anchor are counted once, then met by the subjects. In the order
# of their keys they also meet the notices that exist, however many these are.
SAID = """
WITH shift AS MATERIALIZED (
    SELECT from_day, their, said_day, open_at, late_from, greatest(open_at, late_from) AS due_at,
        said_at + make_interval(secs => %(life)s) AS ends_at
    FROM unnest(%(anchors)s::date[], %(rhythms)s::text[], %(said_days)s::date[],
        %(open_days)s::date[]) AS day (from_day, their, said_day, open_day)
    JOIN unnest(%(every_rhythm)s::text[], %(late_days)s::date[]) AS late (whose, late_day)
        ON late.whose = day.their
    CROSS JOIN LATERAL (
        SELECT (said_day + %(hour)s::time) AT TIME ZONE 'Europe/Paris' AS said_at,
            (open_day + %(hour)s::time) AT TIME ZONE 'Europe/Paris' AS open_at,
            (late_day + %(hour)s::time) AT TIME ZONE 'Europe/Paris' AS late_from
    ) AS moment
    WHERE %(running)s AND open_day IS NOT NULL
), said AS MATERIALIZED (
    SELECT DISTINCT ON (key)
        subject.pk::text AS subject_id, email, left(name, 200) AS name,
        user_id, rhythm, anchor::text AS occasion, due_at, not_after, missed,
        CASE missed WHEN '' THEN 'planned' ELSE 'expired' END AS state,
        %(prefix)s || subject.pk || ':' || email || ':' || anchor AS key
    FROM ({candidates}) AS subject (pk, anchor, email, name, user_id, rhythm, until)
    JOIN shift ON shift.from_day = anchor AND shift.their = rhythm
    CROSS JOIN LATERAL (
        SELECT least(ends_at, (until + 1)::timestamp AT TIME ZONE 'Europe/Paris') AS not_after
    ) AS life
    CROSS JOIN LATERAL (
        SELECT CASE WHEN open_at >= not_after THEN 'closed'
                WHEN not_after <= %(now)s THEN 'outage'
                WHEN late_from >= not_after THEN 'closed'
                ELSE '' END AS missed
    ) AS fate
    WHERE (until IS NULL OR said_day <= until)
        AND least(due_at, not_after) <= %(horizon)s AND not_after > %(since)s
    ORDER BY key, user_id
)
"""
WRITTEN = """, cancelled AS (
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
    WHERE said.key = notice.dedup_key AND notice.kind = %(kind)s AND notice.mail_id IS NULL
        AND notice.state IN ('planned', 'cancelled', 'expired')
        AND (notice.state <> 'expired' OR said.missed = '')
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
SELECT planned.alive, moved.alive, cancelled.number, planned.dead + moved.dead
FROM (SELECT count(*) FILTER (WHERE state = 'planned') AS alive,
        count(*) FILTER (WHERE state = 'expired') AS dead FROM planned) AS planned,
    (SELECT count(*) FILTER (WHERE state = 'planned') AS alive,
        count(*) FILTER (WHERE state = 'expired') AS dead FROM moved) AS moved,
    (SELECT count(*) AS number FROM cancelled) AS cancelled
"""
PLAN = SAID + WRITTEN


@dataclass
class Plan:
    """How many notices one run planned, moved to another moment, cancelled, found missed;
    rules that failed."""

    planned: int = 0
    moved: int = 0
    cancelled: int = 0
    missed: int = 0
    broken: int = 0

    @property
    def touched(self):
        """How many notices it wrote or changed."""
        return self.planned + self.moved + self.cancelled + self.missed


def plan(now=None, rules=None, *, rows=None, beats=True):
    """Bring the planned notices in line with every rule, or these, at `now`; a Plan.

    `rows` are the settings, those of the table unless given. A run that `beats` is one
    after which nothing that ended earlier can be unseen: of every rule.
    """
    now = now or timezone.now()
    shifts, total = Shifts(Calendar.load(), now, since=last_run()), Plan()
    if rules is None:
        total.cancelled += cancel_undeclared()
    declared = all_rules() if rules is None else rules
    for rule in settle(declared, settings() if rows is None else rows):
        try:
            planned, moved, cancelled, missed = plan_rule(rule, shifts)
        except Exception:  # a defect of one rule must not silence the others
            logger.exception("The rule %s cannot be planned", rule.code)
            total.broken += 1
            continue
        total.planned += planned
        total.moved += moved
        total.cancelled += cancelled
        total.missed += missed
    if beats and not total.broken:
        Heartbeat.mark(BEAT, now)
    return total


def cancel_undeclared():
    """Cancel what was planned by rules that no longer exist; how many."""
    codes = [kind.code for kind in all_kinds()]
    rows = Notice.objects.filter(state=NoticeState.PLANNED).exclude(kind__in=codes)
    return rows.update(state=NoticeState.CANCELLED)


def last_run():
    """When every rule was last planned, or None: what ended since then was never seen."""
    return Heartbeat.objects.filter(name=BEAT).values_list("at", flat=True).first()


def planned_until(now):
    """The midnight before which every reminder is planned; `now` when the planner is late."""
    last = last_run()
    if last is None or last < now - LATE:
        return now
    day = (min(last, now) + HORIZON).astimezone(PARIS).date()
    return datetime.combine(day, time(), PARIS)


@transaction.atomic
def plan_rule(rule, shifts):
    """Run the rule's statement; (planned, moved, cancelled, missed)."""
    sql, values = statement(rule, shifts)
    with connection.cursor() as cursor:
        cursor.execute(TURN, [LOCK])
        cursor.execute(sql, values)
        return cursor.fetchone()


def statement(rule, shifts, sql=PLAN):
    """The SQL of a rule as it runs, and its values, for what is due as the Shifts say."""
    model, candidates, compiled = _candidates(rule)
    values = compiled | {
        "kind": rule.code,
        "prefix": f"{rule.code}:{model._meta.label_lower}.",
        "subject_type": ContentType.objects.get_for_model(model).pk,
        "urgency": Urgency.ROUTINE,
        "created": timezone.now(),
        "running": not rule.is_paused,
    }
    return sql.format(candidates=candidates), values | shifts.values(rule)


# By what a rule asks: to compile the queries of sixty rules took longer than to run them.
_compiled = {}


def _candidates(rule):
    """(model, SELECT, its values) of the rule's recipients, compiled once per process: they
    depend on the rows alone, neither on the clock nor on the settings."""
    asked = rule.subjects, tuple(rule.recipients), rule.anchor, rule.until
    if asked not in _compiled:
        _compiled[asked] = _compile(rule)
    return _compiled[asked]


def _compile(rule):
    """One SELECT per recipient; Django's positional values become named ones."""
    selects, values = [], {}
    for to in rule.recipients:
        sql, positional = rule.candidates(to).query.sql_with_params()
        names = [f"v{len(values) + number}" for number in range(len(positional))]
        values |= dict(zip(names, positional, strict=True))
        selects.append(sql % tuple(f"%({name})s" for name in names))
    return rule.subjects().model, " UNION ALL ".join(selects), values
