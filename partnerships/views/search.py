"""`/immersions/`: the search of published slots, and the page of one offer."""

from django.core.paginator import Page, Paginator
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import cached_property

from accounts.access import get_visible_or_404, public
from accounts.models import JournalEntry
from accounts.reads import note_reads
from directory.models import School
from outbox.queries import sent_about
from partnerships import ceilings
from partnerships.booking_page import contact_facts, sheet_facts
from partnerships.enums import OfferKind, OfferState, SlotState
from partnerships.filters import SlotFilter
from partnerships.models import Booking, Offer, Slot
from partnerships.rules.ceiling import next_month
from partnerships.views.renewals import to_renew
from partnerships.views.requests import may_request
from partnerships.workflow import company_word
from partnerships.workflow.tables import OFFER

PER_PAGE = 20
# Beyond, a search is made narrower: nobody reads further, and sorting has an end.
MOST_PAGES = 100
SHOWN = 20
FIRST = ("q", "nature", "niveau", "departement")
# Filters that are folded until one is in use.
MORE = ("du", "au", "secteur", "km", "places")


class ResultPages(Paginator):
    """The first pages; the facets have counted the rows already: no second count."""

    object_list: SlotFilter

    def __init__(self, slots, total):
        self.count = total
        super().__init__(slots, PER_PAGE)

    @cached_property
    def num_pages(self):
        return min(super().num_pages, MOST_PAGES)

    @property
    def cut_at(self):
        """How many rows the pages hold when they do not hold all."""
        most = MOST_PAGES * self.per_page
        return most if self.count > most else None

    def page(self, number):
        number = self.validate_number(number)
        last = number * self.per_page
        return Page(self.object_list.results(last - self.per_page, last), number, self)


@public
def search(request):
    """Published slots by text, kind, level, period, sector, département, distance, seats."""
    school = school_with_position(request.actor)
    slots = SlotFilter(
        request.GET,
        origin=(school.latitude, school.longitude) if school else None,
        today=timezone.localdate(),
    )
    total, counts = slots.count_facets()
    slots.label_facets(counts)
    page = ResultPages(slots, total).get_page(request.GET.get("page"))
    mark_ceilings(page.object_list)
    context = {
        "form": slots.form,
        "first": [slots.form[name] for name in FIRST],
        "more": [slots.form[name] for name in MORE if name in slots.form.fields],
        "page_obj": page,
        "total": total,
        "school": school,
        "lacks_origin": slots.lacks_origin,
        "active": active_filters(request.GET, slots),
        "more_open": slots.form.errors or not slots.chosen.keys().isdisjoint(MORE),
    }
    return render(request, "partnerships/search.html", context)


def mark_ceilings(slots):
    """Give each slot `ceiling`: what a school reads when its company has had its requests."""
    hosts = {slot.offer.host_company_id for slot in slots} - {None}
    reached = ceilings.reached(hosts, timezone.localdate()) if hosts else {}
    for slot in slots:
        slot.ceiling = reached.get(slot.offer.host_company_id, "")


def school_with_position(actor):
    """The school that distances are measured from: the actor's first one with a position."""
    if not actor.drafting_school_ids:
        return None
    schools = School.objects.filter(pk__in=actor.drafting_school_ids, latitude__isnull=False)
    return schools.order_by("parent_id", "pk").first()


def active_filters(query, slots):
    """(label, address without it) of every filter in use: each is a way to widen."""
    active = []
    for name, value in slots.chosen.items():
        if name == "tri":
            continue
        field = slots.form.fields[name]
        words = dict(getattr(field, "choices", ())).get(value, value)
        rest = query.copy()
        rest.pop(name, None)
        rest.pop("page", None)
        active.append((f"{field.label} : {shown(words)}", f"?{rest.urlencode()}"))
    return active


def shown(value):
    """A value of the search as a person reads it."""
    return value.strftime("%d/%m/%Y") if hasattr(value, "strftime") else str(value)


@public
def offer_detail(request, pk):
    """An offer with its practical sheet and its slots.

    Visitors read title, host, town and period; contacts, exact address and booking come
    after sign-in.
    """
    offer = get_visible_or_404(
        Offer.objects.select_related(
            "host_company", "host_school", "host_network", "sector", "department"
        ),
        request.actor,
        pk=pk,
    )
    if offer.contact_name or offer.contact_email:
        note_reads(request.actor, [offer])
    today = timezone.localdate()
    may_manage = offer.is_managed_by(request.actor)
    bookings = Booking.objects.visible_to(request.actor).filter(offer=offer).for_lists()
    is_published = offer.state == OfferState.PUBLISHED
    slots = Slot.objects.filter(offer=offer).upcoming(today).exclude(state=SlotState.CANCELLED)
    context = {
        "offer": offer,
        # Before it is published, who prepares it reads its dates.
        "slots": slots.published() if is_published else slots,
        "seats_are": OfferKind(offer.kind).seats_are,
        "ceiling": ceilings.reached({offer.host_company_id}, today).get(offer.host_company_id),
        "sheet": sheet_facts(offer),
        "contact": contact_facts(offer),
        "may_manage": may_manage,
        "may_request": is_published and may_request(request.actor, offer),
        "events": offer_events(offer, request.actor),
        "asked": company_word.asked_of(offer) if may_manage else None,
        "may_renew": may_manage and to_renew(Offer.objects.filter(pk=offer.pk)).exists(),
        "bookings": bookings[:SHOWN],
        "entries": JournalEntry.objects.about(offer)[:SHOWN] if may_manage else None,
        "notices": sent_about(offer) if may_manage else None,
        "today": today,
        "next_month": next_month(today),
    }
    return render(request, "partnerships/offer_detail.html", context)


def offer_events(offer, actor):
    """The buttons of an offer: on behalf, it is the company that publishes (R-IM-1)."""
    unwanted = {"publish" if offer.on_behalf else "submit", "renew"}
    if not company_word.asked_of(offer):
        unwanted |= {"accept_changes", "refuse_changes"}
    return [pair for pair in OFFER.events_for(offer, actor) if pair[0] not in unwanted]
