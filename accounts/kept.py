"""Queries of what an actor may see, compiled once.

What they ask follows from the *shape* of the actor (the role, and which places it has): putting a
queryset together and compiling it takes ten times as long as running it. So it is done once for
each shape, with a stencil whose person and places are `Given`.
"""

import datetime as dt
import re
from dataclasses import replace

from django.core.exceptions import EmptyResultSet

from directory import sql
from directory.sql import Given, Kept

# The places of an actor, and the type of their keys.
PLACES = {
    "school_ids": "bigint",
    "provisional_school_ids": "bigint",
    "company_ids": "bigint",
    "department_codes": "text",
    "branch_ids": "bigint",
    "network_ids": "bigint",
}
SHAPE = ("user", *PLACES)


class Person(Given):
    """Stands for the actor's account, or its key."""

    @property
    def pk(self):
        return self


class Place(Given):
    """Stands for the places of an actor in a condition `__in`."""

    def as_sql(self, compiler, connection):
        return f"(SELECT unnest(%s::{PLACES[self.name]}[]))", [self]


# An index finds the keys of an array, not those of a subquery among other conditions.
SUBQUERY, ARRAY = re.compile(r"IN \(SELECT unnest\((%s::\w+\[\])\)\)"), r"= ANY (\1)"


def stencil(actor):
    """The actor without a person nor places of their own."""
    places = {name: Place(name) for name in PLACES if getattr(actor, name)}
    return replace(actor, user=actor.user and Person("user"), lent=(), label="", **places)


class KeptFor:
    """The function `build(actor, **values)` gives a queryset of `values_list`. Its values are keys,
    days, moments or lists of keys (for `directory.sql.among`). What others lent to the actor is no
    part of a shape. Raises TypeError for a function that reads the clock itself."""

    def __init__(self, build):
        self.build = build
        self.kept: dict = {}

    def filled(self, actor, **values):
        """(text, parameters), or None when there is nothing for such an actor."""
        shape = (actor.role, actor.whole_region, *(bool(getattr(actor, one)) for one in SHAPE))
        if shape not in self.kept:
            self.kept[shape] = self._kept(actor, values)
        kept = self.kept[shape]
        if kept is None:
            return None
        places = {name: list(getattr(actor, name)) for name in PLACES}
        given = {"user": actor.user and actor.user.pk} | places | values
        return kept.text, kept.filled(given)

    def rows(self, actor, **values):
        """The rows as tuples."""
        asked = self.filled(actor, **values)
        return sql.rows(*asked) if asked else []

    def _kept(self, actor, values):
        try:
            kept = Kept(self.build(stencil(actor), **{name: Given(name) for name in values}))
        except EmptyResultSet:
            return None
        if any(isinstance(one, dt.date) for one in kept.params):
            raise TypeError("a kept query would keep the day of its first asking")
        kept.text = SUBQUERY.sub(ARRAY, kept.text)
        return kept
