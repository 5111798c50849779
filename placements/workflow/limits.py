"""Limits that the authority sets by dated versions, common or of one académie: how the version
in force is found, kept and followed by the next one. Which limits: `parameters` (observation)
and `vocational_limits` (PFMP)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import journal
from accounts.academies import require_ruler
from directory.models.dated import THE_BEGINNING
from directory.violations import Refused, Violation, require
from placements.models.parameters import AS_DELIVERED, SETTERS


@dataclass(frozen=True)
class Sort:
    """One sort of limits: its table (a `DatedByAcademy` with `values` and `warnings`), the
    values that the portal is delivered with, the names of its numbers and how each is shown,
    the choices of what warns, and its name in a sentence ("limites de présence")."""

    model: Any
    delivered: Any
    numbers: tuple
    shown: Callable
    soft: Any
    name: str

    def of(self, school_id, day):
        """The version that applies to a school from `day` on; the delivered one, not kept yet,
        when the table is empty."""
        rows = self.model.objects.select_related("academy")
        return rows.applying(school_id, day).first() or self.model(version=1)

    def kept(self, limits):
        """A version with its key: the delivered one is kept when it is first needed."""
        return limits if limits.pk else self.first_version()

    def first_version(self):
        """The common limits delivered with the portal, made once."""
        return self.model.objects.get_or_create(
            academy=None,
            version=1,
            defaults={"valid_from": THE_BEGINNING, "note": AS_DELIVERED},
        )[0]

    @transaction.atomic
    def publish(self, actor, new):
        """Keep `new` (a row without key) as the next version of its académie.

        Agreements already put to signature keep theirs. Raises Refused for who may not, for a
        day that has passed, and when another version is published at the same moment.
        """
        if actor.role not in SETTERS:
            raise Refused(f"Seuls le rectorat et l’administration règlent les {self.name}.")
        require_ruler(actor, new.academy)
        require(check_start(new.valid_from))
        self.first_version()
        latest = self.model.objects.latest_of(new.academy_id)
        before = latest.values if latest else self.delivered
        new.version = latest.version + 1 if latest else 1
        try:
            with transaction.atomic():
                new.save(force_insert=True)
        except IntegrityError as error:
            text = "Une autre version vient d’être publiée. Relisez-la d’abord."
            raise Refused(text) from error
        words = f"{new.in_words} : {self._changes(before, new.values)}"
        journal.record(actor, f"a publié des {self.name}", new, reason=new.note, words=words)
        return new

    def _changes(self, before, after):
        said = [
            f"{self._label(name)} {self._shown(name, before)} → {self._shown(name, after)}"
            for name in self.numbers
            if getattr(before, name) != getattr(after, name)
        ]
        if before.warned != after.warned:
            warned = f"{self._listed(before.warned)} → {self._listed(after.warned)}"
            said.append(f"avertissements {warned}")
        return ", ".join(said) or "sans changement"

    def _label(self, name):
        return self.model._meta.get_field(name).verbose_name

    def _shown(self, name, values):
        return self.shown(name, getattr(values, name))

    def _listed(self, names):
        return ", ".join(self.soft(name).label for name in names) or "aucun"


def check_start(day, today=None):
    """A rule never applies to what it came after."""
    if day >= (today or timezone.localdate()):
        return []
    text = "Une version s’applique à partir d’aujourd’hui ou d’un jour à venir."
    return [Violation("R-PL-3", text, "valid_from")]
