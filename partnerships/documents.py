"""What partnerships puts to signature."""

from django.utils import timezone

from documents.registry import SignatureSubject, register
from partnerships.contract_document import layout_data
from partnerships.contract_wording import VARIABLES, WORDING
from partnerships.models import Contract
from partnerships.workflow import contracts
from partnerships.workflow.contract_people import signatory_function

CLASS_CONTRACT = SignatureSubject(
    code=contracts.ROUND_KIND,
    label="Convention d'immersion",
    prefix="CEE",
    model=Contract,
    wording=WORDING,
    variables=VARIABLES,
    data=layout_data,
    typst_template="class_contract.typ",
    function_of=signatory_function,
    on_sealed=lambda signed: contracts.sealed(signed.subject, signed.sealed_at or timezone.now()),
    on_voided=lambda signed, reason: contracts.voided(signed.subject, reason),
)

register(CLASS_CONTRACT)
