"""What a juror is given: their own sheets, as plain values that lead to nothing else (R-EV-1)."""

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from events.enums.cup import SCORING, Cell, SheetState
from events.judging_board import recused_teams
from events.models import ScoreSheet, Team
from events.rules.cup import first_day_of_links
from events.running_order import published_hours


@dataclass(frozen=True)
class Mark:
    """A criterion and the juror's own mark, "" when there is none."""

    field: str
    label: str
    description: str
    maximum: int
    value: str
    version: int


@dataclass(frozen=True)
class DeskTeam:
    """A team to mark; `cell` is where the juror's own sheet stands. Its hour is the published
    one: what the organisers still move is not told."""

    pk: int
    label: str
    title: str
    passes_at: dt.time | None
    panel: str
    cell: Cell
    is_locked: bool

    @property
    def may_mark(self):
        return self.cell != Cell.RECUSED and not self.is_locked


@dataclass(frozen=True)
class Desk:
    """The juror's list: who they are, what the final is, their teams."""

    name: str
    panel: str
    edition: str
    held_on: dt.date
    place: str
    teams: list

    @property
    def done(self):
        return sum(team.cell == Cell.SUBMITTED for team in self.teams)

    @property
    def due(self):
        return sum(team.cell != Cell.RECUSED for team in self.teams)


@dataclass(frozen=True)
class DeskSheet:
    """One sheet, whole."""

    team: DeskTeam
    marks: list
    comment: str
    comment_version: int
    supports: list
    video_url: str

    @property
    def is_submitted(self):
        return self.team.cell == Cell.SUBMITTED


def is_open(juror):
    """Whether sheets are open for the juror now: from the eve to the locking (R-EV-4)."""
    edition = juror.edition
    is_time = timezone.localdate() >= first_day_of_links(edition.held_on)
    return is_time and edition.state in SCORING and juror.left_at is None


def desk_of(juror):
    """The teams of the juror's panels, but those that a predecessor has scored."""
    own = dict(juror.sheets.values_list("team_id", "state"))
    recused, given = recused_teams(juror), _scored_before(juror)
    hours = published_hours(juror.edition)
    teams = [
        _team(team, own.get(team.pk), recused, hours)
        for team in _teams_of(juror)
        if team.pk not in given
    ]
    teams.sort(key=lambda team: (team.passes_at or dt.time.max, team.label))
    return Desk(
        name=juror.name,
        panel=", ".join(str(one) for one in (juror.panel, juror.bridge) if one),
        edition=juror.edition.title,
        held_on=juror.edition.held_on,
        place=juror.edition.place,
        teams=teams,
    )


def sheet_of(juror, team_pk):
    """The juror's sheet for one of these teams, or None when it is none of theirs."""
    if team_pk in _scored_before(juror):
        return None
    team = _teams_of(juror).filter(pk=team_pk).first()
    if team is None:
        return None
    sheet = ScoreSheet.objects.filter(juror=juror, team=team).first()
    scores = {one.criterion_id: one for one in sheet.scores.all()} if sheet else {}
    marks = []
    for one in juror.edition.criteria.all():
        score = scores.get(one.pk)
        value = f"{score.mark.normalize():f}".replace(".", ",") if score else ""
        version = score.version if score else 0
        marks.append(Mark(str(one.pk), one.label, one.description, one.maximum, value, version))
    return DeskSheet(
        team=_team(
            team, sheet and sheet.state, recused_teams(juror), published_hours(juror.edition)
        ),
        marks=marks,
        comment=sheet.comment if sheet else "",
        comment_version=sheet.comment_version if sheet else 0,
        supports=list(team.supports.values_list("pk", "label")),
        video_url=team.video_url,
    )


def _teams_of(juror):
    panels = [key for key in (juror.panel_id, juror.bridge_id) if key]
    rows = Team.objects.present().with_classes()
    return rows.filter(edition=juror.edition_id, panel__in=panels)


def _scored_before(juror):
    """The teams that those whose place was taken had scored."""
    found: set = set()
    before = juror.replaces
    while before is not None:
        given = before.sheets.filter(state=SheetState.SUBMITTED)
        found |= set(given.values_list("team_id", flat=True))
        before = before.replaces
    return found


def _team(team, state, recused, hours):
    cell = Cell.RECUSED if team.pk in recused else Cell(state or Cell.ABSENT)
    return DeskTeam(
        pk=team.pk,
        label=str(team),
        title=team.title,
        passes_at=hours.get(team.pk),
        panel=str(team.panel),
        cell=cell,
        is_locked=team.panel.locked_at is not None,
    )
