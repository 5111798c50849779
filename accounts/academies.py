"""Which académies an actor may set rules for: those whose every département they have."""

from django.conf import settings

from directory.models import Academy, Department
from directory.violations import Refused

ALL_OF_THEM = "Ce qui vaut pour toutes les académies se règle par qui les a toutes."
NOT_YOURS = "Cette académie n’est pas la vôtre."


def ruled_by(actor):
    """The académies, as rows; every one for an administrator."""
    if actor.is_administrator:
        return Academy.objects.all()
    out_of_reach = Department.objects.exclude(pk__in=actor.department_codes)
    inside = Academy.objects.filter(departments__in=actor.department_codes)
    return inside.exclude(departments__in=out_of_reach).distinct()


def rules_all(actor):
    """Whether the actor sets what is common to the académies of the région."""
    if actor.is_administrator:
        return True
    region = Department.objects.filter(academy__in=settings.REGION_ACADEMIES)
    return not region.exclude(pk__in=actor.department_codes).exists()


def require_ruler(actor, academy):
    """Raises Refused for who may not set the rules of this académie, None for all of them."""
    if academy is None:
        if not rules_all(actor):
            raise Refused(ALL_OF_THEM)
    elif not ruled_by(actor).filter(pk=academy.pk).exists():
        raise Refused(NOT_YOURS)
