"""What the branch proposes: its call of the year, a match that waits and one that was refused."""

import datetime as dt
import uuid

from accounts.actor import Actor
from accounts.enums import Role
from directory.models import BranchOrganisation
from directory.years import current_year
from partnerships.enums import OfferKind
from partnerships.enums.school_requests import Reach
from partnerships.models import BranchCall, BranchMatch, SchoolRequest
from partnerships.workflow import branch_calls, matches
from partnerships.workflow.branch_calls import CallPlan
from partnerships.workflow.matches import Proposal

from .dates import next_run
from .offers import NAMESPACE
from .people import HOME, LYCEE
from .school_requests import publish, with_visa


def add(everybody, hosts, calendar, today):
    """Told once: the first match says that the story is there."""
    if BranchMatch.objects.exists():
        return
    officer = Actor.of(everybody["uimm"], Role.BRANCH_OFFICER)
    teacher = Actor.of(everybody["enseignante"], Role.TEACHER)
    rbde = Actor.of(everybody["rbde"], Role.RBDE)
    kind = OfferKind.CLASS_IMMERSION
    asked = publish(teacher, HOME, kind, "3e", 26, today, Reach.DEPARTMENT, None)
    asked = with_visa(everybody, asked, today)
    publish(rbde, LYCEE, kind, "2de", 22, today, Reach.DEPARTMENT, None)
    _propose(officer, asked, hosts["meca"], calendar, today)
    refused = _propose(officer, asked, hosts["cellule"], calendar, today)
    host = Actor.of(everybody["contact.cellule"])
    matches.refuse(host, refused, "L’atelier est en travaux jusqu’à l’été.")
    _call(officer, today)


def _propose(officer, request, company, calendar, today):
    proposal = Proposal(
        request=SchoolRequest.objects.get(pk=request.pk),
        company=company,
        period=next_run(calendar, request.starts_on, 3),
        expires_on=today + dt.timedelta(days=14),
        message="Un atelier de taille humaine, à vingt minutes en car.",
    )
    key = uuid.uuid5(NAMESPACE, f"relation-{request.pk}-{company.pk}")
    return matches.propose(officer, proposal, key=key, today=today)


def _call(officer, today):
    branch = BranchOrganisation.objects.filter(pk__in=officer.branch_ids).first()
    year = current_year()
    if branch is None or BranchCall.objects.filter(branch=branch, school_year=year).exists():
        return
    plan = CallPlan(
        today + dt.timedelta(weeks=3),
        today + dt.timedelta(weeks=6),
        "Une classe, trois jours, une entreprise : ouvrez vos portes.",
    )
    branch_calls.call(officer, branch, year, plan, today)
