"""Acts on the sheets of many companies: looked at, not to be asked. Each is of who keeps the
shared facts of its département (DOMAIN §8); the others are left, and told."""

from django.db import transaction
from django.utils import timezone

from accounts import journal
from directory.models import Company
from directory.violations import Refused, Violation
from partnerships.models.merges import nearby
from partnerships.workflow.ceilings import NOTERS, RULE
from partnerships.workflow.portfolio import Done

FAR = "pas de votre département"


def may_keep(actor):
    """Whether the actor keeps sheets at all."""
    return actor.is_administrator or actor.role in NOTERS


@transaction.atomic
def mark_checked(actor, companies):
    """The sheets were looked at: they wait no longer. Raises `Refused`."""
    return _each(actor, companies, _check_off, "a vérifié l’entreprise")


@transaction.atomic
def refuse_contact(actor, companies, reason, until=None, today=None):
    """Nobody asks these companies anything any more, for good or until a day. Raises
    `Refused`: no reason, a day that has passed."""
    if not reason.strip():
        text = "Indiquez pourquoi ne pas démarcher ces entreprises."
        raise Refused(violations=[Violation(RULE, text, "reason")])
    if until and until < (today or timezone.localdate()):
        raise Refused(violations=[Violation(RULE, "Choisissez un jour à venir.", "until")])

    def refuse(company):
        same = (company.contact_refused_reason, company.contact_refused_until)
        if company.contact_refused and same == (reason.strip(), until):
            return "déjà à ne pas démarcher pour ce motif"
        company.contact_refused = True
        company.contact_refused_reason, company.contact_refused_until = reason.strip(), until
        return ""

    verb = "a noté de ne pas démarcher l’entreprise"
    return _each(actor, companies, refuse, verb, reason=reason.strip())


def _check_off(company):
    if not company.to_be_checked:
        return "déjà vérifiée"
    company.to_be_checked = False
    return ""


def _each(actor, companies, change, verb, **words):
    """`change` one company after the other; what it returns says why it is left."""
    if not may_keep(actor):
        raise Refused("Votre rôle ne tient pas les fiches des entreprises.")
    keys = [company.pk for company in companies]
    rows = Company.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=keys)
    near = Company.objects.filter(pk__in=keys)
    near = near if actor.is_administrator else near.filter(nearby(actor))
    own, result = set(near.values_list("pk", flat=True)), Done()
    for company in rows.order_by("pk"):
        why = change(company) if company.pk in own else FAR
        if why:
            result.left.append((company, why))
            continue
        company.save()
        journal.record(actor, verb, company, company=company, **words)
        result.done.append(company)
    return result
