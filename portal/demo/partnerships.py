"""Agreements of the lycée with companies: one that its partner has signed, the head not yet."""

import datetime as dt
import uuid

from accounts.actor import Actor
from accounts.enums import Role
from clee.models import Committee
from directory.models import School
from documents.rounds import give
from partnerships.enums.relation import PartnershipKind
from partnerships.models import Partnership
from partnerships.workflow import partnership_signing as signing
from partnerships.workflow import partnerships

from .people import LYCEE

IP = "127.0.0.1"
COMMITTEE, SHARED = "CLEE de l’Ariège", "Découverte des métiers de l’aéronautique"
TITLE = "Jurys et entraînements à l’oral des bacs professionnels"


def add(everybody, hosts, today):
    """Told once."""
    _add_of_committee(everybody, hosts, today)
    school = School.objects.get(uai=LYCEE)
    if Partnership.objects.filter(school=school, title=TITLE).exists():
        return
    rbde = Actor.of(everybody["rbde"])
    first = today + dt.timedelta(days=21)
    terms = partnerships.Terms(
        hosts["meca"], PartnershipKind.JURY, TITLE, first, first + dt.timedelta(days=364), school
    )
    row = partnerships.prepare(rbde, terms, key=uuid.uuid4())
    company = everybody["entreprise"]
    person = {"name": str(company), "title": "Directeur du site", "email": company.email}
    values = {name: getattr(row, name) for name in signing.TERMS}
    signing.write_draft(rbde, row, signing.Draft(values, {"partner": person}))
    signing.send(rbde, row)
    partner = signing.current_round(row).signatories.get(function="partner")
    give(Actor.of_link(partner.current_link), partner, IP)


def _add_of_committee(everybody, hosts, today):
    """Held by a committee, followed by its co-lead, in force."""
    committee = Committee.objects.get(name=COMMITTEE)
    if Partnership.objects.filter(committee=committee, title=SHARED).exists():
        return
    co_lead = Actor.of(everybody["clee"], Role.CO_LEAD)
    first = today - dt.timedelta(days=60)
    terms = partnerships.Terms(
        hosts["cellule"],
        PartnershipKind.FRAMEWORK,
        SHARED,
        first,
        first + dt.timedelta(days=364),
        committee=committee,
    )
    partnerships.start(co_lead, partnerships.prepare(co_lead, terms, key=uuid.uuid4()))
