from contextlib import contextmanager

from django.db import transaction


@contextmanager
def rolled_back():
    """A block that leaves nothing in the database, and that code wanting the outermost
    transaction accepts (what Django's TestCase does for each test).

    Inside a transaction the savepoint is set at the first statement that may write: most
    requests of the matrix read, and three statements around each were a third of its time.
    """
    connection = transaction.get_connection()
    inside = connection.in_atomic_block
    block = transaction.atomic(savepoint=not inside)
    block._from_testcase = True
    first_write, hooks = FirstWrite(connection), connection.run_on_commit
    with block, connection.execute_wrapper(first_write):
        connection.run_on_commit = list(hooks)
        yield
        if inside:
            first_write.undo()
            connection.needs_rollback, connection.run_on_commit = False, hooks
        else:
            transaction.set_rollback(True)


class FirstWrite:
    """Sets a savepoint before the first statement that is no plain reading."""

    def __init__(self, connection):
        self.connection, self.savepoint, self.is_set = connection, None, False

    def __call__(self, execute, sql, params, many, context):
        if not self.is_set and not sql.lstrip().startswith("SELECT"):
            self.is_set = True
            self.savepoint = self.connection.savepoint()
        return execute(sql, params, many, context)

    def undo(self):
        if self.savepoint:
            # A block inside may have left the transaction to be undone up to here.
            self.connection.needs_rollback = False
            self.connection.savepoint_rollback(self.savepoint)
