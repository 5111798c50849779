"""The same offer once more: copied, or renewed for the placement weeks to come; and kept by a
class among its favourites."""

from functools import partial

from django.db import transaction
from django.utils import timezone

from accounts.idempotency import once
from accounts.journal import record
from directory.violations import Refused, require
from partnerships import seats
from placements.models import OfferFavourite, PlacementOffer
from placements.offer_weeks import usual_mondays
from placements.workflow import offers
from placements.workflow.offer_tables import manages
from placements.workflow.pupils import check_author

COPIED = (
    *(
        "company",
        "kind",
        "title",
        "tasks",
        "sector",
        "levels",
        "diplomas",
        "address",
        "postcode",
        "city",
    ),
    *("table", "accessibility", "audiences", "contact_name", "contact_email", "contact_phone"),
    *("origin", "office"),
)


def duplicate(actor, offer, *, key):
    """A draft with the same words, without week; once per form."""
    return _again(actor, offer, key, False, timezone.localdate())


def renew(actor, offer, *, key, today=None):
    """A draft for the placement weeks of the département that come after those of the offer:
    as many weeks, as many places in each. One week at least is left to choose when no school
    has fixed its own yet."""
    return _again(actor, offer, key, True, today or timezone.localdate())


@seats.unit_of_work
def _again(actor, offer, key, renews, today):
    return once(actor, key, partial(_make, actor, offer, renews, today))[0]


def _make(actor, offer, renews, today):
    offer = offers.locked(offer)
    if not manages(offer, actor):
        raise Refused(offers.NOT_YOURS)
    values = {name: getattr(offer, name) for name in COPIED}
    new = PlacementOffer(**values, renewed_from=offer if renews else None)
    offers.make(actor, new, list(offer.schools.all()))
    if renews:
        weeks = list(offer.weeks.order_by("monday"))
        mondays = _next(offer, weeks, today)
        places = max((week.capacity for week in weeks), default=1)
        offers.set_weeks(new, mondays, places, today)
    return new


def _next(offer, weeks, today):
    """As many weeks as before, among those to come when pupils are on placement."""
    last = weeks[-1].monday if weeks else today
    coming = usual_mondays(offer.department_id, offer.levels, today)
    return [monday for monday, _ in coming if monday > last][: max(len(weeks), 1)]


@transaction.atomic
def keep(actor, offer, group, *, kept=True):
    """Put an offer among the favourites of a class, or take it away; idempotent. The pupils of
    the class see it marked. Raises Refused for who does not follow the class."""
    require(check_author(actor, group))
    open_to = PlacementOffer.objects.open_to_class(group)
    if kept and not open_to.filter(pk=offer.pk).exists():
        raise Refused("Cette offre n’est pas ouverte à cette classe.")
    rows = OfferFavourite.objects.filter(class_group=group, offer=offer)
    if kept == rows.exists():
        return
    if kept:
        OfferFavourite.objects.get_or_create(class_group=group, offer=offer)
    else:
        rows.delete()
    verb = (
        "a gardé une offre de stage pour une classe"
        if kept
        else ("a retiré une offre de stage des favorites d’une classe")
    )
    record(actor, verb, group, school=group.school, words=f"{group} : {offer.title}"[:250])
