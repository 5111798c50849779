"""Panels lock one by one, each at its end, or all together at the deliberation (R-EV-1).

Raises `Refused`.
"""

from django.db import transaction
from django.utils import timezone

from accounts import journal
from directory.violations import Refused, Violation, reason_of
from events.enums.cup import SCORING
from events.judging_board import JudgingBoard
from events.models import Edition, Panel
from events.workflow import who

CLOSED = "La notation n’est pas ouverte."


@transaction.atomic
def lock(actor, panel, reason=""):
    """Close the sheets of a panel that is over. Sheets that are still due count as absent,
    and then the reason is asked for."""
    panel = _locked(actor, panel)
    if panel.locked_at is not None:
        return panel
    reason = " ".join(reason.split())
    missing = missing_of(panel)
    if missing and not reason:
        due = f"Il manque {missing} feuille{'s' if missing > 1 else ''} de ce jury"
        text = f"{due} : attendez, ou indiquez le motif."
        raise Refused(violations=[Violation("R-EV-1", text, "reason")])
    panel.locked_at = timezone.now()
    panel.save(update_fields=["locked_at"])
    _write(actor, "a verrouillé les feuilles d’un jury", panel, reason)
    return panel


@transaction.atomic
def unlock(actor, panel, reason):
    """Open them again, with a reason, while the final is scored."""
    panel = _locked(actor, panel)
    reason = reason_of(reason, "R-EV-1")
    if panel.locked_at is not None:
        panel.locked_at = None
        panel.save(update_fields=["locked_at"])
        _write(actor, "a rouvert les feuilles d’un jury", panel, reason)
    return panel


def missing_of(panel):
    """How many sheets of its teams are still due."""
    board = JudgingBoard(panel.edition)
    own = {team.pk for team in board.teams if team.panel_id == panel.pk}
    return sum(team in own for _, team in board.missing)


def _locked(actor, panel):
    edition = Edition.objects.select_for_update(of=("self",)).get(pk=panel.edition_id)
    who.demand(who.organises(actor, edition))
    if edition.state not in SCORING:
        raise Refused(CLOSED)
    panel = Panel.objects.select_for_update(of=("self",)).get(pk=panel.pk)
    panel.edition = edition
    return panel


def _write(actor, verb, panel, reason):
    journal.record(actor, verb, panel.edition, reason=reason, words=panel.name)
