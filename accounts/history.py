"""What happened to an object, as people read it: who did what, when, why, and which
columns changed (« Téléphone : 05… → 06… »).

The journal tells the acts, pghistory's tables the former values; both carry the same
context. What no act explains (an import, SQL by hand) is a line of its own.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.db.models import CharField, F, OuterRef, Q, Subquery, Value

from accounts.columns import Labels, changes_between, part_in_words
from accounts.models import JournalEntry
from directory.history import Part, event_tables, parts_of

PER_PAGE = 20
NOBODY = "Directement dans la base de données"
ENTRY = ""


@dataclass
class Line:
    """One act, or one change that no act explains."""

    at: datetime
    actor_label: str
    verb: str
    words: str = ""
    reason: str = ""
    changes: list = field(default_factory=list)


@dataclass(frozen=True)
class Source:
    """One table of former values that tells of the object."""

    code: str
    model: Any
    owner: str
    other: str = ""

    def of(self, obj):
        """The events of this table that tell of an object."""
        return event_tables()[self.model].objects.filter(**{self.owner: obj.pk})

    @property
    def is_part(self):
        return self.owner != "pgh_obj"


def history_of(obj, actor, page, *, whole=False):
    """A page of lines about an object that the actor sees, most recent first.

    `whole`: the actor sees the whole row, hence all that was done to it and its columns;
    an administrator always does. Else the acts of the journal that the actor may read.
    The number of queries depends on the kind of object alone.
    """
    whole = whole or actor.is_administrator
    about = JournalEntry.objects.about(obj)
    entries = about if whole else about.visible_to(actor)
    sources = _sources(type(obj)) if whole else []
    found = Paginator(_moments(obj, entries, about, sources), PER_PAGE).get_page(page)
    found.object_list = _lines(obj, actor, list(found.object_list), sources)
    return found


def _sources(model):
    own = [Part(model, "pgh_obj")] if model in event_tables() else []
    return [
        Source(str(number), part.model, part.owner, part.other)
        for number, part in enumerate([*own, *parts_of(model)])
    ]


def _moments(obj, entries, about, sources):
    """(moment, source, key) of every line, without what an act already explains."""
    told = about.filter(context__isnull=False).order_by().values("context")
    found = [_keys(entries.order_by(), "at", ENTRY, "pk")]
    for source in sources:
        events = source.of(obj).exclude(pgh_context__in=told)
        found.append(_keys(events, "pgh_created_at", source.code, "pgh_id"))
    return found[0].union(*found[1:], all=True).order_by("-line_at", "-line_key")


def _keys(rows, moment, code, key):
    line_source = Value(code, output_field=CharField())
    rows = rows.annotate(line_at=F(moment), line_source=line_source, line_key=F(key))
    return rows.values_list("line_at", "line_source", "line_key")


def _lines(obj, actor, moments, sources):
    keys = defaultdict(list)
    for _, source, key in moments:
        keys[source].append(key)
    entries = JournalEntry.objects.in_bulk(keys[ENTRY])
    contexts = {entry.context for entry in entries.values() if entry.context}
    events = {}
    for source in sources:
        wanted = Q(pgh_id__in=keys[source.code]) | Q(pgh_context__in=contexts)
        for event, after in _with_what_followed(source, source.of(obj).filter(wanted)):
            events[source.code, event.pgh_id] = (source, event, after)
    labels = Labels(actor)
    told = _told(obj, events.values(), labels)
    labels.load()
    by_context = defaultdict(list)
    for (_, event, _), changes in told:
        by_context[event.pgh_context_id] += changes
    of_event = {(s.code, e.pgh_id): (s, e, changes) for (s, e, _), changes in told}
    lines = []
    for at, source, key in moments:
        if source == ENTRY:
            entry = entries[key]
            # Two acts of one context: the later one, shown first, tells the changes.
            changes = by_context.pop(entry.context, []) if entry.context else []
            lines.append(_of_entry(entry, changes, labels))
        else:
            lines.append(_of_event(at, *of_event[source, key], labels))
    return lines


def _with_what_followed(source, events):
    """[(event, the row as it then became)]; None after a deletion, and for links."""
    table = event_tables()[source.model]
    if source.other:
        return [(event, None) for event in events.select_related("pgh_context")]
    later = table.objects.filter(pgh_obj=OuterRef("pgh_obj"), pgh_id__gt=OuterRef("pgh_id"))
    following = Subquery(later.order_by("pgh_id").values("pgh_id")[:1])
    found = list(events.select_related("pgh_context").annotate(following=following))
    former = table.objects.in_bulk([one.following for one in found if one.following])
    still = [one.pgh_obj_id for one in found if not one.following]
    current = source.model._base_manager.in_bulk(still)
    return [
        (
            one,
            None
            if one.pgh_label == "delete"
            else former.get(one.following) or current.get(one.pgh_obj_id),
        )
        for one in found
    ]


def _told(obj, events, labels):
    """[((source, event, after), changes)], in the order of what happened."""
    told = []
    for source, event, after in sorted(events, key=lambda one: one[1].pgh_created_at):
        if source.is_part:
            changes = part_in_words(source, obj, event, after, labels)
        else:
            changes = changes_between(source.model, event, after, labels)
        told.append(((source, event, after), changes))
    return told


def _of_entry(entry, changes, labels):
    return Line(
        entry.at,
        entry.actor_label,
        entry.verb,
        entry.words,
        entry.reason,
        [change.words(labels) for change in changes],
    )


def _of_event(at, source, event, changes, labels):
    known = event.pgh_context.metadata if event.pgh_context else {}
    verb = "a supprimé" if event.pgh_label == "delete" and not source.other else "a modifié"
    return Line(
        at,
        known.get("actor") or NOBODY,
        f"{verb} : {source.model._meta.verbose_name}",
        reason=known.get("reason", ""),
        changes=[change.words(labels) for change in changes],
    )
