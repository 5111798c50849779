"""The index of pgtrigger's registry answers as the library itself would."""

import pgtrigger
import pytest
from django.contrib.auth.models import Group
from pgtrigger import registry

from directory.models import Company, School
from directory.triggers import IndexedRegistry

NO_DELETION = pgtrigger.Protect(name="no_deletion_here", operation=pgtrigger.Delete)
URI = "auth.Group:no_deletion_here"


@pytest.fixture
def known(monkeypatch):
    """The registry; what a test registered is forgotten, also by the model."""
    monkeypatch.setattr(Group._meta, "triggers", [], raising=False)
    monkeypatch.setitem(Group._meta.original_attrs, "triggers", [])
    yield registry._registry
    if URI in registry._registry:
        NO_DELETION.unregister(Group)


def check(known):
    """The index says what the library would compute."""
    plain = registry._Registry
    assert known.by_db_table == plain.by_db_table.fget(known)
    assert known.pg_function_names == plain.pg_function_names.fget(known)


def test_the_index_knows_every_trigger_of_our_models(known):
    assert isinstance(known, IndexedRegistry)
    tables = {table for table, _ in known.by_db_table}
    assert {Company._meta.db_table, School._meta.db_table} <= tables
    check(known)


def test_the_index_follows_what_is_registered_and_withdrawn(known):
    pgtrigger.register(NO_DELETION)(Group)
    assert ("auth_group", "no_deletion_here") in known.by_db_table
    check(known)
    NO_DELETION.unregister(Group)
    assert ("auth_group", "no_deletion_here") not in known.by_db_table
    check(known)


def test_a_name_taken_twice_is_refused(known):
    pgtrigger.register(NO_DELETION)(Group)
    again = pgtrigger.Protect(name=NO_DELETION.name, operation=pgtrigger.Update)
    with pytest.raises(KeyError, match="already used"):
        pgtrigger.register(again)(Group)
