"""`migrate` in about a sixth of the time, for tests and development: `python -m config.migrating`.

After each operation Django draws again every model that has anything to do with the one that
changed, which is nearly all of ours: from an empty database that took a minute and a half of
processor. What only adds to a model (a table, a field, an index, a trigger) needs that model
alone; before any other operation all models are drawn afresh. Production runs Django's own
`migrate`; `tests/house/test_migrating.py` compares what the two make.
"""

import os
import sys
from contextlib import contextmanager
from unittest.mock import patch

import django
from django.core.management import call_command
from django.db.migrations import (
    AddConstraint,
    AddField,
    AddIndex,
    AlterField,
    CreateModel,
    Migration,
)
from django.db.migrations.state import ProjectState
from pgtrigger.migrations import AddTrigger

ADDITIONS = (CreateModel, AddField, AddIndex, AddConstraint, AddTrigger)

_apply = Migration.apply


def _apply_one_by_one(migration, state, editor, collect_sql=False):
    operations = migration.operations
    try:
        for operation in operations:
            migration.operations = [operation]
            state = _apply_to(migration, state, editor, collect_sql)
    finally:
        migration.operations = operations
    return state


def _apply_to(migration, state, editor, collect_sql):
    if not _changes_one_model(migration.operations[0]):
        state.clear_delayed_apps_cache()
        return _apply(migration, state, editor, collect_sql)
    with patch.object(ProjectState, "_find_reload_model", _itself):
        return _apply(migration, state, editor, collect_sql)


def _changes_one_model(operation):
    """A column that nothing can point to may change alone too."""
    if isinstance(operation, AlterField):
        field = operation.field
        return not (field.is_relation or field.unique)
    return isinstance(operation, ADDITIONS)


def _itself(state, app_label, model_name, delay=False):
    """Django's own mark: who needs the relations too has everything drawn again."""
    state.is_delayed = True
    return {(app_label, model_name)}


@contextmanager
def quickly():
    """Migrations applied in the block draw no more models than they must."""
    with patch.object(Migration, "apply", _apply_one_by_one):
        yield


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    with quickly():
        call_command("migrate", *sys.argv[1:])
