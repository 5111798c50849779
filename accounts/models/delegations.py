"""What a head, or another validator, lends for a time (R-AG-1)."""

from django.apps import apps
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils import timezone

from accounts.enums import Act
from directory.history import tracked

ONE_KEY = {"template": "int8range(%(expressions)s, '[]')"}


def _key(name):
    """A key as a range: the overlap of ranges then needs no extension of PostgreSQL."""
    return Func(F(name), F(name), **ONE_KEY)


class DelegationQuerySet(models.QuerySet):
    def on(self, day=None):
        """Those that hold on `day` (today by default); both ends included."""
        day = day or timezone.localdate()
        return self.filter(ended_at=None, starts_on__lte=day, ends_on__gte=day)

    def open(self, day=None):
        """Those that hold on `day` or will."""
        return self.filter(ended_at=None, ends_on__gte=day or timezone.localdate())

    def visible_to(self, actor):
        """The two people, and whoever sees the role that is lent."""
        if actor.is_administrator:
            return self
        if actor.user is None:
            return self.none()
        roles = apps.get_model("accounts.RoleAssignment").objects
        mine = Q(holder=actor.user) | Q(assignment__user=actor.user)
        return self.filter(mine | Q(assignment__in=roles.visible_to(actor).values("pk")))


@tracked
class Delegation(models.Model):
    """Some acts of somebody's role, lent to another person between two dates.

    It ends with the role that is lent: an interim head lends anew.
    """

    assignment = models.ForeignKey(
        "accounts.RoleAssignment",
        models.CASCADE,
        related_name="delegations",
        verbose_name="rôle délégué",
    )
    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="delegations",
        verbose_name="délégataire",
    )
    acts = ArrayField(models.CharField(max_length=10, choices=Act), verbose_name="actes")
    starts_on = models.DateField("à partir du")
    ends_on = models.DateField("jusqu’au (inclus)")
    given_at = models.DateTimeField("donnée le", default=timezone.now, editable=False)
    ended_at = models.DateTimeField("retirée le", null=True, blank=True, editable=False)

    objects = DelegationQuerySet.as_manager()

    class Meta:
        verbose_name = "délégation"
        verbose_name_plural = "délégations"
        ordering = ["-starts_on", "-pk"]
        indexes = [models.Index(fields=["holder", "ends_on"])]
        constraints = [
            models.CheckConstraint(
                name="delegation_ends_after_start",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message="La fin de la délégation précède son début.",
            ),
            models.CheckConstraint(
                name="delegation_of_something",
                condition=~Q(acts=[]),
                violation_error_message="Une délégation porte sur un acte au moins.",
            ),
            ExclusionConstraint(
                name="delegation_once_at_a_time",
                expressions=[
                    (_key("assignment"), RangeOperators.OVERLAPS),
                    (_key("holder"), RangeOperators.OVERLAPS),
                    (
                        Func(
                            "starts_on",
                            "ends_on",
                            Value("[]"),
                            function="daterange",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(ended_at=None),
                violation_error_message="Cette personne a déjà une délégation à ces dates.",
            ),
        ]

    def __str__(self):
        return f"Délégation n° {self.pk}"

    @property
    def act_labels(self):
        """What is lent, in words."""
        return [Act(act).label for act in self.acts]
