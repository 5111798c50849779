"""What would go out between two days: the planner's own statement, read and not written, then
the notices that wait for their day.

With the settings, the closed days and the rows of now; what has left is left out, and
nothing can be known of what people will do until then. What may wait for another mail is
counted on the first day on which it may leave.
"""

import re
from datetime import datetime, time, timedelta

from directory import sql
from directory.calendar import Calendar
from outbox.kinds import all_kinds, kind_of
from outbox.rules import PARIS
from reminders.planner import SAID, statement
from reminders.rules import all_rules
from reminders.settings import settings, settle
from reminders.shifts import Shifts

LEAVING = """
SELECT %(kind)s::text AS kind,
    (greatest(due_at, %(now)s) AT TIME ZONE 'Europe/Paris')::date AS day, name, email
FROM said
WHERE missed = '' AND greatest(due_at, %(now)s) >= %(first)s
    AND greatest(due_at, %(now)s) < %(after)s
    AND NOT EXISTS (
        SELECT FROM outbox_notice AS told
        WHERE told.dedup_key = said.key AND told.mail_id IS NOT NULL
    )
"""
WAITING = """
SELECT kind, (greatest(due_at, %(now)s) AT TIME ZONE 'Europe/Paris')::date AS day,
    recipient_name AS name, recipient_email AS email
FROM outbox_notice
WHERE state = 'planned' AND kind = ANY(%(others)s) AND greatest(due_at, %(now)s) >= %(first)s
    AND greatest(due_at, %(now)s) < %(after)s AND (not_after IS NULL OR not_after > %(now)s)
"""
COUNTED = """
SELECT day, kind, count(*) FROM ({rows}) AS leaving GROUP BY day, kind ORDER BY day, kind
"""
NAMED = "SELECT day, kind, name, email FROM ({rows}) AS leaving ORDER BY day, kind, email"
VALUE = re.compile(r"%\((\w+)\)s")


def counts(first, last, now):
    """[(day, kind, number)] of what would leave from `first` to `last`; one statement for all
    the kinds."""
    return _read(COUNTED, all_kinds(), first, last, now)


def people(first, last, now, kinds=None):
    """[(day, kind, name, address)] of the same, for administrators."""
    return _read(NAMED, all_kinds() if kinds is None else kinds, first, last, now)


def _read(query, kinds, first, last, now):
    codes = {kind.code for kind in kinds}
    rules = [rule for rule in all_rules() if rule.code in codes]
    others = codes - {rule.code for rule in rules}
    selects, values = [f"({WAITING})"], {"others": list(others), "now": now}
    days = {"first": _midnight(first), "after": _midnight(last + timedelta(days=1))}
    shifts = Shifts(Calendar.load(), now, days["after"] - now)
    for number, rule in enumerate(settle(rules, settings())):
        text, own = statement(rule, shifts, SAID + LEAVING)
        own |= {"since": now, **days}
        selects.append(f"({_renamed(text, number)})")
        values |= {f"r{number}_{name}": value for name, value in own.items()}
    found = sql.rows(query.format(rows=" UNION ALL ".join(selects)), values | days)
    return [(day, kind_of(kind), *rest) for day, kind, *rest in found]


def _renamed(text, number):
    """The statement of one rule, its values apart from those of the others."""
    return VALUE.sub(rf"%(r{number}_\1)s", text)


def _midnight(day):
    return datetime.combine(day, time(), PARIS)
