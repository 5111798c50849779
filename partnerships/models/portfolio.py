"""Who follows a company for a school, and how often a company may be approached."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from directory.history import tracked
from directory.models.base import SignedInQuerySet

MOST_CONTACTS = 200
MOST_PERSONS = 2000


class PortfolioQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """The staff at the school's head and desk; an administrator all."""
        if actor.is_administrator:
            return self
        return self.filter(school__in=actor.school_ids) if follows(actor) else self.none()


def follows(actor):
    """Whether the actor reads who follows which company in their schools."""
    return actor.is_school_management


@tracked
class Portfolio(models.Model):
    """A company that a school follows, and the person in charge: it is handed over when
    that person leaves (`movers`)."""

    school = models.ForeignKey(
        "directory.School",
        models.CASCADE,
        related_name="portfolio",
        verbose_name="établissement",
    )
    company = models.ForeignKey(
        "directory.Company",
        models.CASCADE,
        related_name="followed_by",
        verbose_name="entreprise",
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="portfolio",
        verbose_name="suivie par",
    )
    since = models.DateField("depuis le", auto_now_add=True)

    objects = PortfolioQuerySet.as_manager()

    class Meta:
        verbose_name = "entreprise suivie"
        verbose_name_plural = "entreprises suivies"
        ordering = ["company__sort_key", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "company"],
                name="portfolio_one_owner",
                violation_error_message="Cette entreprise est déjà suivie par l’établissement.",
            )
        ]

    def __str__(self):
        return f"Suivi n° {self.pk}"


@tracked
class ContactCeiling(models.Model):
    """How many requests a month and how many persons a week a company wants to receive, all
    schools together: its own word, or what its RBDE noted of it. A shared fact, without a
    name. Its row is the lock under which acceptances of the company are counted."""

    company = models.OneToOneField(
        "directory.Company",
        models.CASCADE,
        related_name="contact_ceiling",
        verbose_name="entreprise",
    )
    per_month = models.PositiveSmallIntegerField(
        "demandes par mois",
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_CONTACTS)],
        help_text="Tous établissements confondus, appels compris. Au-delà, une école lit la "
        "première date libre et peut s’inscrire en liste d’attente.",
    )
    persons_per_week = models.PositiveSmallIntegerField(
        "personnes par semaine",
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_PERSONS)],
        help_text="Élèves et adultes présents, toutes natures d’accueil confondues. Au-delà, "
        "une école lit la première semaine libre.",
    )
    said_by = models.CharField(
        "demandé par",
        max_length=120,
        help_text="La fonction, sans le nom : « la direction », « le service RH ».",
    )
    updated_at = models.DateTimeField("mis à jour le", auto_now=True)

    objects = SignedInQuerySet.as_manager()

    class Meta:
        verbose_name = "plafond d’accueil"
        verbose_name_plural = "plafonds d’accueil"
        ordering = ["company"]
        constraints = [
            models.CheckConstraint(
                name="contact_ceiling_sensible",
                condition=Q(per_month=None) | Q(per_month__range=(1, MOST_CONTACTS)),
                violation_error_message="Le plafond va de 1 à 200 demandes par mois.",
            ),
            models.CheckConstraint(
                name="week_ceiling_sensible",
                condition=Q(persons_per_week=None) | Q(persons_per_week__range=(1, MOST_PERSONS)),
                violation_error_message="Le plafond va de 1 à 2000 personnes par semaine.",
            ),
            models.CheckConstraint(
                name="ceiling_says_something",
                condition=Q(per_month__isnull=False) | Q(persons_per_week__isnull=False),
                violation_error_message="Indiquez un plafond par mois, par semaine, ou les deux.",
            ),
        ]

    def __str__(self):
        said = [
            (self.per_month, "demandes par mois"),
            (self.persons_per_week, "personnes par semaine"),
        ]
        return ", ".join(f"{number} {what}" for number, what in said if number)
