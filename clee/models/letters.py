"""What the officers of a territory wrote to the co-leads of several committees, to the referents
of several networks."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from clee.enums import KEEPERS
from clee.models.committees import Committee
from directory.history import tracked, tracked_links
from directory.models import PartnerNetwork


class LetterQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """Those written to committees or networks of the actor's territory."""
        if actor.is_administrator:
            return self
        if actor.role not in KEEPERS:
            return self.none()
        codes = actor.department_codes
        there = Q(committees__departments__in=codes) | Q(networks__departments__in=codes)
        return self.filter(there).distinct()


@tracked
class Letter(models.Model):
    """One text to the co-leads of chosen committees, or to the referents of chosen networks:
    each person has their own mail."""

    committees = models.ManyToManyField(
        Committee, related_name="letters", verbose_name="comités", blank=True
    )
    networks = models.ManyToManyField(
        PartnerNetwork, related_name="letters", verbose_name="réseaux", blank=True
    )
    subject = models.CharField("objet", max_length=120)
    text = models.TextField("message", max_length=5000)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name="écrit par",
    )
    sent_at = models.DateTimeField("envoyé le")
    people = models.PositiveIntegerField("destinataires", default=0)

    objects = LetterQuerySet.as_manager()

    class Meta:
        verbose_name = "message aux copilotes et référents"
        verbose_name_plural = "messages aux copilotes et référents"
        ordering = ["-sent_at", "-pk"]

    def __str__(self):
        return self.subject


tracked_links(Letter, "committees", "networks")
