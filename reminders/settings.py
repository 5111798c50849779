"""A rule as it runs: what the code declares, and what the authority set over it."""

from dataclasses import replace

from reminders.models import FARTHEST, RuleSetting
from reminders.rules import Offset, all_rules, rule_of


def settings():
    """{code: RuleSetting}, in one query."""
    return {row.code: row for row in RuleSetting.objects.all()}


def settle(rules, rows):
    """The `rules` as they run under these settings ({code: RuleSetting}).

    A follower that is paused leaves its day to the rule before it.
    """
    return [_settled(rule, rows) for rule in rules]


def _settled(rule, rows):
    row, room_for = rows.get(rule.code), None
    if rule.follower and rule.is_before:
        follower = rows.get(rule.follower)
        if not (follower and follower.paused_at):
            room_for = _offset(rule_of(rule.follower), follower)
    return replace(
        rule,
        hour=rule.hour if row is None or row.hour is None else row.hour,
        offset=_offset(rule, row),
        is_paused=bool(row and row.paused_at),
        room_for=room_for,
    )


def _offset(rule, row):
    if row is None or row.number is None:
        return rule.offset
    return Offset(row.number, rule.offset.unit)


def bounds(rule, rows):
    """(lowest, highest) number of the rule's offset: what keeps the rule what it says.

    One that precedes its anchor still does, and a series keeps its order.
    """
    low, high = (-FARTHEST, -1) if rule.is_before else (min(rule.offset.number, 1), FARTHEST)
    if rule.follower:
        high = min(high, _offset(rule_of(rule.follower), rows.get(rule.follower)).number - 1)
    for earlier in led_to(rule):
        low = max(low, _offset(earlier, rows.get(earlier.code)).number + 1)
    return low, high


def led_to(rule):
    """The rules of which this one is the follower."""
    return [one for one in all_rules() if one.follower == rule.code]
