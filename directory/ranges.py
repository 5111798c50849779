"""What exclusion constraints compare: days, hours, and one id without `btree_gist`."""

from django.contrib.postgres.fields import DateRangeField, IntegerRangeField
from django.db.models import Func, IntegerField, Value


def days(first, last):
    """Both days counted, as PostgreSQL's half-open range; never empty."""
    return Func(first, last, Value("[]"), function="daterange", output_field=DateRangeField())


class IdRange(Func):
    """One id as a range: core GiST then compares it without `btree_gist`."""

    function = "int8range"
    template = "%(function)s(%(expressions)s, %(expressions)s, '[]')"
    output_field = DateRangeField()


class Seconds(Func):
    """An hour of the day as whole seconds since midnight."""

    template = "(EXTRACT(EPOCH FROM %(expressions)s))::integer"
    output_field = IntegerField()


def hours(first, last):
    """From one hour of a day to another, the second one not counted."""
    ends = (Seconds(first), Seconds(last))
    return Func(*ends, function="int4range", output_field=IntegerRangeField())
