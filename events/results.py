"""The frozen result (R-EV-1): its content, how it is read, how it is computed again.

Everything that shows a result reads this content alone: pages, documents, ceremony. It holds
no name of a juror: minutes print those that the edition still knows.
"""

import hashlib
import json
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any

from django.contrib.contenttypes.models import ContentType

from documents.models import Snapshot
from documents.snapshots import canonical
from events import ranking
from events.enums.cup import College, Method, PrizeKind, TieRule
from events.judging_board import JudgingBoard
from events.models import Edition, ScoreSheet, Vote

KIND = "events.result"


def content_of(edition):
    """The whole input of the ranking and what it makes, as JSON can hold it."""
    board = JudgingBoard(edition)
    regulation = edition.regulations.first()
    content = {
        "edition": {
            "title": edition.title,
            "held_on": edition.held_on.isoformat(),
            "place": edition.place,
            "method": edition.method,
            "quorum": edition.quorum,
            "tie_chain": list(edition.tie_chain),
            "seed": edition.seed,
            "unranked_reason": edition.unranked_reason,
        },
        "regulation": {"version": regulation.version, "text": regulation.text}
        if regulation
        else None,
        "criteria": [_criterion(one) for one in board.criteria],
        "jurors": [_juror(one) for one in board.jurors],
        "teams": [_team(one) for one in board.teams],
        "withdrawn": [
            {"team": str(team), "reason": team.state_reason}
            for team in edition.teams.with_classes().filter(state="withdrawn")
        ],
        "sheets": sheets_of(edition, board),
        "absent": sorted(board.missing),
        "recused": sorted(
            [*pair, why] for pair, why in board.recused.items() if pair in board.expected
        ),
        "decisions": [
            {"order": list(one.order), "reason": one.reason} for one in edition.decisions.all()
        ],
        "votes": votes_of(edition),
        "prizes": [
            {"label": one.label, "kind": one.kind, "rank": one.rank, "team": one.team_id}
            for one in edition.prizes.all()
        ],
    }
    return content | {"results": results_of(content)}


def _criterion(one):
    return {"id": one.pk, "label": one.label, "weight": str(one.weight), "maximum": one.maximum}


def _juror(one):
    return {
        "id": one.pk,
        "college": one.college,
        "organisation": one.organisation,
        "panel": str(one.panel or ""),
        "bridge": str(one.bridge or ""),
        "replaces": one.replaces_id,
    }


def _team(one):
    booking = one.contract.booking
    return {
        "id": one.pk,
        "label": str(one),
        "school": str(booking.school),
        "company": str(booking.company or ""),
        "title": one.title,
        "panel": str(one.panel or ""),
        "pupils": one.pupils,
        "admitted": one.state_reason if one.state == "admitted" else "",
    }


def sheets_of(edition, board=None):
    """The sheets that count, with every mark, in the order of their keys."""
    board = board or JudgingBoard(edition)
    comments = dict(ScoreSheet.objects.filter(juror__edition=edition).values_list("pk", "comment"))
    return [
        {
            "juror": juror,
            "team": team,
            "marks": {str(key): str(mark) for key, mark in sorted(marks.items())},
            "comment": comments[board.sheets[juror, team].pk],
        }
        for (juror, team), marks in sorted(board.marks.items())
    ]


def votes_of(edition):
    """[[team, ballots]] of the public's choice."""
    counts: dict = {}
    for choice in Vote.objects.filter(team__edition=edition).values_list("choice", flat=True):
        counts[choice] = counts.get(choice, 0) + 1
    return sorted([team, count] for team, count in counts.items())


def contest_of(content):
    """What the engine ranks, from the content alone."""
    edition = content["edition"]
    return ranking.Contest(
        criteria=[
            ranking.Criterion(str(one["id"]), Decimal(one["weight"]), Decimal(one["maximum"]))
            for one in content["criteria"]
        ],
        teams=[one["id"] for one in content["teams"]],
        colleges={one["id"]: College(one["college"]) for one in content["jurors"]},
        sheets=[
            ranking.Sheet(
                one["juror"],
                one["team"],
                {key: Decimal(mark) for key, mark in one["marks"].items()},
            )
            for one in content["sheets"]
        ],
        rules=ranking.Rules(
            Method(edition["method"]),
            edition["quorum"],
            tuple(TieRule(rule) for rule in edition["tie_chain"]),
        ),
        decisions=[one["order"] for one in content["decisions"]],
    )


def results_of(content):
    """Ranks, scores (exact, and as read) and severities; ex æquo in the order of the labels."""
    found = ranking.rank(contest_of(content))
    labels = {one["id"]: one["label"] for one in content["teams"]}
    lines = sorted(found.lines, key=lambda line: (line.rank or 10**6, labels[line.team]))
    return {
        "lines": [
            {
                "team": line.team,
                "rank": line.rank,
                "score": None if line.score is None else str(line.score),
                "shown": None if line.score is None else str(ranking.shown(line.score)),
                "sheets": line.sheets,
                "settled_by": line.settled_by,
            }
            for line in lines
        ],
        "severity": sorted(
            [juror, str(value), str(ranking.shown(value))]
            for juror, value in found.severity.items()
        ),
        "is_complete": found.is_complete,
        "is_linked": found.is_linked,
    }


def fingerprint(content):
    """The SHA-256 that the snapshot of this content has."""
    return hashlib.sha256(canonical(content)).hexdigest()


def recomputed(edition, content):
    """The content with marks read from the tables and ranks computed anew: the same
    fingerprint as the frozen one, or something was changed."""
    again = content | {"sheets": sheets_of(edition), "votes": votes_of(edition)}
    return again | {"results": results_of(again)}


@dataclass(frozen=True)
class Result:
    """A frozen result, ready to be shown."""

    snapshot: Snapshot
    content: dict[str, Any]

    @cached_property
    def teams(self):
        return {one["id"]: one for one in self.content["teams"]}

    @cached_property
    def lines(self):
        """[{rank, shown, team: {label, title…}, settled_by: its words}], best first."""
        words = dict(TieRule.choices)
        return [
            line | {"team": self.teams[line["team"]], "settled": words.get(line["settled_by"], "")}
            for line in self.content["results"]["lines"]
        ]

    @cached_property
    def awards(self):
        """[(prize, [teams])] in the order of the ceremony; a prize that nobody has is left
        out."""
        found = [(one, self._winners(one)) for one in self.content["prizes"]]
        return [(one, winners) for one, winners in found if winners]

    def _winners(self, prize):
        if prize["kind"] == PrizeKind.RANK:
            lines = self.content["results"]["lines"]
            keys = [line["team"] for line in lines if line["rank"] == prize["rank"]]
        elif prize["kind"] == PrizeKind.PUBLIC:
            votes = self.content["votes"]
            most = max((count for _, count in votes), default=0)
            keys = [team for team, count in votes if count == most]
        else:
            keys = [prize["team"]] if prize["team"] else []
        return [self.teams[key] for key in keys if key in self.teams]

    def prizes_of(self, team):
        return [
            prize["label"] for prize, winners in self.awards if team in [w["id"] for w in winners]
        ]

    def sheet_of(self, team):
        """What its result sheet prints: [(criterion, mean mark, maximum)], [comment]."""
        sheets = [one for one in self.content["sheets"] if one["team"] == team]
        means = []
        for criterion in self.content["criteria"]:
            marks = [Fraction(one["marks"][str(criterion["id"])]) for one in sheets]
            if marks:
                mean = ranking.shown(sum(marks, Fraction()) / len(marks), 1)
                means.append((criterion["label"], mean, criterion["maximum"]))
        return means, [one["comment"] for one in sheets if one["comment"]]


def frozen(edition):
    """The last frozen result of an edition, or None; whether it may be shown is the caller's."""
    snapshot = (
        Snapshot.objects.about(edition, KIND).select_related("file").order_by("-version").first()
    )
    return None if snapshot is None else read(snapshot)


def frozen_of(editions):
    """{edition key: its last frozen result} of many, in one query."""
    kind = ContentType.objects.get_for_model(Edition)
    rows = Snapshot.objects.filter(
        kind=KIND, subject_type=kind, subject_id__in=[edition.pk for edition in editions]
    )
    rows = rows.order_by("subject_id", "-version").distinct("subject_id").select_related("file")
    return {snapshot.subject_id: read(snapshot) for snapshot in rows}


def read(snapshot):
    return Result(snapshot, json.loads(snapshot.file.bytes))
