"""Moving everything that points at a company to another one, and back.

Nothing is declared: the keys are read from the models, so that a table of tomorrow follows
by itself. A row that the other sheet already has (a unique key) stays where it is; of a
table of links, it goes, as the same link stands already. Each is remembered by its key.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, OuterRef, Q, UniqueConstraint
from pghistory.models import Event

from accounts.models import PersonalLink
from directory.models import Company

# Keys to a company that are facts, and stay.
STAY = {
    "directory.Company.merged_into": "where an old sheet leads",
    "partnerships.CompanyMerge.dropped": "which sheet was merged",
    "partnerships.CompanyMerge.kept": "into which sheet it was",
}
# What only tells of an act: made since, it does not hold a merge back.
TRACES = {"accounts.JournalEntry"}


@dataclass(frozen=True)
class Column:
    """One key to a company: `name` of `model`; `of_type` when the table points at anything."""

    model: Any
    name: str
    of_type: bool = False

    @property
    def label(self):
        return f"{self.model._meta.label}.{self.name}"

    @property
    def is_link(self):
        """Whether the table is one of links (many-to-many), without a life of its own."""
        return bool(self.model._meta.auto_created)

    def rows(self, company):
        """The rows that point at a company."""
        found = self.model._base_manager.filter(**{self.name: company.pk})
        if self.of_type:
            found = found.filter(subject_type=ContentType.objects.get_for_model(Company))
        return found

    @property
    def other(self):
        """Of a link: its other column."""
        fields = self.model._meta.concrete_fields
        return next(f.name for f in fields if not f.primary_key and f.name != self.name)

    def doubles(self, kept, dropped):
        """The rows of `dropped` that `kept` has already, by a unique key."""
        found = Q(pk__in=[])
        for others, condition in self.unique_with():
            same = {name: OuterRef(name) for name in others}
            twin = self.rows(kept).filter(condition, **same)
            found |= condition & Q(Exists(twin))
        return self.rows(dropped).filter(found)

    def unique_with(self):
        """[(the other columns of a unique key, its condition)]."""
        field = self.model._meta.get_field(self.name)
        found = [((), Q())] if field.unique else []
        groups = [(names, Q()) for names in self.model._meta.unique_together]
        groups += [
            (one.fields, one.condition or Q())
            for one in self.model._meta.constraints
            if isinstance(one, UniqueConstraint)
        ]
        for names, condition in groups:
            if self.name in names:
                found.append((tuple(name for name in names if name != self.name), condition))
        return found


@cache
def columns():
    """Every key that a merge moves, those of the lower floors first."""
    keys = [
        Column(model, field.name)
        for model in apps.get_models(include_auto_created=True)
        if not model._meta.proxy and not issubclass(model, Event)
        for field in model._meta.concrete_fields
        if field.related_model is Company
    ]
    # Whoever holds a link about the old sheet finds the one that stands for it.
    links = Column(PersonalLink, "subject_id", of_type=True)
    return [*(key for key in keys if key.label not in STAY), links]


def move(kept, dropped):
    """Everything of `dropped` to `kept`; what was moved, to be put back by `put_back`."""
    found = {}
    for column in columns():
        done = _relink(column, kept, dropped) if column.is_link else _move(column, kept, dropped)
        if any(done.values()):
            found[column.label] = done
    return found


def _move(column, kept, dropped):
    double = sorted(column.doubles(kept, dropped).values_list("pk", flat=True))
    going = column.rows(dropped).exclude(pk__in=double)
    moved = sorted(going.values_list("pk", flat=True))
    going.filter(pk__in=moved).update(**{column.name: kept.pk})
    return {"moved": moved, "double": double}


def _relink(column, kept, dropped):
    """Links are made and undone, never changed: their history tells no other act."""
    owners = f"{column.other}_id"
    had = set(column.rows(kept).values_list(owners, flat=True))
    held = set(column.rows(dropped).values_list(owners, flat=True))
    column.rows(dropped).delete()
    _link(column, kept, held - had)
    return {"moved": sorted(held - had), "double": sorted(held & had)}


def _link(column, company, owners):
    rows = [
        column.model(**{f"{column.name}_id": company.pk, f"{column.other}_id": key})
        for key in sorted(owners)
    ]
    column.model._base_manager.bulk_create(rows)


def put_back(kept, dropped, moved):
    """Exactly what was moved goes back, unless it was deleted or moved elsewhere since.

    Returns {label: how many could not}.
    """
    missing = {}
    for column in columns():
        held = moved.get(column.label)
        if held is None:
            continue
        back = (
            _unlink(column, kept, dropped, held)
            if column.is_link
            else _back(column, kept, dropped, held)
        )
        if back < len(held["moved"]):
            missing[column.label] = len(held["moved"]) - back
    return missing


def _back(column, kept, dropped, held):
    going = column.rows(kept).filter(pk__in=held["moved"])
    return going.update(**{column.name: dropped.pk})


def _unlink(column, kept, dropped, held):
    owner = f"{column.other}__in"
    moved = column.rows(kept).filter(**{owner: held["moved"]})
    still = set(moved.values_list(f"{column.other}_id", flat=True))
    moved.delete()
    both = column.rows(kept).filter(**{owner: held["double"]})
    doubled = set(both.values_list(f"{column.other}_id", flat=True))
    _link(column, dropped, still | doubled)
    return len(still)


def made_since(kept, moved):
    """{label: count}: rows of `kept` made since that hang on a row which would go back."""
    by_model = {}
    for column in columns():
        if not column.is_link and column.label in moved:
            by_model.setdefault(column.model, set()).update(moved[column.label]["moved"])
    found = {}
    for column in columns():
        if column.is_link or column.model._meta.label in TRACES:
            continue
        own = by_model.get(column.model, set())
        hanging = Q(pk__in=[])
        for field in column.model._meta.concrete_fields:
            if field.related_model in by_model and field.related_model is not column.model:
                hanging |= Q(**{f"{field.name}__in": by_model[field.related_model]})
        count = column.rows(kept).filter(hanging).exclude(pk__in=own).count()
        if count:
            found[column.label] = count
    return found


def in_words(label, count):
    """« 3 offres », from the name of a column."""
    model = apps.get_model(label.rpartition(".")[0])
    meta = (model._meta.auto_created or model)._meta
    return f"{count} {meta.verbose_name if count == 1 else meta.verbose_name_plural}"
