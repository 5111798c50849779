"""Column-level evidence: what a row was before each change, whoever made it.

An event holds the OLD values: table and events together are the whole history, and
importing 70,000 rows does not write them twice. Triggers are per statement, so that
set-based updates stay set-based. Columns that the database or the ORM fills by itself
are not copied: a save that changes nothing else leaves no event.

Who and why stand in the event's context: `acting` opens one for commands and tasks, the
middleware for requests, `because` adds the reason of an act.
"""

from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import uuid4

import pghistory
from django.db import models, transaction
from pghistory.models import Context
from pghistory.runtime import _tracker

from directory import triggers

triggers.install()
BY_ITSELF = ("sort_key", "search", "is_industrial", "seats_left", "updated_at")


@dataclass(frozen=True)
class Part:
    """Rows or links whose changes the history of their owner tells."""

    model: type[models.Model]
    # The field that leads to the owner and, of a link, the one that leads elsewhere.
    owner: str
    other: str = ""

    @property
    def events(self):
        """The table of their events."""
        return event_tables()[self.model]


# {owner: its parts}: rows and links that have no page of their own.
_parts: dict[type[models.Model], list[Part]] = {}


def tracked(model=None, *, exclude=(), part_of="", level=pghistory.Statement):
    """Class decorator: keep the former values of each updated or deleted row.

    `exclude` names secrets and counters; `part_of` is the foreign key of the row whose
    history tells this one's; `level` per row where nearly every update is of one row.
    """

    def decorate(model):
        names = {field.name for field in model._meta.local_fields}
        pghistory.track(
            pghistory.UpdateEvent(row=pghistory.Old),
            pghistory.DeleteEvent(),
            exclude=[name for name in (*BY_ITSELF, *exclude) if name in names],
            level=level,
        )(model)
        if part_of:
            owner = model._meta.get_field(part_of).remote_field.model
            _parts.setdefault(owner, []).append(Part(model, part_of))
        return model

    return decorate if model is None else decorate(model)


def tracked_links(owner, *names):
    """Keep when each link of these many-to-many fields was made and undone.

    Django's migrations see no trigger on a table of links: a proxy carries it.
    """
    for name in names:
        field = owner._meta.get_field(name)
        through = field.remote_field.through
        meta = type("Meta", (), {"proxy": True, "app_label": owner._meta.app_label})
        proxy = type(
            f"{owner.__name__}{name.title()}",
            (through,),
            {"__module__": owner.__module__, "Meta": meta},
        )
        pghistory.track(
            pghistory.InsertEvent(), pghistory.DeleteEvent(), level=pghistory.Statement
        )(proxy)
        part = Part(proxy, field.m2m_field_name(), field.m2m_reverse_field_name())
        _parts.setdefault(owner, []).append(part)


def parts_of(model):
    """The parts that the history of a model tells beside its own rows."""
    return _parts.get(model, [])


@cache
def event_tables():
    """{tracked model: its table of former values}: what an erasure must also visit."""
    tables: list[Any] = pghistory.core.event_models()
    return {table.pgh_tracked_model: table for table in tables}


@contextmanager
def acting(label):
    """What a command or a task changes carries its name."""
    with pghistory.context(actor=label, role="", url=""):
        yield


def current_context():
    """The identifier under which the changes of this moment are kept; None outside one."""
    held = getattr(_tracker, "value", None)
    return held and held.id


def because(reason):
    """The reason of the act that this transaction does, also for what it has already
    written. The acts that the same command does afterwards have their own."""
    held = getattr(_tracker, "value", None)
    if held is None:
        return
    held.metadata["reason"] = reason
    Context.objects.filter(pk=held.id).update(metadata=held.metadata)
    transaction.on_commit(_next_act)


def _next_act():
    held = getattr(_tracker, "value", None)
    if held is not None and held.metadata.pop("reason", None):
        _tracker.value = held._replace(id=uuid4())
