"""A place that its holder gives to another person of the same event (R-EV-3)."""

from django.db import models
from django.db.models import Q

from directory.history import tracked
from events.enums.registration import GiftState
from events.models.registrations import Registration


class PlaceGiftQuerySet(models.QuerySet):
    def proposed(self):
        return self.filter(state=GiftState.PROPOSED)

    def visible_to(self, actor):
        """Those of the registrations that one sees; the other person holds a link."""
        return self.filter(registration__in=Registration.objects.visible_to(actor))

    def for_pages(self):
        return self.select_related("registration__event__registration_settings", "successor")


# Not who it is: former values would outlive the erasure.
@tracked(exclude=["name", "email"])
class PlaceGift(models.Model):
    """A registration offered to somebody. Accepted, its places are those of `successor`."""

    registration = models.ForeignKey(
        Registration, models.CASCADE, related_name="gifts", verbose_name="inscription"
    )
    name = models.CharField("nom", max_length=120)
    email = models.EmailField("courriel", blank=True)
    state = models.CharField("état", max_length=10, choices=GiftState, default=GiftState.PROPOSED)
    answer_until = models.DateTimeField("réponse attendue jusqu’au")
    successor = models.OneToOneField(
        Registration, models.SET_NULL, null=True, blank=True, editable=False,
        related_name="origin", verbose_name="nouvelle inscription",
    )  # fmt: skip
    created_at = models.DateTimeField("proposée le", auto_now_add=True)

    objects = PlaceGiftQuerySet.as_manager()

    class Meta:
        verbose_name = "transmission d’une inscription"
        verbose_name_plural = "transmissions d’inscriptions"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="place_gift_one_at_a_time",
                fields=["registration"],
                condition=Q(state=GiftState.PROPOSED),
                violation_error_message="Cette inscription est déjà proposée à une personne.",
            ),
            models.CheckConstraint(
                name="place_gift_has_a_successor_once_accepted",
                condition=Q(successor=None) | Q(state=GiftState.ACCEPTED),
                violation_error_message="Cette transmission n’a pas été acceptée.",
            ),
        ]
        indexes = [
            models.Index(
                fields=["answer_until"], name="place_gift_to_expire", condition=Q(state="proposed")
            ),
        ]

    def __str__(self):
        return f"transmission n° {self.pk}"

    def get_absolute_url(self):
        return self.registration.get_absolute_url()
