"""The ranking of a contest (R-EV-1): a pure engine, exact to the last digit.

Marks come in as decimals, everything is computed in fractions, nothing is rounded before it
is printed: two totals are equal or they are not. The keys of criteria, teams and jurors only
tell rows apart; no order ever depends on them.

**Estimate.** A total is entry + juror: what the team is worth, plus how generous the juror is.
Least squares give both; the jurors of a group linked by common teams are centred on zero. On
a complete panel this is the plain mean of the jurors, so that one function serves both; with
missing sheets or panels that share a juror, it does not punish who met the severe ones.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import cache
from math import lcm

from events.enums.cup import College, Method, TieRule

Key = Hashable
Pair = tuple[Key, Key]
TRIMMED_FROM = 5
SIDES = (College.ECONOMIC, College.EDUCATIONAL)


@dataclass(frozen=True)
class Criterion:
    """What is marked from 0 to `maximum`, and how much it weighs."""

    key: Key
    weight: Decimal
    maximum: Decimal


@dataclass(frozen=True)
class Sheet:
    """What one juror gave one team: a mark for each criterion."""

    juror: Key
    team: Key
    marks: Mapping[Key, Decimal]


@dataclass(frozen=True)
class Rules:
    """What is fixed before the first mark and printed with the result.

    `quorum`: how many sheets a team needs, both colleges among them.
    """

    method: Method = Method.ADDITIVE
    quorum: int = 2
    chain: tuple[TieRule, ...] = tuple(TieRule)


@dataclass(frozen=True)
class Contest:
    """The whole input. `colleges`: {juror: college}; `decisions`: the orders that the
    president gave, each the keys of a group of teams, best first."""

    criteria: Sequence[Criterion]
    teams: Collection[Key]
    colleges: Mapping[Key, College]
    sheets: Sequence[Sheet]
    rules: Rules = field(default_factory=Rules)
    decisions: Sequence[Sequence[Key]] = ()


@dataclass(frozen=True)
class Line:
    """A team's place; `rank` and `score` are None without quorum. `settled_by` is the rule of
    the chain that parted it from the teams of the same score, "" when none was needed."""

    team: Key
    rank: int | None
    score: Fraction | None
    sheets: int
    settled_by: str = ""


@dataclass(frozen=True)
class Ranking:
    """Lines from the first to the last, those without a rank at the end.

    `severity`: {juror: points above or below the others}; `is_linked`: whether every sheet is
    comparable with every other through common teams and jurors; `is_complete`: whether the
    scores are plain means.
    """

    lines: list[Line]
    severity: dict
    is_complete: bool
    is_linked: bool

    def tied(self):
        """The groups of teams of the same rank, each a set of keys."""
        groups = defaultdict(set)
        for line in self.lines:
            if line.rank is not None:
                groups[line.rank].add(line.team)
        return [group for group in groups.values() if len(group) > 1]


def total(criteria, marks):
    """Σ weight·mark ÷ Σ weight·maximum × 100: from 0 to 100, an exact fraction.

    Every criterion is marked: KeyError else. ValueError when the criteria weigh nothing.
    """
    most = sum(one.weight * one.maximum for one in criteria)
    if not most:
        raise ValueError("The criteria weigh nothing.")
    # Sums of products of a few digits: decimals hold them exactly.
    got = sum(one.weight * marks[one.key] for one in criteria)
    # One fraction at the end: each costs a greatest common divisor.
    (above, below), (over, under) = (got * 100).as_integer_ratio(), most.as_integer_ratio()
    return Fraction(above * under, below * over)


def shown(value, digits=2):
    """A fraction as people read it: a Decimal, half rounded up."""
    unit = Decimal(1).scaleb(-digits)
    scaled = Decimal(value.numerator) / Decimal(value.denominator)
    return scaled.quantize(unit, ROUND_HALF_UP)


@dataclass(frozen=True)
class Estimates:
    """What the sheets say of a quantity: {team: worth}, {juror: severity}."""

    worth: dict
    severity: dict
    groups: int
    is_complete: bool


def estimate(values: Mapping[Pair, Fraction | Decimal], trimmed=False):
    """Entry and juror effects of {(juror, team): value}, by least squares.

    `trimmed`: where the panel is complete, the best and the worst value of a team with five
    or more are left out of its mean.
    """
    # Whole numbers from here on, divided at the end: exact, and many times faster.
    ratios = {pair: value.as_integer_ratio() for pair, value in values.items()}
    unit = lcm(*(below for _, below in ratios.values()))
    of_team: dict = defaultdict(dict)
    for (juror, team), (above, below) in ratios.items():
        of_team[team][juror] = above * (unit // below)
    groups = linked_groups(of_team)
    worth: dict = {}
    severity: dict = {}
    complete = True
    for teams in groups:
        rows = {team: of_team[team] for team in teams}
        whole = len({frozenset(row) for row in rows.values()}) == 1
        complete = complete and whole
        effects, parts = _effects(rows)
        severity |= {juror: Fraction(effect, parts * unit) for juror, effect in effects.items()}
        cut = trimmed and whole
        worth |= {team: _worth(row, effects, parts, unit, cut) for team, row in rows.items()}
    return Estimates(worth, severity, len(groups), complete)


def _worth(row, effects, parts, unit, cut):
    """The mean of a team's values, in units, without the effects of who gave them, in parts."""
    if cut and len(row) >= TRIMMED_FROM:
        kept = sorted(row.values())[1:-1]
        return Fraction(sum(kept), len(kept) * unit)
    given = sum(effects[juror] for juror in row)
    return Fraction(parts * sum(row.values()) - given, len(row) * parts * unit)


def linked_groups(of_team):
    """The sets of teams that common jurors link, directly or through others."""
    groups: list[tuple[set, set]] = []
    for team, row in of_team.items():
        teams, jurors = {team}, set(row)
        apart = []
        for group in groups:
            if group[1] & jurors:
                teams |= group[0]
                jurors |= group[1]
            else:
                apart.append(group)
        groups = [*apart, (teams, jurors)]
    return [teams for teams, _ in groups]


def _effects(rows):
    """({juror: severity}, parts) of linked teams, whole numbers of a `parts`-th whose sum is
    zero: the normal equations without the entries, which are means once the jurors are known."""
    jurors = list(dict.fromkeys(juror for row in rows.values() for juror in row))
    place = {juror: index for index, juror in enumerate(jurors)}
    size = len(jurors)
    matrix = [[0] * (size + 1) for _ in range(size)]
    whole = lcm(*map(len, rows.values()))
    for row in rows.values():
        share = whole // len(row)
        mean, met = share * sum(row.values()), [place[juror] for juror in row]
        for juror, value in row.items():
            line = matrix[place[juror]]
            line[place[juror]] += whole
            line[size] += whole * value - mean
            for other in met:
                line[other] -= share
    # One unknown too many: the first is set to zero, then all are centred.
    solved, determinant = solve([line[1:] for line in matrix[1:]])
    solved = [0, *solved]
    centred = [size * value - sum(solved) for value in solved]
    return dict(zip(jurors, centred, strict=True)), size * determinant


def solve(matrix):
    """(numerators, denominator) of the solution of a regular system of whole numbers; each
    line ends with its right-hand side.

    Gauss and Jordan without fractions (Bareiss): every division is exact, so that numbers
    stay whole, and no longer than the determinant that they end with.
    """
    rows = [list(line) for line in matrix]
    before = 1
    for column in range(len(rows)):
        pivot = next(row for row in range(column, len(rows)) if rows[row][column])
        rows[column], rows[pivot] = rows[pivot], rows[column]
        head = rows[column]
        by = head[column]
        for line in rows:
            if line is not head:
                factor = line[column]
                line[:] = [
                    (by * mine - factor * its) // before
                    for mine, its in zip(line, head, strict=True)
                ]
        before = by
    return [line[-1] for line in rows], before


def rank(contest):
    """The ranking of a contest. Teams without quorum take no rank; ex æquo share one, and the
    next rank counts them (1-1-3)."""
    board = _Board(contest)
    placed = [team for team in contest.teams if board.has_quorum(team)]
    lines = []
    for group, rule in board.order(placed):
        first = len(lines) + 1
        lines += [
            Line(team, first, board.scores.worth[team], len(board.of_team[team]), rule[team])
            for team in group
        ]
    apart = [team for team in contest.teams if not board.has_quorum(team)]
    lines += [Line(team, None, None, len(board.of_team[team])) for team in apart]
    scores = board.scores
    return Ranking(lines, scores.severity, scores.is_complete, scores.groups <= 1)


class _Board:
    """The sheets of a contest, and what the rules of the chain ask of them."""

    def __init__(self, contest):
        self.contest = contest
        self.totals = {
            (sheet.juror, sheet.team): total(contest.criteria, sheet.marks)
            for sheet in contest.sheets
        }
        self.of_team = defaultdict(dict)
        for (juror, team), value in self.totals.items():
            self.of_team[team][juror] = value
        self.trimmed = contest.rules.method == Method.TRIMMED
        self.scores = estimate(self.totals, self.trimmed)

    def has_quorum(self, team):
        """Enough sheets, and one of each college at least."""
        present = {self.contest.colleges[juror] for juror in self.of_team[team]}
        enough = len(self.of_team[team]) >= max(1, self.contest.rules.quorum)
        return enough and present.issuperset(SIDES)

    def order(self, teams):
        """[(ex æquo teams, {team: rule that parted it})], best first."""
        worth = self.scores.worth
        keys: list[tuple[str, Callable]] = [("", lambda group: {t: worth[t] for t in group})]
        for rule in self.contest.rules.chain:
            keys += [(rule, key) for key in self._keys(rule)]
        groups: list[tuple[list, dict]] = [(list(teams), dict.fromkeys(teams, ""))] if teams else []
        for rule, key in keys:
            groups = [part for group, by in groups for part in _parted(group, by, rule, key)]
        return groups

    def _keys(self, rule):
        """The successive values (group → {team: value}, more is better) of a rule."""
        if rule == TieRule.CRITERIA:
            return [self._criterion(one) for one in self.contest.criteria]
        return [{TieRule.PAIRWISE: self._pairwise, TieRule.COLLEGES: self._colleges,
                 TieRule.PRESIDENT: self._decided}[rule]]  # fmt: skip

    def _criterion(self, criterion):
        """The same estimate on the marks of this criterion alone, made when a tie first asks."""

        @cache
        def worth():
            marks = {
                (sheet.juror, sheet.team): sheet.marks[criterion.key]
                for sheet in self.contest.sheets
            }
            return estimate(marks, self.trimmed).worth

        return lambda group: {team: worth()[team] for team in group}

    def _pairwise(self, group):
        """Jurors who put it before another team of the group, minus those who put it after."""
        return {team: sum(self._duels(team, other) for other in group) for team in group}

    def _duels(self, team, other):
        mine, theirs = self.of_team[team], self.of_team[other]
        common = mine.keys() & theirs.keys()
        return sum((mine[j] > theirs[j]) - (mine[j] < theirs[j]) for j in common)

    def _colleges(self, group):
        """The mean of the means of the two colleges, jurors' severity taken out: each side
        weighs the same, whatever its number."""
        return {
            team: sum(self._mean_of(team, college) for college in SIDES) / len(SIDES)
            for team in group
        }

    def _mean_of(self, team, college):
        severity = self.scores.severity
        values = [
            value - severity[juror]
            for juror, value in self.of_team[team].items()
            if self.contest.colleges[juror] == college
        ]
        return sum(values, Fraction()) / len(values)

    def _decided(self, group):
        """The place that the president's decision on exactly these teams gives."""
        for order in self.contest.decisions:
            if set(order) == set(group):
                return {team: -list(order).index(team) for team in group}
        return dict.fromkeys(group, 0)


def _parted(group, by, rule, key):
    """The group cut by decreasing value; teams that the rule parts remember it."""
    if len(group) == 1:
        return [(group, by)]
    values = key(group)
    parts = defaultdict(list)
    for team in group:
        parts[values[team]].append(team)
    if len(parts) == 1:
        return [(group, by)]
    if rule:
        by = by | dict.fromkeys(group, rule)
    return [(parts[value], by) for value in sorted(parts, reverse=True)]
