"""The need of a company: told in one line, and closed when it is no longer true."""

import datetime as dt
from dataclasses import dataclass
from functools import partial

from django.db import transaction
from django.utils import timezone

from accounts import journal
from accounts.enums import Role
from accounts.idempotency import once
from directory.models import Company, School, TrainingBasin
from directory.violations import Refused, Violation, require
from partnerships.models import CompanyNeed
from partnerships.models.needs import TELLERS, territory_of
from partnerships.rules.companies import check_need


@dataclass(frozen=True)
class Told:
    """A need as it is typed; without a bassin, that of the company when it is plain."""

    company: Company
    job: str
    level: str
    wanted_from: dt.date
    count: int = 1
    basin: TrainingBasin | None = None


def companies_of(actor):
    """The companies whose needs the actor may tell: their own, or those of their territory."""
    rows = Company.objects.active()
    if actor.is_administrator or actor.role not in TELLERS:
        return rows.none()
    if actor.role == Role.COMPANY_REPRESENTATIVE:
        return rows.filter(pk__in=actor.company_ids)
    return rows.filter(territory_of(actor))


def tell(actor, told, *, key, today=None):
    """The need, in the journal of the company; `key` is the form's. Raises Refused."""
    return _tell(actor, told, key, today or timezone.localdate())


@transaction.atomic
def _tell(actor, told, key, today):
    return once(actor, key, partial(_make, actor, told, today))[0]


def _make(actor, told, today):
    if not companies_of(actor).filter(pk=told.company.pk).exists():
        text = "Cette entreprise n’est pas de votre territoire."
        raise Refused(violations=[Violation("DOMAIN §7", text, "company")])
    require(check_need(told.job, told.wanted_from, told.company.department_id, today))
    need = CompanyNeed.objects.create(
        company=told.company,
        job=told.job.strip(),
        level=told.level,
        count=told.count,
        sector=told.company.sector,
        department=told.company.department,
        basin=told.basin or basin_of(told.company),
        wanted_from=told.wanted_from,
        told_on=today,
        told_by=actor.user,
    )
    verb = "a fait connaître un besoin"
    journal.record(actor, verb, need, company=need.company, words=str(need))
    return need


def basin_of(company):
    """The bassin of the schools of the same municipality, when they have one only."""
    if company.municipality_id is None:
        return None
    schools = School.objects.filter(municipality=company.municipality_id, basin__isnull=False)
    found = list(schools.order_by().values_list("basin", flat=True).distinct()[:2])
    return TrainingBasin.objects.get(pk=found[0]) if len(found) == 1 else None


@transaction.atomic
def end(actor, need, today=None):
    """It is met, or no longer true. A second click changes nothing. Raises Refused."""
    need = CompanyNeed.objects.select_for_update(of=("self",)).get(pk=need.pk)
    if not companies_of(actor).filter(pk=need.company_id).exists():
        raise Refused("Cette action ne vous est pas ouverte.")
    if need.ended_on is None:
        need.ended_on = today or timezone.localdate()
        need.save(update_fields=["ended_on"])
        journal.record(actor, "a clos un besoin", need, company=need.company, words=str(need))
    return need
