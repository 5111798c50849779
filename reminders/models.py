"""What the authority changed of a rule; what a rule declares is in the code."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from accounts.enums import Role
from directory.history import tracked

SETTERS = {Role.EDUCATION_AUTHORITY, Role.ADMINISTRATOR}
FIRST_HOUR, LAST_HOUR = 7, 19
FARTHEST = 400


class RuleSettingQuerySet(models.QuerySet):
    def visible_to(self, actor):
        return self if actor.role in SETTERS else self.none()

    def paused(self):
        return self.filter(paused_at__isnull=False)


@tracked
class RuleSetting(models.Model):
    """The setting of one rule, by its code; an empty value is the declared one.

    Kept when the rule is back to what it declares, or when it no longer exists: its
    history is read from here.
    """

    code = models.CharField("rappel", max_length=80, unique=True)
    hour = models.PositiveSmallIntegerField("heure", null=True, blank=True)
    # As the rule's: negative before its anchor, counted in the rule's own unit.
    number = models.SmallIntegerField("nombre de jours", null=True, blank=True)
    paused_at = models.DateTimeField("en pause depuis", null=True, blank=True)
    paused_by = models.CharField("mis en pause par", max_length=250, blank=True)
    pause_reason = models.TextField("motif de la pause", blank=True)

    objects = RuleSettingQuerySet.as_manager()

    class Meta:
        verbose_name = "réglage d’un rappel"
        verbose_name_plural = "réglages des rappels"
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                name="rule_setting_hour",
                condition=Q(hour=None) | Q(hour__range=(FIRST_HOUR, LAST_HOUR)),
                violation_error_message="Un rappel part en journée.",
            ),
            models.CheckConstraint(
                name="rule_setting_number",
                condition=Q(number=None) | Q(number__range=(-FARTHEST, FARTHEST)),
                violation_error_message="Ce délai est trop long.",
            ),
            models.CheckConstraint(
                name="rule_setting_pause_says_why",
                condition=Q(paused_at=None, paused_by="", pause_reason="")
                | (Q(paused_at__isnull=False) & ~Q(paused_by="") & ~Q(pause_reason="")),
                violation_error_message="Une pause dit par qui et pourquoi.",
            ),
        ]

    def __str__(self):
        return f"Rappel {self.code}"

    def get_absolute_url(self):
        return reverse("reminder_rule", args=[self.code])
