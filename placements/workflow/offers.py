"""An offer of placements from its draft to its end, and the places of its weeks (R-PL-7)."""

from functools import partial

from django.utils import timezone

from accounts.enums import Role
from accounts.idempotency import once
from accounts.journal import record
from directory.calendar import Calendar
from directory.french import full_day
from directory.models import School
from directory.violations import Refused, Violation, require
from partnerships import closures, seats
from partnerships.companies import check_contact, place_of
from partnerships.rules import check_host
from partnerships.workflow.tables import ON_BEHALF_ROLES
from partnerships.workflow.tables import SYSTEM as PORTAL
from placements.enums import PlacementKind
from placements.enums.offers import SHOWN, OfferOrigin, OfferState
from placements.hours import table_of
from placements.models import OfferWeek, PlacementOffer
from placements.rules import offers as rules
from placements.rules import pfmp, presence
from placements.workflow.offer_people import (
    authors_of,
    follow_contact,
    hosts_of,
    moderators_of,
    tell,
    tell_hosts,
)
from placements.workflow.offer_tables import CONFIRM_PURPOSE, OFFER, manages

PLACE = ("address", "postcode", "city", "latitude", "longitude")
NOT_YOURS = "Cette action ne vous est pas ouverte."


def create(actor, offer, schools=(), *, key):
    """Keep a new offer (an unsaved row) as a draft, once per form; what its company knows is
    filled in. Raises Refused for a company that is not the actor's to publish for."""
    return _create(actor, offer, schools, key)


@seats.unit_of_work
def _create(actor, offer, schools, key):
    return once(actor, key, partial(_make, actor, offer, schools))[0]


def _make(actor, offer, schools):
    own = actor.role == Role.COMPANY_REPRESENTATIVE and offer.company_id in actor.company_ids
    if not own and actor.role not in ON_BEHALF_ROLES:
        raise Refused("Vous ne pouvez pas publier pour cette entreprise.")
    offer.origin = OfferOrigin.COMPANY if own else OfferOrigin.BEHALF
    offer.office = None if own else _office_of(actor)
    if own and not offer.contact_email:
        offer.contact_name, offer.contact_email = actor.user.get_full_name(), actor.user.email
    return make(actor, offer, schools)


def _office_of(actor):
    if not actor.is_school_staff:
        return None
    return School.objects.filter(pk__in=actor.school_ids).order_by("parent_id", "pk").first()


def make(actor, offer, schools=()):
    """The row of a draft, whoever typed it."""
    offer.state, offer.created_by = OfferState.DRAFT, actor.user
    _keep(offer, schools)
    write(actor, "a préparé l’offre de stage", offer)
    return offer


def _keep(offer, schools):
    complete(offer)
    offer.is_for_schools = bool(schools)
    offer.save()
    offer.schools.set(schools)


def complete(offer):
    """Name, place, sector and address of the company, where the form says nothing."""
    company = offer.company
    offer.host_name = str(company)[:250]
    offer.contact_email = (offer.contact_email or company.email).lower()
    if offer.city and (offer.postcode, offer.city) != (company.postcode, company.city):
        place = place_of(offer.postcode, offer.city)
        offer.latitude, offer.longitude = place.get("latitude"), place.get("longitude")
        offer.department_id = place["department_id"] or company.department_id
    else:
        for name in PLACE if not offer.city else PLACE[3:]:
            setattr(offer, name, getattr(company, name))
        offer.department_id = company.department_id
    if offer.sector_id is None:
        offer.sector = company.sector
    if offer.department_id is None:
        text = "Indiquez le code postal du lieu de stage."
        raise Refused(violations=[Violation("R-ID-6", text, "postcode")])


@seats.unit_of_work
def save(actor, offer, schools=()):
    """Keep the changes of an offer; one that is shown must still be publishable."""
    known = locked(offer)
    if not manages(known, actor) or known.state == OfferState.HIDDEN:
        raise Refused(NOT_YOURS)
    offer.state, offer.reason = known.state, known.reason
    _keep(offer, schools)
    if offer.state in SHOWN:
        require(check_publication(offer))
    write(actor, "a modifié l’offre de stage", offer)
    follow_contact(actor, offer, known.contact_email)
    return offer


def check_publication(offer, today=None):
    """Every violation and warning of an offer as it stands, before schools see it."""
    today = today or timezone.localdate()
    weeks = list(offer.weeks.ahead(today).values_list("monday", flat=True))
    if not weeks:
        text = "Ajoutez au moins une semaine à venir avant de publier."
        return [Violation(rules.RULE, text, "mondays")]
    found = _check_table(table_of(offer.table), weeks, PlacementKind(offer.kind))
    if not hosts_of(offer):
        text = "Indiquez l’adresse électronique de la personne qui répondra aux candidatures."
        found.append(Violation("R-IM-1", text, "contact_email"))
    company = offer.company
    found += check_host(company.forbids_agreement(weeks[0]), company.agreement_forbidden_reason)
    if offer.origin == OfferOrigin.BEHALF:
        found += check_contact(company, today)
    return found


def _check_table(table, mondays, kind):
    """R-PL-2 to R-PL-4, R-PF-5, of one of its weeks: the pupil's age is not known yet."""
    if not table.minutes:
        return [Violation("R-PL-4", "Indiquez les horaires de la semaine.", "hours")]
    calendar = Calendar.load()
    for span in rules.spans(mondays, table, (), calendar)[:1]:
        stay = presence.Stay(span.first, span.last, table)
        limits = presence.OBSERVATION
        if kind.is_vocational:
            limits = pfmp.limits_of_offer(kind == PlacementKind.PFMP)
        return presence.check_hours([stay], None, calendar, limits)
    return []


@seats.unit_of_work
def plan_weeks(actor, offer, mondays, places, today=None):
    """These weeks offer so many places each: new ones, and those that the offer has already.

    Raises Refused for a week past, without class, when the company is closed, or with more
    places taken. Returns the number of weeks.
    """
    offer, today = locked(offer), today or timezone.localdate()
    if not manages(offer, actor):
        raise Refused(NOT_YOURS)
    count = set_weeks(offer, mondays, places, today)
    words = ", ".join(full_day(monday) for monday in sorted(mondays))
    write(actor, "a fixé les semaines de l’offre de stage", offer, words=words[:250])
    settle(offer, today)
    return count


def set_weeks(offer, mondays, places, today):
    """The rows of these weeks, of an offer locked or new. Raises Refused."""
    calendar = Calendar.load()
    for monday in mondays:
        require(rules.check_week(monday, today, calendar))
        require(closures.check(offer.company_id, monday, monday + rules.SUNDAY))
    known = {row.monday: row for row in seats.lock(offer.weeks.filter(monday__in=mondays))}
    for monday in sorted(mondays):
        row = known.get(monday) or OfferWeek(offer=offer, monday=monday)
        require(rules.check_places(places, row.seats_taken))
        row.capacity = places
        row.save(update_fields=["capacity"] if row.pk else None)
    return len(mondays)


@seats.unit_of_work
def remove_week(actor, week):
    """A week that is no longer offered; refused once a place of it is taken."""
    offer = locked(week.offer)
    if not manages(offer, actor):
        raise Refused(NOT_YOURS)
    (row,) = seats.lock(OfferWeek.objects.filter(pk=week.pk))
    if row.seats_taken:
        raise Refused("Une place de cette semaine est déjà prise.")
    row.delete()
    write(actor, "a retiré une semaine de l’offre de stage", offer, words=full_day(row.monday))
    settle(offer)


@seats.unit_of_work
def publish(actor, offer):
    """Show the offer to schools; one typed for a company asks it first by link (R-IM-1)."""
    offer = locked(offer)
    event = "publish" if offer.origin == OfferOrigin.COMPANY else "submit"
    OFFER.apply(offer, event, actor)
    require(check_publication(offer))
    if event == "publish":
        return show(actor, offer, "a publié l’offre de stage")
    offer.save()
    write(actor, "a saisi l’offre de stage pour l’entreprise", offer)
    tell_hosts(actor, "placement_offer.to_confirm", offer, CONFIRM_PURPOSE)
    return offer


def show(actor, offer, verb):
    """The moment from which schools find it."""
    offer.published_at = timezone.now()
    offer.save()
    write(actor, verb, offer)
    settle(offer)
    return offer


@seats.unit_of_work
def confirm(actor, offer):
    """The company says yes: published when somebody typed it for them (R-IM-1), handed to a
    moderator when it came without an account. Idempotent."""
    offer = locked(offer)
    if offer.state in (*SHOWN, OfferState.TO_VALIDATE) and OFFER.can(offer, "close", actor):
        return offer
    event = "prove" if offer.origin == OfferOrigin.GUEST else "confirm"
    OFFER.apply(offer, event, actor)
    require(check_publication(offer))
    if event == "prove":
        offer.save()
        write(actor, "a confirmé l’offre de stage déposée sans compte", offer)
        tell(actor, "placement_offer.to_validate", offer, moderators_of(offer))
        return offer
    show(actor, offer, "a confirmé l’offre de stage")
    tell(actor, "placement_offer.confirmed", offer, authors_of(offer))
    return offer


@seats.unit_of_work
def decline(actor, offer):
    """The company does not want it, or no longer."""
    offer = locked(offer)
    if offer.state == OfferState.CLOSED:
        return offer
    OFFER.apply(offer, "decline", actor)
    offer.save()
    write(actor, "n’a pas confirmé l’offre de stage", offer)
    tell(actor, "placement_offer.declined", offer, authors_of(offer))
    return offer


@seats.unit_of_work
def close(actor, offer):
    """No new application; those that were sent are still answered."""
    return _move(actor, offer, "close", "a fermé l’offre de stage")


@seats.unit_of_work
def reopen(actor, offer):
    """Take an offer up again, as a draft."""
    return _move(actor, offer, "reopen", "a repris l’offre de stage")


def _move(actor, offer, event, verb):
    offer = locked(offer)
    OFFER.apply(offer, event, actor)
    offer.save()
    write(actor, verb, offer)
    return offer


def settle(offer, today=None):
    """R-PL-7: a published offer without a free place to come is full, a full one with a place
    is published again. `offer` is locked, or was just made."""
    today = today or timezone.localdate()
    if offer.state not in SHOWN:
        return
    has_room = offer.weeks.ahead(today).with_seats_left().exists()
    event = {OfferState.PUBLISHED: "fill", OfferState.FULL: "free"}[OfferState(offer.state)]
    if has_room == (event == "free"):
        OFFER.apply(offer, event, PORTAL)
        offer.save(update_fields=["state", "updated_at"])


def end_past(today=None):
    """Close the offers all of whose weeks have begun, and tell the companies; how many."""
    today = today or timezone.localdate()
    shown = PlacementOffer.objects.shown()
    over = shown.exclude(pk__in=OfferWeek.objects.ahead(today).values("offer"))
    ended = sum(_end(offer, today) for offer in over.order_by("pk"))
    free = OfferWeek.objects.ahead(today).with_seats_left().values("offer")
    for offer in PlacementOffer.objects.published().exclude(pk__in=free).order_by("pk"):
        _fill(offer, today)
    return ended


@seats.unit_of_work
def _fill(offer, today):
    settle(locked(offer), today)


@seats.unit_of_work
def _end(offer, today):
    offer = locked(offer)
    if offer.state not in SHOWN or offer.weeks.ahead(today).exists():
        return 0
    OFFER.apply(offer, "end", PORTAL)
    offer.save()
    write(PORTAL, "a clos l’offre de stage : semaines passées", offer)
    tell_hosts(PORTAL, "placement_offer.ended", offer, CONFIRM_PURPOSE, occasion=f"{today}")
    return 1


def locked(offer):
    """The offer is the parent lock of its weeks."""
    rows = PlacementOffer.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("company", "department").get(pk=offer.pk)


def write(actor, verb, offer, **more):
    """One line in the journal of the offer and of its company."""
    record(actor, verb, offer, company=offer.company, **more)
