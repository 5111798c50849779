"""Discovery tracks: prepared by who runs them, opened to schools, closed, called off.

Candidates are `track_candidates`, the allocation `track_allocation`, what follows it
`track_publication`.
"""

from django.db import transaction
from django.utils import timezone

from accounts.enums import Role
from accounts.journal import record
from accounts.transitions import Table, Transition
from directory.calendar import Calendar
from directory.closed_years import demand_open
from directory.models import Company, SchoolYear
from directory.violations import Refused, Violation, require
from directory.years import start_year_of
from partnerships import seats
from partnerships.rules import check_host
from partnerships.workflow.tables import by_portal
from placements.enums.tracks import CandidateState, TrackState
from placements.models import DiscoveryTrack, TrackDay
from placements.rules.tracks import TrackFacts, check_plan, check_sheet
from placements.wording import period_of

S = TrackState
# Whose role prepares tracks (the issue: company, network, branch, rectorat service).
COORDINATORS = (
    Role.COMPANY_REPRESENTATIVE,
    Role.BRANCH_OFFICER,
    Role.MISSION_OFFICER,
    Role.EDUCATION_AUTHORITY,
)
EDITED = (S.DRAFT, S.OPEN)


def is_run_by(track, actor):
    """Whether the actor prepares and allocates this track."""
    return DiscoveryTrack.objects.run_by(actor).filter(pk=track.pk).exists()


TABLE = Table(
    {
        (S.DRAFT, "open"): Transition(S.OPEN, is_run_by, "Ouvrir aux établissements"),
        (S.OPEN, "close"): Transition(S.CLOSED, is_run_by, "Clore les propositions"),
        (S.CLOSED, "reopen"): Transition(S.OPEN, is_run_by, "Rouvrir les propositions"),
        (S.CLOSED, "publish"): Transition(S.PUBLISHING, is_run_by, "Publier l’affectation"),
        (S.PUBLISHING, "finish"): Transition(S.PUBLISHED, by_portal, "Affectation publiée"),
        **{
            (state, "cancel"): Transition(S.CANCELLED, is_run_by, "Annuler le parcours")
            for state in (S.DRAFT, S.OPEN, S.CLOSED, S.PUBLISHED)
        },
    }
)


def facts_of(track):
    """What the rules look at."""
    plan = plan_of(track)
    return TrackFacts(
        starts_on=track.starts_on,
        ends_on=track.ends_on,
        opens_on=track.opens_on,
        closes_on=track.closes_on,
        capacity=track.capacity,
        levels=tuple(track.levels),
        table=track.hours,
        plan=plan,
    )


def plan_of(track):
    """{day: [(key of the host, pupils)…]} in the order of days and hosts."""
    found: dict = {}
    if track.pk:
        rows = track.plan.order_by("day", "company").values_list("day", "company", "capacity")
        for day, company, capacity in rows:
            found.setdefault(day, []).append((company, capacity))
    return found


def lock(track):
    """The track locked, the parent of its candidates, and read again."""
    rows = DiscoveryTrack.objects.select_for_update(of=("self",), no_key=True)
    return rows.get(pk=track.pk)


@seats.unit_of_work
def save(actor, track):
    """Make a track or change it, as long as nothing is allocated. Raises Refused.

    `track` has its coordinator, dates, levels and hours; an open one must stay complete.
    """
    is_new = track.pk is None
    if not is_new:
        known = lock(track)
        _require_run(actor, known)
        demand_open(actor, known)
        track.state, track.seats_taken = known.state, known.seats_taken
        track.criterion_count = known.criterion_count
        track.told_up_to = _still_to_tell(known, track)
    require(_check_coordinator(actor, track) + _check(track))
    track.school_year = _year(track.starts_on)
    track.save()
    verb = "a préparé un parcours de découverte" if is_new else "a modifié un parcours"
    write_journal(actor, verb, track)
    return track


def _still_to_tell(known, track):
    """Other levels or another territory: schools that were not concerned are told too."""
    is_other = (known.levels, known.department_id) != (track.levels, track.department_id)
    return 0 if is_other and known.state == S.OPEN else known.told_up_to


def _year(day):
    return SchoolYear.objects.get_or_create(start_year=start_year_of(day))[0]


def _check_coordinator(actor, track):
    """One prepares tracks in the name of one's own company, branch, network or service."""
    text = "Vous ne préparez pas de parcours au nom de ce coordinateur."
    refused = [Violation("DOMAIN §8", text, "coordinator")]
    if actor.is_administrator:
        return []
    if actor.role == Role.COMPANY_REPRESENTATIVE:
        return [] if track.company_id in actor.company_ids else refused
    if actor.role == Role.BRANCH_OFFICER:
        return [] if track.branch_id in actor.branch_ids else refused
    if track.company_id or track.branch_id:
        return refused
    if actor.role == Role.EDUCATION_AUTHORITY:
        return []
    if actor.role == Role.MISSION_OFFICER:
        own = track.network_id in actor.network_ids if track.network_id else actor.department_codes
        return [] if own else refused
    return refused


def _check(track):
    if track.state not in EDITED:
        raise Refused("Les propositions sont closes : le parcours ne change plus.")
    facts, calendar = facts_of(track), Calendar.load()
    return (check_sheet if track.state == S.DRAFT else check_plan)(facts, calendar)


@seats.unit_of_work
def set_plan(actor, track, cells):
    """How many pupils each host receives on each day: {(company key, day): pupils}; zeros
    are left out. Raises Refused for a host that is barred (L4153-2), and when an open track
    would no longer be complete."""
    track = lock(track)
    _require_run(actor, track)
    wanted = {cell: number for cell, number in cells.items() if number}
    hosts = Company.objects.filter(pk__in={company for company, _ in wanted})
    for host in hosts:
        barred = host.forbids_agreement(track.starts_on)
        require(check_host(barred, host.agreement_forbidden_reason))
    track.plan.all().delete()
    TrackDay.objects.bulk_create(
        TrackDay(track=track, company_id=company, day=day, capacity=number)
        for (company, day), number in sorted(wanted.items())
    )
    require(_check(track))
    write_journal(actor, "a réparti les journées d’un parcours", track)
    return track


def _require_run(actor, track):
    if not is_run_by(track, actor):
        raise Refused("Seul le coordinateur prépare ce parcours.")


@transaction.atomic
def move(actor, track, event):
    """Open, close or reopen. Raises Refused on what lacks before an opening.

    Schools are told of an opening bit by bit, by `track_publication.advance`.
    """
    track = lock(track)
    if event not in VERBS:
        raise Refused("Cette action n’existe pas.")
    if event == "open":
        require(check_plan(facts_of(track), Calendar.load()))
    if event == "reopen" and track.closes_on < timezone.localdate():
        raise Refused("La date de clôture est passée : les propositions ne se rouvrent plus.")
    TABLE.apply(track, event, actor)
    if event == "reopen":
        _let_go(track)
    if event == "open":
        track.told_up_to = 0
    track.save()
    write_journal(actor, VERBS[event], track)
    return track


VERBS = {
    "open": "a ouvert un parcours aux établissements",
    "close": "a clos les propositions d’un parcours",
    "reopen": "a rouvert les propositions d’un parcours",
}


def _let_go(track):
    """Nobody is retained while schools propose: seats are taken by an allocation."""
    track.candidates.seated().update(state=CandidateState.PROPOSED, decision="", reason="")
    track.seats_taken = 0


def write_journal(actor, verb, track, **more):
    """No pupil is named: a coordinator reads it."""
    record(actor, verb, track, company=track.company, words=period_of(track), **more)
