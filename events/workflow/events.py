"""The life of an event, from its draft to its archives. Raises `Refused`."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts import journal
from accounts.idempotency import once
from accounts.transitions import Table, Transition
from directory.calendar import Calendar
from directory.closed_years import demand_open
from directory.violations import Refused, reason_of, require
from directory.years import year_of
from events.enums import EventState
from events.models import ORGANISERS, Event, Session
from events.rules import events as rules
from events.workflow import watchers
from events.workflow.who import demand, manages

S = EventState
# The same day of the week, a year later.
NEXT_YEAR = dt.timedelta(weeks=52)
CHANGED_IN = (S.DRAFT, S.PUBLISHED)
# Where one goes: a change of it moves every session.
WHERE = frozenset({"place", "municipality", "department"})
# What calendars and visitors must hear of, of an event and of a session.
TOLD = WHERE | {"title"}
TOLD_OF_SESSION = frozenset({"title", "starts_at", "ends_at", "room"})


TABLE = Table(
    {
        (S.DRAFT, "publish"): Transition(S.PUBLISHED, manages, "Publier l’événement"),
        (S.PUBLISHED, "close"): Transition(S.CLOSED, manages, "Clore l’événement"),
        (S.PUBLISHED, "cancel"): Transition(S.CANCELLED, manages, "Annuler l’événement"),
        (S.CLOSED, "reopen"): Transition(S.PUBLISHED, manages, "Rouvrir l’événement"),
        (S.CLOSED, "archive"): Transition(S.ARCHIVED, manages, "Archiver l’événement"),
    }
)
VERBS = {
    "publish": "a publié un événement",
    "close": "a clos un événement",
    "cancel": "a annulé un événement",
    "reopen": "a rouvert un événement",
    "archive": "a archivé un événement",
}
WITH_REASON = frozenset({"cancel"})


def may_create(actor):
    return actor.user is not None and (actor.role in ORGANISERS or bool(actor.network_ids))


@transaction.atomic
def create(actor, event, themes, drafts, *, key):
    """Keep a new draft (an unsaved Event) with its sessions; a second click gets the first's.

    Returns (event, warnings).
    """
    demand(may_create(actor))
    made, _ = once(actor, key, lambda: _make(actor, event, themes, drafts))
    return made, warnings_of(made)


def _make(actor, event, themes, drafts):
    require(rules.check_sessions(drafts))
    event.state = S.DRAFT
    _name_organiser(event)
    _set_times(event, [(one.starts_at, one.ends_at) for one in drafts])
    event.save()
    demand(manages(event, actor))
    event.themes.set(themes)
    for draft in drafts:
        _save(Session(event=event, **draft.values))
    _write(actor, "a créé un événement", event)
    return event


@transaction.atomic
def change(actor, event, values, themes, drafts):
    """Change a draft or an announced event and its sessions. Of an announced one a session
    that is left out is cancelled, not removed. Returns (event, warnings)."""
    event = locked(event)
    demand(manages(event, actor))
    if event.state not in CHANGED_IN:
        raise Refused(f"Un événement {event.get_state_display()} ne se modifie plus.")
    # Of the year that other days would take it out of.
    demand_open(actor, event)
    require(rules.check_sessions(drafts))
    changed = {name for name, value in values.items() if getattr(event, name) != value}
    for name in changed:
        setattr(event, name, values[name])
    _name_organiser(event)
    told = _change_sessions(event, drafts)
    if changed & WHERE:
        told[watchers.MOVED] = list(event.sessions.standing())
    rows = event.sessions.standing().values_list("starts_at", "ends_at")
    _set_times(event, list(rows))
    event.sequence += bool(changed & TOLD) and event.state == S.PUBLISHED
    event.save()
    demand(manages(event, actor))
    event.themes.set(themes)
    _write(actor, _verb(event, told), event)
    if event.state == S.PUBLISHED:
        for kind, sessions in told.items():
            watchers.tell(actor, event, sessions, kind)
    return event, warnings_of(event)


def _verb(event, told):
    if event.state == S.PUBLISHED and told[watchers.MOVED]:
        return "a déplacé un événement"
    return "a modifié un événement"


def _change_sessions(event, drafts):
    """Write what was typed; {what became of them: sessions}."""
    known = {row.pk: row for row in event.sessions.standing().select_for_update(of=("self",))}
    told = {watchers.MOVED: [], watchers.RESIZED: [], watchers.CANCELLED: []}
    for draft in drafts:
        row = known.pop(draft.key, None) or Session(event=event)
        changed = {name for name, value in draft.values.items() if getattr(row, name) != value}
        if row.pk and not changed:
            continue
        for name in changed:
            setattr(row, name, draft.values[name])
        if row.pk and changed & TOLD_OF_SESSION:
            row.sequence += 1
            told[watchers.MOVED].append(row)
        if row.pk and "capacity" in changed:
            told[watchers.RESIZED].append(row)
        _save(row)
    told[watchers.CANCELLED] = [_leave_out(event, row) for row in known.values()]
    return told


def _leave_out(event, session):
    if event.state == S.DRAFT:
        session.delete()
        return session
    session.cancelled_at = timezone.now()
    session.sequence += 1
    session.save(update_fields=["cancelled_at", "sequence", "updated_at"])
    return session


def _save(session):
    """What the database would refuse is said in French."""
    try:
        session.validate_constraints()
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error
    session.save()


@transaction.atomic
def act(actor, event, name, reason=""):
    """Publish, close, cancel (with a reason), reopen, archive."""
    event = locked(event)
    reason = reason_of(reason, wanted=name in WITH_REASON)
    if name == "close" and event.state == S.PUBLISHED:
        require(rules.check_closing(event.ends_at, timezone.now()))
    TABLE.apply(event, name, actor)
    if name == "cancel":
        event.reason, event.sequence = reason, event.sequence + 1
    event.save(update_fields=["state", "reason", "sequence", "updated_at"])
    _write(actor, VERBS[name], event, reason)
    if name == "cancel":
        watchers.tell(actor, event, event.sessions.standing(), watchers.CANCELLED)
    return event


def acts_for(event, actor, now=None):
    """[(act, label)] that the page offers: what is to come is not closed."""
    found = TABLE.events_for(event, actor)
    ahead = bool(rules.check_closing(event.ends_at, now or timezone.now()))
    return [one for one in found if not (ahead and one[0] == "close")]


@transaction.atomic
def duplicate(actor, event):
    """A draft of the same, a year later on the same days of the week, its sessions with it."""
    source = locked(event)
    demand(manages(source, actor))
    themes, sessions = list(source.themes.all()), list(source.sessions.standing())
    names = [field.name for field in Event._meta.concrete_fields]
    left = ("id", "state", "reason", "sequence", "committee_action", "updated_at")
    copy = Event(**{name: getattr(source, name) for name in names if name not in left})
    for name in ("registration_opens_at", "registration_closes_at"):
        at = getattr(copy, name)
        setattr(copy, name, _a_year_later(at) if at else None)
    spans = [(_a_year_later(one.starts_at), _a_year_later(one.ends_at)) for one in sessions]
    _set_times(copy, spans)
    copy.save()
    copy.themes.set(themes)
    for one, (starts, ends) in zip(sessions, spans, strict=True):
        Session.objects.create(
            event=copy, title=one.title, room=one.room, capacity=one.capacity,
            starts_at=starts, ends_at=ends,
        )  # fmt: skip
    _write(actor, "a repris un événement pour l’année suivante", copy)
    return copy


def _a_year_later(at):
    """The same hour on the clock of Paris, whatever the season."""
    here = timezone.localtime(at).replace(tzinfo=None) + NEXT_YEAR
    return timezone.make_aware(here)


@transaction.atomic
def remove(actor, event):
    """A draft that nobody saw goes away; what was announced is cancelled."""
    event = locked(event)
    demand(manages(event, actor))
    if event.state != S.DRAFT:
        raise Refused("Seul un brouillon se supprime : annulez un événement annoncé.")
    _write(actor, "a supprimé un brouillon d’événement", event)
    event.delete()


def close_past(now=None):
    """Announced events that are over since a day are closed; how many."""
    until = (now or timezone.now()) - dt.timedelta(days=1)
    rows = Event.objects.filter(state=S.PUBLISHED, ends_at__lt=until)
    return rows.update(state=S.CLOSED, updated_at=timezone.now())


def warnings_of(event):
    """Sundays and holidays among its days (R-ID-9), in words."""
    starts = event.sessions.standing().values_list("starts_at", flat=True)
    days = {timezone.localdate(at) for at in starts}
    return [one.message for one in rules.check_days(days, Calendar.load())]


def _name_organiser(event):
    """What is printed: the words typed, else the name of who holds it."""
    if not event.organiser:
        event.organiser = str(event.held_by or "Région académique Occitanie")[:150]


def _set_times(event, spans):
    """The event lasts from its first to its last session; the year follows."""
    if not spans:
        raise Refused(rules.NO_SESSION)
    event.starts_at = min(starts for starts, _ in spans)
    event.ends_at = max(ends for _, ends in spans)
    require(
        rules.check_registration(
            event.registration_opens_at, event.registration_closes_at, event.ends_at
        )
    )
    event.school_year = year_of(timezone.localdate(event.starts_at))


def locked(event):
    return Event.objects.select_for_update(of=("self",)).select_related(
        "committee", "branch", "company", "school", "network"
    ).get(pk=event.pk)  # fmt: skip


def _write(actor, verb, event, reason=""):
    journal.record(
        actor,
        verb,
        event,
        school=event.school,
        company=event.company,
        committee_id=event.committee_id,
        reason=reason,
        words=event.title,
    )
