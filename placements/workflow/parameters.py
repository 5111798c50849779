"""The limits of presence that apply, and their next version (R-PL-3)."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import journal
from accounts.academies import require_ruler
from directory.models.dated import THE_BEGINNING
from directory.violations import Refused, Violation, require
from placements.enums import SoftLimit
from placements.models import PresenceLimits
from placements.models.parameters import AS_DELIVERED, NUMBERS, SETTERS
from placements.rules_presence import OBSERVATION, span


def limits_of(school_id, day):
    """The version that applies to presences from `day` on; the delivered one, not kept yet,
    when the table is empty."""
    rows = PresenceLimits.objects.select_related("academy")
    return rows.applying(school_id, day).first() or PresenceLimits(version=1)


def kept(limits):
    """A version with its key: the delivered one is kept when it is first needed."""
    return limits if limits.pk else first_version()


def first_version():
    """The common limits delivered with the portal, made once."""
    return PresenceLimits.objects.get_or_create(
        academy=None,
        version=1,
        defaults={"valid_from": THE_BEGINNING, "note": AS_DELIVERED},
    )[0]


@transaction.atomic
def publish(actor, new):
    """Keep `new` (a PresenceLimits without key) as the next version of its académie.

    Agreements already put to signature keep theirs. Raises Refused for who may not, for a
    day that has passed, and when another version is published at the same moment.
    """
    if actor.role not in SETTERS:
        raise Refused("Seuls le rectorat et l’administration règlent les limites de présence.")
    require_ruler(actor, new.academy)
    require(check_start(new.valid_from))
    first_version()
    latest = PresenceLimits.objects.latest_of(new.academy_id)
    before = latest.values if latest else OBSERVATION
    new.version = latest.version + 1 if latest else 1
    try:
        with transaction.atomic():
            new.save(force_insert=True)
    except IntegrityError as error:
        raise Refused("Une autre version vient d’être publiée. Relisez-la d’abord.") from error
    words = f"{new.in_words} : {_changes(before, new.values)}"
    journal.record(actor, "a publié des limites de présence", new, reason=new.note, words=words)
    return new


def check_start(day, today=None):
    """A rule never applies to what it came after."""
    if day >= (today or timezone.localdate()):
        return []
    text = "Une version s’applique à partir d’aujourd’hui ou d’un jour à venir."
    return [Violation("R-PL-3", text, "valid_from")]


def _changes(before, after):
    said = [
        f"{_label(name)} {_shown(name, before)} → {_shown(name, after)}"
        for name in NUMBERS
        if getattr(before, name) != getattr(after, name)
    ]
    if before.warned != after.warned:
        said.append(f"avertissements {_listed(before.warned)} → {_listed(after.warned)}")
    return ", ".join(said) or "sans changement"


def _shown(name, limits):
    value = getattr(limits, name)
    return str(value) if name == "young" else span(value)


def _label(name):
    field: Any = PresenceLimits._meta.get_field(name)
    return field.verbose_name


def _listed(names):
    return ", ".join(SoftLimit(name).label for name in names) or "aucun"
