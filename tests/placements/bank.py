"""A light world for the bank of placements: an offer of a company, a class of 3e, a pupil."""

import datetime as dt
import uuid
from dataclasses import dataclass

from accounts.actor import Actor
from accounts.enums import Role
from placements.models import OfferWeek, PlacementOffer, Pupil
from placements.workflow import offers
from tests.accounts.factories import actor_for
from tests.directory.factories import CompanyFactory
from tests.placements import families

FIRST, LAST = families.FIRST, families.LAST
USUAL = [[[540, 720], [810, 990]]] * 5 + [[], []]


@dataclass
class Bank:
    """A published offer of one place in the week of the class, and who may apply."""

    company: object
    host: Actor
    offer: PlacementOffer
    group: object
    referent: Actor
    pupil: Pupil
    other: Pupil

    @property
    def week(self):
        return self.offer.weeks.get(monday=FIRST)


def offer_of(company, **changes):
    """The unsaved row of an offer."""
    row = {
        "title": "Découvrir la boulangerie",
        "tasks": "Observer le pétrin, le four, la vente.",
        "table": USUAL,
        "contact_name": "Inès Pujol",
        "contact_email": "ines@fournil.example",
    }
    return PlacementOffer(company=company, **(row | changes))


def published(host, company, places=1, schools=(), mondays=(FIRST,), **changes):
    """An offer that schools see."""
    offer = offers.create(host, offer_of(company, **changes), schools, key=uuid.uuid4())
    offers.plan_weeks(host, offer, list(mondays), places)
    return offers.publish(host, offer)


def company_and_host(**company):
    place = {"city": "Toulouse", "postcode": "31000", "latitude": 43.6, "longitude": 1.44}
    row = CompanyFactory(**({"name": "Fournil des Carmes"} | place | company))
    return row, actor_for(Role.COMPANY_REPRESENTATIVE, company=row)


def make_bank(places=1, **offer):
    company, host = company_and_host()
    world = families.world()
    return Bank(
        company,
        host,
        published(host, company, places, **offer),
        world.group,
        world.referent,
        world.pupil,
        world.other,
    )


def week(offer, monday, places=1):
    return OfferWeek.objects.create(offer=offer, monday=monday, capacity=places)


NEXT = FIRST + dt.timedelta(days=7)
