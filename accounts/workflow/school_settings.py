"""What a school decides for itself: whether its head sees requests first (R-IM-2), and since
when its board lets the head sign (R-AG-1)."""

from django.db import transaction
from django.utils import timezone

from accounts import journal
from accounts.enums import Role
from directory.french import full_day
from directory.models import School
from directory.violations import Refused, Violation, require

# They give the visas; a request of theirs leaves without any.
DECIDERS = (Role.HEAD, Role.DEPUTY)


def settled_by(actor):
    """The schools whose settings the actor decides: where they are head or deputy, validated."""
    if actor.role not in DECIDERS:
        return School.objects.none()
    own = actor.school_ids - actor.provisional_school_ids
    return School.objects.open().filter(pk__in=own)


@transaction.atomic
def settle(actor, school, values, today=None):
    """Keep `values` ({field: value}), each change journalled; returns whether any changed.

    Raises Refused when the school is not the actor's to settle, or a date is still to come.
    """
    rows = settled_by(actor).select_for_update(of=("self",), no_key=True)
    row = rows.filter(pk=school.pk).first()
    if row is None:
        raise Refused("Seule la direction de l’établissement change ses réglages.")
    require(_check(values.get("board_delegation_on"), today or timezone.localdate()))
    before = {name: getattr(row, name) for name in values}
    changed = [name for name, value in values.items() if value != before[name]]
    for name in changed:
        setattr(row, name, values[name])
    if changed:
        row.save(update_fields=[*changed, "updated_at"])
        words = " ; ".join(_told(row, name, before[name]) for name in changed)
        journal.record(
            actor, "a changé les réglages de l’établissement", row, school=row, words=words
        )
    return bool(changed)


def _check(day, today):
    if day is None or day <= today:
        return []
    text = "La délibération du conseil d’administration ne peut pas être à venir."
    return [Violation("R-AG-1", text, "board_delegation_on")]


def _told(row, name, before):
    label = row._meta.get_field(name).verbose_name
    return f"{label} : {_words(before)} → {_words(getattr(row, name))}"


def _words(value):
    if isinstance(value, bool):
        return "oui" if value else "non"
    return full_day(value) if value else "aucune date"
