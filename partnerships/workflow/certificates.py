"""The certificate of a class that was received: frozen, the same for both sides (R-CEE-7)."""

from django.db import transaction

from accounts import journal
from directory.violations import Refused
from documents.models import Snapshot
from documents.rendering import render_pdf
from documents.snapshots import freeze
from partnerships.certificate import CERTIFICATE, certificate_data
from partnerships.enums import BookingState
from partnerships.enums.contract import COVERED_STATES
from partnerships.models import Contract
from partnerships.workflow.day import side_of
from partnerships.workflow.locking import locked
from partnerships.workflow.outcome import attended
from partnerships.workflow.requests import write

PDF = "application/pdf"


def why_not(booking):
    """Why there is no certificate, in a sentence; "" when there may be one."""
    if booking.state == BookingState.MISSED:
        return "Personne n’est venu : il n’y a pas d’attestation."
    if booking.state != BookingState.DONE or booking.school_id is None:
        return "L’attestation s’établit une fois l’immersion réalisée."
    if Contract.objects.filter(booking=booking).exclude(state__in=COVERED_STATES).exists():
        return "L’immersion n’était pas couverte par une convention signée de tous (R-CEE-8)."
    return ""


def issued(booking):
    """The certificate in force; None before the first, and when nobody came after all."""
    if booking.state == BookingState.MISSED:
        return None
    return Snapshot.objects.about(booking, CERTIFICATE).select_related("file").first()


def is_behind(booking, certificate):
    """Whether the attendance was written or corrected since the certificate."""
    count = attended(booking)
    return count is not None and count.taken_at > certificate.at


@transaction.atomic
def issue(actor, booking):
    """Freeze the certificate as the portal knows the immersion now.

    Asked again, the same facts give the same document: nothing new is kept. A correction
    gives its next version. Raises Refused.
    """
    booking = locked(booking)
    if side_of(booking, actor) is None:
        raise Refused("Seuls l’établissement et la structure d’accueil établissent l’attestation.")
    if refusal := why_not(booking):
        raise Refused(refusal)
    content = render_pdf("statement.typ", certificate_data(booking, attended(booking)))
    made = freeze_once(actor, booking, content)
    if made:
        words = f"Empreinte : {made.sha256}"
        write(actor, "a établi l’attestation", booking, record=journal.note, words=words)
    return made or issued(booking)


def freeze_once(actor, booking, content):
    """The new version, None when these very bytes are the last one."""
    last = issued(booking)
    if last and last.file.bytes == content:
        return None
    name = f"attestation-{booking.pk}.pdf"
    return freeze(actor, CERTIFICATE, booking, content, mimetype=PDF, name=name)
