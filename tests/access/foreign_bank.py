"""Rows of the bank of placements of another tenant (`tests.access.foreign`)."""

from directory.enums import Level
from placements.models import (
    OfferFavourite,
    OfferReport,
    OfferWeek,
    PlacementApplication,
    PlacementOffer,
    PlacementWish,
)
from tests.accounts.factories import UserFactory
from tests.directory.factories import ClassGroupFactory, SchoolFactory
from tests.placements.bank import FIRST, LAST, company_and_host, published
from tests.placements.factories import PupilFactory


def offer(marker):
    """Reserved to a school: an open one is every school's to read."""
    company, host = company_and_host()
    reserved = {"schools": [SchoolFactory()], "tasks": marker, "accessibility": marker}
    return published(host, company, title=marker, contact_name=marker, **reserved)


def pupil():
    return PupilFactory(class_group=ClassGroupFactory(level=Level.TROISIEME))


def application(marker):
    days = {"starts_on": FIRST, "ends_on": LAST, "expires_on": FIRST}
    return PlacementApplication.objects.create(
        offer=offer(marker), pupil=pupil(), message=marker, contact_name=marker, **days
    )


def wish(marker):
    days = {"starts_on": FIRST, "ends_on": LAST}
    return PlacementWish.objects.create(
        offer=offer(marker), pupil=pupil(), message=marker, rank=1, **days
    )


MAKERS = {
    OfferFavourite: lambda marker: OfferFavourite.objects.create(
        class_group=ClassGroupFactory(), offer=offer(marker)
    ),
    OfferReport: lambda marker: OfferReport.objects.create(
        offer=offer(marker), author=UserFactory(), reason="wrong", message=marker
    ),
    OfferWeek: lambda marker: offer(marker).weeks.get(),
    PlacementApplication: application,
    PlacementOffer: offer,
    PlacementWish: wish,
}
NUMBERS = {
    "stages/offres/semaines/": OfferWeek,
    "stages/offres/signalements/": OfferReport,
    "stages/offres/": PlacementOffer,
    "stages/candidatures/": PlacementApplication,
    "stages/voeux/": PlacementWish,
}
