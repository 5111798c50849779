from contextlib import contextmanager

from django.db import transaction


@contextmanager
def rolled_back():
    """A transaction that leaves nothing, and that code wanting the outermost one accepts
    (what Django's TestCase does for each test)."""
    block = transaction.atomic()
    block._from_testcase = True
    with block:
        yield
        transaction.set_rollback(True)
