"""What a school asks of an offer for a pupil, and what pupils wish."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from accounts.enums import Role
from directory.french import period
from directory.history import tracked
from directory.indexes import email_index
from placements.enums.applications import (
    PENDING,
    ApplicationRefusal,
    ApplicationState,
    WishState,
)
from placements.models.offers import PlacementOffer
from placements.models.placements import Placement
from placements.models.pupils import OfPupilQuerySet, Pupil, of_pupils


class PlacementApplicationQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """Who reads the pupil's name; the company, whose pages show what DOMAIN §8 says."""
        if actor.is_administrator:
            return self
        if actor.role == Role.COMPANY_REPRESENTATIVE:
            return self.filter(offer__company__in=actor.company_ids)
        mine = of_pupils(actor, "pupil__")
        return self.none() if mine is None else self.filter(mine)

    def sent(self):
        return self.filter(state=ApplicationState.SENT)

    def pending(self):
        return self.filter(state__in=PENDING)

    def for_pages(self):
        return self.select_related(
            "pupil__school", "pupil__class_group__school_year", "offer__company", "placement"
        )


@tracked(part_of="pupil")
class PlacementApplication(models.Model):
    """One pupil, one offer, some days of one or more of its weeks. It goes with the pupil: the
    placement that it became keeps what counts.

    `holds_seats` says that a place of each of its weeks is taken (R-PL-7).
    """

    offer = models.ForeignKey(
        PlacementOffer, models.PROTECT, related_name="applications", verbose_name="offre"
    )
    pupil = models.ForeignKey(
        Pupil, models.CASCADE, related_name="applications", verbose_name="élève"
    )
    state = models.CharField(
        "état", max_length=10, choices=ApplicationState, default=ApplicationState.SENT
    )
    starts_on = models.DateField("premier jour")
    ends_on = models.DateField("dernier jour")
    message = models.TextField("message à l’entreprise", max_length=1500, blank=True)
    # Whom the host writes with: the contact of the offer, or the colleague it was passed to.
    contact_name = models.CharField("personne de contact", max_length=120, blank=True)
    contact_email = models.EmailField("courriel du contact", blank=True)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name="envoyée par",
    )
    sent_at = models.DateTimeField("envoyée le", auto_now_add=True)
    expires_on = models.DateField("réponse attendue jusqu’au")
    answered_at = models.DateTimeField("répondue le", null=True, blank=True)
    answered_by = models.CharField("répondue par", max_length=250, blank=True)
    refusal_reason = models.CharField(
        "motif du refus", max_length=12, choices=ApplicationRefusal, blank=True
    )
    answer = models.TextField("réponse de l’entreprise", max_length=1500, blank=True)
    holds_seats = models.BooleanField("place retenue", default=False, editable=False)
    placement = models.OneToOneField(
        Placement,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="application",
        verbose_name="stage",
    )

    year_through = "pupil"
    objects = PlacementApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = "candidature"
        verbose_name_plural = "candidatures"
        ordering = ["-sent_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="placements_application_days",
                violation_error_message="Le dernier jour précède le premier.",
            ),
            models.UniqueConstraint(
                fields=["offer", "pupil"],
                condition=Q(state__in=PENDING),
                name="placements_application_once",
                violation_error_message="Cet élève a déjà une candidature à cette offre.",
            ),
            models.CheckConstraint(
                condition=~Q(state=ApplicationState.REFUSED) | ~Q(refusal_reason=""),
                name="placements_application_refused_why",
                violation_error_message="Un refus a un motif.",
            ),
            models.CheckConstraint(
                condition=Q(holds_seats=False)
                | Q(state__in=(ApplicationState.ACCEPTED, ApplicationState.CONFIRMED)),
                name="placements_application_seats",
                violation_error_message="Seule une candidature acceptée retient une place.",
            ),
        ]
        indexes = [
            models.Index(
                fields=["expires_on"],
                name="placements_application_due",
                condition=Q(state__in=PENDING),
            ),
            email_index("contact_email", "placements_application_email"),
        ]

    def __str__(self):
        return f"Candidature n° {self.pk}"

    def get_absolute_url(self):
        return reverse("placements:application", args=[self.pk])

    @property
    def period(self):
        """« du 25 au 29 janvier 2027 »."""
        return period(self.starts_on, self.ends_on)


class PlacementWishQuerySet(OfPupilQuerySet):
    """A family reads its own by its link."""

    def waiting(self):
        return self.filter(state=WishState.WAITING)


@tracked(part_of="pupil")
class PlacementWish(models.Model):
    """An offer that a pupil would like, in the order of preference (`rank`, from 1); who
    follows the class sends it or declines it."""

    pupil = models.ForeignKey(Pupil, models.CASCADE, related_name="wishes", verbose_name="élève")
    offer = models.ForeignKey(
        PlacementOffer, models.CASCADE, related_name="wishes", verbose_name="offre"
    )
    rank = models.PositiveSmallIntegerField("rang")
    state = models.CharField("état", max_length=10, choices=WishState, default=WishState.WAITING)
    starts_on = models.DateField("premier jour")
    ends_on = models.DateField("dernier jour")
    message = models.TextField("pourquoi cette offre", max_length=600, blank=True)
    reason = models.CharField("motif", max_length=300, blank=True)
    application = models.OneToOneField(
        PlacementApplication,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="wish",
        verbose_name="candidature",
    )
    wished_at = models.DateTimeField("souhaité le", auto_now_add=True)

    year_through = "pupil"
    objects = PlacementWishQuerySet.as_manager()

    class Meta:
        verbose_name = "vœu"
        verbose_name_plural = "vœux"
        ordering = ["rank", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["pupil", "offer"],
                condition=Q(state=WishState.WAITING),
                name="placements_wish_once",
                violation_error_message="Cette offre est déjà parmi les vœux.",
            ),
            models.CheckConstraint(
                condition=~Q(state=WishState.DECLINED) | ~Q(reason=""),
                name="placements_wish_declined_why",
                violation_error_message="Un vœu écarté a un motif.",
            ),
        ]

    def __str__(self):
        return f"Vœu n° {self.pk}"

    @property
    def period(self):
        """« du 25 au 29 janvier 2027 »."""
        return period(self.starts_on, self.ends_on)
