"""Raw SQL in one place: identifiers are quoted, values are parameters.

Inside a pghistory context `psycopg.sql` objects, `executemany` and a bare `%` fail,
so text is composed here as plain strings.
"""

import re
from functools import cached_property

from django.db import DEFAULT_DB_ALIAS, connection, transaction
from django.db.models import BooleanField, Expression, F, Func
from django.db.models.query import get_related_populators
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
# For lines of CSV: France's days, and no parallel workers, who would hand each row to the one
# process that writes them (a fifth longer on two cores).
WRITING = (
    "SET LOCAL datestyle TO 'SQL, DMY'; SET LOCAL timezone TO 'Europe/Paris';"
    " SET LOCAL max_parallel_workers_per_gather TO 0"
)
USUAL = (
    "SET LOCAL datestyle TO DEFAULT; SET LOCAL max_parallel_workers_per_gather TO DEFAULT;"
    " SET LOCAL timezone TO"
)


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
        cursor.execute(WRITING)
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
        cursor.execute(f"{USUAL} '{connection.timezone_name}'")


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
        self.query = queryset.query
        if shared:
            self.text += f" FOR SHARE OF {quote(queryset.model._meta.db_table)}"

    def __call__(self, **values):
        """The instances, with their annotations and what `select_related` joins."""
        return self.read(self.rows(**values))

    @cached_property
    def read(self):
        """From tuples to instances. A raw queryset asks at each run which column is which
        field: half of what a short query costs."""
        compiler = self.query.get_compiler(DEFAULT_DB_ALIAS)
        compiler.as_sql()
        info, columns = compiler.klass_info, compiler.select
        first, last = info["select_fields"][0], info["select_fields"][-1] + 1
        names = [column.target.attname for column, _, _ in columns[first:last]]
        converters = compiler.get_converters([column for column, _, _ in columns])
        # The stubs are those of a later Django.
        joined = get_related_populators(info, columns, DEFAULT_DB_ALIAS)  # type: ignore[call-arg]

        def read(found):
            instances = []
            for row in compiler.apply_converters(found, converters):
                one = info["model"].from_db(DEFAULT_DB_ALIAS, names, row[first:last])
                for populator in joined:
                    populator.populate(row, one)
                for name, at in compiler.annotation_col_map.items():
                    setattr(one, name, row[at])
                instances.append(one)
            return instances

        return read

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
