"""The attestation of a placement that took place: frozen, verifiable, the same for all."""

from django.db import transaction

from accounts.journal import note
from directory.violations import Refused
from documents.models import Snapshot
from documents.snapshots import freeze
from placements.attestation import ATTESTATION, attestation_pdf, to_attest
from placements.enums import PlacementState
from placements.models import Placement

PDF = "application/pdf"
TOO_EARLY = "L’attestation s’établit une fois le stage réalisé."


@transaction.atomic
def issue(actor, placement):
    """The attestation as the portal knows the placement now, a `Snapshot`.

    Asked again, the same facts give the same document; a corrected presence gives its next
    version. The caller has checked that the actor may read it. Raises Refused for a placement
    that did not take place.
    """
    rows = Placement.objects.select_for_update(of=("self",), no_key=True)
    rows.get(pk=placement.pk)
    row = to_attest(Placement.objects.filter(pk=placement.pk)).first()
    if row is None:
        raise Refused(TOO_EARLY)
    content, last = attestation_pdf(row), issued(row)
    if last and last.file.bytes == content:
        return last
    name = f"attestation-{row.pk}.pdf"
    made = freeze(actor, ATTESTATION, row, content, mimetype=PDF, name=name)
    words = f"Empreinte : {made.sha256}"
    note(actor, "a établi l’attestation du stage", row, school=row.school, words=words)
    return made


def issued(placement):
    """The version in force; None before the first."""
    return Snapshot.objects.about(placement, ATTESTATION).select_related("file").first()


def holds(placement):
    """Whether what it says is still so: the placement took place."""
    return placement is not None and placement.state == PlacementState.DONE
