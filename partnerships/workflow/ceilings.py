"""A company says how many requests a month and persons a week it wants, or its RBDE notes its
word."""

from accounts import journal
from accounts.enums import Role
from directory.models import Company, School
from directory.violations import Refused, Violation, require
from partnerships import seats
from partnerships.models import ContactCeiling
from partnerships.models.portfolio import MOST_CONTACTS, MOST_PERSONS
from partnerships.rules.ceiling import RULE
from partnerships.workflow import waiting_list

NOTERS = frozenset({Role.RBDE, Role.DDFPT, Role.MISSION_OFFICER, Role.EDUCATION_AUTHORITY})
SETTERS = NOTERS | {Role.COMPANY_REPRESENTATIVE, Role.ADMINISTRATOR}


def may_set(actor, company):
    """The company itself, and the officers of its département (DOMAIN §8, shared facts)."""
    if actor.is_administrator:
        return True
    if actor.role == Role.COMPANY_REPRESENTATIVE:
        return company.pk in actor.company_ids
    if actor.role not in NOTERS:
        return False
    near = School.objects.filter(pk__in=actor.school_ids, department=company.department_id)
    return company.department_id in actor.department_codes or near.exists()


@seats.unit_of_work
def set_ceiling(actor, company, per_month, said_by="", persons_per_week=None):
    """Set the ceilings of a company; both None lift them. Raises `Refused`.

    What is accepted already stays, also beyond a ceiling that is set later.
    """
    if not may_set(actor, company):
        raise Refused("Cette entreprise n’est pas de votre département.")
    Company.objects.select_for_update(of=("self",), no_key=True).get(pk=company.pk)
    if per_month is None and persons_per_week is None:
        if ContactCeiling.objects.filter(company=company).delete()[0]:
            journal.record(actor, "a levé le plafond d’accueil", company, company=company)
            waiting_list.serve_host(company.pk)
        return None
    if actor.role == Role.COMPANY_REPRESENTATIVE:
        said_by = said_by or "l’entreprise"
    require(_check(per_month, persons_per_week, said_by))
    ceiling, _ = ContactCeiling.objects.update_or_create(
        company=company,
        defaults={
            "per_month": per_month,
            "persons_per_week": persons_per_week,
            "said_by": said_by.strip(),
        },
    )
    words = f"{ceiling}, demandé par {ceiling.said_by}"
    journal.record(actor, "a fixé le plafond d’accueil", company, company=company, words=words)
    waiting_list.serve_host(company.pk)
    return ceiling


def _check(per_month, persons_per_week, said_by):
    found = []
    if per_month is not None and not 1 <= per_month <= MOST_CONTACTS:
        text = f"Le plafond va de 1 à {MOST_CONTACTS} demandes par mois."
        found.append(Violation(RULE, text, "per_month"))
    if persons_per_week is not None and not 1 <= persons_per_week <= MOST_PERSONS:
        text = f"Le plafond va de 1 à {MOST_PERSONS} personnes par semaine."
        found.append(Violation(RULE, text, "persons_per_week"))
    return found + check_word(RULE, said_by)


def check_word(rule, said_by):
    """What is noted on a company's word says whose: a function, no name."""
    if said_by.strip():
        return []
    text = "Indiquez qui l’a demandé dans l’entreprise : sa fonction, sans son nom."
    return [Violation(rule, text, "said_by")]
