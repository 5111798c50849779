"""Reading everything at one moment, on the replica when there is one (RELIABILITY §5).

An export reads for minutes while others write: one read-only transaction at REPEATABLE READ
gives figures that agree with each other. It takes a connection of its own, so that the row of
the export can tell its progress meanwhile on the usual one.
"""

from contextlib import contextmanager

from django.db import DEFAULT_DB_ALIAS, connections, transaction

REPLICA = "replica"
MODE = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"


def source():
    """The alias that is read: the replica of DATABASE_REPLICA_URL, else the database."""
    return REPLICA if REPLICA in connections.settings else DEFAULT_DB_ALIAS


@contextmanager
def one_snapshot():
    """What is read inside, by the ORM or as SQL, is of one moment; gives `writing`, a context
    inside which the usual connection is back. Never inside a transaction."""
    usual = connections[DEFAULT_DB_ALIAS]
    reading = connections[source()].copy(DEFAULT_DB_ALIAS)

    @contextmanager
    def writing():
        connections[DEFAULT_DB_ALIAS] = usual
        try:
            yield
        finally:
            connections[DEFAULT_DB_ALIAS] = reading

    connections[DEFAULT_DB_ALIAS] = reading
    try:
        with transaction.atomic():
            with reading.cursor() as cursor:
                cursor.execute(MODE)
            yield writing
    finally:
        connections[DEFAULT_DB_ALIAS] = usual
        reading.close()
