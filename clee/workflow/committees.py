"""The life of a committee: founded, asleep, revived, merged into another. Raises `Refused`."""

from django.db import transaction
from django.utils import timezone

from accounts import journal
from accounts.transitions import Table, Transition
from clee import merging
from clee.enums import CommitteeKind, CommitteeState
from clee.enums.charter import ADHERED, CharterState
from clee.models import Committee
from clee.workflow import charter, mandates, meetings, who
from directory.violations import Refused, Violation, reason_of

ACTIVE, DORMANT, MERGED = CommitteeState


def _of_territory(committee, actor):
    """Who merges it: never a network of RBDE."""
    return committee.kind == CommitteeKind.CLEE and who.of_territory(actor, committee)


def _keeper(committee, actor):
    return who.keeps(actor, committee)


TABLE = Table(
    {
        (ACTIVE, "sleep"): Transition(DORMANT, _keeper, "Mettre en sommeil"),
        (DORMANT, "revive"): Transition(ACTIVE, _keeper, "Relancer le comité"),
        (ACTIVE, "merge"): Transition(MERGED, _of_territory, "Fusionner avec un autre comité"),
        (DORMANT, "merge"): Transition(MERGED, _of_territory, "Fusionner avec un autre comité"),
    }
)
VERBS = {"sleep": "a mis le comité en sommeil", "revive": "a relancé le comité"}


@transaction.atomic
def act(actor, committee, event, reason):
    """Put it to sleep or wake it, with the reason. Members and mandates stay."""
    committee = _locked(committee)
    reason = reason_of(reason)
    TABLE.apply(committee, event, actor)
    committee.save(update_fields=["state"])
    _write(actor, VERBS[event], committee, reason)
    return committee


@transaction.atomic
def merge(actor, committee, into, reason):
    """`into` takes the territory and the members; the history of both stays where it is. The
    terms of its co-leads end today: `into` names its own."""
    if committee.pk == into.pk:
        text = "Choisissez un autre comité."
        raise Refused(violations=[Violation("R-CL-1", text, "into")])
    reason = reason_of(reason)
    # In the order of their keys: two merges at once never wait for each other.
    first, second = sorted([committee.pk, into.pk])
    rows = {key: _locked(Committee(pk=key)) for key in (first, second)}
    committee, into = rows[committee.pk], rows[into.pk]
    if into.state == MERGED:
        text = "Ce comité a lui-même fusionné."
        raise Refused(violations=[Violation("R-CL-1", text, "into")])
    who.demand(who.of_territory(actor, into))
    for meeting in committee.meetings.coming():
        meetings.cancel(actor, meeting, reason)
    _end_terms(actor, committee, reason)
    TABLE.apply(committee, "merge", actor)
    committee.merged_into = into
    committee.save(update_fields=["state", "merged_into"])
    for places in ("departments", "basins", "municipalities"):
        getattr(into, places).add(*getattr(committee, places).all())
    _move_members(actor, committee, into)
    merging.follow(actor, committee, into, reason)
    _write(actor, f"a fusionné le comité dans {into}", committee, reason)
    _write(actor, f"a repris le comité {committee}", into, reason)
    return committee


def _end_terms(actor, committee, reason):
    today = timezone.localdate()
    for mandate in committee.mandates.not_over():
        mandates.close(actor, mandate, max(today, mandate.starts_on), reason)


def _move_members(actor, committee, into):
    """Each present member joins `into` with its date, unless it is there already."""
    known = {member.name for member in into.members.present().with_organisations()}
    today = timezone.localdate()
    for member in committee.members.present().with_organisations():
        charter.drop(actor, member)
        joined = member.joined_on
        member.left_on = max(today, joined)
        member.save(update_fields=["left_on"])
        if member.name not in known:
            # A signature still asked was of the other committee.
            member.charter = member.charter if member.charter in ADHERED else CharterState.NONE
            member.pk, member.left_on, member.committee = None, None, into
            member._state.adding = True
            member.save()


def _locked(committee):
    return Committee.objects.select_for_update(of=("self",)).get(pk=committee.pk)


def _write(actor, verb, committee, reason):
    journal.record(actor, verb, committee, committee_id=committee.pk, reason=reason)
