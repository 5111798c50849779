"""pgtrigger's list of triggers, with an index.

At each trigger that it registers the library reads all those it knows, to refuse a name taken
twice: with three hundred, a quarter of the start of each process. The index answers the same.
"""

from functools import cached_property

from pgtrigger import registry


class IndexedRegistry(registry._Registry):
    """What pgtrigger computes at each call, computed once and kept."""

    @cached_property
    def by_db_table(self):
        return super().by_db_table

    @cached_property
    def pg_function_names(self):
        return super().pg_function_names

    def __setitem__(self, key, value):
        super().__setitem__(key, value)
        model, trigger = value
        self.by_db_table[model._meta.db_table, trigger.name] = trigger
        self.pg_function_names.add(trigger.get_pgid(model))

    def __delitem__(self, key):
        super().__delitem__(key)
        for name in ("by_db_table", "pg_function_names"):
            self.__dict__.pop(name, None)


def install():
    """Before the first model is tracked; what is registered already stays."""
    registry._registry.__class__ = IndexedRegistry
