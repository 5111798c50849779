import uuid
from dataclasses import dataclass

from django import template
from django.utils import timezone

from events.enums import EventState
from events.models import Registration, RegistrationSettings
from events.notices.registration import hours as hours_of
from events.registration_page import open_sessions
from events.rules import registration as rules
from events.workflow import who

register = template.Library()


@dataclass(frozen=True)
class Door:
    """What the page of an event says of its registrations."""

    words: str
    is_open: bool
    manages: bool
    own: Registration | None = None


@register.simple_tag(takes_context=True)
def registration_door(context, event):
    """The `Door` of an event for the reader; None when there is nothing to say. Three queries."""
    actor = context["request"].actor
    is_kept = RegistrationSettings.objects.filter(event=event).exists()
    manages = actor.user is not None and who.manages(event, actor)
    if not is_kept:
        words = "Cet événement ne prend pas encore d’inscriptions sur le portail."
        return Door(words, False, manages) if manages else None
    words, is_open = _standing(event, timezone.now())
    own = (
        Registration.objects.filter(event=event, user=actor.user).order_by("-pk").first()
        if (actor.user is not None)
        else None
    )
    return Door(words, is_open, manages, own)


def _standing(event, now):
    """(words, whether one may register)."""
    if event.state != EventState.PUBLISHED:
        return "Les inscriptions sont closes.", False
    sessions = list(open_sessions(event, now))
    if not sessions:
        return "Les inscriptions sont closes.", False
    dates = (event.registration_opens_at, event.registration_closes_at)
    if found := rules.check_open(now, *dates, sessions[0].starts_at):
        return found[0].message, False
    lefts = [one.seats_left for one in sessions]
    if None in lefts:
        return "L’inscription est ouverte.", True
    left = sum(lefts)
    if left <= 0:
        return "Toutes les places sont prises : inscrivez-vous en liste d’attente.", True
    return f"{'Une place libre' if left == 1 else f'{left} places libres'}.", True


@register.filter
def hours(session):
    """« lundi 30 novembre 2026, de 9 h 00 à 12 h 00 »."""
    return hours_of(session)


@register.simple_tag
def form_key():
    """A key of one moment: the same form sent twice counts once."""
    return uuid.uuid4().hex
