"""A signature given on paper (R-AG-2, R-CEE-5): a scan that a second party confirms."""

from django.db import transaction
from django.utils import timezone

from directory.violations import Refused
from documents.closing import close_if_complete, keep_signature, record, tell
from documents.enums import SignatureMethod
from documents.models import StoredFile
from documents.parties import locked, require_open, require_party
from documents.uploads import checked


def record_paper(actor, signatory, upload):
    """Keep the scan (PDF, JPEG or PNG) of a signature given on paper.

    Any party may; another party must confirm it before it counts. A later scan takes
    the place of one that was not confirmed. Raises Refused for a file that is not a
    sound scan.
    """
    function = require_party(actor, signatory.round)
    scan = checked(upload)
    with transaction.atomic():
        round, signatory = locked(signatory)
        require_open(signatory)
        signatory.paper = StoredFile.objects.keep(
            scan.content, name=scan.name, mimetype=scan.mimetype
        )
        signatory.paper_recorded_at = timezone.now()
        signatory.paper_recorded_by = actor.label
        signatory.paper_recorded_for = function
        signatory.save()
        record(actor, round, "a déposé une signature sur papier", words=signatory.label)
        for other in round.signatories.exclude(function=function):
            context = {"of": signatory.pk}
            tell(actor, "documents.paper_recorded", other, signatory.paper.sha256, context)
    return signatory


@transaction.atomic
def confirm_paper(actor, signatory):
    """The second party says that the scan is right: it counts as a signature."""
    function = require_party(actor, signatory.round)
    round, signatory = locked(signatory)
    require_open(signatory)
    if not signatory.awaits_confirmation:
        raise Refused("Aucune signature sur papier n’attend de confirmation.")
    if function == signatory.paper_recorded_for:
        raise Refused("Une autre partie que celle qui a déposé la numérisation doit la confirmer.")
    signatory.paper_confirmed_by = actor.label
    keep_signature(signatory, SignatureMethod.PAPER)
    record(actor, round, "a confirmé une signature sur papier", words=signatory.label)
    round.declared.on_signed(round, signatory)
    close_if_complete(round)
    return signatory


@transaction.atomic
def reject_paper(actor, signatory):
    """The second party says that the scan is not right: it is put aside."""
    require_party(actor, signatory.round)
    round, signatory = locked(signatory)
    require_open(signatory)
    if not signatory.awaits_confirmation:
        raise Refused("Aucune signature sur papier n’attend de confirmation.")
    signatory.paper = signatory.paper_recorded_at = None
    signatory.paper_recorded_by = signatory.paper_recorded_for = ""
    signatory.save()
    record(actor, round, "a écarté une signature sur papier", words=signatory.label)
    return signatory
