"""A list of the admin as somebody filtered it, under a name of their own."""

from django.conf import settings
from django.db import models

from directory.history import tracked

MOST_FILTERS = 30


class SavedFilterQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """One's own, nobody else's."""
        return self.filter(user=actor.user) if actor.user else self.none()


@tracked
class SavedFilter(models.Model):
    """The query of a list: applied, it shows what its owner may see today."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="personne"
    )
    model = models.CharField("liste", max_length=60)
    name = models.CharField("nom", max_length=60)
    query = models.CharField("filtres", max_length=500)

    objects = SavedFilterQuerySet.as_manager()

    class Meta:
        verbose_name = "filtre enregistré"
        verbose_name_plural = "filtres enregistrés"
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "model", "name"],
                name="saved_filter_one_name",
                violation_error_message="Un de vos filtres porte déjà ce nom.",
            )
        ]

    def __str__(self):
        return f"Filtre n° {self.pk}"
