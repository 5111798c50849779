"""The authority changes when a reminder leaves, pauses it, or takes it back to the code's.

What is planned follows in the same transaction: nothing leaves at the former hour.
"""

from django.db import transaction
from django.utils import timezone

from accounts import journal
from directory.violations import Refused, Violation, require
from reminders import planner
from reminders.models import FIRST_HOUR, LAST_HOUR, SETTERS, RuleSetting
from reminders.rules import rule_of
from reminders.settings import bounds, led_to, settings, settle

PAUSED = "Ce rappel est déjà en pause."
RUNNING = "Ce rappel n’est pas en pause."
AS_DECLARED = "Ce rappel a déjà ses valeurs d’origine."
UNCHANGED = "Rien ne change : choisissez une autre heure ou un autre délai."


def change(actor, code, *, hour, number, reason):
    """Set hour and number of days of a rule; KeyError when no rule has this code."""
    return _do(actor, code, "a réglé un rappel", reason, hour=hour, number=number)


def pause(actor, code, *, reason):
    """Plan nothing of the rule until it is resumed; what is planned is cancelled."""
    return _do(actor, code, "a mis un rappel en pause", reason, paused=True)


def resume(actor, code, *, reason):
    """Plan again, from now on, what the rule says."""
    return _do(actor, code, "a repris un rappel", reason, paused=False)


def restore(actor, code, *, reason):
    """Back to what the code declares, not paused."""
    return _do(actor, code, "a rétabli un rappel", reason, hour=None, number=None, paused=False)


@transaction.atomic
def _do(actor, code, verb, reason, **changes):
    if actor.role not in SETTERS:
        raise Refused("Seuls le rectorat et l’administration règlent les rappels.")
    rule = rule_of(code)
    RuleSetting.objects.get_or_create(code=code)
    # The whole table, which is small: the order of a series is checked against it.
    rows = {row.code: row for row in RuleSetting.objects.select_for_update().order_by("pk")}
    before = settle([rule], rows)[0]
    row = rows[code]
    require(_check(rule, row, rows, changes, reason))
    _write(actor, rule, row, changes, reason)
    after = settle([rule], rows)[0]
    row.save()
    words = f"{rule.label} : {_state(before)} → {_state(after)}"
    journal.record(actor, verb, row, reason=reason, words=words)
    planner.plan(rules=[rule, *led_to(rule)], beats=False)
    return row


def would_touch(code, **changes):
    """The Plan that these changes would make, and nothing of it done."""
    rule, now = rule_of(code), timezone.now()
    touched, rows = [rule, *led_to(rule)], settings()
    row = rows.setdefault(code, RuleSetting(code=code))
    with transaction.atomic():
        planner.plan(now, touched, beats=False)
        _set(rule, row, changes)
        plan = planner.plan(now, touched, beats=False, rows=rows)
        transaction.set_rollback(True)
    return plan


def becomes(code, **changes):
    """The rule as it would run after these changes."""
    rule, rows = rule_of(code), settings()
    _set(rule, rows.setdefault(code, RuleSetting(code=code)), changes)
    return settle([rule], rows)[0]


def check(code, **changes):
    """The violations of these changes, before they are made."""
    rule, rows = rule_of(code), settings()
    return _check(rule, rows.get(code) or RuleSetting(code=code), rows, changes, reason="-")


def _check(rule, row, rows, changes, reason):
    found = []
    if not reason.strip():
        found.append(Violation("", "Dites pourquoi en une phrase.", "reason"))
    paused = changes.get("paused")
    if changes.get("number") is not None:
        found += _check_change(rule, row, rows, changes)
    elif paused:
        found += [Violation("", PAUSED)] if row.paused_at else []
    elif "hour" in changes:
        as_declared = (row.hour, row.number, row.paused_at) == (None, None, None)
        found += [Violation("", AS_DECLARED)] if as_declared else []
        found += _check_order(rule, rule.offset.number, rows)
    elif not row.paused_at:
        found.append(Violation("", RUNNING))
    return found


def _check_change(rule, row, rows, changes):
    now = settle([rule], rows | {row.code: row})[0]
    if (now.hour, now.offset.number) == (changes["hour"], changes["number"]):
        return [Violation("", UNCHANGED)]
    found = _check_order(rule, changes["number"], rows)
    if not FIRST_HOUR <= changes["hour"] <= LAST_HOUR:
        text = f"Un rappel part entre {FIRST_HOUR} h et {LAST_HOUR} h."
        found.append(Violation("", text, "hour"))
    return found


def _check_order(rule, number, rows):
    low, high = bounds(rule, rows)
    if low <= number <= high:
        return []
    least, most = sorted((abs(low), abs(high)))
    text = f"Le nombre de jours va de {least} à {most} : les rappels d’une série restent en ordre."
    return [Violation("", text, "days")]


def _write(actor, rule, row, changes, reason):
    _set(rule, row, changes)
    if changes.get("paused"):
        row.paused_by, row.pause_reason = actor.label[:250], reason


def _set(rule, row, changes):
    """The columns that these changes make; the declared value is kept as none."""
    if "hour" in changes:
        hour, number = changes["hour"], changes["number"]
        row.hour = None if hour == rule.hour else hour
        row.number = None if number == rule.offset.number else number
    if "paused" in changes:
        row.paused_at = timezone.now() if changes["paused"] else None
        row.paused_by = row.pause_reason = ""


def _state(rule):
    """In the words of the journal: "7 jours avant le début de l’immersion, à 8 h"."""
    return "en pause" if rule.is_paused else rule.when
