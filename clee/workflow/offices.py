"""The sheet of a bureau des entreprises, kept by its RBDE. Raises `Refused`."""

from django.db import transaction

from accounts import journal
from accounts.enums import Role
from clee.enums import KEEPERS
from clee.models import OfficeSheet
from clee.workflow import who


def keeps(actor, school):
    """The RBDE of the lycée, and the officers of its territory."""
    if actor.is_administrator:
        return True
    if actor.role == Role.RBDE:
        return school.pk in actor.school_ids
    return actor.role in KEEPERS and actor.sees_department(school.department_id)


@transaction.atomic
def save(actor, school, **values):
    """Keep the diplomas, the hours and the words of the office."""
    who.demand(keeps(actor, school))
    sheet, _ = OfficeSheet.objects.select_for_update(of=("self",)).get_or_create(school=school)
    if all(getattr(sheet, name) == value for name, value in values.items()):
        return sheet
    for name, value in values.items():
        setattr(sheet, name, value)
    sheet.save()
    journal.record(actor, "a mis à jour la fiche du bureau des entreprises", sheet, school=school)
    return sheet
