"""The search of the header: schools, companies, offers and bookings that the actor may see."""

from dataclasses import dataclass

from django.db.models import Q

from directory.lexicon import first_found
from directory.models import Company, School
from directory.search import first_ids, matches, text_query
from partnerships.enums import OfferKind
from partnerships.models import Booking, Offer
from partnerships.wording import period_of

SHOWN = 10
# Of more results than this, whichever come first are sorted and shown: of the 68,000 offers of
# a frequent word all would be sorted for the ten that are seen (420 ms).
MOST_SORTED = 100
SHORTEST = 2


@dataclass(frozen=True)
class Found:
    """One line of the results; `url` is empty when the actor has no page for it."""

    title: str
    details: str
    url: str


@dataclass(frozen=True)
class Section:
    """The first results of one sort; `more` says that there are others."""

    title: str
    rows: list
    more: bool


def search(actor, text):
    """The sections that hold results for `text` (accents and case do not matter).

    Eight queries at most, whatever the number of rows; two more when no company is spelt
    like this.
    """
    lists = [
        _section("Établissements", _schools(actor, text), lambda row: _school(row, actor)),
        _section("Entreprises", _companies(actor, text), lambda row: _company(row, actor)),
        _section("Offres", _offers(actor, text), _offer),
        _section("Demandes et immersions", _bookings(actor, text), _booking),
    ]
    return [section for section in lists if section.rows]


def _section(title, queryset, line):
    # All of them, few as they are: for the first eleven, an index is read in its order instead.
    rows = list(queryset)
    return Section(title, [line(row) for row in rows[:SHOWN]], len(rows) > SHOWN)


def _schools(actor, text):
    rows = matches(School.objects.visible_to(actor).open(), text)
    return _first(rows).select_related("department")


def _companies(actor, text):
    rows = first_found(Company.objects.visible_to(actor).active(), text, MOST_SORTED)
    return rows.select_related("sector")


def _offers(actor, text):
    rows = matches(Offer.objects.visible_to(actor), text)
    return _first(rows).select_related("department")


def _bookings(actor, text):
    query = text_query(text)
    named = Q(company__search=query) | Q(school__search=query) | Q(offer__search=query)
    return _first(Booking.objects.visible_to(actor).filter(named)).for_lists()


def _first(rows):
    """In two steps: the twelve joins of a list of requests are planned (40 ms) only when
    there is something to show."""
    return rows.model.objects.filter(pk__in=first_ids(rows, MOST_SORTED))


def _school(school, actor):
    details = f"{school.get_kind_display()}, {school.postcode} {school.city}, UAI {school.uai}"
    return Found(school.name, details, _admin("school", school, actor))


def _company(company, actor):
    details = [company.sector.label if company.sector else "", company.postcode, company.city]
    words = " ".join(part for part in details if part)
    return Found(company.display_name, words, _admin("company", company, actor))


def _admin(name, row, actor):
    return f"/admin/directory/{name}/{row.pk}/change/" if actor.uses_admin else ""


def _offer(offer):
    kind = OfferKind(offer.kind).label
    details = f"{kind}, {offer.host_name}, {offer.city} ({offer.department.name})"
    return Found(offer.title, details, offer.get_absolute_url())


def _booking(booking):
    title = f"{OfferKind(booking.kind).label}, {booking.host}"
    return Found(title, f"{booking.guest}, {period_of(booking)}", booking.get_absolute_url())
