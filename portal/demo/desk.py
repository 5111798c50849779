"""What a company says of its own days: a closed period, an absence, how many people a week."""

import datetime as dt

from accounts.actor import Actor
from accounts.enums import Role
from directory.years import current_year, first_day
from partnerships.models import ClosedPeriod, ContactCeiling, StandIn
from partnerships.workflow import ceilings, own_days
from partnerships.workflow.own_days import Absence

PERSONS = 90


def add(everybody, hosts, today):
    """Told once: each row is looked for first."""
    company, person = hosts["meca"], everybody["entreprise"]
    actor = Actor.of(person, Role.COMPANY_REPRESENTATIVE)
    if not ClosedPeriod.objects.filter(company=company).exists():
        summer = first_day(current_year().start_year + 1) - dt.timedelta(days=1)
        first = summer - dt.timedelta(weeks=4)
        own_days.close(actor, company, first, summer, "congés d’été", today)
    if not StandIn.objects.filter(company=company).exists():
        away = Absence(
            person.email,
            "atelier@meca.example",
            "Sylvain Mirepoix",
            today + dt.timedelta(weeks=2),
            today + dt.timedelta(weeks=2, days=4),
        )
        own_days.replace(actor, company, away, today)
    if not ContactCeiling.objects.filter(company=company).exists():
        ceilings.set_ceiling(actor, company, None, persons_per_week=PERSONS)
