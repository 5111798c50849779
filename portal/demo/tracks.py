"""Discovery tracks: one that schools may propose to, one that the branch has allocated."""

import datetime as dt

from accounts.actor import Actor
from accounts.enums import Role
from directory.models import BranchOrganisation
from placements.models import DiscoveryTrack, Placement
from placements.workflow import agreement_parts, agreements, track_publication
from placements.workflow import track_allocation as allocation
from placements.workflow import track_candidates as candidates
from placements.workflow import tracks as workflow

from .dates import next_run

DAY = dt.timedelta(days=1)
HOURS = [[[540, 720], [810, 960]]] * 5 + [[], []]
HOSTS = ("meca", "cellule", "capteurs")
PROPOSED, SEATS = 6, 4


def add(everybody, hosts, calendar, today):
    """Told once: the first track says that the story is there."""
    if DiscoveryTrack.objects.exists():
        return
    branch = Actor.of(everybody["uimm"], Role.BRANCH_OFFICER)
    rectorat = Actor.of(everybody["rectorat"], Role.EDUCATION_AUTHORITY)
    teacher = Actor.of(everybody["enseignante"], Role.TEACHER)
    organisation = BranchOrganisation.objects.get(pk=min(branch.branch_ids))
    soon, later = (next_run(calendar, today + days * DAY, 5) for days in (90, 120))
    done = _track(
        branch,
        hosts,
        _dates(soon, today),
        branch=organisation,
        title="Une semaine chez les sous-traitants de l’aéronautique",
        scheme="Parcours aéronautique",
        capacity=SEATS,
        description="Quatre métiers, de la pièce brute à l’essai : chaque groupe passe chez tous.",
    )
    _allocate(branch, teacher, done)
    _track(
        rectorat,
        hosts,
        _dates(later, today),
        title="Découvrir les métiers du spatial",
        scheme="Espace",
        capacity=24,
        asks_criterion=True,
        description="Une visite guidée le premier jour, puis trois ateliers par groupes de huit.",
    )


def _dates(week, today):
    return {
        "starts_on": week.first,
        "ends_on": week.last,
        "opens_on": today - 5 * DAY,
        "closes_on": today + 20 * DAY,
    }


def _track(actor, hosts, dates, **values):
    """Every host receives its part of the group each day."""
    track = DiscoveryTrack(levels=["3e", "2de"], table=HOURS, **values, **dates)
    track = workflow.save(actor, track)
    group = -(-track.capacity // len(HOSTS))
    days = [track.starts_on + n * DAY for n in range(5)]
    workflow.set_plan(actor, track, {(hosts[key].pk, day): group for key in HOSTS for day in days})
    return workflow.move(actor, track, "open")


def _allocate(officer, teacher, track):
    """More pupils than seats: a waiting list, and the agreement of the first one under way."""
    rows = candidates.placeable(teacher, track).select_related("class_group__school_year", "school")
    found = list(rows.order_by("sort_key", "pk")[:PROPOSED])
    if not found:
        return
    candidates.propose(teacher, track, dict.fromkeys(found, 1))
    track = workflow.move(officer, track, "close")
    allocation.compute(officer, track)
    track_publication.publish(officer, track)
    track_publication.begin(track)
    placement = Placement.objects.filter(candidacy__track=track).order_by("pk").first()
    if placement is None:
        return
    contacts = {
        stay.company_id: ("", f"accueil{n}@demo.example")
        for n, stay in enumerate(placement.stays.all(), 1)
    }
    agreement_parts.ask_hosts(teacher, agreements.prepare(teacher, placement, contacts=contacts))
