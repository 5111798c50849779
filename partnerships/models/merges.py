"""Two sheets of one company made one, and what is needed to undo it."""

from django.db import models
from django.db.models import Q

from accounts.enums import Role
from directory.history import tracked
from directory.models import School

# DOMAIN §8: who edits the shared facts of a company of the département, and works in the admin.
MERGERS = frozenset({Role.RBDE, Role.MISSION_OFFICER, Role.EDUCATION_AUTHORITY})


def nearby(actor, path="department"):
    """Condition: `path` is a département of the actor's territory or schools."""
    schools = School.objects.filter(pk__in=actor.school_ids).values("department")
    return Q(**{f"{path}__in": actor.department_codes}) | Q(**{f"{path}__in": schools})


class CompanyMergeQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """Those of the départements of who may merge; all for an administrator."""
        if actor.is_administrator:
            return self
        if actor.role not in MERGERS:
            return self.none()
        return self.filter(nearby(actor, "kept__department"))

    def standing(self):
        """Those that were not undone."""
        return self.filter(undone_at=None)


@tracked
class CompanyMerge(models.Model):
    """`dropped` leads to `kept` until the merge is undone; the journal tells by whom.

    `moved` is {"app.Model.column": {"moved": [keys], "double": [keys]}}: the rows that
    followed, and those that `kept` already had; `filled` the columns of `kept` that were
    empty, with the values that they were given.
    """

    kept = models.ForeignKey(
        "directory.Company", models.PROTECT, related_name="+", verbose_name="fiche gardée"
    )
    dropped = models.ForeignKey(
        "directory.Company", models.PROTECT, related_name="merges", verbose_name="ancienne fiche"
    )
    reason = models.CharField("motif", max_length=250)
    moved = models.JSONField("ce qui a suivi", default=dict)
    filled = models.JSONField("rubriques complétées", default=dict)
    was_active = models.BooleanField("était en activité", default=True)
    merged_at = models.DateTimeField("fusionnées le", auto_now_add=True)
    undone_at = models.DateTimeField("annulée le", null=True, blank=True)

    objects = CompanyMergeQuerySet.as_manager()

    class Meta:
        verbose_name = "fusion de deux fiches"
        verbose_name_plural = "fusions de fiches d’entreprises"
        ordering = ["-merged_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="company_merge_of_two",
                condition=~Q(kept=models.F("dropped")),
                violation_error_message="Une fiche ne fusionne pas avec elle-même.",
            ),
            models.UniqueConstraint(
                name="company_merge_once",
                fields=["dropped"],
                condition=Q(undone_at=None),
                violation_error_message="Cette fiche est déjà fusionnée.",
            ),
        ]

    def __str__(self):
        return f"{self.dropped} dans {self.kept}"
