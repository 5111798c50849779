"""A light world for the bank of placements: an offer of a company, a class of 3e, a pupil."""

import datetime as dt
import uuid
from dataclasses import dataclass

from accounts.actor import Actor
from accounts.enums import Role
from accounts.models import PersonalLink
from placements.models import OfferWeek, PlacementOffer, Pupil
from placements.rules.offers import Span
from placements.workflow import applications, offers
from placements.workflow.applications import Batch
from placements.workflow.offer_tables import ANSWER_PURPOSE
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


def batch_of(bank, *pupils, **changes):
    """An application of these pupils (the first one) for the week of the offer."""
    from_offer = {"offer": bank.offer, "pupils": pupils or (bank.pupil,)}
    return Batch(**({"span": Span(FIRST, LAST), "message": "Curieuse."} | from_offer | changes))


def apply(bank, *pupils, today=None, **changes):
    made = applications.send(
        bank.referent, batch_of(bank, *pupils, **changes), key=uuid.uuid4(), today=today
    )
    return made[0] if len(made) == 1 else made


def link_actor(purpose=ANSWER_PURPOSE, **about):
    """The holder of the latest link of this purpose."""
    rows = PersonalLink.objects.filter(purpose=purpose, **about)
    return Actor.of_link(rows.latest("pk"))


def confirm(bank, application):
    return applications.confirm(bank.referent, application, key=uuid.uuid4())
