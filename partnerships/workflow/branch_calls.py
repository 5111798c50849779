"""A branch launches its yearly call, or moves its deadlines."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from accounts import journal
from accounts.enums import Role
from directory.closed_years import closed_refusals
from directory.models import BranchOrganisation
from directory.violations import Refused, Violation, require
from outbox.workflow import foretell
from partnerships.models import BranchCall

RULE = "appel"


@dataclass(frozen=True)
class CallPlan:
    """Until when companies offer, then schools ask; the branch's own words."""

    offers_until: date
    requests_until: date
    words: str = ""


@transaction.atomic
def call(actor, branch, school_year, plan, today=None):
    """Launch the call of the year, once; again, it moves the deadlines and the words.

    Nobody is written to here: the reminder rules do it, in the morning of each reader, and
    say the deadlines as they are then. Raises `Refused`.
    """
    if actor.role != Role.BRANCH_OFFICER or branch.pk not in actor.branch_ids:
        raise Refused("Seule la branche lance son appel.")
    BranchOrganisation.objects.select_for_update(of=("self",), no_key=True).get(pk=branch.pk)
    today = today or timezone.localdate()
    codes = branch.departments.values_list("pk", flat=True)
    require(closed_refusals(school_year, departments=codes) + _check(plan, today))
    known = BranchCall.objects.filter(branch=branch, school_year=school_year).first()
    row = known or BranchCall(
        branch=branch, school_year=school_year, sent_on=today, called_by=actor.user
    )
    row.offers_until, row.requests_until = plan.offers_until, plan.requests_until
    row.words = plan.words.strip()
    row.save()
    verb = "a changé l’appel de l’année" if known else "a lancé l’appel de l’année"
    journal.record(actor, verb, row, words=f"{school_year}")
    foretell("branch.call.schools", row, "les chefs d’établissement et bureaux du territoire")
    foretell("branch.call.companies", row, "les entreprises industrielles du territoire")
    return row


def _check(plan, today):
    found = []
    if plan.offers_until <= today:
        text = "Laissez aux entreprises au moins un jour pour répondre."
        found.append(Violation(RULE, text, "offers_until"))
    if plan.requests_until < plan.offers_until:
        text = "Les établissements demandent après que les entreprises ont offert."
        found.append(Violation(RULE, text, "requests_until"))
    return found
