"""What a company says of its own days: when it is closed, who answers instead of whom."""

from django.db import models
from django.db.models import F, Q

from accounts.enums import Role
from directory.french import period
from directory.history import tracked
from directory.models import School

ENDS_AFTER = "Le dernier jour précède le premier."


class DatedQuerySet(models.QuerySet):
    """Rows of a company, from a first to a last day."""

    def overlapping(self, first, last):
        return self.filter(starts_on__lte=last, ends_on__gte=first)

    def not_over(self, today):
        return self.filter(ends_on__gte=today)


class ClosedPeriodQuerySet(DatedQuerySet):
    def visible_to(self, actor):
        """A shared fact (DOMAIN §8): the company's, and the officers' of its département."""
        if actor.is_administrator:
            return self
        if actor.role == Role.COMPANY_REPRESENTATIVE:
            return self.filter(company__in=actor.company_ids)
        near = School.objects.filter(pk__in=actor.school_ids).order_by().values("department")
        territory = Q(company__department__in=actor.department_codes)
        return self.filter(territory | Q(company__department__in=near))


class StandInQuerySet(DatedQuerySet):
    def visible_to(self, actor):
        """Addresses of people: the company's own affair."""
        if actor.is_administrator:
            return self
        own = actor.role == Role.COMPANY_REPRESENTATIVE
        return self.filter(company__in=actor.company_ids) if own else self.none()

    def in_force(self, day):
        return self.overlapping(day, day)


class OfCompany(models.Model):
    company = models.ForeignKey("directory.Company", models.CASCADE, verbose_name="entreprise")
    starts_on = models.DateField("premier jour")
    ends_on = models.DateField("dernier jour")
    created_at = models.DateTimeField("noté le", auto_now_add=True)

    class Meta:
        abstract = True


@tracked
class ClosedPeriod(OfCompany):
    """Days on which the company receives nobody: no slot, request or change of date inside."""

    reason = models.CharField(
        "motif", max_length=120, blank=True, help_text="Les établissements lisent ce motif."
    )
    said_by = models.CharField("demandée par", max_length=120, blank=True)

    objects = ClosedPeriodQuerySet.as_manager()

    class Meta:
        verbose_name = "période de fermeture"
        verbose_name_plural = "périodes de fermeture"
        ordering = ["starts_on", "pk"]
        default_related_name = "closed_periods"
        constraints = [
            models.CheckConstraint(
                name="closed_period_ends_after_it_starts",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message=ENDS_AFTER,
            )
        ]
        indexes = [models.Index(fields=["company", "ends_on"], name="closed_period_of_company")]

    def __str__(self):
        return f"Fermeture n° {self.pk}"


@tracked
class StandIn(OfCompany):
    """« Me remplacer du … au … »: who is absent is not written to, the stand-in is."""

    email = models.EmailField("adresse de la personne absente")
    name = models.CharField("prénom et nom de la personne absente", max_length=150, blank=True)
    stand_in_email = models.EmailField("adresse de la personne qui remplace")
    stand_in_name = models.CharField("prénom et nom de la personne qui remplace", max_length=150)

    objects = StandInQuerySet.as_manager()

    class Meta:
        verbose_name = "remplacement"
        ordering = ["starts_on", "pk"]
        default_related_name = "stand_ins"
        constraints = [
            models.CheckConstraint(
                name="stand_in_ends_after_it_starts",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message=ENDS_AFTER,
            ),
            models.CheckConstraint(
                name="stand_in_is_another",
                condition=~Q(email=F("stand_in_email")),
                violation_error_message="Une personne ne se remplace pas elle-même.",
            ),
        ]
        indexes = [models.Index(fields=["company", "ends_on"], name="stand_in_of_company")]

    def __str__(self):
        return f"Remplacement n° {self.pk}"

    @property
    def in_words(self):
        """« Camille Martin remplace Zoé Petit du 4 au 8 janvier 2027. »"""
        days = period(self.starts_on, self.ends_on)
        return f"{self.stand_in_name} remplace {self.name or self.email} {days}."
