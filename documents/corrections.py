"""Sending a document back for correction, field by field (R-AG-7).

The floor that owns the subject says which fields can be commented (`correctable`), and what
sending back does (`send_back`): these functions keep the comments and say who may.
"""

from django.db import transaction
from django.utils import timezone

from directory.violations import Refused, Violation
from documents.models import Correction
from documents.parties import locked, require_open, require_party

NOTHING = "Écrivez au moins une correction, à côté du champ concerné."


def keep(actor, subject, fields, comments, round=None):
    """The comments as rows, in the order of `fields` ((key, label, value) of `correctable`).

    Raises Refused when nothing is commented, or a field is none of the document's.
    """
    said = {key: text.strip() for key, text in comments.items() if text.strip()}
    if not said:
        raise Refused(violations=[Violation("R-AG-7", NOTHING)])
    labels = {key: label for key, label, _ in fields}
    if not said.keys() <= labels.keys():
        raise Refused("Ce champ n’est pas de ce document.")
    return [
        Correction.objects.create(
            subject=subject,
            round=round,
            field=key,
            label=labels[key],
            text=said[key],
            asked_by=actor.label[:250],
        )
        for key in labels
        if key in said
    ]


def settle(actor, subject, fields=None):
    """The author has dealt with these fields (all without a list). Returns how many."""
    rows = Correction.objects.open().about(subject)
    if fields is not None:
        rows = rows.filter(field__in=fields)
    return rows.update(settled_at=timezone.now(), settled_by=actor.label[:250])


@transaction.atomic
def send_back(actor, signatory, comments):
    """A signatory asks for corrections before signing: what was signed is void, the authors
    are told of each field. Raises Refused."""
    require_party(actor, signatory.round, signatory)
    round, signatory = locked(signatory)
    require_open(signatory)
    round.declared.send_back(actor, round.subject, comments)


def in_words(corrections):
    return ", ".join(one.label.lower() for one in corrections)
