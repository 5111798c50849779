"""A pupil changes class: placements that are not over follow, or stay with the former class.

Nothing of them is lost: days, host, agreement and the period that they belong to are kept.
"""

from accounts.journal import record
from placements import rules
from placements.models import Placement


def follow(actor, pupils):
    """The open placements of these pupils go to their new class when it is of the same level
    and does the same kind of placement: its referents then follow them. How many went."""
    moved = 0
    for row in _behind([pupil.pk for pupil in pupils]):
        if _may_follow(row):
            before, row.class_group = row.class_group, row.pupil.class_group
            row.save(update_fields=["class_group", "updated_at"])
            words = f"de {before} à {row.class_group}"
            record(actor, "a fait suivre un stage", row, school=row.school, words=words)
            moved += 1
    return moved


def _behind(keys):
    """Open placements that another class than the pupil's follows."""
    rows = Placement.objects.open().filter(pupil__in=keys)
    rows = rows.select_related(
        "school", "class_group__diploma", "pupil__class_group__diploma"
    ).order_by("pk")
    return [row for row in rows if row.class_group_id != row.pupil.class_group_id]


def _may_follow(row):
    group = row.pupil.class_group
    kinds = rules.kinds_of(group.special_kind, group.diploma and group.diploma.kind)
    same_year = row.school_year_id == group.school_year_id
    return same_year and row.kind in kinds and row.level == group.level


def said_of(pupil):
    """What the school is told after the change: what follows, what stays; "" for nothing."""
    said = []
    for row in Placement.objects.open().filter(pupil=pupil).select_related("class_group", "period"):
        days = f"du {row.starts_on:%d/%m/%Y} au {row.ends_on:%d/%m/%Y}"
        if row.class_group_id != pupil.class_group_id:
            said.append(
                f"Le stage {days} n’est pas de ceux de la {pupil.class_group} : il reste suivi "
                f"par la {row.class_group}."
            )
        elif row.period and row.period.class_group_id not in (None, pupil.class_group_id):
            said.append(
                f"Le stage {days} suit l’élève en {pupil.class_group} ; ses jours et sa "
                "convention ne changent pas."
            )
    return " ".join(said)
