"""An offer that a company deposits without an account: its SIRET is checked, its address is
proved by a link, and a moderator validates it before it is shown (R-IM-1)."""

from functools import partial

from django.utils import timezone

from accounts.actor import Actor
from accounts.idempotency import once
from accounts.journal import record
from accounts.limits import allowed
from directory.violations import Refused, Violation, require
from partnerships import seats
from partnerships.companies import find_or_create
from placements.enums.offers import OfferOrigin, OfferState
from placements.workflow import offers
from placements.workflow.offer_people import tell_contact

# Deposits from one address of the network, and to one address of mail, per day.
PER_VISITOR, PER_ADDRESS, DAY = 10, 5, 24 * 3600
TOO_MANY = "Trop d’offres déposées aujourd’hui. Créez un compte, ou réessayez demain."
GUEST = Actor.system("Entreprise sans compte")


def deposit(visitor, offer, typed, mondays, places, *, key, today=None):
    """Keep what a visitor (an address of the network) typed, to be confirmed by the link that
    its contact is sent. Raises Refused: too many, a wrong SIRET, a week that cannot be."""
    today = today or timezone.localdate()
    email = offer.contact_email.lower()
    within = allowed("offer-deposit", visitor, PER_VISITOR, DAY)
    if not within or not allowed("offer-deposit-to", email, PER_ADDRESS, DAY):
        raise Refused(TOO_MANY)
    return _deposit(offer, typed, mondays, places, key, today)


@seats.unit_of_work
def _deposit(offer, typed, mondays, places, key, today):
    return once(GUEST, key, partial(_make, offer, typed, mondays, places, today))[0]


def _make(offer, typed, mondays, places, today):
    if not typed.siret.strip():
        text = "Le SIRET est nécessaire : il identifie votre entreprise."
        raise Refused(violations=[Violation("R-ID-3", text, "siret")])
    offer.company = find_or_create(GUEST, typed)
    offer.origin = OfferOrigin.GUEST
    offers.make(GUEST, offer)
    offers.set_weeks(offer, mondays, places, today)
    require(offers.check_publication(offer, today))
    offer.state = OfferState.TO_CONFIRM
    offer.save()
    record(GUEST, "a déposé l’offre de stage sans compte", offer, company=offer.company)
    tell_contact(GUEST, "placement_offer.to_confirm", offer)
    return offer
