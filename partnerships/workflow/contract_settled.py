"""Comments on a contract that an edit deals with (R-AG-7)."""

from django.utils import timezone

from documents import corrections
from documents.models import Correction
from outbox.workflow import notify
from partnerships.contract.fields import BY_COMPANY, COUNTS, NUMBERS, PROGRAMME
from partnerships.workflow.contract_people import is_company_side, teacher_recipients


def settle_changed(actor, contract, changed):
    """An edit deals with the comments on the fields that it changes. When the host has dealt
    with its last one, the teacher is told that the contract can go on."""
    fields = {_field_of(key) for key in changed}
    if not corrections.settle(actor, contract, fields):
        return
    left = Correction.objects.open().about(contract).filter(field__in=BY_COMPANY)
    if is_company_side(contract, actor) and not left.exists():
        for recipient in teacher_recipients(contract.booking):
            occasion = timezone.now().isoformat()
            notify("contract.corrected", contract, recipient, by=actor, occasion=occasion)


def _field_of(key):
    """The field that a part of an edit belongs to (`contract_edits.parts`)."""
    if key.startswith(PROGRAMME):
        return PROGRAMME
    return NUMBERS if key in COUNTS else key
