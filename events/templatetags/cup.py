"""`{% load cup %}`: scores and rules of a contest in words."""

from django import template

from events.enums.cup import TieRule
from events.ranking import shown
from events.running_order import clock_words

register = template.Library()


@register.filter
def points(value):
    """An exact score as people read it: "74,29"."""
    return str(shown(value)).replace(".", ",")


@register.filter
def comma(value):
    """A decimal number in French."""
    return str(value).replace(".", ",")


@register.filter
def tie_rule(value):
    """The words of a rule of the chain, "" for none."""
    return TieRule(value).label if value else ""


@register.filter
def clock(value):
    """« 9 h 05 » for "09:05"."""
    return clock_words(value)
