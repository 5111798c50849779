"""The history pages of what people work on; `visible_to` says who sees the row."""

from accounts.history_views import history_page
from partnerships.models import Booking, Contract, Offer, SlotWaiting


def of_parties(_row, _actor):
    """Whom a request or a contract is visible to sees all of it."""
    return True


BOOKING = history_page(Booking, of_parties)
WAITING = history_page(SlotWaiting, of_parties)
CONTRACT = history_page(Contract, of_parties)
# A published offer is open to all, what was done to it to who manages it.
OFFER = history_page(Offer, Offer.is_managed_by)
