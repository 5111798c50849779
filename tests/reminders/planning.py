"""Planning in tests of other apps: the rules in question alone, for all take a second."""

from reminders import planner
from reminders.rules import all_rules


def plan(*codes, now=None):
    """Plan the rules whose code begins with one of these."""
    rules = [rule for rule in all_rules() if rule.code.startswith(codes)]
    assert rules, f"No rule begins with {codes}."
    return planner.plan(now, rules)
