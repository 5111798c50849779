"""A programme: written by the authority, filled by organisers, decided by officers. Raises
`Refused`."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts import journal
from accounts.transitions import Table, Transition
from accounts.workflow.validators import recipient
from clee import people
from directory.violations import Refused, reason_of
from directory.years import year_of
from events.enums import EventState
from events.enums.programme import STANDING, EntryState, ProgrammeState
from events.models import OFFICERS, Event, Programme, ProgrammeEntry
from events.models.programmes import proposable_offers
from events.workflow.who import demand, manages
from outbox.workflow import notify
from partnerships.enums import SlotState
from partnerships.models import Slot

P, E = ProgrammeState, EntryState
CLOSED = "Ce programme ne prend plus de propositions."
ELSEWHEN = "« {} » n’a pas lieu pendant le programme."


def decides(entry, actor):
    """An officer of the département of the event or of the offer."""
    in_charge = actor.is_administrator or actor.role in OFFICERS
    return in_charge and actor.sees_department(entry.department_id)


def holds(entry, actor):
    """Who organises the event or the offer."""
    return ProgrammeEntry.objects.of_organiser(actor).filter(pk=entry.pk).exists()


def _either(entry, actor):
    return decides(entry, actor) or holds(entry, actor)


PROGRAMME = Table(
    {
        (P.DRAFT, "publish"): Transition(P.PUBLISHED, manages, "Publier le programme"),
        (P.PUBLISHED, "archive"): Transition(P.ARCHIVED, manages, "Archiver le programme"),
        (P.ARCHIVED, "reopen"): Transition(P.PUBLISHED, manages, "Rouvrir le programme"),
    }
)
ENTRY = Table(
    {
        (E.PROPOSED, "accept"): Transition(E.ACCEPTED, decides, "Accepter"),
        (E.PROPOSED, "refuse"): Transition(E.REFUSED, decides, "Refuser"),
        (E.PROPOSED, "withdraw"): Transition(E.WITHDRAWN, holds, "Retirer"),
        (E.ACCEPTED, "withdraw"): Transition(E.WITHDRAWN, _either, "Retirer du programme"),
        (E.REFUSED, "accept"): Transition(E.ACCEPTED, decides, "Accepter tout de même"),
    }
)
VERBS = {
    "publish": "a publié un programme",
    "archive": "a archivé un programme",
    "reopen": "a rouvert un programme",
    "accept": "a accepté une proposition au programme",
    "refuse": "a refusé une proposition au programme",
    "withdraw": "a retiré une proposition du programme",
}
WITH_REASON = frozenset({"refuse"})


@transaction.atomic
def create(actor, programme, themes):
    """Keep a new programme (unsaved), in preparation."""
    programme.state = P.DRAFT
    programme.school_year = year_of(programme.starts_on)
    programme.save()
    demand(manages(programme, actor))
    programme.themes.set(themes)
    journal.record(actor, "a créé un programme", programme, words=programme.title)
    return programme


@transaction.atomic
def change(actor, programme, values, themes):
    """Change its words, its days, its sub-themes."""
    programme = _locked(Programme, programme)
    demand(manages(programme, actor))
    if programme.state == P.ARCHIVED:
        raise Refused("Un programme archivé ne se modifie plus.")
    for name, value in values.items():
        setattr(programme, name, value)
    programme.school_year = year_of(programme.starts_on)
    programme.save()
    programme.themes.set(themes)
    journal.record(actor, "a modifié un programme", programme, words=programme.title)
    return programme


@transaction.atomic
def act(actor, programme, name):
    """Publish, archive, reopen."""
    programme = _locked(Programme, programme)
    PROGRAMME.apply(programme, name, actor)
    programme.save(update_fields=["state"])
    journal.record(actor, VERBS[name], programme, words=programme.title)
    return programme


@dataclass(frozen=True)
class Ticks:
    """What an organiser wants in the programme: keys of events and of slots."""

    events: frozenset
    slots: frozenset
    theme: object = None
    message: str = ""


def proposable(actor, programme):
    """(events, slots) that the actor may have join: announced, during the programme."""
    first, last = programme.starts_on, programme.ends_on
    events = Event.objects.managed_by(actor).filter(
        state=EventState.PUBLISHED, starts_at__date__lte=last, ends_at__date__gte=first
    )
    slots = Slot.objects.filter(
        offer__in=proposable_offers(actor),
        state=SlotState.OPEN,
        starts_on__lte=last,
        ends_on__gte=first,
    )
    return events, slots.select_related("offer__department")


@transaction.atomic
def tick(actor, programme, ticks, today=None):
    """What is newly ticked is proposed (accepted at once by an officer of its territory), what
    is no longer is withdrawn. Returns (proposed, withdrawn) in numbers."""
    programme = _locked(Programme, programme)
    if not programme.takes_proposals(today or timezone.localdate()):
        raise Refused(CLOSED)
    events, slots = proposable(actor, programme)
    known = programme.entries.filter(state__in=STANDING).select_for_update(of=("self",))
    inside = {(one.event_id, one.slot_id): one for one in known}
    wanted = {(row.pk, None): row for row in events.filter(pk__in=ticks.events)}
    wanted |= {(None, row.pk): row for row in slots.filter(pk__in=ticks.slots)}
    if len(wanted) != len(ticks.events) + len(ticks.slots):
        raise Refused("Un des choix n’est plus proposable : vérifiez la liste.")
    new = [_propose(actor, programme, wanted[key], ticks) for key in wanted.keys() - inside.keys()]
    mine = {(key, None) for key in events.values_list("pk", flat=True)}
    mine |= {(None, key) for key in slots.values_list("pk", flat=True)}
    gone = [inside[key] for key in (inside.keys() & mine) - wanted.keys()]
    for entry in gone:
        _apply(actor, entry, "withdraw")
    return len(new), len(gone)


def _propose(actor, programme, row, ticks):
    is_event = isinstance(row, Event)
    entry = ProgrammeEntry.objects.create(
        programme=programme,
        event=row if is_event else None,
        slot=None if is_event else row,
        department=row.department if is_event else row.offer.department,
        theme=ticks.theme,
        message=ticks.message.strip(),
        proposed_by=actor.user,
    )
    _write(actor, "a proposé une entrée au programme", entry)
    if decides(entry, actor):
        _apply(actor, entry, "accept")
        return entry
    for to in people.officers([entry.department_id]):
        notify("programme.proposed", entry, to, by=actor)
    return entry


@transaction.atomic
def act_on_entry(actor, entry, name, reason=""):
    """Accept, refuse (with a reason), withdraw; who proposed hears of the decision."""
    entry = _locked(ProgrammeEntry, entry)
    reason = reason_of(reason, wanted=name in WITH_REASON)
    return _apply(actor, entry, name, reason)


def _apply(actor, entry, name, reason=""):
    if name == "accept" and entry.programme.state == P.ARCHIVED:
        raise Refused("Ce programme est archivé.")
    ENTRY.apply(entry, name, actor)
    entry.reason, entry.decided_at = reason, timezone.now()
    entry.save(update_fields=["state", "reason", "decided_at"])
    _write(actor, VERBS[name], entry, reason)
    person = entry.proposed_by
    if person is not None and person.is_active:
        occasion = f"{entry.decided_at:%Y%m%d%H%M%S}"
        notify(f"programme.{name}", entry, recipient(person), by=actor, occasion=occasion)
    return entry


@transaction.atomic
def label(actor, entry, number, url, theme):
    """Write the number and the link of the national site, and the sub-theme."""
    entry = _locked(ProgrammeEntry, entry)
    demand(decides(entry, actor))
    if entry.state != E.ACCEPTED:
        raise Refused("Seule une entrée acceptée porte un numéro de label.")
    entry.label_number, entry.national_url, entry.theme = number.strip(), url, theme
    entry.save(update_fields=["label_number", "national_url", "theme"])
    _write(actor, "a complété une entrée du programme", entry)
    return entry


def _locked(model, row):
    rows = model.objects.select_for_update(of=("self",))
    if model is ProgrammeEntry:
        rows = rows.select_related("programme", "event", "slot__offer", "proposed_by")
    return rows.get(pk=row.pk)


def _write(actor, verb, entry, reason=""):
    offer = entry.slot.offer if entry.slot else None
    holder: Any = entry.event or offer
    school = holder.school if entry.event else holder.host_school
    company = holder.company if entry.event else holder.host_company
    words = f"{entry}, {entry.programme}"
    journal.record(actor, verb, entry, school=school, company=company, reason=reason, words=words)
