"""Addresses that take no mail, for who can correct them; mails in failure, for the
administrator."""

from django.urls import reverse

from accounts.todo import Todo, Urgency, counted
from outbox.models import BarredAddress, Mail


def todos(actor, school_year):
    """A line for each; the year in the header changes nothing."""
    if actor.user is None:
        return []
    return [line for line in (_addresses(actor), _dead_mails(actor)) if line]


def _addresses(actor):
    count = BarredAddress.objects.visible_to(actor).in_force().count()
    if not count:
        return None
    title = counted(
        count, "Corriger une adresse électronique", "Corriger {} adresses électroniques"
    )
    return Todo(title, reverse("barred_addresses"), urgency=Urgency.SOON)


def _dead_mails(actor):
    count = Mail.objects.dead().count() if actor.is_administrator else 0
    if not count:
        return None
    title = counted(count, "Traiter un courriel en échec", "Traiter {} courriels en échec")
    return Todo(title, reverse("dead_mails"), urgency=Urgency.SOON)
