"""Discovery tracks: prepared, opened, proposed to, allocated, published, moved up (R-PL-8)."""

import datetime as dt

import pytest
import time_machine

from accounts.enums import Role
from accounts.models import JournalEntry
from directory.violations import Refused
from outbox.models import Notice
from placements import solving
from placements.allocation import allocate
from placements.enums import CancelReason, PlacementState, Source
from placements.enums.tracks import CandidateState as C
from placements.enums.tracks import Decision, TrackState
from placements.hours import table_of
from placements.models import Campaign, DiscoveryTrack, Placement, TrackCandidate
from placements.todo.tracks import todos
from placements.workflow import (
    placements,
    pupils,
    track_allocation,
    track_candidates,
    track_places,
    track_publication,
    tracks,
)
from placements.workflow.erasure import erase_due
from placements.workflow.placements import Found, Hosting
from tests.accounts.factories import actor_for
from tests.directory.factories import PartnerNetworkFactory
from tests.placements.factories import PlacementFactory, PupilFactory
from tests.placements.track_world import DAY, MONDAY, TABLE, make_track_world, publish_whole

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 20)


@pytest.fixture
def world(monkeypatch):
    """The solver in this process: `test_allocation` runs the other one."""
    monkeypatch.setattr(solving, "solve", allocate)
    with time_machine.travel(dt.datetime(2026, 11, 20, 9, tzinfo=dt.UTC), tick=False):
        yield make_track_world()


def states(track):
    return dict(track.candidates.order_by("number").values_list("number", "state"))


def refused(act, *args, **kwargs):
    with pytest.raises(Refused) as raised:
        act(*args, **kwargs)
    return raised.value.message


# --- Preparing ------------------------------------------------------------------------------


def test_a_track_opens_once_every_pupil_has_a_host_each_day(world):
    track = world.track(open_it=False, capacity=3)
    tracks.set_plan(world.officer, track, {(world.hosts[0].pk, MONDAY): 2})
    assert "reçoivent 2 élèves" in refused(tracks.move, world.officer, track, "open")
    cells = {(world.hosts[0].pk, MONDAY + DAY * n): 3 for n in range(5)}
    tracks.set_plan(world.officer, track, cells)
    tracks.move(world.officer, track, "open")
    track.refresh_from_db()
    assert track.state == TrackState.OPEN
    assert "reçoivent 1 élève en tout" in refused(
        tracks.set_plan, world.officer, track, {(world.hosts[0].pk, MONDAY): 1}
    )


def test_one_prepares_in_the_name_of_ones_own(world):
    """Company, branch, network, rectorat; nobody in the name of another one."""
    network = PartnerNetworkFactory()
    mine = {
        Role.COMPANY_REPRESENTATIVE: {"company": world.hosts[0]},
        Role.MISSION_OFFICER: {"network": network},
        Role.EDUCATION_AUTHORITY: {},
    }
    scopes = {Role.COMPANY_REPRESENTATIVE: mine[Role.COMPANY_REPRESENTATIVE]}
    scopes |= {Role.MISSION_OFFICER: {"network": network}}
    scopes |= {Role.EDUCATION_AUTHORITY: {"whole_region": True}}
    values = {"title": "T", "scheme": "S", "levels": ["3e"], "table": TABLE, "capacity": 4}
    values |= {"starts_on": MONDAY, "ends_on": MONDAY + 4 * DAY}
    values |= {"opens_on": TODAY, "closes_on": TODAY + 20 * DAY}
    for role, own in mine.items():
        actor = actor_for(role, **scopes[role])
        made = tracks.save(actor, DiscoveryTrack(**values, **own))
        assert tracks.is_run_by(made, actor)
        other = DiscoveryTrack(**values, branch=world.branch)
        assert "au nom de ce coordinateur" in refused(tracks.save, actor, other)
    stranger = actor_for(Role.BRANCH_OFFICER)
    track = world.track()
    assert "Seul le coordinateur" in refused(tracks.save, stranger, track)
    assert "Seul le coordinateur" in refused(tracks.set_plan, stranger, track, {})
    assert "pas ouverte" in refused(tracks.move, stranger, track, "close")


def test_a_barred_host_is_refused(world):
    host = world.hosts[0]
    host.agreement_forbidden = True
    host.agreement_forbidden_reason = "Inspection"
    host.save()
    track = DiscoveryTrack.objects.get(pk=_sheet(world).pk)
    refused(tracks.set_plan, world.officer, track, {(host.pk, MONDAY): 2})


def _sheet(world):
    values = {"title": "T", "scheme": "S", "levels": ["3e"], "table": TABLE, "capacity": 4}
    days = {"starts_on": MONDAY, "ends_on": MONDAY, "opens_on": TODAY, "closes_on": TODAY}
    return tracks.save(world.officer, DiscoveryTrack(branch=world.branch, **values, **days))


# --- Proposing ------------------------------------------------------------------------------


def test_a_school_proposes_those_who_have_no_placement(world):
    track = world.track(asks_criterion=True)
    seeker = PupilFactory(class_group=world.near)
    placed = PlacementFactory(pupil=PupilFactory(class_group=world.near)).pupil
    head = world.head(world.near)
    assert list(track_candidates.placeable(head, track)) == [seeker]
    assert "ne peut pas être proposé" in refused(track_candidates.propose, head, track, {placed: 1})
    assert track_candidates.propose(head, track, {seeker: 1}, meeting=1) == 1
    row, track = TrackCandidate.objects.get(), DiscoveryTrack.objects.get()
    assert (row.number, row.distance_km, row.level) == (1, 3, "3e")
    assert track.criterion_count == 1
    assert not track_candidates.placeable(head, track).exists()
    other = world.head(world.far)
    assert "Vous ne suivez pas" in refused(
        track_candidates.propose, other, track, {PupilFactory(class_group=world.near): 1}
    )


def test_proposals_have_their_dates(world):
    track = world.track()
    pupil = PupilFactory(class_group=world.near)
    with time_machine.travel(dt.datetime(2027, 1, 16, 9, tzinfo=dt.UTC), tick=False):
        text = refused(track_candidates.propose, world.head(world.near), track, {pupil: 1})
    assert "ne reçoit pas de propositions" in text


def test_a_pupil_who_comes_back_keeps_the_number(world):
    track = world.track()
    (row,) = world.propose(track, world.near)
    track_candidates.withdraw(world.head(world.near), row)
    assert states(track) == {1: C.WITHDRAWN}
    world.propose(track, world.near, pupils=[row.pupil])
    assert states(track) == {1: C.PROPOSED}
    assert "Vous ne suivez pas" in refused(track_candidates.withdraw, world.head(world.far), row)


# --- Allocating -----------------------------------------------------------------------------


def test_the_computation_explains_each_result(world):
    """Priorities, fairness and distance; the window of the far school begins in a week."""
    track = world.track(capacity=2)
    near = world.propose(track, world.near, 3)
    (far,) = world.propose(track, world.far)
    Campaign.objects.create(
        school=world.far.school,
        school_year=track.school_year,
        level="3e",
        starts_on=TODAY + 10 * DAY,
        ends_on=TODAY + 17 * DAY,
    )
    found = track_allocation.compute(world.officer, world.close(track), TODAY)
    assert found.gap == 0 and far.pupil_id in found.tracks
    far.refresh_from_db()
    assert far.reason.startswith("1er vœu, 125 km, priorité : sans stage à J-15")
    track.refresh_from_db()
    assert track.seats_taken == 2 and track.allocation_gap == 0
    left = [row for row in near if row.pupil_id not in found.tracks]
    left[0].refresh_from_db()
    assert (left[0].state, left[0].reason) == (C.PROPOSED, "Plus de place dans ses vœux")


def test_decisions_are_respected_when_it_is_computed_again(world):
    track = world.track(capacity=2)
    rows = world.propose(track, world.near, 3)
    world.close(track)
    track_candidates.decide(world.officer, rows[2], "keep")
    track_candidates.decide(world.officer, rows[0], "aside")
    track_allocation.compute(world.officer, track, TODAY)
    assert states(track) == {1: C.PROPOSED, 2: C.RETAINED, 3: C.RETAINED}
    track_candidates.decide(world.officer, rows[0], "free")
    assert "Toutes les places" in refused(track_candidates.decide, world.officer, rows[0], "keep")
    track_candidates.decide(world.officer, rows[1], "aside")
    track_candidates.decide(world.officer, rows[0], "keep")
    track_allocation.compute(world.officer, track, TODAY)
    assert states(track) == {1: C.RETAINED, 2: C.PROPOSED, 3: C.RETAINED}
    assert "Seul le coordinateur" in refused(
        track_candidates.decide, actor_for(Role.BRANCH_OFFICER), rows[1], "keep"
    )


def test_weeks_of_one_scheme_are_allocated_together(world):
    first, second = world.track(capacity=1), world.track(capacity=1, monday=MONDAY + 28 * DAY)
    one, two = world.propose(first, world.near, 2)
    world.propose(second, world.near, wish=2, pupils=[one.pupil])
    for track in (first, second):
        world.close(track)
    track_allocation.compute(world.officer, first, TODAY)
    assert states(first) == {1: C.PROPOSED, 2: C.RETAINED}
    assert states(second) == {1: C.RETAINED}
    track_candidates.decide(world.officer, two, "aside")
    track_candidates.decide(world.officer, one, "keep")
    assert states(second) == {1: C.PROPOSED}  # the pupil moved: one track each
    second.refresh_from_db()
    assert second.seats_taken == 0


def test_who_has_found_a_placement_leaves(world):
    track = world.track()
    (row,) = world.propose(track, world.near)
    PlacementFactory(pupil=row.pupil)
    track_allocation.compute(world.officer, world.close(track), TODAY)
    assert states(track) == {1: C.WITHDRAWN}


def test_who_has_left_the_school_leaves_the_track(world):
    track = world.track(capacity=1)
    (row,) = world.propose(track, world.near)
    pupils.leave(world.head(world.near), row.pupil, TODAY)
    track_allocation.compute(world.officer, world.close(track), TODAY)
    assert states(track) == {1: C.WITHDRAWN}


def test_who_may_compute_and_when(world):
    track = world.track()
    assert "Clôturez d’abord" in refused(track_allocation.compute, world.officer, track)
    stranger = actor_for(Role.BRANCH_OFFICER)
    assert "Seul le coordinateur" in refused(track_allocation.compute, stranger, track)
    world.close(track)
    assert "calculez d’abord" in refused(track_publication.publish, world.officer, track)
    tracks.move(world.officer, track, "reopen")
    assert DiscoveryTrack.objects.get().state == TrackState.OPEN


# --- Publishing -----------------------------------------------------------------------------


def published(world, capacity=2, proposed=4):
    track = world.track(capacity=capacity)
    rows = world.propose(track, world.near, proposed)
    track_allocation.compute(world.officer, world.close(track), TODAY)
    publish_whole(world.officer, track)
    track.refresh_from_db()
    return track, rows


def test_the_placements_are_made_with_their_hosts(world):
    """Each day belongs to one host, groups turn, no host receives more than it said."""
    track, _ = published(world)
    made = Placement.objects.filter(source=Source.TRACK).order_by("pk")
    assert len(made) == 2 and track.state == TrackState.PUBLISHED
    days = {}
    for placement in made:
        assert (placement.starts_on, placement.ends_on) == (MONDAY, MONDAY + 4 * DAY)
        assert placement.state == PlacementState.FOUND
        for stay in placement.stays.all():
            for n in range((stay.ends_on - stay.starts_on).days + 1):
                days.setdefault(stay.starts_on + n * DAY, []).append(stay.company_id)
    assert all(sorted(hosts) == sorted(h.pk for h in world.hosts) for hosts in days.values())
    assert len(days) == 5
    assert sorted(states(track).values()) == [C.PLACED, C.PLACED, C.WAITING, C.WAITING]
    assert Notice.objects.filter(kind="track.published").count() == 1


def test_the_list_moves_up_in_its_order(world):
    """By the school's withdrawal, and when a placement is called off."""
    track, rows = published(world)
    placed = [row for row in rows if TrackCandidate.objects.get(pk=row.pk).placement]
    queue = list(track.candidates.waiting().order_by("waiting_rank"))
    head = world.head(world.near)
    track_candidates.withdraw(head, placed[0])
    queue[0].refresh_from_db()
    assert (queue[0].state, queue[0].waiting_rank) == (C.PLACED, None)
    assert Notice.objects.filter(kind="track.promoted").count() == 1
    old = TrackCandidate.objects.get(pk=placed[1].pk).placement
    placements.cancel(head, old, CancelReason.PUPIL)
    queue[1].refresh_from_db()
    assert queue[1].state == C.PLACED
    track.refresh_from_db()
    assert track.seats_taken == 2
    held = Placement.objects.held().filter(source=Source.TRACK)
    assert held.count() == 2
    slots = track.candidates.exclude(slot=None).values_list("slot", flat=True)
    assert sorted(slots) == [0, 1]


def test_a_rule_that_refuses_at_the_last_moment_lets_the_list_move_up(world):
    track = world.track(capacity=1)
    one, two = world.propose(track, world.near, 2)
    world.close(track)
    track_candidates.decide(world.officer, one, "keep")
    PlacementFactory(pupil=one.pupil)
    publish_whole(world.officer, track)
    assert states(track) == {1: C.DECLINED, 2: C.PLACED}


def test_who_waits_and_has_found_is_passed_over(world):
    track, rows = published(world, capacity=1, proposed=3)
    queue = list(track.candidates.waiting().order_by("waiting_rank"))
    PlacementFactory(pupil=queue[0].pupil)
    placed = track.candidates.get(state=C.PLACED)
    track_candidates.withdraw(world.head(world.near), placed)
    queue[0].refresh_from_db(), queue[1].refresh_from_db()
    assert (queue[0].state, queue[1].state) == (C.WITHDRAWN, C.PLACED)


def test_who_was_set_aside_is_told_no(world):
    track = world.track(capacity=2)
    rows = world.propose(track, world.near, 2)
    world.close(track)
    track_candidates.decide(world.officer, rows[0], "aside")
    track_allocation.compute(world.officer, track, TODAY)
    publish_whole(world.officer, track)
    assert states(track) == {1: C.DECLINED, 2: C.PLACED}
    assert rows[0].decision == Decision.FREE


def test_a_cancelled_track_tells_the_schools(world):
    track = world.track()
    world.propose(track, world.near, 2)
    track_publication.call_off(world.officer, track, "Un accueillant se retire.")
    assert states(track) == {1: C.DECLINED, 2: C.DECLINED}
    assert Notice.objects.filter(kind="track.cancelled").count() == 1


def test_the_school_does_not_change_its_days(world):
    """They are a line of the plan of all."""
    published(world)
    placement = Placement.objects.filter(source=Source.TRACK).first()
    stay = placement.stays.select_related("company").first()
    hosting = Hosting(stay.company, MONDAY, MONDAY + 4 * DAY, table_of(stay.table))
    found = Found(placement.pupil, (hosting,), Source.TRACK)
    assert "suit le programme" in refused(
        placements.change, world.head(world.near), placement, found
    )


def test_what_waits_for_the_coordinator(world):
    track = world.track()
    year = track.school_year_id
    assert todos(world.officer, year) == []
    world.close(track)
    (todo,) = todos(world.officer, year)
    assert todo.title == "Affecter les élèves du parcours « Découvrir l’aéronautique »"
    assert todo.url == f"/stages/parcours/{track.pk}/affectation/"
    assert todos(actor_for(Role.BRANCH_OFFICER), year) == []
    assert todos(world.head(world.near), year) == []


def test_the_figures_outlive_the_pupil(world):
    """DOMAIN §8: a year after, the candidacy keeps level, sex, distance, and no pupil."""
    track, rows = published(world)
    assert erase_due(dt.date(2028, 9, 2)) == 4
    kept = track.candidates.order_by("number")
    assert [(row.pupil, row.distance_km, row.level) for row in kept] == [(None, 3, "3e")] * 4
    assert track_places.promote(world.officer, track) == []


def test_the_journal_names_nobody(world):
    """DOMAIN §8: neither the words nor the subject of what an officer may read."""
    track, rows = published(world)
    names = [row.pupil.last_name for row in rows]
    for entry in JournalEntry.objects.all():
        said = f"{entry.verb} {entry.words} {entry.reason} {entry.subject}"
        assert not [name for name in names if name in said]
