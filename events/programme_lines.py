"""The lines of a programme: sessions of its events, slots that joined it; and its export."""

import datetime as dt

from django.db.models import Prefetch
from django.utils import timezone

from directory.french import day_and_month
from events.lines import Line, hours, line_of
from events.models import Session
from outbox.addresses import absolute
from partnerships.enums import OfferKind

HEADINGS = (
    *("Titre", "Type", "Thème du programme", "Sous-thème", "Description"),
    *("Date de début", "Heure de début", "Date de fin", "Heure de fin"),
    *("Lieu", "Commune", "Code INSEE", "Département", "Organisateur"),
    *("Public", "Places", "Places libres", "Adresse de la page", "Numéro de label"),
    *("Lien national", "Annulé"),
)


def shown(programme):
    """The entries that the public reads, with all that a line needs: two queries."""
    sessions = Prefetch("event__sessions", Session.objects.order_by("starts_at", "pk"))
    return list(programme.entries.shown().for_lists().prefetch_related(sessions))


def lines_of(entry):
    """One line a session; one for a slot, whose seats are counted in its offer alone."""
    notes = tuple(filter(None, (entry.theme and entry.theme.label, _number(entry))))
    if entry.slot:
        return [_line_of_slot(entry.slot, notes)]
    return [line_of(_of(entry.event, one), notes=notes) for one in entry.event.sessions.all()]


def _of(event, session):
    session.event = event
    return session


def _number(entry):
    return f"label n° {entry.label_number}" if entry.label_number else ""


def _line_of_slot(slot, notes):
    offer = slot.offer
    starts = timezone.make_aware(dt.datetime.combine(slot.starts_on, slot.starts_at or dt.time.min))
    left = slot.seats_left
    seats = f"{left} place{'s' if left > 1 else ''} libre{'s' if left > 1 else ''}"
    return Line(
        day=slot.starts_on,
        order=(starts, slot.pk),
        when=_hours(slot),
        title=offer.title,
        url=f"/immersions/offres/{offer.pk}/",
        kind=OfferKind(slot.kind).label,
        where=offer.city,
        organiser=offer.host_name,
        department=offer.department.name,
        notes=(*notes, seats if left else "complet"),
    )


def _hours(slot):
    if slot.ends_on != slot.starts_on:
        return f"jusqu’au {day_and_month(slot.ends_on)}"
    if slot.starts_at and slot.ends_at:
        return hours(slot.starts_at, slot.ends_at)
    return "la journée"


def export(programme):
    """The rows of the file for the national site, headings first."""
    yield list(HEADINGS)
    for entry in shown(programme):
        yield from _rows_of_slot(entry) if entry.slot else _rows_of_event(entry)


def _rows_of_slot(entry):
    slot, offer = entry.slot, entry.slot.offer
    yield [
        *(offer.title, OfferKind(slot.kind).label, *_themes(entry), offer.description),
        *(slot.starts_on, _hour(slot.starts_at), slot.ends_on, _hour(slot.ends_at)),
        *("", offer.city, "", offer.department.name, offer.host_name),
        *("", slot.capacity, slot.seats_left, absolute(f"/immersions/offres/{offer.pk}/")),
        *(entry.label_number, entry.national_url, ""),
    ]


def _rows_of_event(entry):
    event = entry.event
    town = event.municipality
    for one in event.sessions.all():
        line = line_of(_of(event, one))
        starts, ends = timezone.localtime(one.starts_at), timezone.localtime(one.ends_at)
        left = getattr(one, "seats_left", one.capacity)
        yield [
            *(line.title, line.kind, *_themes(entry), event.presentation),
            *(starts.date(), _hour(starts), ends.date(), _hour(ends)),
            *(", ".join(filter(None, (one.room, event.place))), town.name if town else ""),
            *(town.pk if town else "", line.department, event.organiser),
            *(event.audience_labels, one.capacity, left, absolute(event.get_absolute_url())),
            *(entry.label_number, entry.national_url, "oui" if line.cancelled else ""),
        ]


def _themes(entry):
    return entry.programme.theme, entry.theme.label if entry.theme else ""


def _hour(at):
    return f"{at:%H:%M}" if at else ""
