"""Where events keep the addresses of jurors and of people registered, and who corrects them."""

from django.urls import reverse

from events.enums import EventState
from events.models import Event, Juror, Registration
from outbox.address_books import AddressBook, register


def jurors(actor):
    return Juror.objects.visible_to(actor).sitting()


def registrations(actor):
    """Of the events that are not over, for who organises them."""
    held = Event.objects.managed_by(actor).filter(state=EventState.PUBLISHED)
    return Registration.objects.filter(event__in=held.values("pk"))


def juror_place(juror, actor):
    return f"membre du jury {juror}", reverse("events:juror", args=[juror.pk])


def registration_place(row, actor):
    words = f"inscription de {row.name} : prévenez cette personne autrement"
    return words, reverse("events:registrations", args=[row.event_id])


register(AddressBook("events.Juror", "email", jurors, juror_place))
register(AddressBook("events.Registration", "email", registrations, registration_place))
