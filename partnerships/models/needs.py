"""What companies look for in people: a job, a level, where, from when (*carte des formations*)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.enums import Role
from directory.history import tracked
from directory.models import Department
from partnerships.models.merges import nearby

# Who tells the need of a company: its own people, and who knows it by their work.
TELLERS = frozenset(
    {
        Role.RBDE,
        Role.DDFPT,
        Role.MISSION_OFFICER,
        Role.BRANCH_OFFICER,
        Role.COMPANY_REPRESENTATIVE,
    }
)
# Who reads those of a territory, to plan training.
READERS = TELLERS | {
    Role.HEAD,
    Role.DEPUTY,
    Role.DEPARTMENT_SUPERVISOR,
    Role.DEPARTMENT_OFFICE,
    Role.EDUCATION_AUTHORITY,
    Role.ADMINISTRATOR,
}


class TrainingLevel(models.TextChoices):
    """The diploma that a need asks for."""

    ANY = "any", "Indifférent"
    CAP = "cap", "CAP"
    BAC = "bac", "Bac professionnel ou technologique"
    BTS = "bts", "BTS ou BUT"
    LICENCE = "licence", "Licence"
    MASTER = "master", "Master ou ingénieur"


def territory_of(actor, path="department"):
    """Condition: `path` is a département where the actor works, by school, office or branch."""
    branches = Department.objects.filter(branches__in=actor.branch_ids)
    return nearby(actor, path) | Q(**{f"{path}__in": branches})


class CompanyNeedQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """A company's own, and those of the départements of who plans or tells them."""
        if actor.is_administrator:
            return self
        if actor.role == Role.COMPANY_REPRESENTATIVE:
            return self.filter(company__in=actor.company_ids)
        if actor.role not in READERS:
            return self.none()
        return self.filter(territory_of(actor))

    def current(self):
        """Those that nobody has closed."""
        return self.filter(ended_on=None)

    def for_lists(self):
        return self.select_related("company", "department", "basin", "sector")


@tracked
class CompanyNeed(models.Model):
    """One line, dated: it is true on the day it was told."""

    company = models.ForeignKey(
        "directory.Company", models.CASCADE, related_name="needs", verbose_name="entreprise"
    )
    job = models.CharField("métier", max_length=120)
    level = models.CharField(
        "niveau", max_length=10, choices=TrainingLevel, default=TrainingLevel.ANY
    )
    count = models.PositiveSmallIntegerField("nombre de personnes", default=1)
    sector = models.ForeignKey(
        "directory.Sector",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="needs",
        verbose_name="secteur",
    )
    department = models.ForeignKey(
        "directory.Department",
        models.PROTECT,
        related_name="needs",
        verbose_name="département",
    )
    basin = models.ForeignKey(
        "directory.TrainingBasin",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="needs",
        verbose_name="bassin de formation",
    )
    wanted_from = models.DateField("à partir du")
    told_on = models.DateField("dit le", default=timezone.localdate)
    told_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="saisi par",
        editable=False,
    )
    ended_on = models.DateField("clos le", null=True, blank=True)

    objects = CompanyNeedQuerySet.as_manager()

    class Meta:
        verbose_name = "besoin d’une entreprise"
        verbose_name_plural = "besoins des entreprises"
        ordering = ["-told_on", "-pk"]
        indexes = [models.Index(fields=["department", "-told_on"], name="company_need_list")]
        constraints = [
            models.CheckConstraint(
                name="company_need_count",
                condition=Q(count__gte=1),
                violation_error_message="Indiquez au moins une personne.",
            ),
        ]

    def __str__(self):
        return f"{self.job}, {TrainingLevel(self.level).label}"
