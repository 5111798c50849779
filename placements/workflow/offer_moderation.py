"""Offers that are reported, retired by a moderator, or shown again; and those that a company
deposited without an account, which wait for one (R-IM-1)."""

from functools import partial

from django.utils import timezone

from accounts.idempotency import once
from accounts.journal import record
from directory.violations import Refused, Violation, require
from partnerships import seats
from placements.enums.applications import PENDING
from placements.enums.offers import SHOWN, OfferState, ReportReason
from placements.models import OfferReport, PlacementApplication, PlacementOffer
from placements.workflow import application_ends, offers
from placements.workflow.offer_people import moderators_of, tell, tell_hosts
from placements.workflow.offer_tables import OFFER, moderates

RULE = "R-IM-1"


def report(actor, offer, reason, message="", *, key):
    """Say that an offer is unsuitable; its moderators are told. Once per form, and one that
    waits per person. Raises Refused without a reason of the list."""
    return _report(actor, offer, reason, message, key)


@seats.unit_of_work
def _report(actor, offer, reason, message, key):
    return once(actor, key, partial(_make, actor, offer, reason, message))[0]


def _make(actor, offer, reason, message):
    visible = PlacementOffer.objects.visible_to(actor).shown()
    if actor.user is None or not visible.filter(pk=offer.pk).exists():
        raise Refused(offers.NOT_YOURS)
    if reason not in ReportReason:
        raise Refused(violations=[Violation(RULE, "Choisissez un motif.", "reason")])
    if reason == ReportReason.OTHER and not message.strip():
        text = "Précisez le motif en une phrase."
        raise Refused(violations=[Violation(RULE, text, "message")])
    row = OfferReport.objects.create(
        offer=offer, author=actor.user, reason=reason, message=message.strip()
    )
    # Not in the journal of the company, who must not read by whom.
    record(actor, "a signalé une offre de stage", row, words=offer.title)
    tell(actor, "placement_offer.reported", row, moderators_of(offer))
    return row


@seats.unit_of_work
def dismiss(actor, row):
    """The offer is suitable: the report is settled, the offer stays. Idempotent."""
    offer = offers.locked(row.offer)
    if not moderates(offer, actor):
        raise Refused(offers.NOT_YOURS)
    _settle(offer)
    record(actor, "a classé les signalements d’une offre de stage", row, words=offer.title)


def _settle(offer):
    offer.reports.waiting().update(settled_at=timezone.now())


@seats.unit_of_work
def hide(actor, offer, reason):
    """Take an offer away, or do not validate it, and tell the company why; what waits for its
    answer is closed and the schools are told. Raises Refused without a reason."""
    offer = offers.locked(offer)
    if not reason.strip():
        raise Refused(violations=[Violation(RULE, "Dites à l’entreprise pourquoi.", "reason")])
    OFFER.apply(offer, "hide", actor)
    offer.reason = reason.strip()
    offer.save()
    _settle(offer)
    offers.write(actor, "a retiré l’offre de stage", offer, reason=offer.reason)
    pending = PlacementApplication.objects.pending().filter(offer=offer)
    for row in pending.order_by("pk"):
        _close(actor, row)
    tell_hosts(actor, "placement_offer.hidden", offer, occasion=_now())
    return offer


def _close(actor, row):
    row = application_ends.locked(row)
    if row.state in PENDING:
        application_ends.retire(actor, row)


@seats.unit_of_work
def restore(actor, offer):
    """Show a retired offer again."""
    return _shown(actor, offer, "restore", "a remis l’offre de stage en ligne")


@seats.unit_of_work
def validate(actor, offer):
    """Show what a company deposited without an account: its SIRET and its words were read.
    Idempotent."""
    return _shown(actor, offer, "validate", "a validé l’offre de stage")


def _shown(actor, offer, event, verb):
    offer = offers.locked(offer)
    if offer.state in SHOWN and moderates(offer, actor):
        return offer
    OFFER.apply(offer, event, actor)
    require(offers.check_publication(offer))
    offer.reason = ""
    offers.show(actor, offer, verb)
    tell_hosts(actor, "placement_offer.validated", offer, occasion=_now())
    return offer


def _now():
    return f"{timezone.now():%Y%m%d%H%M%S}"


def waiting(actor):
    """(offers to validate, reports to settle) of who moderates."""
    mine = PlacementOffer.objects.moderated_by(actor)
    to_validate = mine.filter(state=OfferState.TO_VALIDATE).select_related("company", "department")
    reports = OfferReport.objects.waiting().filter(offer__in=mine).select_related("offer", "author")
    return to_validate.order_by("created_at", "pk"), reports.order_by("reported_at", "pk")
