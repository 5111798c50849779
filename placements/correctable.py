"""Where placements keep the addresses of companies, and who corrects them."""

from django.urls import reverse

from outbox.address_books import AddressBook, register
from placements.models import PlacementOffer


def offers(actor):
    return PlacementOffer.objects.managed_by(actor)


def offer_place(offer, actor):
    return f"contact de l’offre de stage « {offer} »", reverse(
        "placements:offer_edit", args=[offer.pk]
    )


register(AddressBook("placements.PlacementOffer", "contact_email", offers, offer_place))
