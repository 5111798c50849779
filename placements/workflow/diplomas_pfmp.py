"""What a school says of its classes: the diploma that each prepares."""

from django.db import transaction

from accounts import journal
from accounts.enums import SCHOOL_MANAGEMENT
from directory.closed_years import closed_refusals
from directory.enums_diplomas import DiplomaKind
from directory.models import ClassGroup, Diploma
from directory.violations import Refused, Violation, require
from placements.enums import VOCATIONAL


@transaction.atomic
def set_diplomas(actor, chosen):
    """[(class, key of a diploma or None)] of one's schools; how many were changed.

    Raises Refused for who does not manage the school, a diploma of another level, a closed
    year, and a class whose pupils have placements under the former diploma.
    """
    if not (actor.is_administrator or actor.role in SCHOOL_MANAGEMENT):
        raise Refused("La direction, le DDFPT ou le bureau des entreprises le disent.")
    diplomas = Diploma.objects.in_bulk([key for _, key in chosen if key])
    rows = ClassGroup.objects.select_for_update(of=("self",), no_key=True)
    groups = rows.select_related("school", "school_year").in_bulk([group.pk for group, _ in chosen])
    violations = []
    for group, key in chosen:
        violations += _check(actor, groups[group.pk], diplomas.get(key))
    require(violations)
    for group, key in chosen:
        row = groups[group.pk]
        row.diploma = diplomas.get(key)
        row.save(update_fields=["diploma"])
        words = f"{row.name} : {row.diploma or 'aucun'}"
        verb = "a dit le diplôme d’une classe"
        journal.record(actor, verb, row, school=row.school, words=words)
    return len(chosen)


def _check(actor, group, diploma):
    field = f"classe-{group.pk}"
    if not actor.is_administrator and group.school_id not in actor.school_ids:
        return [Violation("R-ID-8", "Cette classe n’est pas de votre établissement.", field)]
    if closed := closed_refusals(group.school_year, school=group.school, field=field):
        return closed
    if diploma and group.level not in DiplomaKind(diploma.kind).levels:
        text = f"{diploma} ne se prépare pas en {group.get_level_display()}."
        return [Violation("R-PF-1", text, field)]
    if not diploma and group.placements.held().filter(kind__in=VOCATIONAL).exists():
        text = "Des élèves de cette classe ont un stage pour ce diplôme : choisissez-en un autre."
        return [Violation("R-PF-1", text, field)]
    return []
