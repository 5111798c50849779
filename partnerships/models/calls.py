"""The yearly call of a professional branch to the schools and companies of its territory."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from directory.french import of, period
from directory.history import tracked
from directory.indexes import email_index


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
        return f"Appel {of(self.branch)}, {self.school_year}"


class BranchCallHostQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """The branch's own and its federation's, as the call."""
        if actor.is_administrator:
            return self
        mine = Q(call__branch__in=actor.branch_ids)
        return self.filter(mine | Q(call__branch__parent__in=actor.branch_ids))

    def yes(self):
        return self.filter(says_yes=True)


@tracked
class BranchCallHost(models.Model):
    """A company without an account that a call was sent to by link, and its reply."""

    call = models.ForeignKey(
        BranchCall, models.CASCADE, related_name="hosts", verbose_name="appel annuel"
    )
    company = models.ForeignKey(
        "directory.Company",
        models.CASCADE,
        related_name="branch_calls",
        verbose_name="entreprise",
    )
    contact_name = models.CharField("contact", max_length=150, blank=True)
    contact_email = models.EmailField("adresse du contact", blank=True)
    called_at = models.DateTimeField("envoyé le", auto_now_add=True)
    says_yes = models.BooleanField("accueille cette année", null=True, blank=True)
    answered_at = models.DateTimeField("répondu le", null=True, blank=True)
    starts_on = models.DateField("premier jour possible", null=True, blank=True)
    ends_on = models.DateField("dernier jour possible", null=True, blank=True)
    seats = models.PositiveSmallIntegerField("élèves au plus", null=True, blank=True)
    message = models.TextField("message", max_length=2000, blank=True)

    year_through = "call"
    objects = BranchCallHostQuerySet.as_manager()

    class Meta:
        verbose_name = "entreprise appelée par une branche"
        verbose_name_plural = "entreprises appelées par une branche"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="branch_call_host_once",
                fields=["call", "company"],
                violation_error_message="Cette entreprise est déjà appelée.",
            ),
            models.CheckConstraint(
                name="branch_call_host_yes_has_days",
                condition=~Q(says_yes=True)
                | Q(starts_on__isnull=False, ends_on__gte=F("starts_on"), seats__gte=1),
                violation_error_message="Indiquez les jours possibles et le nombre d’élèves.",
            ),
        ]
        indexes = [
            email_index("contact_email", "branch_call_host_email"),
        ]

    def __str__(self):
        return f"Entreprise appelée n° {self.pk}"

    @property
    def in_words(self):
        """« oui, du 8 au 19 mars 2027, 28 élèves au plus », « pas cette année »."""
        if self.says_yes is None:
            return "réponse attendue"
        if not self.says_yes:
            return "pas cette année"
        return f"oui, {period(self.starts_on, self.ends_on)}, {self.seats} élèves au plus"
