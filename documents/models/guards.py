"""Triggers: what the database refuses, whatever program writes."""

import pgtrigger


class FrozenOnce(pgtrigger.ReadOnly):
    """`fields` no longer change once the column `once` has a value."""

    def __init__(self, *, once, **options):
        self.once = once
        super().__init__(**options)

    def get_condition(self, model):
        return pgtrigger.Q(**{f"old__{self.once}__isnull": False}) & super().get_condition(model)
