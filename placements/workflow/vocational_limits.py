"""The limits of vocational periods that apply, and their next version (R-PF-2, R-PF-5)."""

from typing import Any

from django.db import IntegrityError, transaction

from accounts import journal
from accounts.academies import require_ruler
from directory.models.dated import THE_BEGINNING
from directory.violations import Refused, require
from placements.enums import PlacementKind
from placements.enums_vocational import PfmpMeasure
from placements.models import PfmpLimits
from placements.models.parameters import AS_DELIVERED, SETTERS
from placements.models.vocational import NUMBERS
from placements.rules_pfmp import DELIVERED
from placements.rules_presence import span
from placements.workflow import parameters
from placements.workflow.parameters import check_start


def limits_of(school_id, day):
    """The version that applies to placements from `day` on; the delivered one, not kept yet,
    when the table is empty."""
    rows = PfmpLimits.objects.select_related("academy")
    return rows.applying(school_id, day).first() or PfmpLimits(version=1)


def in_force(kind, school_id, day):
    """The version that applies to a kind of placement: these limits, or those of observation
    (`PresenceLimits`); both answer `of(birth date, first day)`."""
    of_kind = limits_of if PlacementKind(kind).is_vocational else parameters.limits_of
    return of_kind(school_id, day)


def keep_on(agreement, limits):
    """The agreement keeps the version that it was checked with; saved by the caller."""
    if isinstance(limits, PfmpLimits):
        agreement.pfmp_limits = kept(limits)
    else:
        agreement.limits = parameters.kept(limits)


def kept(limits):
    """A version with its key: the delivered one is kept when it is first needed."""
    return limits if limits.pk else first_version()


def first_version():
    """The common limits delivered with the portal, made once."""
    return PfmpLimits.objects.get_or_create(
        academy=None,
        version=1,
        defaults={"valid_from": THE_BEGINNING, "note": AS_DELIVERED},
    )[0]


@transaction.atomic
def publish(actor, new):
    """Keep `new` (a PfmpLimits without key) as the next version of its académie.

    Agreements already put to signature keep theirs. Raises Refused for who may not, for a
    day that has passed, and when another version is published at the same moment.
    """
    if actor.role not in SETTERS:
        raise Refused("Seuls le rectorat et l’administration règlent les limites des PFMP.")
    require_ruler(actor, new.academy)
    require(check_start(new.valid_from))
    first_version()
    latest = PfmpLimits.objects.latest_of(new.academy_id)
    before = latest.values if latest else DELIVERED
    new.version = latest.version + 1 if latest else 1
    try:
        with transaction.atomic():
            new.save(force_insert=True)
    except IntegrityError as error:
        raise Refused("Une autre version vient d’être publiée. Relisez-la d’abord.") from error
    words = f"{new.in_words} : {_changes(before, new.values)}"
    journal.record(actor, "a publié des limites des PFMP", new, reason=new.note, words=words)
    return new


def _changes(before, after):
    said = [
        f"{_label(name)} {_shown(name, before)} → {_shown(name, after)}"
        for name in NUMBERS
        if getattr(before, name) != getattr(after, name)
    ]
    if before.warned != after.warned:
        said.append(f"avertissements {_listed(before.warned)} → {_listed(after.warned)}")
    return ", ".join(said) or "sans changement"


def _shown(name, measures):
    value = getattr(measures, name)
    return span(value) if name == "young_day" else str(value)


def _label(name):
    field: Any = PfmpLimits._meta.get_field(name)
    return field.verbose_name


def _listed(names):
    return ", ".join(PfmpMeasure(name).label for name in names) or "aucun"
