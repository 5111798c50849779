"""`/stages/offres/`: the bank of placements as schools read it."""

import uuid

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import get_visible_or_404
from accounts.history import history_of
from accounts.lists_out import is_asked
from accounts.reads import note_reads
from directory.models import ClassGroup
from outbox.queries import sent_about
from partnerships.views.search import school_with_position
from placements import exports
from placements.enums.offers import SHOWN, OfferState
from placements.hours import table_of
from placements.models import OfferFavourite, OfferReport, PlacementOffer
from placements.models.pupils import NAME_READERS
from placements.offer_audiences import audiences_of
from placements.offer_search import MOST, OfferSearch
from placements.workflow.offer_tables import OFFER, manages, may_publish, moderates

# In a button of their own, or with a form.
MODERATION = {"validate": "valider", "hide": "hide", "restore": "remettre"}


READ = ("school__municipality", "school_year")


def followed_groups(actor, school_year):
    """The classes of the year that the actor follows: one may be chosen in the search."""
    if not actor.is_school_staff:
        return []
    groups = ClassGroup.objects.filter(school__in=actor.school_ids).for_year(school_year)
    if actor.role not in NAME_READERS:
        groups = groups.filter(referents__user=actor.user)
    return list(groups.select_related(*READ).order_by("sort_key", "pk"))


@require_safe
def search(request):
    """Published offers by text, weeks, sector, distance; for a class, those of its window."""
    actor = request.actor
    groups = followed_groups(actor, request.school_year)
    school = _school_of(groups) or school_with_position(actor)
    origin = school.position if school else None
    found = OfferSearch(request.GET, origin=origin, groups=groups)
    found.look_in(_rows_for(actor, found.group))
    if is_asked(request):
        return exports.FOUND.file(request, found.shown(0, MOST))
    page = found.page(request.GET.get("page"))
    context = {
        "found": found,
        "form": found.form,
        "page_obj": page,
        "school": school,
        "may_publish": may_publish(actor),
        "more_open": found.form.errors
        or found.chosen.keys() & {"du", "au", "secteur", "diplome", "favoris"},
    }
    return render(request, "placements/offers/search.html", context)


def _school_of(groups):
    """The school that distances are measured from: the first of these with a position, in
    the order of `school_with_position`, without a query."""
    placed = {group.school for group in groups if group.school.position}
    return min(placed, key=_annexes_first, default=None)


def _annexes_first(school):
    return school.parent_id is None, school.parent_id or 0, school.pk


def _rows_for(actor, group):
    """The published offers that an actor finds; those of a class when it is chosen."""
    rows = PlacementOffer.objects.published()
    if group is not None:
        return rows.open_to_class(group)
    if actor.is_school_staff:
        return rows.open_to(actor.school_ids, audiences_of(actor.school_ids))
    return rows.visible_to(actor)


@require_safe
def detail(request, pk):
    """An offer: what, where, when, for whom; what the actor may do with it."""
    rows = PlacementOffer.objects.select_related("company", "sector", "department", "created_by")
    offer = get_visible_or_404(rows, request.actor, pk=pk)
    actor, today = request.actor, timezone.localdate()
    may_manage, may_moderate = manages(offer, actor), moderates(offer, actor)
    events = OFFER.events_for(offer, actor)
    if may_manage or may_moderate:
        note_reads(actor, [offer])
    context = {
        "offer": offer,
        "facts": facts_of(offer),
        "table": table_of(offer.table),
        "weeks": offer.weeks.ahead(today),
        "contact": contact_of(offer) if may_manage or may_moderate else "",
        "may_manage": may_manage,
        "may_apply": actor.is_school_staff and offer.state == OfferState.PUBLISHED,
        "may_moderate": may_moderate,
        "events": [one for one in events if one[0] not in MODERATION],
        "moderation": [(MODERATION[name], label) for name, label in events if name in MODERATION],
        "may_report": actor.is_school_staff and offer.state in SHOWN,
        "groups": _groups_of(request, offer) if offer.state in SHOWN else [],
        "keys": (uuid.uuid4(), uuid.uuid4()),
        "entries": history_of(offer, actor, None, whole=True) if may_manage else None,
        "notices": _told(offer, actor) if may_manage or may_moderate else None,
    }
    return render(request, "placements/offers/detail.html", context)


def _told(offer, actor):
    """The messages about it; about what was reported of it, for who sees the reports."""
    return sent_about(offer, *OfferReport.objects.visible_to(actor).filter(offer=offer))


def _groups_of(request, offer):
    """[(class, whether the offer is among its favourites)] of those that the actor follows."""
    groups = followed_groups(request.actor, request.school_year)
    kept = OfferFavourite.objects.filter(offer=offer, class_group__in=groups)
    keys = set(kept.values_list("class_group", flat=True)) if groups else set()
    return [(group, group.pk in keys) for group in groups]


def facts_of(offer):
    """[(label, value)] of what everyone reads."""
    place = f"{offer.address}\n{offer.postcode} {offer.city}".strip()
    reserved = [*offer.audience_labels]
    if offer.is_for_schools:
        reserved.append("certains établissements")
    return [
        ("Nature", offer.get_kind_display()),
        ("Entreprise", offer.host_name),
        ("Secteur", offer.sector.label if offer.sector else ""),
        ("Lieu", place),
        ("Ce que l’élève observe et fait", offer.tasks),
        ("Niveaux", ", ".join(offer.level_labels)),
        ("Diplômes", ", ".join(offer.diploma_labels)),
        ("Réservée à", ", ".join(reserved)),
        ("Accessibilité", offer.accessibility),
    ]


def contact_of(offer):
    return "\n".join(filter(None, (offer.contact_name, offer.contact_email, offer.contact_phone)))
