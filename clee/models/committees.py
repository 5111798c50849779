"""Local school–business committees and their territory (R-CL-1)."""

from django.db import models
from django.db.models import F, Prefetch, Q
from django.db.models.functions import Now

from accounts.enums import Role
from clee.enums import KEEPERS, NETWORK_KEEPERS, CommitteeKind, CommitteeState, Side
from clee.models.mandates import Mandate
from directory.history import tracked, tracked_links
from directory.models import Department, Municipality, School, TrainingBasin
from directory.search import sort_key_field


class CommitteeQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """CLEE: everyone, what their public pages show is all there is to read here. A network
        of RBDE: these and the officers of its départements."""
        if actor.is_administrator:
            return self
        places = Department.objects.none()
        if actor.role in KEEPERS:
            places = Department.objects.filter(pk__in=actor.department_codes)
        if actor.role == Role.RBDE:
            places = Department.objects.filter(schools__in=actor.school_ids)
        return self.filter(Q(kind=CommitteeKind.CLEE) | Q(pk__in=places.values("committees")))

    def active(self):
        """The CLEE that work."""
        return self.filter(state=CommitteeState.ACTIVE, kind=CommitteeKind.CLEE)

    def around(self, school):
        """Those whose territory holds a school."""
        return self.holding(school.department_id, [school.municipality_id], [school.basin_id])

    def schools(self):
        """The schools of their territories: of the municipalities and bassins that a committee
        names, else of its départements."""
        whole = self.filter(municipalities=None, basins=None)
        # Three lists rather than one condition: joined by OR, half of all schools are expected.
        found = [
            School.objects.order_by().filter(**{f"{place}__in": rows}).values("pk")
            for place, rows in (
                ("municipality", self.values("municipalities")),
                ("basin", self.values("basins")),
                ("department", whole.values("departments")),
            )
        ]
        return School.objects.filter(pk__in=found[0].union(*found[1:]))

    def holding(self, department, municipalities, basins):
        """Those whose territory holds a place: one of these municipalities or bassins when the
        committee names some, else its whole département."""
        whole = Q(departments=department, municipalities=None, basins=None)
        found = self.model._base_manager.filter(
            Q(municipalities__in=municipalities) | Q(basins__in=basins) | whole
        )
        return self.filter(pk__in=found.values("pk"))

    def living(self):
        """The CLEE, active or dormant: not merged into another."""
        return self.exclude(state=CommitteeState.MERGED).filter(kind=CommitteeKind.CLEE)

    def networks(self):
        """The networks of RBDE."""
        return self.filter(kind=CommitteeKind.RBDE)

    def kept_by(self, actor):
        """Those that the actor keeps (`clee.workflow.who.keeps`)."""
        if actor.is_administrator:
            return self
        if actor.role == Role.CO_LEAD:
            led = Mandate.objects.running().filter(user=actor.user)
            return self.filter(pk__in=led.values("committee"))
        if actor.role in KEEPERS:
            rows = self.filter(departments__in=actor.department_codes).distinct()
            return rows if actor.role in NETWORK_KEEPERS else rows.filter(kind=CommitteeKind.CLEE)
        return self.none()

    def with_leads(self, day=None):
        """Prefetches, as `leads`, the mandates that run on `day` (today by default)."""
        running = Mandate.objects.running(day).select_related("committee")
        return self.prefetch_related(Prefetch("mandates", queryset=running, to_attr="leads"))


@tracked
class Committee(models.Model):
    """A CLEE: a network of schools and economic partners of one territory.

    The region's official list is not known: committees are rows that the authority edits.
    """

    kind = models.CharField(
        "nature", max_length=5, choices=CommitteeKind, default=CommitteeKind.CLEE
    )
    name = models.CharField("nom", max_length=120, unique=True)
    departments = models.ManyToManyField(
        Department, verbose_name="départements", related_name="committees"
    )
    basins = models.ManyToManyField(
        TrainingBasin,
        verbose_name="bassins de formation",
        related_name="committees",
        blank=True,
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
    # By the database: a list that is imported is written there.
    created_at = models.DateTimeField("créé le", db_default=Now(), editable=False)
    sort_key = sort_key_field("name")
    state = models.CharField(
        "état", max_length=10, choices=CommitteeState, default=CommitteeState.ACTIVE
    )
    merged_into = models.ForeignKey(
        "self",
        verbose_name="fusionné dans",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="merged",
    )

    objects = CommitteeQuerySet.as_manager()
    leads: list[Mandate]  # by `with_leads()`

    class Meta:
        verbose_name = "comité local école-entreprise"
        verbose_name_plural = "comités locaux école-entreprise"
        ordering = ["sort_key"]
        constraints = [
            models.CheckConstraint(
                name="committee_merged_into_another",
                condition=Q(state=CommitteeState.MERGED, merged_into__isnull=False)
                | (~Q(state=CommitteeState.MERGED) & Q(merged_into=None)),
                violation_error_message="Un comité fusionné dit dans quel autre.",
            ),
            models.CheckConstraint(
                name="committee_not_into_itself",
                condition=Q(merged_into=None) | ~Q(merged_into=F("id")),
                violation_error_message="Un comité ne fusionne pas avec lui-même.",
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        """The public page of a CLEE; the directory of a network."""
        page = f"/clee/{self.pk}/"
        return page if self.kind == CommitteeKind.CLEE else f"{page}annuaire/"

    def schools(self):
        """Those of its territory."""
        return Committee.objects.filter(pk=self.pk).schools()

    @property
    def vacant_sides(self):
        """The sides without a running mandate (R-CL-1); needs `with_leads()`. A network of
        RBDE has none."""
        if self.kind == CommitteeKind.RBDE:
            return []
        held = {mandate.side for mandate in self.leads}
        return [side for side in Side if side not in held]


tracked_links(Committee, "departments", "basins", "municipalities")
