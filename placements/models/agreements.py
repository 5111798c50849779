"""The agreement of a placement, and the part of it that each host fills (R-AG-1, R-AG-7)."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from directory.enums import Level
from directory.history import tracked
from directory.indexes import email_index
from directory.models import Company
from placements.enums import PlacementKind
from placements.enums.agreement import (
    APPLICATION,
    PFMP_ADULT,
    ROUND_KINDS,
    SEVERAL_HOSTS,
    AgreementState,
    HealthPlan,
)
from placements.models.parameters import PresenceLimits
from placements.models.placements import Placement, Stay
from placements.rules.agreement import is_of_age

OBJECTIVES = (
    "Découvrir le monde professionnel, des métiers et leur quotidien ; préparer un choix "
    "d’orientation."
)
EVALUATION = "L’élève rend compte de son stage à l’établissement, à l’écrit ou à l’oral."
TRANSPORT = "L’élève se rend seul sur le lieu du stage, sous la responsabilité de sa famille."

TRAINING_OBJECTIVES = (
    "Acquérir et mettre en œuvre, en situation de travail, les compétences du diplôme."
)
TRAINING_EVALUATION = "Le tuteur et l’enseignant référent évaluent ensemble la période."


def usual_texts(kind):
    """What the school's part says at first; a vocational one is about the diploma (R-PF-6)."""
    if not PlacementKind(kind).is_vocational:
        return {}
    return {"objectives": TRAINING_OBJECTIVES, "evaluation": TRAINING_EVALUATION}


class AgreementQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """With its placement (DOMAIN §8)."""
        return self.filter(placement__in=Placement.objects.visible_to(actor))

    def for_class(self, class_group):
        return self.filter(placement__class_group=class_group)


@tracked
class Agreement(models.Model):
    """What is signed before a placement, whatever became of it (R-AG-3).

    The hours, the tutor and the activities are the `Stay`'s; what a round put to signature,
    with the version of its wording, is kept by `documents`.
    """

    placement = models.OneToOneField(
        Placement, models.PROTECT, related_name="agreement", verbose_name="stage"
    )
    state = models.CharField(
        "état", max_length=10, choices=AgreementState, default=AgreementState.DRAFT
    )
    objectives = models.TextField("objectifs", max_length=2000, default=OBJECTIVES)
    evaluation = models.TextField("évaluation", max_length=2000, default=EVALUATION)
    transport = models.TextField("transport", max_length=1000, default=TRANSPORT)
    health_plan = models.CharField(
        "projet d’accueil individualisé",
        max_length=10,
        choices=HealthPlan,
        default=HealthPlan.NONE,
        help_text="Rien d’autre n’est conservé : l’annexe imprimée laisse de la place pour écrire.",
    )
    limits = models.ForeignKey(
        PresenceLimits,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="limites de présence, à la signature",
    )
    pfmp_limits = models.ForeignKey(
        "placements.PfmpLimits",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="limites des PFMP, à la signature",
    )
    prepared_at = models.DateTimeField("préparée le", auto_now_add=True)
    updated_at = models.DateTimeField("modifiée le", auto_now=True)

    objects = AgreementQuerySet.as_manager()

    class Meta:
        verbose_name = "convention de stage"
        verbose_name_plural = "conventions de stage"
        ordering = ["pk"]

    def __str__(self):
        return f"Convention de stage n° {self.pk}"

    def get_absolute_url(self):
        return reverse("placements:agreement", args=[self.pk])

    @property
    def is_vocational(self):
        return PlacementKind(self.placement.kind).is_vocational

    @property
    def round_kind(self):
        """What `documents` calls it: its wording follows the placement (R-PL-9)."""
        return ROUND_KINDS[PlacementKind(self.placement.kind)]

    @property
    def variant(self):
        """The wording of its kind that it takes, "" for the usual one (R-PL-8, R-PL-9, R-PF-6)."""
        placement = self.placement
        if placement.kind == PlacementKind.INITIATION:
            return APPLICATION if placement.level == Level.TROISIEME else ""
        if placement.kind == PlacementKind.PFMP:
            born = placement.pupil and placement.pupil.birth_date
            return PFMP_ADULT if is_of_age(born, placement.starts_on) else ""
        if placement.kind == PlacementKind.TECHNOLOGICAL:
            return ""
        hosts = {stay.company_id for stay in placement.stays.all()}
        return SEVERAL_HOSTS if len(hosts) > 1 else ""


class HostPartQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """With the agreement; a host reads its own part."""
        visible = self.filter(agreement__in=Agreement.objects.visible_to(actor))
        if actor.company_ids and not actor.is_school_staff:
            return visible.filter(company__in=actor.company_ids)
        return visible

    def completed(self):
        return self.exclude(completed_at=None)


@tracked(part_of="agreement")
class HostPart(models.Model):
    """What one host says in the agreement, beside its days; and who signs for it (R-AG-1:
    neither who is written to nor the tutor need sign)."""

    agreement = models.ForeignKey(
        Agreement, models.CASCADE, related_name="parts", verbose_name="convention"
    )
    company = models.ForeignKey(
        Company, models.PROTECT, related_name="agreement_parts", verbose_name="accueillant"
    )
    contact_name = models.CharField("personne de contact", max_length=120, blank=True)
    contact_email = models.EmailField("courriel de contact", blank=True)
    signatory_name = models.CharField("signataire", max_length=120, blank=True)
    signatory_function = models.CharField("fonction du signataire", max_length=120, blank=True)
    signatory_email = models.EmailField("courriel du signataire", blank=True)
    equipment = models.TextField("équipements de protection", max_length=1000, blank=True)
    meals = models.TextField("repas", max_length=1000, blank=True)
    insurance = models.TextField("assurance de l’accueillant", max_length=1000, blank=True)
    works_read = models.BooleanField("travaux interdits aux mineurs", default=False)
    asked_at = models.DateTimeField("demandée le", null=True, blank=True)
    completed_at = models.DateTimeField("complétée le", null=True, blank=True)

    objects = HostPartQuerySet.as_manager()

    class Meta:
        verbose_name = "part de l’accueillant"
        verbose_name_plural = "parts des accueillants"
        ordering = ["pk"]
        indexes = [
            email_index("contact_email", "placements_part_contact"),
            email_index("signatory_email", "placements_part_signatory"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "company"],
                name="placements_part_once",
                violation_error_message="Cet accueillant a déjà sa part de la convention.",
            ),
            models.CheckConstraint(
                condition=Q(completed_at=None) | Q(works_read=True),
                name="placements_part_works_read",
                violation_error_message="L’accueillant coche la liste des travaux interdits.",
            ),
        ]

    def __str__(self):
        return str(self.company)

    @property
    def stays(self):
        """The days at this host's, in their order."""
        return Stay.objects.filter(placement=self.agreement.placement_id, company=self.company_id)
