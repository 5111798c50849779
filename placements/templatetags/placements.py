"""Placements in words, from rows that the view has read."""

from django import template

from placements.hours import day_in_words, table_of
from placements.rules.presence import WEEKDAYS
from placements.weeks_pfmp import in_words as weeks_in_words

register = template.Library()


@register.simple_tag
def hosts_of(placement):
    """The names of the hosts; the stays are read with the placement."""
    return ", ".join(map(str, companies(placement)))


@register.filter
def in_weeks(weeks):
    """« 3,4 semaines »."""
    return weeks_in_words(weeks)


@register.filter
def week_of(stay):
    """[(weekday, hours)] of the days of presence."""
    return hours_of(table_of(stay.table))


@register.simple_tag
def host_email(placement):
    """The general address of the only host, "" for several; read with the placement."""
    emails = {stay.company.email for stay in placement.stays.all()}
    return emails.pop() if len(emails) == 1 else ""


@register.filter
def hours_of(table):
    """[(weekday, hours)] of a WeekTable."""
    return [
        (name, day_in_words(ranges))
        for name, ranges in zip(WEEKDAYS, table.days, strict=True)
        if ranges
    ]


@register.filter
def companies(placement):
    """The hosts, each once, in the order of their days."""
    return list(dict.fromkeys(stay.company for stay in placement.stays.all()))
