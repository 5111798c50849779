"""Who follows which companies for a school, and calls planned for many at once."""

import datetime as dt
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from accounts import journal
from accounts.enums import Role
from accounts.models import RoleAssignment, User
from directory.violations import Refused, Violation, require
from partnerships.enums.relation import InteractionKind
from partnerships.models import Interaction, Portfolio
from partnerships.models.log import SCHOOL_WRITERS
from partnerships.rules.log import RULE, check_entry
from partnerships.workflow.log import holder_of, may_write

ASSIGNERS = frozenset({Role.RBDE, Role.DDFPT, Role.HEAD})
PLANNED = "Appel prévu"


@dataclass
class Done:
    """What an act on many rows did: which ones, and those left, each with why."""

    done: list = field(default_factory=list)
    left: list = field(default_factory=list)


def desk_people(school_ids):
    """Who keeps the desk of these schools today: to them a company may be given."""
    held = RoleAssignment.objects.in_force().filter(role__in=SCHOOL_WRITERS)
    people = held.filter(schools__in=school_ids).order_by().values("user")
    return User.objects.filter(pk__in=people, is_active=True).order_by("last_name", "first_name")


@transaction.atomic
def assign(actor, companies, school, owner):
    """Give these companies to a person at the school's desk, whoever followed them before.

    Companies that the person follows already are left. Raises `Refused`.
    """
    if actor.role not in ASSIGNERS or school.pk not in actor.school_ids:
        raise Refused("Vous ne confiez que les entreprises de votre établissement.")
    if not desk_people([school.pk]).filter(pk=owner.pk).exists():
        text = "Cette personne ne tient pas le bureau des entreprises de l’établissement."
        raise Refused(violations=[Violation(RULE, text, "owner")])
    result = Done()
    rows = Portfolio.objects.select_for_update(of=("self",), no_key=True)
    known = {row.company_id: row for row in rows.filter(school=school, company__in=companies)}
    for company in companies:
        row = known.get(company.pk)
        if row is not None and row.owner_id == owner.pk:
            result.left.append((company, "déjà suivie par cette personne"))
            continue
        row = row or Portfolio(school=school, company=company)
        row.owner = owner
        row.save()
        journal.record(actor, "a confié une entreprise", row, school=school, words=str(owner))
        result.done.append(company)
    return result


@transaction.atomic
def plan_calls(actor, companies, what, day, today=None):
    """Something to do with each of these companies, on that day, in the actor's log.

    A company with the same action still to do is left. Raises `Refused`.
    """
    today = today or timezone.localdate()
    if not may_write(actor):
        raise Refused("Votre rôle ne tient pas de journal des échanges.")
    found = check_entry(today, what.strip(), day, today)
    require(found)
    open_ones = Interaction.objects.held_by(actor).filter(
        next_action=what.strip(), next_action_done_at=None, company__in=companies
    )
    planned = set(open_ones.values_list("company", flat=True))
    result = Done()
    for company in companies:
        if company.pk in planned:
            result.left.append((company, "déjà prévu"))
            continue
        row = Interaction.objects.create(
            company=company,
            **holder_of(actor, company),
            kind=InteractionKind.NOTE,
            happened_on=today,
            text=PLANNED,
            next_action=what.strip(),
            next_action_on=day,
            author=actor.user,
        )
        journal.record(actor, "a prévu un appel", row, school=row.school)
        result.done.append(company)
    return result


def in_a_week(today):
    """A usual day for calls that one plans now."""
    return today + dt.timedelta(days=7)
