"""A changed column in words: its French label, the value before and after.

A column without a French label is technical and is not told. A row that the reader may
not see is never named.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.text import Truncator, capfirst

from directory.french import full_day, moment

# The same word in both languages: a label that looks like none.
SAME_IN_FRENCH = {"description", "message", "transport"}
EMPTY = "(vide)"
HIDDEN = "(fiche que vous ne voyez pas)"
LONGEST = 300
ARROW = " → "


class Labels:
    """The names of the rows that foreign keys point to: asked first, loaded at once."""

    def __init__(self, actor):
        self.actor = actor
        self._wanted = defaultdict(set)
        self._names = {}

    def want(self, model, key):
        if key is not None:
            self._wanted[model].add(key)

    def load(self):
        """One query for each model: the rows that the actor may see."""
        for model, keys in self._wanted.items():
            rows = model._default_manager.all()
            visible = rows.visible_to(self.actor) if hasattr(rows, "visible_to") else rows.none()
            found = visible.filter(pk__in=keys)
            self._names |= {(model, row.pk): str(row) for row in found}

    def name(self, model, key):
        return EMPTY if key is None else self._names.get((model, key), HIDDEN)


@dataclass(frozen=True)
class Change:
    """What became of one column."""

    field: models.Field
    before: Any
    after: Any
    of: str = ""

    def words(self, labels):
        """« Téléphone : 05… → 06… »."""
        before, after = (in_words(self.field, value, labels) for value in (self.before, self.after))
        return f"{self.of}{label_of(self.field)} : {before}{ARROW}{after}"


@dataclass(frozen=True)
class Coming:
    """A row or a link that came or went."""

    label: str
    verb: str
    model: Any = None
    key: Any = None

    def words(self, labels):
        name = f" : {labels.name(self.model, self.key)}" if self.model else ""
        return f"{self.label} : {self.verb}{name}"


def is_told(field):
    """Whether a column has a label for people."""
    if field.primary_key:
        return False
    return field.name in SAME_IN_FRENCH or str(field.verbose_name) != field.name.replace("_", " ")


def label_of(field):
    return capfirst(str(field.verbose_name))


def in_words(field, value, labels):
    """A value as people write it."""
    if field.is_relation:
        return labels.name(field.related_model, value)
    if value in (None, "", [], {}):
        return EMPTY
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, datetime):
        return moment(timezone.localtime(value))
    if isinstance(value, date):
        return full_day(value)
    if isinstance(value, (list, dict)):
        return "(contenu modifié)"
    return Truncator(str(value)).chars(LONGEST)


def changes_between(model, event, after, labels, of=""):
    """The columns of which the former row and the next one differ; [] after a deletion."""
    if after is None:
        return []
    found = []
    for column in model._meta.local_concrete_fields:
        name = column.attname
        if not is_told(column) or not hasattr(event, name):
            continue
        before, now = getattr(event, name), getattr(after, name)
        if before != now:
            found.append(Change(column, before, now, of))
            if column.is_relation:
                labels.want(column.related_model, before)
                labels.want(column.related_model, now)
    return found


def part_in_words(source, owner, event, after, labels):
    """What became of a row or a link that is told with its owner."""
    if source.other:
        linked = event._meta.get_field(source.other)
        key = getattr(event, linked.attname)
        labels.want(linked.related_model, key)
        verb = "ajout" if event.pgh_label == "insert" else "retrait"
        name = capfirst(str(linked.related_model._meta.verbose_name))
        return [Coming(name, verb, linked.related_model, key)]
    title = f"{capfirst(str(source.model._meta.verbose_name))} « {_title(source, owner, event)} »"
    if after is None:
        return [Coming(title, "retrait")]
    return changes_between(source.model, event, after, labels, of=f"{title}, ")


def _title(source, owner, event):
    """What the row was called; of other rows its text needs the owner at most."""
    model = source.model
    names = {field.attname for field in event._meta.concrete_fields}
    values = {
        field.attname: getattr(event, field.attname)
        for field in model._meta.local_concrete_fields
        if field.attname in names and field.name != source.owner
    }
    return str(model(**values, **{source.owner: owner}))
