"""The running order of a final: as it is being made, and as it was published (R-EV-2).

What is published is a snapshot (mechanism 7), version n: pages of classes, the big screen and
the printed order read it alone.
"""

import datetime as dt
import json
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.utils import timezone

from directory.french import hour
from documents.models import Snapshot
from events.enums.cup import TeamState
from events.models import Team
from events.rules.order import Day, Passage, conflicts, differences

KIND = "events.order"


@dataclass
class WorkingOrder:
    """The order as it stands now, for its organisers."""

    edition: Any
    teams: list = field(init=False)
    panels: list = field(init=False)

    def __post_init__(self):
        self.teams = list(self.edition.teams.present().with_classes())
        self.panels = list(self.edition.panels.all())
        self.breaks = list(self.edition.breaks.all())

    @cached_property
    def passages(self):
        return [_passage(team) for team in self.teams]

    @cached_property
    def bridges(self):
        """[(juror, panel, second panel)]: those who are wanted before two panels."""
        rows = self.edition.jurors.sitting().exclude(panel=None).exclude(bridge=None)
        return tuple(rows.values_list("name", "panel", "bridge"))

    @cached_property
    def conflicts(self):
        edition = self.edition
        breaks = tuple((one.label, one.starts_at, one.ends_at) for one in self.breaks)
        day = Day(edition.passages_from, edition.passages_until, breaks, self.bridges)
        return conflicts(self.passages, day)

    def content(self):
        """What is frozen when the order is published."""
        placed = [one for one in self.passages if one.is_placed]
        titles = {team.pk: team.title for team in self.teams}
        return {
            "held_on": self.edition.held_on.isoformat(),
            "place": self.edition.place,
            "seed": self.edition.order_seed,
            "breaks": [
                {"label": one.label, "at": _iso(one.starts_at), "until": _iso(one.ends_at)}
                for one in self.breaks
            ],
            "passages": [
                {
                    "team": one.team, "label": one.label, "title": titles[one.team],
                    "panel": one.panel_label, "room": one.room,
                    "at": _iso(one.start), "until": _iso(one.end),
                }
                for one in sorted(placed, key=lambda one: (one.start, one.panel_label))
            ],
        }  # fmt: skip


def _iso(at):
    return at.isoformat("minutes")


def _passage(team):
    panel = team.panel
    return Passage(
        team=team.pk,
        label=str(team),
        panel=team.panel_id,
        panel_label=str(panel or ""),
        room=panel.place if panel else "",
        start=team.passes_at,
        end=team.passes_until,
        arrives=team.arrives_at,
        leaves=team.leaves_at,
    )


@dataclass(frozen=True)
class PublishedOrder:
    """One version that was published."""

    version: int
    at: dt.datetime
    by: str
    content: dict[str, Any]

    @property
    def passages(self):
        return self.content["passages"]

    @property
    def breaks(self):
        return self.content["breaks"]

    @property
    def panels(self):
        """[(panel, room, [passage])], each in the order of the day."""
        found: dict = {}
        for line in self.passages:
            found.setdefault((line["panel"], line["room"]), []).append(line)
        return [(panel, room, found[panel, room]) for panel, room in sorted(found)]

    def of(self, team):
        """The passage of a team (its key), or None."""
        return next((line for line in self.passages if line["team"] == team), None)


def published(edition):
    """The last `PublishedOrder`, without the teams that withdrew since, or None."""
    snapshot = _snapshots(edition).first()
    if snapshot is None:
        return None
    order = _read(snapshot)
    gone = set(
        Team.objects.filter(edition=edition, state=TeamState.WITHDRAWN).values_list("pk", flat=True)
    )
    lines = [line for line in order.passages if line["team"] not in gone]
    content = order.content | {"passages": lines}
    return PublishedOrder(order.version, order.at, order.by, content)


def published_hours(edition):
    """{team: when it passes}, as the last version tells. One query."""
    order = last_version(edition)
    lines = order.passages if order else []
    return {line["team"]: dt.time.fromisoformat(line["at"]) for line in lines}


def last_version(edition):
    """The last one exactly as it was published, or None."""
    snapshot = _snapshots(edition).first()
    return _read(snapshot) if snapshot else None


def version(edition, number):
    """One version by its number, or None."""
    snapshot = _snapshots(edition).filter(version=number).first()
    return _read(snapshot) if snapshot else None


def versions(edition):
    """[(PublishedOrder, [Change since the one before])], the last one first."""
    rows = [_read(one) for one in _snapshots(edition)]
    before = [*rows[1:], None]
    return [
        (one, differences(old.passages if old else [], one.passages))
        for one, old in zip(rows, before, strict=True)
    ]


def _snapshots(edition):
    rows = Snapshot.objects.about(edition, KIND)
    return rows.select_related("file").order_by("-version")


def _read(snapshot):
    content = json.loads(snapshot.file.bytes)
    return PublishedOrder(snapshot.version, snapshot.at, snapshot.by, content)


@dataclass(frozen=True)
class Stage:
    """What a panel's big screen says: who passes now, who follows."""

    panel: str
    room: str
    now: dict | None
    following: dict | None


def live(order, moment=None):
    """([Stage], the pause that runs now or None); before and after the day, nobody is now."""
    local = timezone.localtime(moment or timezone.now())
    day = dt.date.fromisoformat(order.content["held_on"])
    clock = local.strftime("%H:%M") if local.date() == day else ""
    if local.date() > day:
        clock = "24:00"
    stages = []
    for panel, room, lines in order.panels:
        now = next((one for one in lines if one["at"] <= clock < one["until"]), None)
        following = next((one for one in lines if one["at"] > clock), None)
        stages.append(Stage(panel, room, now, following))
    pause = next((one for one in order.breaks if one["at"] <= clock < one["until"]), None)
    return stages, pause


def clock_words(text):
    """« 9 h 05 » for "09:05"."""
    return hour(dt.time.fromisoformat(text))
