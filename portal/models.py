"""The function addresses that /mon-interlocuteur/ gives to the public."""

from django.db import models
from django.db.models import Q

from directory.history import tracked
from directory.models import Academy, Department


class ServiceKind(models.TextChoices):
    DEPARTMENT_OFFICE = "department_office", "Direction départementale (DSDEN)"
    EDUCATION_AUTHORITY = "education_authority", "Rectorat, mission école-entreprise"


class ServiceContactQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """Everyone: these addresses are made to be written to."""
        return self

    def for_department(self, department):
        """The services of a département: its own office, then the rectorat of its académie."""
        return self.filter(Q(department=department) | Q(academy=department.academy_id))


@tracked
class ServiceContact(models.Model):
    """Where to write to a service of the education authority: a function, never a person."""

    kind = models.CharField("service", max_length=20, choices=ServiceKind)
    name = models.CharField("intitulé", max_length=150)
    department = models.ForeignKey(
        Department, verbose_name="département", on_delete=models.CASCADE, null=True, blank=True
    )
    academy = models.ForeignKey(
        Academy, verbose_name="académie", on_delete=models.CASCADE, null=True, blank=True
    )
    email = models.EmailField("adresse de fonction")
    phone = models.CharField("téléphone", max_length=30, blank=True)

    objects = ServiceContactQuerySet.as_manager()

    class Meta:
        verbose_name = "interlocuteur"
        ordering = ["kind", "name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(department=None) ^ Q(academy=None),
                name="service_contact_has_one_territory",
                violation_error_message="Indiquez un département ou une académie.",
            )
        ]

    def __str__(self):
        return self.name
