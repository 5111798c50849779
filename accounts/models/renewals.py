"""Which schools have said who stays for the next school year."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from directory.history import tracked


class RoleRenewalQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """The management of the school, the officers of its département."""
        if actor.is_administrator:
            return self
        seen = models.Q(school__department__in=actor.department_codes)
        if actor.is_school_management:
            seen |= models.Q(school__in=actor.school_ids)
        return self.filter(seen)


@tracked
class RoleRenewal(models.Model):
    """The head has decided on the roles of the school for the year that begins in
    `start_year`. Who stays is written on the roles themselves, by their last day."""

    school = models.ForeignKey(
        "directory.School",
        models.CASCADE,
        related_name="role_renewals",
        verbose_name="établissement",
    )
    start_year = models.PositiveSmallIntegerField("rentrée")
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name="confirmés par",
    )
    confirmed_at = models.DateTimeField("confirmés le", default=timezone.now)

    objects = RoleRenewalQuerySet.as_manager()

    class Meta:
        verbose_name = "confirmation des rôles"
        verbose_name_plural = "confirmations des rôles"
        ordering = ["-start_year", "school"]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "start_year"], name="role_renewal_once_per_school_and_year"
            )
        ]

    def __str__(self):
        return f"Rentrée {self.start_year}, {self.school}"
