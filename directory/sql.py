"""Raw SQL in one place: identifiers are quoted, values are parameters.

Inside a pghistory context `psycopg.sql` objects, `executemany` and a bare `%` fail,
so text is composed here as plain strings.
"""

from django.db import connection


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
