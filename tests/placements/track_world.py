"""Two schools that propose pupils of 3e to the track of a branch, at two hosts."""

import datetime as dt
import uuid
from dataclasses import dataclass, field

from accounts.actor import Actor
from accounts.enums import Role
from directory.enums import Level
from directory.models import SchoolYear
from placements.models import DiscoveryTrack, TrackCandidate
from placements.workflow import track_candidates, track_publication, tracks
from tests.accounts.factories import actor_for
from tests.directory.factories import (
    BranchOrganisationFactory,
    ClassGroupFactory,
    CompanyFactory,
    SchoolFactory,
)
from tests.placements.factories import PupilFactory

MONDAY = dt.date(2027, 1, 25)
OPENS, CLOSES = dt.date(2026, 9, 1), dt.date(2027, 1, 15)
TABLE = [[[540, 720], [810, 960]]] * 5 + [[], []]
DAY = dt.timedelta(days=1)


def week_of(monday):
    return [monday + DAY * n for n in range(5)]


@dataclass
class TrackWorld:
    """`near` and `far` are classes of two schools, followed by their heads."""

    officer: Actor
    branch: object
    hosts: list
    near: object
    far: object
    heads: dict = field(default_factory=dict)

    def head(self, group):
        return self.heads[group.pk]

    def track(self, *, capacity=2, monday=MONDAY, open_it=True, **values):
        """A week at both hosts, each of which may receive all pupils."""
        typed = {"title": "Découvrir l’aéronautique", "scheme": "Aéro", "branch": self.branch}
        typed |= {"levels": [Level.TROISIEME], "table": TABLE, "capacity": capacity}
        days = {"starts_on": monday, "ends_on": monday + 4 * DAY}
        days |= {"opens_on": OPENS, "closes_on": CLOSES}
        made = tracks.save(self.officer, DiscoveryTrack(**typed | days | values))
        half = (capacity + 1) // 2
        cells = {(host.pk, day): half for host in self.hosts for day in week_of(monday)}
        tracks.set_plan(self.officer, made, cells)
        if open_it:
            tracks.move(self.officer, made, "open")
        made.refresh_from_db()
        return made

    def propose(self, track, group, count=1, wish=1, pupils=None):
        """So many new pupils of this class; their candidacies."""
        pupils = pupils or [PupilFactory(class_group=group) for _ in range(count)]
        track_candidates.propose(self.head(group), track, dict.fromkeys(pupils, wish))
        rows = TrackCandidate.objects.filter(track=track, pupil__in=pupils)
        return list(rows.order_by("number"))

    def close(self, track):
        tracks.move(self.officer, track, "close")
        track.refresh_from_db()
        return track


def make_track_world(start_year=2026):
    year = SchoolYear.objects.get_or_create(start_year=start_year)[0]
    branch = BranchOrganisationFactory()
    schools = [
        SchoolFactory(name="Collège Proche", latitude=43.6, longitude=1.44),
        SchoolFactory(name="Collège Lointain", latitude=43.0, longitude=0.1),
    ]
    near, far = (
        ClassGroupFactory(school=school, school_year=year, level=Level.TROISIEME, name=f"3e {n}")
        for n, school in enumerate(schools)
    )
    return TrackWorld(
        officer=actor_for(Role.BRANCH_OFFICER, branch=branch),
        branch=branch,
        hosts=[
            CompanyFactory(name=f"Hôte {uuid.uuid4().hex[:4]}", latitude=43.6, longitude=1.4)
            for _ in range(2)
        ],
        near=near,
        far=far,
        heads={group.pk: actor_for(Role.HEAD, school=group.school) for group in (near, far)},
    )


def publish_whole(actor, track):
    """Decided, then every bit that the request and the tick do."""
    track_publication.publish(actor, track)
    while track_publication.advance(track):
        pass
