"""The steps of a committee's year, each with its due date (R-CL-3)."""

from django.db import models

from clee.enums.cycle import StepKind
from clee.models.committees import Committee
from clee.models.meetings import Meeting
from directory.history import tracked
from directory.models import SchoolYear


class StepQuerySet(models.QuerySet):
    def visible_to(self, actor):
        return self.filter(committee__in=Committee.objects.kept_by(actor).values("pk"))

    def to_do(self):
        return self.filter(done_on=None)

    def overdue(self, day):
        return self.to_do().filter(due_on__lt=day)


@tracked(part_of="committee")
class CycleStep(models.Model):
    """One step of a school year: done by its meeting, or by the sending of the calendar."""

    committee = models.ForeignKey(
        Committee, models.CASCADE, related_name="steps", verbose_name="comité"
    )
    school_year = models.ForeignKey(
        SchoolYear, models.PROTECT, related_name="committee_steps", verbose_name="année scolaire"
    )
    kind = models.CharField("étape", max_length=12, choices=StepKind)
    due_on = models.DateField("échéance")
    done_on = models.DateField("faite le", null=True, blank=True, editable=False)
    meeting = models.ForeignKey(
        Meeting,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="steps",
        verbose_name="réunion",
    )

    objects = StepQuerySet.as_manager()

    class Meta:
        verbose_name = "étape de l’année"
        verbose_name_plural = "étapes de l’année"
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="clee_step_once",
                fields=["committee", "school_year", "kind"],
                violation_error_message="Cette étape est déjà inscrite.",
            )
        ]

    def __str__(self):
        return self.get_kind_display()
