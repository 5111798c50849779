"""Rows of an edition of the Industrie Cup of another tenant (`tests.access.foreign`)."""

import datetime as dt

from directory.models import SchoolYear
from documents.models import StoredFile
from events.models import (
    Break,
    Conflict,
    Criterion,
    Deadline,
    Edition,
    Juror,
    Panel,
    Prize,
    Regulation,
    Score,
    ScoreSheet,
    SheetHistory,
    Support,
    Team,
    TieDecision,
    Vote,
)
from tests.directory.factories import DepartmentFactory
from tests.events.cup_world import contract


def edition(marker, state="draft"):
    """Only a draft is its organisers' own: what is announced is named for everybody."""
    name = marker if state == "draft" else "Finale annoncée"
    return Edition.objects.create(
        title=name,
        school_year=SchoolYear.objects.get(start_year=2026),
        department=DepartmentFactory(code="48", name="Lozère"),
        held_on=dt.date(2026, 11, 23),
        place=name,
        state=state,
    )


def of_edition(model, **values):
    def make(marker):
        texts = {name: marker for name in ("label", "name", "text", "reason") if has(model, name)}
        return model.objects.create(edition=edition(marker), **(texts | values))

    return make


def has(model, name):
    return any(field.name == name for field in model._meta.fields)


def team(marker, held=None):
    return Team.objects.create(
        edition=held or edition(marker, "closed"), contract=contract(), title=marker, girls=9
    )


def sheet(marker):
    chosen = team(marker)
    juror = Juror.objects.create(edition=chosen.edition, name=marker, college="economic")
    return ScoreSheet.objects.create(juror=juror, team=chosen, comment=marker)


def score(marker):
    made = sheet(marker)
    criterion = Criterion.objects.create(edition=made.team.edition, position=1, label=marker)
    return Score.objects.create(sheet=made, criterion=criterion, mark=5)


def conflict(marker):
    made = sheet(marker)
    return Conflict.objects.create(juror=made.juror, team=made.team, reason=marker)


def vote(marker):
    one = team(marker)
    return Vote.objects.create(team=one, choice=team(marker, one.edition))


MAKERS = {
    Break: of_edition(Break, starts_at=dt.time(12), ends_at=dt.time(13)),
    Conflict: conflict,
    Criterion: of_edition(Criterion, position=1),
    Deadline: of_edition(Deadline, kind="title", due_on=dt.date(2026, 11, 20)),
    Edition: edition,
    Juror: of_edition(Juror, college="economic"),
    Panel: of_edition(Panel),
    Prize: of_edition(Prize, position=1, rank=1),
    Regulation: of_edition(Regulation, version=1),
    Score: score,
    ScoreSheet: sheet,
    SheetHistory: lambda marker: SheetHistory.objects.create(
        sheet=sheet(marker), field="comment", value=marker, version=1, by=marker
    ),
    Support: lambda marker: Support.objects.create(
        team=team(marker),
        label=marker,
        file=StoredFile.objects.keep(b"a", name="a.pdf", mimetype="application/pdf"),
    ),
    Team: team,
    TieDecision: of_edition(TieDecision, order=[1, 2]),
    Vote: vote,
}
