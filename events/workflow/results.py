"""Deliberation, freezing, publication (R-EV-1). Raises `Refused`."""

from django.db import transaction

from accounts import journal
from accounts.enums import Role
from accounts.workflow.validators import recipient
from directory.violations import Refused, Violation
from documents.snapshots import freeze as freeze_snapshot
from events.enums.cup import EditionState, PrizeKind
from events.judging_board import JudgingBoard
from events.models import Edition, Prize, TieDecision
from events.results import KIND, content_of
from events.workflow import who
from outbox.workflow import notify
from partnerships.workflow.contract_people import company_recipients

CLOSED = "La délibération n’est pas ouverte."


@transaction.atomic
def settle(actor, edition, order, reason):
    """The president's order of teams of the same rank (their keys, best first), reasoned.

    By the president's own link, or typed for them by the organiser.
    """
    edition = _deliberating(edition)
    who.demand(presides(actor, edition) or who.organises(actor, edition))
    reason = " ".join(reason.split())
    if not reason:
        raise Refused(violations=[Violation("R-EV-1", "Motivez la décision.", "reason")])
    board = JudgingBoard(edition)
    _demand_whole(actor, edition, board)
    if set(order) not in board.ranking.tied() or len(set(order)) != len(order):
        raise Refused("Ces équipes ne sont plus ex æquo : relisez le classement.")
    decision = TieDecision.objects.create(edition=edition, order=list(order), reason=reason)
    journal.record(actor, "a départagé des équipes", edition, reason=reason)
    return decision


@transaction.atomic
def undo(actor, decision):
    """Take a decision back before the result is frozen."""
    edition = _deliberating(decision.edition)
    who.demand(presides(actor, edition) or who.organises(actor, edition))
    decision.delete()
    journal.record(actor, "a annulé une décision de départage", edition)


@transaction.atomic
def award(actor, prize, team):
    """Give a special prize (None takes it back)."""
    edition = _deliberating(prize.edition)
    who.demand(presides(actor, edition) or who.organises(actor, edition))
    prize = Prize.objects.select_for_update(of=("self",)).get(pk=prize.pk)
    if prize.kind != PrizeKind.SPECIAL:
        raise Refused("Ce prix s’attribue de lui-même.")
    if team is not None and team.edition_id != edition.pk:
        raise Refused("Cette équipe ne participe pas.")
    prize.team = team
    prize.save(update_fields=["team"])
    journal.record(actor, "a attribué un prix spécial", edition, words=prize.label)
    return prize


def freeze(actor, edition):
    """The result as it stands, for ever, under its SHA-256; called by the transition.

    Raises Refused while sheets count for nothing, or teams have no rank and no reason says
    why.
    """
    content = content_of(edition)
    lines = content["results"]["lines"]
    if not any(line["rank"] for line in lines):
        raise Refused("Aucune équipe n’a assez de feuilles pour être classée.")
    if any(line["rank"] is None for line in lines) and not edition.unranked_reason:
        text = "Des équipes n’ont pas assez de feuilles pour être classées : indiquez le motif."
        raise Refused(violations=[Violation("R-EV-1", text, "reason")])
    return freeze_snapshot(actor, KIND, edition, content)


def tell(actor, edition):
    """The teachers learn that the result is public, when it is; host companies learn that of
    the class which they received."""
    at = edition.published_at
    for team in edition.teams.present().with_classes().select_related("contract__booking__teacher"):
        teacher = team.contract.booking.teacher
        told = [("cup.published", recipient(teacher, Role.TEACHER))] if teacher else []
        told += [("cup.host_result", one) for one in company_recipients(team.contract)]
        for kind, to in told:
            notify(kind, team, to, by=actor, occasion=at.isoformat(), due_at=at)


def presides(actor, edition):
    """Whether the link is the president's."""
    link = actor.link
    if link is None or link.purpose != who.JURY_PURPOSE:
        return False
    president = edition.jurors.sitting().filter(is_president=True, pk=link.subject_id)
    return president.exists()


def may_read_ranking(actor, edition, board):
    """The organiser at any time; the president once all sheets are in (R-EV-1)."""
    if who.organises(actor, edition):
        return True
    return presides(actor, edition) and board.is_whole


def _demand_whole(actor, edition, board):
    who.demand(may_read_ranking(actor, edition, board))


def _deliberating(edition):
    edition = Edition.objects.select_for_update(of=("self",)).get(pk=edition.pk)
    if edition.state != EditionState.DELIBERATION:
        raise Refused(CLOSED)
    return edition
