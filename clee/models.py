"""Local school–business committees and who co-leads them (R-CL-1)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Prefetch, Q
from django.utils import timezone

from directory.history import tracked, tracked_links
from directory.models import Department, Municipality, School

from .enums import CommitteeState, Side


class CommitteeQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """Everyone: what the public pages show of a committee is all there is to read here."""
        return self

    def active(self):
        return self.filter(state=CommitteeState.ACTIVE)

    def with_leads(self, day=None):
        """Prefetches, as `leads`, the mandates that run on `day` (today by default)."""
        running = Mandate.objects.running(day).select_related("committee")
        return self.prefetch_related(Prefetch("mandates", queryset=running, to_attr="leads"))


@tracked
class Committee(models.Model):
    """A CLEE: a network of schools and economic partners of one territory.

    The region's official list is not known: committees are rows that the authority edits.
    """

    name = models.CharField("nom", max_length=120, unique=True)
    departments = models.ManyToManyField(
        Department, verbose_name="départements", related_name="committees"
    )
    municipalities = models.ManyToManyField(
        Municipality, verbose_name="communes", related_name="committees", blank=True
    )
    support_school = models.ForeignKey(
        School,
        verbose_name="établissement support",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="supported_committees",
    )
    contact_email = models.EmailField(
        "adresse de contact", blank=True, help_text="Une adresse de fonction, jamais personnelle."
    )
    presentation = models.TextField("présentation", blank=True)
    state = models.CharField(
        "état", max_length=10, choices=CommitteeState, default=CommitteeState.ACTIVE
    )

    objects = CommitteeQuerySet.as_manager()
    leads: list["Mandate"]  # by `with_leads()`

    class Meta:
        verbose_name = "comité local école-entreprise"
        verbose_name_plural = "comités locaux école-entreprise"
        ordering = ["name"]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return f"/clee/{self.pk}/"

    @property
    def vacant_sides(self):
        """The sides without a running mandate (R-CL-1); needs `with_leads()`."""
        held = {mandate.side for mandate in self.leads}
        return [side for side in Side if side not in held]


class MandateQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """Signed-in people only: a mandate names a person."""
        return self if actor.user else self.none()

    def running(self, day=None):
        day = day or timezone.localdate()
        return self.filter(starts_on__lte=day).filter(Q(ends_on=None) | Q(ends_on__gte=day))


@tracked(part_of="committee")
class Mandate(models.Model):
    """One co-lead of a committee, with dates: history is kept, a vacancy is visible."""

    committee = models.ForeignKey(
        Committee, verbose_name="comité", on_delete=models.CASCADE, related_name="mandates"
    )
    side = models.CharField("côté", max_length=10, choices=Side)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="compte",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="mandates",
    )
    person_name = models.CharField("nom de la personne", max_length=150, blank=True)
    organisation = models.CharField(
        "établissement ou organisme représenté", max_length=200, blank=True
    )
    starts_on = models.DateField("début")
    ends_on = models.DateField("fin", null=True, blank=True)
    designated_on = models.DateField("désignation le", null=True, blank=True)
    designated_by = models.CharField("désignation par", max_length=150, blank=True)

    objects = MandateQuerySet.as_manager()

    class Meta:
        verbose_name = "mandat"
        ordering = ["side", "-starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="mandate_ends_after_start",
                violation_error_message="La fin du mandat précède son début.",
            ),
            models.CheckConstraint(
                condition=Q(user__isnull=False) | ~Q(person_name=""),
                name="mandate_names_someone",
                violation_error_message="Indiquez le compte ou le nom de la personne.",
            ),
        ]

    def __str__(self):
        return f"{self.get_side_display()}, {self.committee}"

    @property
    def name(self):
        account = self.user.get_full_name() if self.user else ""
        return self.person_name or account


tracked_links(Committee, "departments", "municipalities")
