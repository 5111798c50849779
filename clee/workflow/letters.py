"""A text to the co-leads of chosen committees. Raises `Refused`."""

from django.db import transaction
from django.utils import timezone

from accounts import journal
from accounts.idempotency import once
from clee import people
from clee.models import Letter
from clee.workflow import who
from directory.violations import Refused, Violation
from outbox.workflow import notify

NOBODY = "Aucun copilote de ces comités n’a de compte : le message ne partirait à personne."


@transaction.atomic
def send(actor, committees, subject, text, *, key):
    """One row of the outbox per person, once for each form. Only to committees of the actor's
    territory."""
    return once(actor, key, lambda: _make(actor, committees, subject.strip(), text.strip()))[0]


def _make(actor, committees, subject, text):
    committees = list(committees)
    if not committees:
        raise Refused(violations=[Violation("", "Choisissez un comité.", "committees")])
    for committee in committees:
        who.demand(who.of_territory(actor, committee))
    told = people.co_leads(committees)
    if not told:
        raise Refused(NOBODY)
    letter = Letter.objects.create(
        subject=subject,
        text=text,
        sent_by=actor.user,
        sent_at=timezone.now(),
        people=len(told),
    )
    letter.committees.set(committees)
    for to in told:
        notify("clee.letter", letter, to, by=actor)
    for committee in committees:
        journal.record(actor, "a écrit aux copilotes", committee, committee_id=committee.pk,
                       words=subject)  # fmt: skip
    return letter
