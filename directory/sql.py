"""Raw SQL in one place: identifiers are quoted, values are parameters.

Inside a pghistory context `psycopg.sql` objects, `executemany` and a bare `%` fail,
so text is composed here as plain strings.
"""

import re

from django.db import connection, transaction
from django.db.models import BooleanField, Expression, F, Func
from django.db.models.sql import UpdateQuery


def quote(name):
    """An identifier, quoted for PostgreSQL."""
    return connection.ops.quote_name(name)


def column_list(names, prefix=""):
    """`"a", "b"` or `t."a", t."b"`."""
    dot = f"{prefix}." if prefix else ""
    return ", ".join(dot + quote(name) for name in names)


def execute(sql, params=None):
    """Run a statement; return the number of rows that it touched."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.rowcount


def rows(sql, params=None):
    """All rows of a query, as tuples."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


def row(sql, params=None):
    """The first row of a query, or None."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchone()


NAMED = re.compile(r"%\((\w+)\)s")
# Rows that a cursor brings at once; bytes of COPY that go on together.
CHUNK, BLOCK = 2_000, 1 << 18


def stream(query, chunk=CHUNK):
    """The rows of a query of `values_list` as the database gives them, by a server-side
    cursor: they never stand in memory together."""
    statement, params = query.sql_with_params()
    with connection.chunked_cursor() as cursor:
        cursor.execute(statement, params)
        while rows := cursor.fetchmany(chunk):
            yield from rows


def copied(query, size=BLOCK):
    """(number of rows, lines of CSV with `;` as bytes) of a query, some rows at a time, by
    COPY; days are written 31/12/2026. Raises DatabaseError.

    Nothing else passes through this connection meanwhile: psycopg waits for ever. The lines
    are copied out one by one: keeping each until the block is full takes three times as long.
    """
    statement, params = query.sql_with_params()
    with transaction.atomic(), connection.cursor() as cursor:
        # What is left of a failed COPY is rolled back with it.
        cursor.execute("SET LOCAL datestyle TO 'SQL, DMY'")
        text = cursor.mogrify(statement, params)
        with (
            connection.wrap_database_errors,
            cursor.copy(f"COPY ({text}) TO STDOUT (FORMAT csv, DELIMITER ';')") as lines,
        ):
            block, number = bytearray(), 0
            for line in lines:
                block += line
                number += 1
                if len(block) >= size:
                    yield number, bytes(block)
                    block, number = bytearray(), 0
            yield number, bytes(block)
        cursor.execute("SET LOCAL datestyle TO DEFAULT")


def positional(statement, values):
    """(statement, list) for what takes values by place: `%(name)s` becomes `%s`."""
    return NAMED.sub("%s", statement), [values[name] for name in NAMED.findall(statement)]


class Given(Expression):
    """Stands in a kept query for a value that comes with each run."""

    def __init__(self, name):
        super().__init__()
        self.name = name

    def as_sql(self, compiler, connection):
        return "(%s)", [self]


def among(path, name):
    """The condition that a column is one of the list `Given(name)`.

    As `__in` but of one text, however many values are given.
    """
    return Func(
        F(path),
        Given(name),
        template="%(expressions)s",
        arg_joiner=" = ANY",
        output_field=BooleanField(),
    )


class KeptText:
    """A query compiled once: what every act asks takes longer to compile than to run.

    What changes from run to run is `Given` in the queryset, then given by name.
    """

    def __init__(self, query):
        self.text, self.params = query.sql_with_params()

    def filled(self, values):
        """The parameters of a run."""
        return [values[one.name] if isinstance(one, Given) else one for one in self.params]


class Kept(KeptText):
    """A SELECT that is kept; `shared`: its rows stay as they are until the end of the
    transaction, which others may ask at the same time (FOR SHARE, that Django has not)."""

    def __init__(self, queryset, *, shared=False):
        super().__init__(queryset.query)
        self.objects = queryset.model._base_manager
        self.text += " FOR SHARE" if shared else ""

    def __call__(self, **values):
        """The instances, with their annotations."""
        return self.objects.raw(self.text, self.filled(values))

    def first(self, **values):
        """The first instance, or None."""
        return next(iter(self(**values)), None)

    def rows(self, **values):
        """The rows as tuples, for a queryset of `values_list`."""
        return rows(self.text, self.filled(values))


class KeptUpdate(KeptText):
    """An UPDATE that is kept, of the rows of a queryset."""

    def __init__(self, queryset, **changes):
        query = queryset.order_by().query.chain(UpdateQuery)
        query.add_update_values(changes)
        super().__init__(query)

    def __call__(self, **values):
        """Run it; the number of rows that it touched."""
        return execute(self.text, self.filled(values))
