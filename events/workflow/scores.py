"""Marks: saved field by field by a juror's link, or typed from paper. Raises `Refused`.

Each save says which version of the field it was typed over: one that is late is refused with
what stands, the same save sent again is answered as the first time (R-EV-1). Who is recused is
refused by the triggers of sheets and marks, whose words these units of work give.
"""

import datetime as dt
from dataclasses import dataclass
from functools import cache
from uuid import UUID

from django.db.models import F
from django.utils import timezone

from accounts import journal
from directory.sql import Given, Kept
from directory.violations import Refused, Violation
from events.enums.cup import SCORING, SheetState, TeamState
from events.models import Criterion, Edition, Juror, Score, ScoreSheet, SheetHistory, Team
from events.rules.cup import COMMENT_LENGTH, first_day_of_links, read_mark
from events.workflow import who
from partnerships.seats import locking, unit_of_work

COMMENT, STATE = "comment", "state"
CLOSED = "Les feuilles de notation sont fermées."
LOCKED = "Les feuilles de ce jury sont verrouillées."
NOT_YOURS = "Cette équipe ne passe pas devant votre jury."
SUBMITTED = "Cette feuille est remise. Reprenez-la pour la changer."


@dataclass(frozen=True)
class Entry:
    """One field as it was typed; `over` is the version that was on the screen."""

    field: str
    value: str
    over: int = 0
    key: UUID | None = None


@dataclass(frozen=True)
class Saved:
    """What stands after an entry. `is_stale`: somebody, or another screen, had changed it."""

    field: str
    value: str
    version: int
    is_stale: bool = False


@unit_of_work
def save(actor, juror, team, entries):
    """The juror's own entries, each kept or refused as stale; [Saved] in their order.

    Raises Refused when the juror may not mark this team now, or a mark is none.
    """
    juror, team = _pair(juror, team)
    who.demand(who.is_juror(actor, juror))
    _guard_juror(juror, team)
    sheet = _sheet(juror, team)
    filled = _Filled(sheet, entries)
    if sheet.state == SheetState.SUBMITTED and len(filled.known) < len(entries):
        raise Refused(SUBMITTED)
    return [_keep(actor, filled, entry) for entry in entries]


@unit_of_work
def submit(actor, juror, team):
    """The sheet is in, every criterion marked. A second click changes nothing."""
    juror, team = _pair(juror, team)
    who.demand(who.is_juror(actor, juror))
    _guard_juror(juror, team)
    return _submit(actor, _sheet(juror, team))


@unit_of_work
def take_back(actor, juror, team):
    """The juror changes their mind while the panel is not locked."""
    juror, team = _pair(juror, team)
    who.demand(who.is_juror(actor, juror))
    _guard_juror(juror, team)
    sheet = _sheet(juror, team)
    if sheet.state == SheetState.SUBMITTED:
        sheet.state, sheet.submitted_at = SheetState.DRAFT, None
        sheet.save(update_fields=["state", "submitted_at"])
        _trace(actor, sheet, STATE, SheetState.DRAFT, 0)
    return sheet


@unit_of_work
def type_paper(actor, juror, team, marks, comment=""):
    """A paper sheet, typed by the organiser "for juror X by Y": `marks` is {criterion: text}.

    Never over a sheet that the juror has filled on a screen.
    """
    juror, team = _pair(juror, team)
    who.demand(who.organises(actor, juror.edition))
    _guard_pair(juror, team)
    sheet = _sheet(juror, team)
    if not sheet.typed_by and (sheet.comment or sheet.scores.exists()):
        text = "Ce juré a commencé cette feuille à l’écran : elle ne se saisit pas à sa place."
        raise Refused(text)
    sheet.typed_by = actor.label
    sheet.state, sheet.submitted_at = SheetState.DRAFT, None
    sheet.save(update_fields=["typed_by", "state", "submitted_at"])
    filled = _Filled(sheet)
    for criterion in filled.criteria.values():
        mark = marks.get(criterion.pk, "")
        _keep(actor, filled, Entry(str(criterion.pk), mark, filled.version_of(criterion)))
    _keep(actor, filled, Entry(COMMENT, comment, sheet.comment_version))
    _submit(actor, sheet)
    # Neither the mark nor the juror's name: the journal is read by many.
    journal.record(actor, "a saisi une feuille de notation papier", juror.edition)
    return sheet


@cache
def _kept():
    """What every save reads, compiled once: on the day, jurors save ten times a minute."""
    own = {"sheet": Given("sheet")}
    edition = {"edition": Given("edition")}
    teams = Team.objects.filter(pk=Given("pk"), **edition).order_by()
    sheets = ScoreSheet.objects.filter(juror=Given("juror"), team=Given("team"))
    return {
        # Saves share it; a change of the edition's state waits for them, and they for it.
        "edition": Kept(Edition.objects.filter(pk=Given("pk")).order_by(), shared=True),
        "juror": Kept(Juror.objects.filter(pk=Given("pk")).order_by()),
        "team": Kept(teams.annotate(locked_at=F("panel__locked_at"))),
        "sheet": Kept(locking(sheets)),
        "criteria": Kept(Criterion.objects.filter(**edition)),
        "scores": Kept(Score.objects.filter(**own).order_by()),
    }


def _pair(juror, team):
    """Both as they are while the edition stays in its state; the team with the hour at which
    its panel was locked."""
    kept = _kept()
    edition = kept["edition"].first(pk=juror.edition_id)
    juror = kept["juror"].first(pk=juror.pk)
    team = kept["team"].first(pk=team.pk, edition=edition.pk)
    if team is None:
        raise Team.DoesNotExist
    juror.edition = edition
    return juror, team


class _Filled:
    """A locked sheet, with all that entries are compared to: read once, however many come."""

    def __init__(self, sheet, entries=()):
        kept = _kept()
        self.sheet = sheet
        criteria = kept["criteria"](edition=sheet.juror.edition_id)
        self.criteria = {str(one.pk): one for one in criteria}
        self.scores = {one.criterion_id: one for one in kept["scores"](sheet=sheet.pk)}
        keys = {entry.key for entry in entries if entry.key}
        done = sheet.history.filter(key__in=keys) if keys else ()
        self.known = {one.key: one for one in done}

    def version_of(self, criterion):
        score = self.scores.get(criterion.pk)
        return score.version if score else 0


def _guard_juror(juror, team):
    """From the eve to the locking of the panel, and not once replaced (R-EV-4)."""
    early = timezone.localdate() < first_day_of_links(juror.edition.held_on)
    if early or team.locked_at:
        raise Refused(CLOSED)
    if juror.left_at is not None:
        raise Refused("Une autre personne a pris votre place.")
    _guard_pair(juror, team)


def _guard_pair(juror, team):
    if juror.edition.state not in SCORING:
        raise Refused(CLOSED)
    if team.locked_at:
        raise Refused(LOCKED)
    if team.panel_id is None or team.panel_id not in (juror.panel_id, juror.bridge_id):
        raise Refused(NOT_YOURS)
    if team.state == TeamState.WITHDRAWN:
        raise Refused("Cette équipe s’est retirée.")
    if juror.replaces_id and _scored_before(juror, team):
        raise Refused("Votre prédécesseur a déjà noté cette équipe.")


def _scored_before(juror, team):
    before = juror.replaces
    while before is not None:
        if before.sheets.filter(team=team, state=SheetState.SUBMITTED).exists():
            return True
        before = before.replaces
    return False


def _sheet(juror, team):
    """The one sheet of this juror for this team, locked."""
    own = {"juror": juror.pk, "team": team.pk}
    sheet = _kept()["sheet"].first(**own)
    if sheet is None:
        # Another screen may make it at the same instant.
        ScoreSheet.objects.bulk_create([ScoreSheet(juror=juror, team=team)], ignore_conflicts=True)
        sheet = _kept()["sheet"].first(**own)
    sheet.juror = juror
    return sheet


def _keep(actor, filled, entry):
    if done := filled.known.get(entry.key):
        return Saved(entry.field, done.value, done.version)
    if entry.field == COMMENT:
        return _keep_comment(actor, filled.sheet, entry)
    return _keep_mark(actor, filled, entry)


def _keep_comment(actor, sheet, entry):
    value = entry.value.strip()
    if len(value) > COMMENT_LENGTH:
        text = f"Ce commentaire dépasse {COMMENT_LENGTH} signes."
        raise Refused(violations=[Violation("", text, COMMENT)])
    if value == sheet.comment:
        return Saved(COMMENT, value, sheet.comment_version)
    if entry.over != sheet.comment_version:
        return Saved(COMMENT, sheet.comment, sheet.comment_version, is_stale=True)
    sheet.comment, sheet.comment_version = value, sheet.comment_version + 1
    sheet.save(update_fields=["comment", "comment_version"])
    return _trace(actor, sheet, COMMENT, value, sheet.comment_version, entry.key)


def _keep_mark(actor, filled, entry):
    criterion = filled.criteria.get(entry.field)
    if criterion is None:
        raise Refused("Ce critère n’est pas de cette édition.")
    mark, why_not = read_mark(entry.value, criterion)
    if why_not:
        raise Refused(violations=[Violation("R-EV-1", why_not, f"mark_{criterion.pk}")])
    score, stands = filled.scores.get(criterion.pk), filled.version_of(criterion)
    if score and score.mark == mark:
        return Saved(entry.field, str(score.mark), stands)
    if entry.over != stands:
        return Saved(entry.field, str(score.mark) if score else "", stands, is_stale=True)
    score = score or Score(sheet=filled.sheet, criterion=criterion)
    score.mark, score.version = mark, stands + 1
    score.save()
    filled.scores[criterion.pk] = score
    return _trace(actor, filled.sheet, entry.field, str(mark), score.version, entry.key)


def _submit(actor, sheet):
    if sheet.state == SheetState.SUBMITTED:
        return sheet
    marked = set(sheet.scores.values_list("criterion_id", flat=True))
    empty = [one for one in sheet.juror.edition.criteria.all() if one.pk not in marked]
    if empty:
        raise Refused(
            violations=[
                Violation("R-EV-1", f"Notez aussi « {one} ».", f"mark_{one.pk}") for one in empty
            ]
        )
    sheet.state, sheet.submitted_at = SheetState.SUBMITTED, timezone.now()
    sheet.save(update_fields=["state", "submitted_at"])
    _trace(actor, sheet, STATE, SheetState.SUBMITTED, 0)
    return sheet


def _trace(actor, sheet, field, value, version, key=None):
    by = (
        actor.label if who.is_juror(actor, sheet.juror) else f"pour {sheet.juror} par {actor.label}"
    )
    SheetHistory.objects.create(
        sheet=sheet, field=field, value=value, version=version, key=key, by=by[:250]
    )
    return Saved(field, value, version)


def until_when(edition):
    """The end of a juror's link: the night after the final."""
    return dt.timedelta(days=1) + timezone.make_aware(
        dt.datetime.combine(edition.held_on, dt.time(23, 59))
    )
