"""What exclusion constraints compare: days, and one id without `btree_gist`."""

from django.contrib.postgres.fields import DateRangeField
from django.db.models import Func, Value


def days(first, last):
    """Both days counted, as PostgreSQL's half-open range; never empty."""
    return Func(first, last, Value("[]"), function="daterange", output_field=DateRangeField())


class IdRange(Func):
    """One id as a range: core GiST then compares it without `btree_gist`."""

    function = "int8range"
    template = "%(function)s(%(expressions)s, %(expressions)s, '[]')"
    output_field = DateRangeField()
