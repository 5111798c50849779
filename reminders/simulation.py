"""What would go out between two days: the notices that wait for their day and, beyond the days
that the planner has planned, its own statement, read and not written.

With the settings, the closed days and the rows of the planner's last run, or of now beyond it;
what has left is left out, and nothing can be known of what people will do until then. What may
wait for another mail is counted on the first day on which it may leave.
"""

import re
from datetime import datetime, time, timedelta

from directory import sql
from directory.calendar import Calendar
from outbox.kinds import all_kinds, kind_of
from outbox.rules import PARIS
from reminders.planner import SAID, planned_until, statement
from reminders.rules import all_rules
from reminders.settings import settings, settle
from reminders.shifts import Shifts

WAITING = """
SELECT kind, (greatest(due_at, %(now)s) AT TIME ZONE 'Europe/Paris')::date AS day,
    recipient_name AS name, recipient_email AS email
FROM outbox_notice
WHERE state = 'planned' AND kind = ANY(%(kinds)s) AND greatest(due_at, %(now)s) >= %(first)s
    AND greatest(due_at, %(now)s)
        < CASE WHEN kind = ANY(%(rules)s) THEN %(known)s ELSE %(after)s END
    AND (not_after IS NULL OR not_after > %(now)s)
"""
# Met by its key: the database would else go through all that ever left, for each reminder.
LEAVING = """
SELECT %(kind)s::text AS kind,
    (greatest(said.due_at, %(now)s) AT TIME ZONE 'Europe/Paris')::date AS day, name, email
FROM said LEFT JOIN outbox_notice AS told ON told.dedup_key = said.key
WHERE said.missed = '' AND greatest(said.due_at, %(now)s) >= %(known)s
    AND greatest(said.due_at, %(now)s) < %(after)s AND told.mail_id IS NULL
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
    start, after = _midnight(first), _midnight(last + timedelta(days=1))
    known = min(max(planned_until(now), start), after)
    values = {"kinds": list(codes), "rules": [rule.code for rule in rules], "now": now}
    values |= {"first": start, "known": known, "after": after}
    selects = [WAITING]
    if known < after:
        for text, own in _beyond(rules, now, after):
            selects.append(text)
            values |= own
    rows = " UNION ALL ".join(f"({one})" for one in selects)
    return [
        (day, kind_of(code), *rest)
        for day, code, *rest in sql.rows(query.format(rows=rows), values)
    ]


def _beyond(rules, now, after):
    """(SELECT, its values) of each rule, for what the planner has not planned yet."""
    shifts = Shifts(Calendar.load(), now, after - now)
    for number, rule in enumerate(settle(rules, settings())):
        text, own = statement(rule, shifts, SAID + LEAVING)
        yield _renamed(text, own, number), {f"r{number}_{name}": own[name] for name in own}


def _renamed(text, own, number):
    """The statement of one rule, its values apart from those of the others."""
    return VALUE.sub(lambda one: f"%(r{number}_{one[1]})s" if one[1] in own else one[0], text)


def _midnight(day):
    return datetime.combine(day, time(), PARIS)
