"""What an act on the placement does to its agreement."""

from accounts.models import PersonalLink
from documents import rounds
from outbox.recipients import Recipient
from outbox.workflow import notify
from placements.enums import TYPED_SOURCES
from placements.enums.agreement import FILLING
from placements.models import Agreement, HostPart, PlacementApplication
from placements.workflow.agreement_base import (
    HOST_PURPOSE,
    S,
    current_round,
    is_out,
    lock,
    move,
    with_all,
)


def agreement_of(placement):
    """The agreement of a placement, read with what it prints; None before it is prepared."""
    return with_all(Agreement.objects).filter(placement=placement).first()


def cancel_for(actor, placement):
    """The placement was called off: so is its agreement; what was signed is kept (R-AG-3).
    A host that was only asked to fill its part is told; of offers and tracks, by these."""
    agreement = agreement_of(placement)
    if agreement is None or agreement.state == S.CANCELLED:
        return
    agreement = lock(agreement)
    move(actor, agreement, "cancel")
    if is_out(agreement):
        reason = placement.get_cancel_reason_display()
        rounds.void(actor, current_round(agreement), f"Stage annulé : {reason.lower()}.")
    elif placement.source in TYPED_SOURCES:
        _tell_hosts(actor, agreement)


def _tell_hosts(actor, agreement):
    """Those that have received the link of their part."""
    for part in agreement.parts.all():
        for link in PersonalLink.objects.alive().about(part).filter(purpose=HOST_PURPOSE):
            to = Recipient(link.holder_email, link.holder_name)
            notify("placement.host_cancelled", part, to, by=actor)


def asked_of(placement):
    """The addresses whose signature is asked or was given: what voids it is told to them."""
    agreement = agreement_of(placement)
    if agreement is None or not is_out(agreement):
        return set()
    asked = current_round(agreement).signatories.values_list("email", flat=True)
    return {email.lower() for email in asked}


def follow_change(actor, placement):
    """The school changed the days or the host: each host has its part, and one that has not
    filled it yet is awaited. Nothing that a host said is lost (R-AG-7)."""
    agreement = agreement_of(placement)
    if agreement is None or agreement.state not in FILLING:
        return
    agreement = lock(agreement)
    if open_parts(agreement) and agreement.state == S.TO_REVIEW:
        move(actor, agreement, "reopen")


def open_parts(agreement):
    """A part for each host of the placement. Returns whether any was missing."""
    companies = agreement.placement.stays.order_by("pk").values_list("company", flat=True)
    known = set(agreement.parts.values_list("company", flat=True))
    missing = [key for key in dict.fromkeys(companies) if key not in known]
    contacts = contacts_of(agreement.placement)
    HostPart.objects.bulk_create(
        HostPart(agreement=agreement, company_id=company, **contacts.get(company, {}))
        for company in missing
    )
    return bool(missing)


def contacts_of(placement):
    """{company: who answered for it}: of a placement that began as an application, whom the
    school writes to is known already."""
    rows = PlacementApplication.objects.filter(placement=placement)
    return {
        row.offer.company_id: {
            "contact_name": row.contact_name or row.offer.contact_name,
            "contact_email": row.contact_email or row.offer.contact_email,
        }
        for row in rows.select_related("offer")
    }
