"""What would go out between two days: the planner's own statement, read and not written.

With the settings, the closed days and the rows of now; what has left is left out, and
nothing can be known of what people will do until then.
"""

import re
from datetime import datetime, time, timedelta

from directory import sql
from directory.calendar import Calendar
from outbox.rules import PARIS
from reminders.planner import SAID, statement
from reminders.rules import all_rules, rule_of
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
COUNTED = """
SELECT day, kind, count(*) FROM ({rows}) AS leaving GROUP BY day, kind ORDER BY day, kind
"""
NAMED = "SELECT day, kind, name, email FROM ({rows}) AS leaving ORDER BY day, kind, email"
VALUE = re.compile(r"%\((\w+)\)s")


def counts(first, last, now):
    """[(day, rule, number)] of the reminders that would leave from `first` to `last`; one
    statement for all the rules."""
    return _read(COUNTED, all_rules(), first, last, now)


def people(first, last, now, rules=None):
    """[(day, rule, name, address)] of the same, for administrators."""
    return _read(NAMED, all_rules() if rules is None else rules, first, last, now)


def _read(query, rules, first, last, now):
    if not rules:
        return []
    selects, values = [], {}
    days = {"first": _midnight(first), "after": _midnight(last + timedelta(days=1))}
    shifts = Shifts(Calendar.load(), now, days["after"] - now)
    for number, rule in enumerate(settle(rules, settings())):
        text, own = statement(rule, shifts, SAID + LEAVING)
        own |= {"since": now, **days}
        selects.append(f"({_renamed(text, number)})")
        values |= {f"r{number}_{name}": value for name, value in own.items()}
    found = sql.rows(query.format(rows=" UNION ALL ".join(selects)), values)
    return [(day, rule_of(kind), *rest) for day, kind, *rest in found]


def _renamed(text, number):
    """The statement of one rule, its values apart from those of the others."""
    return VALUE.sub(rf"%(r{number}_\1)s", text)


def _midnight(day):
    return datetime.combine(day, time(), PARIS)
