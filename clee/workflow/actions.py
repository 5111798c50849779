"""The life of an action: recorded, planned → done, cancelled or postponed. Raises `Refused`."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from accounts import journal
from accounts.enums import Role
from accounts.idempotency import once
from accounts.transitions import Table, Transition
from accounts.workflow.validators import recipient
from clee.enums import CommitteeState
from clee.enums.actions import ActionState
from clee.models import Action, Committee, Mandate
from clee.rules.actions import check_action, check_done
from clee.workflow import who
from directory.calendar import Calendar
from directory.closed_years import demand_open
from directory.models import SchoolYear
from directory.violations import Refused, Violation, reason_of, require
from directory.years import label, start_year_of
from outbox.workflow import notify

PLANNED, DONE, POSTPONED, CANCELLED = ActionState


def _keeper(action, actor):
    return who.keeps(actor, action.committee)


TABLE = Table(
    {
        (PLANNED, "do"): Transition(DONE, _keeper, "Marquer comme réalisée"),
        (PLANNED, "postpone"): Transition(POSTPONED, _keeper, "Reporter"),
        (PLANNED, "cancel"): Transition(CANCELLED, _keeper, "Annuler l’action"),
        (POSTPONED, "replan"): Transition(PLANNED, _keeper, "Prévoir à d’autres dates"),
        (POSTPONED, "cancel"): Transition(CANCELLED, _keeper, "Annuler l’action"),
        (CANCELLED, "replan"): Transition(PLANNED, _keeper, "Prévoir à d’autres dates"),
        (DONE, "undo"): Transition(PLANNED, _keeper, "Revenir à « prévue »"),
    }
)
VERBS = {
    "do": "a marqué l’action comme réalisée",
    "postpone": "a reporté l’action",
    "cancel": "a annulé l’action",
    "replan": "a prévu l’action à d’autres dates",
    "undo": "a remis l’action à « prévue »",
}
WITH_REASON = ("postpone", "cancel", "undo")


@dataclass(frozen=True)
class Partners:
    """Who takes part: rows of the directory."""

    schools: tuple = ()
    companies: tuple = ()


@transaction.atomic
def record(actor, action, partners=Partners(), *, key, is_done=False):
    """Keep an unsaved Action, planned or already done; the same form sent twice makes one."""
    return once(actor, key, lambda: _record(actor, action, partners, is_done))[0]


def _record(actor, action, partners, is_done):
    committee = Committee.objects.select_for_update(of=("self",)).get(pk=action.committee_id)
    who.demand(who.keeps(actor, committee))
    if committee.state != CommitteeState.ACTIVE:
        raise Refused("Relancez d’abord le comité.")
    action.state = DONE if is_done else PLANNED
    if is_done:
        require(check_done(action, timezone.localdate()))
    _check(action)
    action.save()
    _link(action, partners)
    write(actor, "a enregistré une action", action)
    _tell(actor, "clee.action_planned", action)
    return action


@transaction.atomic
def edit(actor, action, partners):
    """Keep the new values of a changed Action; its state stays what it is."""
    kept = locked(action)
    who.demand(who.keeps(actor, kept.committee))
    # Of the year that other days would take it out of.
    demand_open(actor, kept)
    action.state, action.state_reason = kept.state, kept.state_reason
    _check(action)
    action.save()
    _link(action, partners)
    write(actor, "a modifié l’action", action)
    return action


@transaction.atomic
def act(actor, action, event, *, reason="", starts_on=None, ends_on=None):
    """One transition: with its reason, or its new dates."""
    action = locked(action)
    reason = reason_of(reason, wanted=event in WITH_REASON)
    TABLE.apply(action, event, actor)
    demand_open(actor, action)
    if event == "do":
        require(check_done(action, timezone.localdate()))
    if event == "replan":
        action.starts_on, action.ends_on = starts_on, ends_on
        _check(action)
    action.state_reason = reason
    action.save()
    write(actor, VERBS[event], action, reason)
    if event != "undo":
        occasion = f"{event}:{action.updated_at.isoformat()}"
        _tell(actor, "clee.action_changed", action, occasion)
    return action


def locked(action):
    """Its row, locked for this transaction and read again."""
    rows = Action.objects.select_for_update(of=("self",)).select_related("committee", "type")
    return rows.get(pk=action.pk)


def _check(action):
    """The rules, and the school year of its first day (R-ID-8)."""
    require(check_action(action, Calendar.load()))
    start = start_year_of(action.starts_on)
    if not SchoolYear.objects.filter(pk=start).exists():
        text = f"L’année scolaire {label(start)} n’est pas ouverte."
        raise Refused(violations=[Violation("R-ID-8", text, "starts_on")])
    action.school_year_id = start


def _link(action, partners):
    action.schools.set(partners.schools)
    action.companies.set(partners.companies)


def _tell(actor, kind, action, occasion=""):
    """The other co-leads: they answer for what the committee does."""
    running = Mandate.objects.running().filter(committee=action.committee_id)
    for mandate in running.exclude(user=None).select_related("user"):
        notify(kind, action, recipient(mandate.user, Role.CO_LEAD), by=actor, occasion=occasion)


def write(actor, verb, action, reason=""):
    journal.record(
        actor, verb, action, committee_id=action.committee_id, words=action.title, reason=reason
    )
