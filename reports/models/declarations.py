"""What was said of a year by who did it: an answer, counts, a signature (DOMAIN §7)."""

import json

from django.db import models
from django.db.models import Q, Value
from django.urls import reverse

from accounts.enums import Act, Role
from clee.models import Committee
from directory.history import tracked
from directory.models import PartnerNetwork, School, SchoolYear
from documents.models import Snapshot
from reports.enums.declaration import Answer, DeclarantKind, DeclarationState, DeclaredKind

DECLARATION = "declaration"
# Who follows the answers of a territory.
FOLLOWERS = (
    Role.DEPARTMENT_SUPERVISOR,
    Role.DEPARTMENT_OFFICE,
    Role.MISSION_OFFICER,
    Role.EDUCATION_AUTHORITY,
    Role.ADMINISTRATOR,
)


def signed_for(actor):
    """The keys of the schools whose declaration the actor signs: its head, and who holds the
    head's delegation (R-AG-1)."""
    hats = [hat for hat in actor.hats(Act.SIGN) if hat.role == Role.HEAD]
    return {key for hat in hats for key in hat.school_ids - hat.provisional_school_ids}


class DeclarationQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """Who prepares or signs it, and who follows its territory."""
        if actor.is_administrator:
            return self
        seen = Q(school__in=signed_for(actor))
        if actor.is_school_management:
            seen |= Q(school__in=actor.school_ids)
        kept = Committee.objects.kept_by(actor)
        seen |= Q(committee__in=kept.values("pk")) | Q(network__in=actor.network_ids)
        if actor.role in FOLLOWERS:
            codes = actor.department_codes
            networks = PartnerNetwork.objects.filter(departments__in=codes)
            seen |= Q(school__department__in=codes) | Q(network__in=networks.values("pk"))
        return self.filter(seen)

    def signed(self):
        return self.filter(state=DeclarationState.SIGNED)

    def for_lists(self):
        return self.select_related("school", "committee", "network", "school_year")


def exactly_one(*names):
    """A condition: one of these keys is set, and one only."""
    found = Q()
    for name in names:
        found |= Q(**{f"{other}__isnull": other != name for other in names})
    return found


@tracked
class Declaration(models.Model):
    """The year of one school, committee or network. Its signed state is a snapshot, with the
    figures of the portal on that day."""

    school_year = models.ForeignKey(
        SchoolYear, models.PROTECT, related_name="declarations", verbose_name="année scolaire"
    )
    school = models.ForeignKey(
        School, models.PROTECT, null=True, blank=True, related_name="declarations",
        verbose_name="établissement",
    )  # fmt: skip
    committee = models.ForeignKey(
        Committee, models.PROTECT, null=True, blank=True, related_name="declarations",
        verbose_name="comité",
    )  # fmt: skip
    network = models.ForeignKey(
        PartnerNetwork, models.PROTECT, null=True, blank=True, related_name="declarations",
        verbose_name="réseau",
    )  # fmt: skip
    state = models.CharField(
        "état", max_length=10, choices=DeclarationState, default=DeclarationState.DRAFT
    )
    answer = models.CharField("réponse", max_length=12, choices=Answer, blank=True)
    words = models.TextField("ce qui est à corriger", max_length=2000, blank=True)
    return_reason = models.TextField("motif du renvoi", max_length=2000, blank=True)
    signed_at = models.DateTimeField("signée le", null=True, blank=True)
    signed_by = models.CharField("signée par", max_length=250, blank=True)
    updated_at = models.DateTimeField("modifiée le", auto_now=True)

    objects = DeclarationQuerySet.as_manager()

    class Meta:
        verbose_name = "déclaration de l’année"
        verbose_name_plural = "déclarations de l’année"
        ordering = ["-school_year", "pk"]
        constraints = [
            models.CheckConstraint(
                name="reports_declaration_of_one",
                condition=exactly_one("school", "committee", "network"),
                violation_error_message="Une déclaration est d’un établissement, d’un comité ou "
                "d’un réseau.",
            ),
            models.UniqueConstraint(
                name="reports_declaration_once",
                fields=["school_year", "school", "committee", "network"],
                nulls_distinct=False,
                violation_error_message="Cette déclaration existe déjà.",
            ),
            models.CheckConstraint(
                name="reports_declaration_signed_answers",
                condition=Q(state=DeclarationState.DRAFT)
                | (Q(signed_at__isnull=False) & ~Q(answer=Value(""))),
                violation_error_message="Une déclaration signée a une réponse et une date.",
            ),
        ]

    def __str__(self):
        return f"Déclaration {self.school_year}, {self.subject}"

    def get_absolute_url(self):
        return address(self.kind, self.subject.pk, self.school_year_id)

    @property
    def kind(self):
        """The DeclarantKind of who declares."""
        return next(one for one in DeclarantKind if getattr(self, f"{one.field}_id"))

    @property
    def subject(self):
        """The school, committee or network."""
        return getattr(self, self.kind.field)

    @property
    def is_signed(self):
        return self.state == DeclarationState.SIGNED

    @property
    def kept(self):
        """What the last signature froze, or None before the first."""
        snapshots = Snapshot.objects.about(self, DECLARATION).select_related("file")
        last = snapshots.order_by("-version").first()
        return last and json.loads(last.file.bytes)


def address(kind, pk, year):
    """The page of a declaration, whether it was begun or not."""
    return reverse("reports:declaration", args=[kind, pk, year])


class DeclaredCountQuerySet(models.QuerySet):
    def visible_to(self, actor):
        return self.filter(declaration__in=Declaration.objects.visible_to(actor).values("pk"))


@tracked(part_of="declaration")
class DeclaredCount(models.Model):
    """How many of one kind were done elsewhere than in the portal."""

    declaration = models.ForeignKey(
        Declaration, models.CASCADE, related_name="counts", verbose_name="déclaration"
    )
    kind = models.CharField("nature", max_length=12, choices=DeclaredKind)
    count = models.PositiveIntegerField("nombre")
    pupils = models.PositiveIntegerField("élèves", default=0)
    adults = models.PositiveIntegerField("adultes", default=0)
    words = models.CharField("précision", max_length=250, blank=True)

    objects = DeclaredCountQuerySet.as_manager()

    class Meta:
        verbose_name = "compte déclaré"
        verbose_name_plural = "comptes déclarés"
        ordering = ["declaration", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="reports_declared_once",
                fields=["declaration", "kind"],
                violation_error_message="Cette nature est déjà comptée.",
            ),
            models.CheckConstraint(
                name="reports_declared_something",
                condition=Q(count__gte=1),
                violation_error_message="Un compte déclaré est d’un au moins.",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} : {self.count}"
