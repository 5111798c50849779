"""Everything of an edition's judging at once, for its organisers: a constant number of queries."""

from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import JSONField, Q, Value
from django.db.models.expressions import RawSQL

from directory import sql
from events import ranking
from events.enums.cup import Cell, College, Method, SheetState, TieRule
from events.models import Edition, ScoreSheet
from events.rules.cup import expected_pairs

RECUSALS = """
SELECT r.juror_id, r.team_id, r.reason FROM events_recusals() AS r
JOIN events_juror j ON j.id = r.juror_id WHERE j.edition_id = %s
"""
TEAMS_OF_RECUSED = "SELECT r.team_id FROM events_recusals() AS r WHERE r.juror_id = %s"


# The same, with the jurors themselves.
OWN_RECUSALS = """
(SELECT coalesce(jsonb_object_agg(r.team_id, r.reason), '{}') FROM events_recusals() AS r
WHERE r.juror_id = events_juror.id)
"""


def _aligned(field):
    """This column of the marks of a sheet, in the order of the criteria."""
    is_marked = Q(scores__isnull=False)
    order = ("scores__criterion_id",)
    return ArrayAgg(f"scores__{field}", filter=is_marked, order_by=order, default=Value([]))


def recusals_of(edition):
    """{(juror, team): reason}, declared or known by the host and the school."""
    return {(juror, team): why for juror, team, why in sql.rows(RECUSALS, [edition.pk])}


def recused_teams(juror):
    """The keys of the teams that a juror may not mark."""
    return {key for (key,) in sql.rows(TEAMS_OF_RECUSED, [juror.pk])}


def sheets_of(edition):
    """{(juror, team): pk, state, criteria, marks}, plain values: a final has five hundred."""
    rows = ScoreSheet.objects.filter(juror__edition=edition).order_by()
    rows = rows.annotate(criteria=_aligned("criterion_id"), marks=_aligned("mark"))
    names = ("juror_id", "team_id", "pk", "state", "criteria", "marks")
    return {(row.juror_id, row.team_id): row for row in rows.values_list(*names, named=True)}


@dataclass
class JudgingBoard:
    """Teams × jurors: what is in, what is missing, and what it all makes."""

    edition: Edition
    teams: list = field(init=False)
    jurors: list = field(init=False)

    def __post_init__(self):
        self.teams = list(self.edition.teams.present().with_names())
        rows = self.edition.jurors.select_related("panel", "bridge")
        self.jurors = list(rows.annotate(own_recusals=RawSQL(OWN_RECUSALS, [], JSONField())))  # noqa: S611
        self.criteria = list(self.edition.criteria.all())
        self.recused = {
            (juror.pk, int(team)): why
            for juror in self.jurors
            for team, why in juror.own_recusals.items()
        }
        self.sheets = sheets_of(self.edition)

    @cached_property
    def submitted(self):
        """The pairs whose sheet counts: in, and neither recused since nor of a team that left."""
        present = {team.pk for team in self.teams}
        return {
            pair
            for pair, sheet in self.sheets.items()
            if sheet.state == SheetState.SUBMITTED
            and pair[1] in present
            and pair not in self.recused
        }

    @cached_property
    def expected(self):
        return expected_pairs(self.jurors, self.teams, self.submitted)

    def cell(self, juror, team):
        """A `Cell`, or None where this juror has nothing to do with the team."""
        pair = (juror.pk, team.pk)
        if pair not in self.expected:
            return None
        if pair in self.recused:
            return Cell.RECUSED
        sheet = self.sheets.get(pair)
        return Cell.ABSENT if sheet is None else Cell(sheet.state)

    def cells_of(self, juror):
        """Whether the juror has, or had, anything to mark."""
        return any(pair[0] == juror.pk for pair in self.expected)

    @cached_property
    def missing(self):
        """The pairs whose sheet is still due."""
        return self.expected - self.submitted - self.recused.keys()

    @property
    def missing_by_juror(self):
        """[(name, sheets still due)] of the jurors who stay, in the order of the board."""
        due = Counter(juror for juror, _ in self.missing)
        return [(one.name, due[one.pk]) for one in self.jurors if due[one.pk]]

    @property
    def is_whole(self):
        """Whether every sheet that is due is in: the president may then see the ranking."""
        return bool(self.submitted) and not self.missing

    @cached_property
    def marks(self):
        """{(juror, team): {criterion: mark}} of the sheets that count."""
        found = ((pair, self.sheets[pair]) for pair in self.submitted)
        return {pair: dict(zip(one.criteria, one.marks, strict=True)) for pair, one in found}

    @cached_property
    def decisions(self):
        """The president's orders, the last one first."""
        return list(self.edition.decisions.all())

    def contest(self):
        """What the engine ranks."""
        return ranking.Contest(
            criteria=[
                ranking.Criterion(one.pk, one.weight, Decimal(one.maximum)) for one in self.criteria
            ],
            teams=[team.pk for team in self.teams],
            colleges={juror.pk: College(juror.college) for juror in self.jurors},
            sheets=[
                ranking.Sheet(juror, team, marks) for (juror, team), marks in self.marks.items()
            ],
            rules=ranking.Rules(
                Method(self.edition.method),
                self.edition.quorum,
                tuple(TieRule(rule) for rule in self.edition.tie_chain),
            ),
            decisions=[one.order for one in self.decisions],
        )

    @cached_property
    def ranking(self):
        return ranking.rank(self.contest())
