"""Column-level evidence: what a row was before each change, whoever made it.

An event holds the OLD values: table and events together are the whole history, and
importing 70,000 rows does not write them twice. Triggers are per statement, so that
set-based updates stay set-based. Generated columns are not copied.
"""

import pghistory

GENERATED = ("sort_key", "search", "is_industrial")


def tracked(model):
    """Class decorator: keep the former values of each updated or deleted row."""
    names = {field.name for field in model._meta.local_fields}
    return pghistory.track(
        pghistory.UpdateEvent(row=pghistory.Old),
        pghistory.DeleteEvent(),
        exclude=[name for name in GENERATED if name in names],
        level=pghistory.Statement,
    )(model)
