"""`{% load immersions %}`: the doors of the immersion pages, the words of a row."""

from django import template

from directory import french
from partnerships.models.needs import READERS
from partnerships.workflow.offers import may_publish

register = template.Library()


@register.filter
def dates(row):
    """« du lundi 4 au mercredi 6 janvier 2027 (dernier jour : une demi-journée) » of a slot or
    a booking."""
    half = " (dernier jour\u00a0: une demi-journée)" if row.last_day_is_half else ""
    return french.period(row.starts_on, row.ends_on, weekday=True) + half


@register.filter
def seats_left(slot):
    """« 12 places libres », « 0 place libre »."""
    plural = "s" if slot.seats_left > 1 else ""
    return f"{slot.seats_left} place{plural} libre{plural}"


@register.inclusion_tag("partnerships/_doors.html", takes_context=True)
def immersion_doors(context):
    """The links between the lists of immersions, as the role of the reader has use for."""
    request = context["request"]
    actor = request.actor
    doors = [("Chercher", "/immersions/", True)]
    hosts = bool(actor.company_ids)
    doors += [("Mes demandes", "/accueil/demandes/", hosts)]
    doors += [("Agenda", "/accueil/agenda/", hosts)]
    doors += [("Suivi de la branche", "/branche/", bool(actor.branch_ids))]
    doors += [("Demandes", "/immersions/demandes/", actor.is_signed_in)]
    waits = actor.is_school_staff or may_publish(actor)
    doors += [("Liste d’attente", "/immersions/attente/", actor.is_signed_in and waits)]
    doors += [("Appels", "/immersions/appels/", actor.is_signed_in)]
    doors += [("Conventions", "/immersions/conventions/", actor.is_signed_in)]
    doors += [("Mes offres", "/immersions/offres/", actor.is_signed_in and may_publish(actor))]
    doors += [("Classes", "/classes/", actor.is_school_staff)]
    doors += [("Besoins", "/immersions/besoins/", actor.role in READERS)]
    return {
        "doors": [(label, url, url == request.path) for label, url, opens in doors if opens],
    }
