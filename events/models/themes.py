"""What events are about: a list that the authority edits."""

from django.db import models

from directory.history import tracked


class ThemeQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """Everybody: the words of the authority."""
        return self

    def in_use(self):
        return self.filter(is_active=True)


@tracked
class Theme(models.Model):
    """A theme of events and of programmes: the authority adds, renames and withdraws them."""

    label = models.CharField("libellé", max_length=100, unique=True)
    rank = models.PositiveSmallIntegerField("ordre", default=100)
    is_active = models.BooleanField(
        "proposé", default=True, help_text="Décoché : les événements de ce thème restent."
    )

    objects = ThemeQuerySet.as_manager()

    class Meta:
        verbose_name = "thème d’événement"
        verbose_name_plural = "thèmes d’événements"
        ordering = ["rank", "label"]

    def __str__(self):
        return self.label
