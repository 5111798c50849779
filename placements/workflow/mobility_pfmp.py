"""How one gets to a company, and the help that a pupil's placement needs."""

from django.db import transaction

from accounts.journal import record
from directory.violations import Refused, require
from placements.models import HostAccess, PlacementMobility
from placements.workflow.pupils import check_author

NAMES = ("without_car", "help", "lodging", "abroad")


@transaction.atomic
def say_access(actor, company, without_car, note):
    """What every school then reads of a company. Raises Refused for who is of no school."""
    if not actor.is_school_staff:
        raise Refused("Le personnel des établissements renseigne l’accès aux entreprises.")
    row, _ = HostAccess.objects.update_or_create(
        company=company, defaults={"without_car": without_car, "note": note.strip()}
    )
    record(actor, "a renseigné l’accès à une entreprise", row, company=company, words=row.note)
    return row


@transaction.atomic
def say_mobility(actor, placement, values):
    """`values` by field of `PlacementMobility`. Raises Refused for who does not follow."""
    require(check_author(actor, placement.class_group))
    row, _ = PlacementMobility.objects.update_or_create(
        placement=placement, defaults={name: values[name] for name in NAMES}
    )
    record(actor, "a renseigné la mobilité d’un stage", placement, school=placement.school)
    return row
