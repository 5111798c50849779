"""A large track is published, and called off, bit by bit: everybody is told, once."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from accounts.enums import Role
from accounts.models import JournalEntry
from directory.models import Department
from directory.violations import Refused
from outbox.kinds import kind_of
from outbox.models import Notice
from partnerships.workflow.tables import SYSTEM
from placements import solving, tasks
from placements.allocation import allocate
from placements.enums import CancelReason, PlacementState, Source
from placements.enums.agreement import AgreementState
from placements.enums.tracks import CandidateState as C
from placements.enums.tracks import TrackState
from placements.models import ClassReferent, LegalGuardian, Placement
from placements.rules.tracks import check_calling_off
from placements.workflow import (
    placements,
    track_allocation,
    track_publication,
    tracks,
)
from placements.workflow.tracks import TABLE
from tests.accounts.factories import actor_for
from tests.accounts.transitions import every_case
from tests.directory.factories import ClassGroupFactory, SchoolFactory
from tests.placements.agreement_world import AgreementWorld
from tests.placements.factories import PupilFactory
from tests.placements.track_world import DAY, MONDAY, make_track_world, publish_whole

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(monkeypatch):
    monkeypatch.setattr(solving, "solve", allocate)
    with time_machine.travel(dt.datetime(2026, 11, 20, 9, tzinfo=dt.UTC), tick=False):
        yield make_track_world()


def family_of(pupil, *ranks):
    for rank in ranks:
        LegalGuardian.objects.create(
            pupil=pupil, rank=rank, last_name="Roux", email=f"p{pupil.pk}-{rank}@famille.example"
        )


def allocated(world, capacity=3, proposed=4, guardians=(1,)):
    """A track that is closed and computed."""
    track = world.track(capacity=capacity)
    rows = world.propose(track, world.near, proposed)
    for row in rows:
        family_of(row.pupil, *guardians)
    track_allocation.compute(world.officer, world.close(track))
    return track


def addresses(kind):
    rows = Notice.objects.filter(kind=kind).order_by("recipient_email")
    return list(rows.values_list("recipient_email", flat=True))


def states(track):
    return sorted(track.candidates.values_list("state", flat=True))


# --- Publication ------------------------------------------------------------------------------


def test_a_large_track_is_published_bit_by_bit(world, monkeypatch, client):
    """The page says how far it is; nobody is told before the end but the families placed."""
    monkeypatch.setattr(track_publication, "AT_ONCE", 1)
    track = allocated(world)
    client.force_login(world.officer.user)
    page = client.post(reverse("placements:track_publish", args=[track.pk]), follow=True)
    track.refresh_from_db()
    text = " ".join(page.content.decode().split())
    assert track.state == TrackState.PUBLISHING
    assert "La publication est en cours" in text and "2 stages enregistrés sur 3." in text
    assert addresses("track.published") == [] and len(addresses("track.family_placed")) == 2
    with pytest.raises(Refused, match="Publication en cours"):
        track_publication.call_off(world.officer, track, "Trop tard")
    assert list(track_publication.waiting()) == [track]
    tasks.work_on_tracks()
    track.refresh_from_db()
    assert track.state == TrackState.PUBLISHED and not track_publication.waiting()
    assert states(track) == [C.PLACED, C.PLACED, C.PLACED, C.WAITING]
    assert addresses("track.published") == [world.head(world.near).user.email]
    assert len(addresses("track.family_placed")) == 3
    assert track_publication.advance(track) is False


def test_a_small_track_is_published_by_the_request(world, client):
    track = allocated(world)
    client.force_login(world.officer.user)
    page = client.post(reverse("placements:track_publish", args=[track.pk]), follow=True)
    assert "L’affectation est publiée." in page.content.decode()
    track.refresh_from_db()
    assert track.state == TrackState.PUBLISHED


def test_families_of_who_is_placed_are_told_without_a_name(world):
    track = allocated(world, capacity=1, proposed=2, guardians=(1, 2))
    publish_whole(world.officer, track)
    placement = Placement.objects.get(source=Source.TRACK)
    emails = [one.email for one in placement.pupil.guardians.all()]
    assert addresses("track.family_placed") == sorted(emails)
    notice = Notice.objects.filter(kind="track.family_placed").first()
    kind = kind_of("track.family_placed")
    said = kind.render(notice)
    assert "une place dans le parcours « Découvrir l’aéronautique »" in said.subject
    assert placement.pupil.last_name not in f"{said}" and world.hosts[0].name in f"{said}"
    assert kind.still_relevant(notice)
    placements.cancel(world.head(world.near), placement, CancelReason.PUPIL)
    assert not kind.still_relevant(Notice.objects.get(pk=notice.pk))
    # The seat went to the next of the list, whose family is told too.
    assert len(addresses("track.family_placed")) == 4


def test_an_adult_pupil_is_told_and_not_the_guardians(world):
    track = world.track(capacity=1)
    adult = PupilFactory(
        class_group=world.near, birth_date=dt.date(2008, 1, 2), email="moi@famille.example"
    )
    family_of(adult, 1)
    world.propose(track, world.near, pupils=[adult])
    track_allocation.compute(world.officer, world.close(track))
    publish_whole(world.officer, track)
    assert addresses("track.family_placed") == ["moi@famille.example"]


# --- Opening ----------------------------------------------------------------------------------


def test_schools_that_may_propose_hear_of_an_opening(world):
    """Head and RBDE of the schools with a class of these levels, and its referents; on the day
    of the opening, by the tick."""
    near = world.near.school
    rbde = actor_for(Role.RBDE, school=near).user
    teacher = actor_for(Role.TEACHER, school=near).user
    ClassReferent.objects.create(class_group=world.near, user=teacher)
    other_level = ClassGroupFactory(level="4e", school_year=world.near.school_year)
    outside = actor_for(Role.HEAD, school=other_level.school).user
    opens = dt.date(2026, 12, 1)
    track = world.track(opens_on=opens)
    heads = [world.head(group).user for group in (world.near, world.far)]
    told = {user.email for user in (*heads, rbde, teacher)}
    tasks.work_on_tracks()
    assert addresses("track.opened") == []
    with time_machine.travel(dt.datetime(2026, 12, 1, 6, tzinfo=dt.UTC), tick=False):
        tasks.work_on_tracks()
    assert set(addresses("track.opened")) == told and outside.email not in told
    notice = Notice.objects.filter(kind="track.opened").first()
    assert notice.due_at.date() == opens
    assert "Découvrir l’aéronautique" in kind_of("track.opened").render(notice).subject
    tracks.move(world.officer, track, "close")
    tracks.move(world.officer, track, "reopen")
    with time_machine.travel(dt.datetime(2026, 12, 2, 9, tzinfo=dt.UTC), tick=False):
        tasks.work_on_tracks()
    assert Notice.objects.filter(kind="track.opened").count() == len(told)
    tracks.move(world.officer, track, "close")
    later = Notice.objects.get(pk=notice.pk).at(notice.due_at)
    assert not kind_of("track.opened").still_relevant(later)


def test_a_track_of_a_departement_opens_to_its_schools(world):
    department = Department.objects.exclude(pk=world.near.school.department_id).first()
    far = SchoolFactory(department=department)
    ClassGroupFactory(school=far, school_year=world.near.school_year, level="3e")
    head = actor_for(Role.HEAD, school=far)
    track = world.track(department=department)
    tasks.work_on_tracks()
    assert addresses("track.opened") == [head.user.email]
    track.refresh_from_db()
    track.department = None
    tracks.save(world.officer, track)
    tasks.work_on_tracks()
    heads = [world.head(group).user for group in (world.near, world.far)]
    assert set(addresses("track.opened")) == {user.email for user in (head.user, *heads)}


def test_a_region_hears_of_an_opening_bit_by_bit(world, monkeypatch):
    """The request writes no mail; each bit is of so many schools, and each is told once."""
    monkeypatch.setattr(track_publication, "AT_ONCE", 1)
    track = world.track()
    assert track.told_up_to == 0 and addresses("track.opened") == []
    counts = []
    while track_publication.advance(track):
        counts.append(len(addresses("track.opened")))
    assert counts == [1, 2]
    track.refresh_from_db()
    assert track.told_up_to is None and track not in track_publication.waiting()
    assert not track_publication.advance(track) and len(addresses("track.opened")) == 2


# --- Called off as a whole --------------------------------------------------------------------


def test_a_published_track_is_called_off_as_a_whole(world):
    """Reason kept, seats given back, agreements cancelled by their workflow, each told once."""
    track = allocated(world, capacity=2, proposed=3)
    publish_whole(world.officer, track)
    signing, plain = Placement.objects.filter(source=Source.TRACK).order_by("pk")
    head = world.head(world.near)
    agreement = AgreementWorld(signing, head, head, None).signing()
    with pytest.raises(Refused, match="Indiquez le motif"):
        track_publication.call_off(world.officer, track, "  ")
    ended = track_publication.call_off(world.officer, track, "Le site ferme.")
    while track_publication.advance(ended):
        pass
    ended.refresh_from_db()
    assert (ended.state, ended.reason, ended.seats_taken) == ("cancelled", "Le site ferme.", 0)
    assert states(ended) == [C.DECLINED] * 3
    for placement in (signing, plain):
        placement.refresh_from_db()
        assert placement.state == PlacementState.CANCELLED
        assert (placement.cancel_reason, placement.comment) == ("track", "Le site ferme.")
    agreement.refresh_from_db()
    assert agreement.state == AgreementState.CANCELLED
    last = Notice.objects.filter(kind="documents.round_voided")
    guardian = signing.pupil.guardians.get().email
    assert guardian in set(last.values_list("recipient_email", flat=True))
    assert addresses("track.family_cancelled") == [plain.pupil.guardians.get().email]
    assert addresses("track.cancelled") == [head.user.email]
    assert addresses("track.host_cancelled") == ["contact@meca.test"]
    entry = JournalEntry.objects.about(ended).get(verb="a annulé un parcours")
    assert (entry.reason, entry.actor_label) == ("Le site ferme.", world.officer.label)
    for kind in ("track.cancelled", "track.host_cancelled", "track.family_cancelled"):
        notice = Notice.objects.filter(kind=kind).first()
        said = kind_of(kind).render(notice)
        assert ("Motif", "Le site ferme.") in said.facts and kind_of(kind).still_relevant(notice)


def test_what_was_signed_is_kept_and_what_took_place_stays(world):
    """A placement that may no longer be called off stays what it is; the work has an end."""
    track = allocated(world, capacity=1, proposed=1)
    publish_whole(world.officer, track)
    Placement.objects.update(state=PlacementState.MISSED, missed_reason="absent")
    ended = track_publication.call_off(world.officer, track, "Grève")
    assert track_publication.advance_all() <= 1
    assert states(ended) == [C.DECLINED]
    assert Placement.objects.get().state == PlacementState.MISSED


def test_it_is_too_late_once_the_week_has_begun(world):
    assert check_calling_off(MONDAY, MONDAY - DAY) == []
    track = allocated(world, capacity=1, proposed=1)
    publish_whole(world.officer, track)
    first_day = dt.datetime(2027, 1, 25, 9, tzinfo=dt.UTC)
    refused = pytest.raises(Refused, match="Le parcours a commencé")
    with time_machine.travel(first_day, tick=False), refused:
        track_publication.call_off(world.officer, track, "Trop tard")


def test_the_page_that_calls_off_asks_why(world, client):
    track = allocated(world, capacity=1, proposed=1)
    client.force_login(world.officer.user)
    page = reverse("placements:track_cancel", args=[track.pk])
    assert page in client.get(track.get_absolute_url()).content.decode()
    assert "Motif" in client.get(page).content.decode()
    assert client.post(page, {"reason": ""}).status_code == 200
    text = client.post(page, {"reason": "Le site ferme."}, follow=True).content.decode()
    assert "chacun est prévenu une fois" in text and "Le site ferme." in text
    assert page not in text
    other = actor_for(Role.BRANCH_OFFICER)
    client.force_login(other.user)
    assert client.get(page).status_code == 404


def test_a_draft_is_called_off_without_a_mail(world):
    track = world.track(open_it=False)
    track_publication.call_off(world.officer, track, "Sans suite")
    assert not Notice.objects.filter(kind__startswith="track.").exists()


# --- The table --------------------------------------------------------------------------------


def test_the_table_of_transitions_is_this_one():
    lines = {f"{start} {event} {one.to}" for (start, event), one in TABLE.transitions.items()}
    assert lines == {
        *("draft open open", "open close closed", "closed reopen open"),
        *("closed publish publishing", "publishing finish published"),
        *("draft cancel cancelled", "open cancel cancelled", "closed cancel cancelled"),
        "published cancel cancelled",
    }


def test_every_state_event_and_actor(world):
    """Who runs it, and the portal for the end of a publication; nobody else."""
    track = world.track()
    mine, stranger = world.officer, actor_for(Role.BRANCH_OFFICER)
    head = world.head(world.near)
    for case in every_case(TABLE, TrackState, roles=(None,)):
        track.state = case.state
        allowed = {
            "officer": TABLE.can(track, case.event, mine),
            "stranger": TABLE.can(track, case.event, stranger),
            "head": TABLE.can(track, case.event, head),
            "portal": TABLE.can(track, case.event, SYSTEM),
        }
        by_portal = case.event == "finish"
        expected = case.expected is not None
        assert allowed == {
            "officer": expected and not by_portal,
            "stranger": False,
            "head": False,
            "portal": expected and by_portal,
        }, case
