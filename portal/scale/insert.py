# ruff: noqa: S608 (texts of this package only; values are parameters)
from contextlib import contextmanager

from django.db import connection, transaction
from django.db.models import NOT_PROVIDED

from directory.sql import column_list, execute, quote

MANY = 50_000


def insert(model, expressions, source, params=()):
    """`INSERT INTO model SELECT … FROM source`; returns the number of rows.

    `expressions` maps fields to SQL over the source; other fields take the default of the
    model, texts stay empty, the rest NULL. `params` belong to the source, which says in what
    order its rows come when others take their keys: however they are joined, these stay alike.
    """
    columns, values, defaults = [], [], []
    for field in _written(model):
        columns.append(field.column)
        if field.name in expressions:
            values.append(expressions[field.name])
        else:
            values.append("%s")
            defaults.append(_default(field))
    into = f"INSERT INTO {quote(model._meta.db_table)} ({column_list(columns)})"
    sql = f"{into} SELECT {', '.join(values)} FROM {source} ON CONFLICT DO NOTHING"
    return execute(sql, [*defaults, *params])


def _written(model):
    fields = model._meta.concrete_fields
    return [field for field in fields if not field.primary_key and not field.generated]


def _default(field):
    if field.default is not NOT_PROVIDED:
        return field.get_db_prep_save(field.get_default(), connection)
    if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False):
        return field.pre_save(field.model(), add=True)
    return None if field.null else ""


@contextmanager
def without_triggers():
    """One transaction in which no trigger runs: neither history nor foreign keys are checked.

    Needs a superuser of PostgreSQL, as the embedded server's owner is.
    """
    with transaction.atomic():
        execute("SET LOCAL session_replication_role = replica")
        yield
        # Inside another transaction the setting would outlive this block.
        execute("SET LOCAL session_replication_role = origin")


@contextmanager
def without_indexes(model, count):
    """The indexes that the model declares, away while many rows come: one built at the end
    takes less than one that grows with each row."""
    indexes = model._meta.indexes if count >= MANY else []
    _change_indexes(model, indexes, "remove_index")
    try:
        yield
    finally:
        _change_indexes(model, indexes, "add_index")


def _change_indexes(model, indexes, change):
    with transaction.atomic(), connection.schema_editor() as editor:
        # Foreign keys checked at the end of a transaction around this one forbid it.
        execute("SET CONSTRAINTS ALL IMMEDIATE")
        execute("SET LOCAL maintenance_work_mem = '512MB'")
        for index in indexes:
            getattr(editor, change)(model, index)


def array(texts):
    """SQL: texts of this package."""
    quoted = ", ".join(f"'{text}'" for text in texts)
    return f"ARRAY[{quoted}]"


def pick(choices, number):
    """SQL: one of `choices` (texts of this package), by a number. No `%`: it is a parameter's."""
    return f"({array(choices)})[1 + mod(({number})::int, {len(choices)})]"


def luhn(digits, length):
    """SQL: the check digit of a text of `length` digits, the last one doubled."""
    terms = []
    for position in range(length, 0, -1):
        digit = f"substr({digits}, {position}, 1)::int"
        doubled = (length - position) % 2 == 0
        terms.append(f"({digit} * 2 / 10 + mod({digit} * 2, 10))" if doubled else digit)
    return f"mod(10 - mod({' + '.join(terms)}, 10), 10)::text"
