"""The running order: placed by hand, proposed by a solver, published by versions (R-EV-2).

Raises `Refused`.
"""

import random
from collections import Counter
from itertools import combinations

from django.db import IntegrityError, transaction

from accounts import journal
from accounts.enums import Role
from accounts.workflow.validators import recipient
from directory import sql
from directory.violations import Refused, Violation, require
from documents.snapshots import freeze
from events import order_solving, running_order
from events.enums.cup import COMING, SCORING, SETTING, TeamState
from events.judging_board import recusals_of
from events.models import Edition, Team
from events.order_values import Entrant, Hours, Kept, OrderProblem
from events.rules.order import differences, later, minutes, time_of
from events.workflow import teams, who
from outbox.workflow import notify

MOVING = (*SETTING, *SCORING)
CLOSED = "L’ordre de passage n’est plus modifiable."
MIDNIGHT = 24 * 60
PASSAGE = ["panel", "passes_at", "passes_until", "is_pinned"]
TAKEN = "Une autre équipe passe devant {} à cette heure."
MOVED = "L’ordre a changé pendant le calcul : recommencez."
STRETCHED = "Avec cette durée, des passages se chevauchent : proposez d’abord un ordre plus espacé."


@transaction.atomic
def place(actor, team, panel, passes_at, *, pinned=True):
    """Which panel hears the team, and when; a `pinned` passage is kept by proposals."""
    team = teams.locked_team(team)
    _demand(actor, team.edition)
    _demand_movable(team, panel and panel.pk)
    team.panel, team.passes_at = panel, passes_at
    team.passes_until = _end(team.edition, passes_at)
    team.is_pinned = pinned and passes_at is not None
    _keep([team], TAKEN.format(panel), "passes_at")
    _write(actor, "a placé une équipe", team)
    return team


@transaction.atomic
def swap(actor, team, other):
    """Two teams take each other's panel and hour."""
    team, other = teams.locked_team(team), teams.locked_team(other)
    _demand(actor, team.edition)
    if other.edition_id != team.edition_id or other.pk == team.pk:
        raise Refused("Choisissez une autre équipe de cette finale.")
    _demand_movable(team, other.panel_id)
    _demand_movable(other, team.panel_id)
    for name in ("panel", "passes_at", "passes_until"):
        mine, theirs = getattr(team, name), getattr(other, name)
        setattr(team, name, theirs)
        setattr(other, name, mine)
    for one in (team, other):
        one.is_pinned = one.passes_at is not None
    _keep([team, other], MOVED)
    _write(actor, "a échangé le passage de deux équipes", team)
    return team


def propose(actor, edition, seed="", *, keeps_panels=False, moves_pinned=False):
    """Place every team that is not pinned, or every team, by the solver, in an order drawn
    from `seed`.

    Solved outside of any transaction. Returns the `Order`; teams that fit nowhere are left
    without an hour, and the page says so.
    """
    _demand(actor, edition)
    # Not a secret: printed, so that anybody may draw again.
    seed = seed.strip() or f"{random.SystemRandom().randrange(10**8):08d}"
    problem = problem_of(edition, seed, keeps_panels=keeps_panels, moves_pinned=moves_pinned)
    if not any(one.panels for one in problem.entrants):
        raise Refused("Il faut des jurys, et des équipes dont le passage n’est pas fixé.")
    if not problem.hours.starts():
        raise Refused("Aucun passage ne tient entre ces horaires et ces pauses.")
    found = order_solving.solve(problem)
    keys = {one.key for one in problem.entrants}
    _apply(actor, edition, seed, found, keys, moves_pinned=moves_pinned)
    return found


def problem_of(edition, seed, *, keeps_panels=False, moves_pinned=False):
    """The day in numbers (`events.order_values`): no name leaves for the solver."""
    order = running_order.WorkingOrder(edition)
    kept = set() if moves_pinned else _kept_keys(edition)
    rooms = [(panel.pk, panel.place.strip().casefold()) for panel in order.panels]
    marked = set(edition.teams.exclude(sheets=None).values_list("pk", flat=True))
    barred = _barred(edition)
    panels = tuple(panel.pk for panel in order.panels)
    return OrderProblem(
        hours=hours_of(edition, order.breaks),
        entrants=[
            _entrant(
                team,
                (team.panel_id,) if keeps_panels or team.pk in marked else panels,
                panels,
                barred,
            )
            for team in order.teams
            if team.pk not in kept
        ],
        kept=[
            Kept(team.panel_id, minutes(team.passes_at), minutes(team.passes_until))
            for team in order.teams
            if team.pk in kept
        ],
        apart=[
            (one, other)
            for (one, room), (other, same) in combinations(rooms, 2)
            if room and room == same
        ],
        shared=sorted({tuple(sorted(pair)) for _, *pair in order.bridges}),
        seed=seed,
    )


def _entrant(team, wanted, panels, barred):
    """A team without a panel may meet any of them."""
    return Entrant(
        team.pk,
        minutes(team.arrives_at) if team.arrives_at else 0,
        minutes(team.leaves_at) if team.leaves_at else MIDNIGHT,
        wanted if team.panel_id else panels,
        dict(barred.get(team.pk, {})),
    )


def _barred(edition):
    """{team: {panel: how many of its jurors may not mark it}}."""
    seats = edition.jurors.sitting().values_list("pk", "panel", "bridge")
    panels = {juror: {panel, bridge} - {None} for juror, panel, bridge in seats}
    found: dict = {}
    for juror, team in recusals_of(edition):
        found.setdefault(team, Counter()).update(panels.get(juror, ()))
    return found


def _kept_keys(edition):
    """Pinned passages."""
    rows = edition.teams.present().filter(is_pinned=True, panel__isnull=False)
    return set(rows.exclude(passes_at=None).values_list("pk", flat=True))


def hours_of(edition, breaks):
    """The hours of the final, in minutes."""
    return Hours(
        minutes(edition.passages_from),
        minutes(edition.passages_until),
        int(edition.passage.total_seconds() // 60),
        edition.change_minutes,
        tuple((minutes(one.starts_at), minutes(one.ends_at)) for one in breaks),
    )


@transaction.atomic
def _apply(actor, edition, seed, found, keys, *, moves_pinned):
    edition = _locked(edition)
    _demand(actor, edition)
    if not moves_pinned and _kept_keys(edition) & keys:
        raise Refused(MOVED)
    rows = list(Team.objects.present().filter(edition=edition, pk__in=keys))
    for team in rows:
        panel, start = found.passages.get(team.pk, (team.panel_id, None))
        team.panel_id = panel
        team.passes_at = None if start is None else time_of(start)
        team.passes_until = _end(edition, team.passes_at)
        team.is_pinned = False
    _keep(rows, MOVED)
    edition.order_seed = seed
    edition.save(update_fields=["order_seed"])
    journal.record(actor, "a proposé un ordre de passage", edition, words=f"graine {seed}")


def stretch(edition):
    """Passages last what the edition says now; called when it changes."""
    rows = list(edition.teams.exclude(passes_at=None).exclude(panel=None))
    for team in rows:
        team.passes_until = _end(edition, team.passes_at)
    _keep(rows, STRETCHED)


@transaction.atomic
def publish(actor, edition):
    """Freeze the order as its next version, and tell the classes whose passage it changes.

    R-CEE-7 is checked here: every team is eligible, or was admitted with a reason.
    """
    edition = _locked(edition)
    who.demand(who.organises(actor, edition))
    if edition.state not in COMING:
        raise Refused("L’ordre de passage se publie de l’ouverture des inscriptions à la finale.")
    teams.refresh(edition)
    order = running_order.WorkingOrder(edition)
    if not order.teams:
        raise Refused("Aucune équipe n’est inscrite.")
    require([*_not_eligible(order.teams), *order.conflicts])
    content, last = order.content(), running_order.last_version(edition)
    if last and last.content == content:
        raise Refused(f"Rien n’a changé depuis la version {last.version}.")
    changes = differences(last.passages if last else [], content["passages"])
    snapshot = freeze(actor, running_order.KIND, edition, content)
    _tell(actor, order.teams, {one.team: one.before for one in changes}, snapshot.version)
    words = f"version {snapshot.version}"
    journal.record(actor, "a publié l’ordre de passage", edition, words=words)
    return snapshot


def _not_eligible(rows):
    return [
        Violation("R-CEE-7", f"{team} est provisoire : admettez-la avec un motif, ou retirez-la.")
        for team in rows
        if team.state == TeamState.PROVISIONAL
    ]


def _tell(actor, rows, before, version):
    for team in rows:
        teacher = team.contract.booking.teacher
        if team.pk in before and teacher is not None:
            context = {"version": version, "before": before[team.pk]}
            to = recipient(teacher, Role.TEACHER)
            notify("cup.passage", team, to, by=actor, occasion=str(version), context=context)


def _end(edition, passes_at):
    """When a passage that begins then is over. Raises Refused past midnight."""
    if passes_at is None:
        return None
    end = later(passes_at, edition.passage)
    if end is None:
        text = "Ce passage se terminerait après minuit."
        raise Refused(violations=[Violation("R-EV-2", text, "passes_at")])
    return end


def _keep(rows, words, field=None):
    """Write passages; where two would meet, the database refuses, in these words."""
    try:
        with transaction.atomic():
            Team.objects.bulk_update(rows, PASSAGE)
            sql.execute("SET CONSTRAINTS team_alone_on_stage IMMEDIATE")
    except IntegrityError:
        raise Refused(violations=[Violation("R-EV-2", words, field)]) from None
    sql.execute("SET CONSTRAINTS team_alone_on_stage DEFERRED")


def _demand(actor, edition):
    who.demand(who.organises(actor, edition))
    if edition.state not in MOVING:
        raise Refused(CLOSED)


def _demand_movable(team, panel):
    if team.state == TeamState.WITHDRAWN:
        raise Refused("Cette équipe s’est retirée.")
    if team.panel_id != panel and team.sheets.exists():
        raise Refused("Cette équipe a déjà des feuilles : elle ne change plus de jury.")


def _locked(edition):
    return Edition.objects.select_for_update(of=("self",)).get(pk=edition.pk)


def _write(actor, verb, team):
    journal.record(actor, verb, team, school=team.contract.booking.school)
