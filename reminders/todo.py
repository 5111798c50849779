"""Addresses that take no mail, for who can correct them; mails in failure, for the
administrator."""

from django.urls import reverse

from accounts.enums import Role
from accounts.todo import Todo, Urgency, counted
from accounts.waits import Wait, settled, waiting
from outbox.models import BarredAddress, Mail


def todos(actor, school_year):
    """A line for each; the year in the header changes nothing."""
    return settled(lines(actor, school_year))


def lines(actor, school_year):
    """The same as counts."""
    if actor.user is None:
        return []
    titles = ("Corriger une adresse électronique", "Corriger {} adresses électroniques")
    found = [_addresses(actor, _line(titles, "barred_addresses"))]
    if actor.is_administrator:
        titles = ("Traiter un courriel en échec", "Traiter {} courriels en échec")
        found.append(_dead(actor, _line(titles, "dead_mails")))
    return found


def _line(titles, page):
    return lambda found: Todo(counted(found.count, *titles), reverse(page), urgency=Urgency.SOON)


def _addresses(actor, line):
    """A mandate holds from one day to another: what a co-lead corrects is of today."""
    if actor.role == Role.CO_LEAD:
        return Wait.of(BarredAddress.objects.visible_to(actor).in_force(), line)
    return _barred(actor, line)


@waiting()
def _barred(actor):
    return BarredAddress.objects.visible_to(actor).in_force()


@waiting()
def _dead(actor):
    return Mail.objects.dead()
