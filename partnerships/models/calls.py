"""The yearly call of a professional branch to the schools and companies of its territory."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from directory.history import tracked


class BranchCallQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """The branch's own and its federation's."""
        if actor.is_administrator:
            return self
        mine = Q(branch__in=actor.branch_ids) | Q(branch__parent__in=actor.branch_ids)
        return self.filter(mine)


@tracked
class BranchCall(models.Model):
    """Sent once a year: reminder rules write to each reader, then again before the deadline."""

    branch = models.ForeignKey(
        "directory.BranchOrganisation",
        models.PROTECT,
        related_name="calls",
        verbose_name="branche professionnelle",
    )
    school_year = models.ForeignKey(
        "directory.SchoolYear", models.PROTECT, related_name="+", verbose_name="année scolaire"
    )
    sent_on = models.DateField("lancé le")
    offers_until = models.DateField("offres des entreprises jusqu’au")
    requests_until = models.DateField("demandes des établissements jusqu’au")
    words = models.TextField("message", max_length=2000, blank=True)
    called_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="lancé par"
    )

    objects = BranchCallQuerySet.as_manager()

    class Meta:
        verbose_name = "appel annuel"
        verbose_name_plural = "appels annuels"
        ordering = ["-school_year", "branch"]
        constraints = [
            models.UniqueConstraint(
                name="branch_call_once_a_year",
                fields=["branch", "school_year"],
                violation_error_message="L’appel de cette année est déjà lancé.",
            ),
            models.CheckConstraint(
                name="branch_call_in_order",
                condition=Q(offers_until__gt=F("sent_on"))
                & Q(requests_until__gte=F("offers_until")),
                violation_error_message="Les entreprises répondent après l’appel, les "
                "établissements après elles.",
            ),
        ]

    def __str__(self):
        return f"Appel de {self.branch}, {self.school_year}"
