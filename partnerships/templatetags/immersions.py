"""`{% load immersions %}`: the doors of the immersion pages."""

from django import template

from partnerships.workflow.offers import may_publish

register = template.Library()


@register.inclusion_tag("partnerships/_doors.html", takes_context=True)
def immersion_doors(context):
    """The links between the lists of immersions, as the role of the reader has use for."""
    request = context["request"]
    actor = request.actor
    doors = [("Chercher", "/immersions/", True)]
    doors += [("Demandes", "/immersions/demandes/", actor.is_signed_in)]
    doors += [("Conventions", "/immersions/conventions/", actor.is_signed_in)]
    doors += [("Mes offres", "/immersions/offres/", actor.is_signed_in and may_publish(actor))]
    doors += [("Classes", "/classes/", actor.is_school_staff)]
    return {
        "doors": [(label, url, url == request.path) for label, url, opens in doors if opens],
    }
