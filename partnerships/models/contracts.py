"""The contract of a class immersion: its parties, its programme by half-day, its funding."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from directory.history import tracked
from directory.indexes import email_index
from partnerships.enums.contract import (
    CLOSED_STATES,
    COVERED_STATES,
    OPEN_STATES,
    UNSIGNED_STATES,
    ContractKind,
    ContractState,
    Funder,
    Half,
    LedBy,
    PartyFunction,
    SessionKind,
)


class ContractQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """The parties of the contract and those who oversee one of its territories.

        The host's and the school's people, the branch that signs and its federation, the
        officers of either's département. A personal link opens nothing through here.
        """
        if actor.is_administrator:
            return self
        return self.filter(
            Q(booking__school__in=actor.school_ids)
            | Q(booking__company__in=actor.company_ids)
            | Q(booking__host_school__in=actor.school_ids)
            | Q(booking__host_network__in=actor.network_ids)
            | Q(branch__in=actor.branch_ids)
            | Q(branch__parent__in=actor.branch_ids)
            | Q(booking__school__department__in=actor.department_codes)
            | Q(booking__company__department__in=actor.department_codes)
        )

    def unsigned(self):
        return self.filter(state__in=UNSIGNED_STATES)

    def covered(self):
        """Fully signed: the only contracts that may be counted as done (R-CEE-8)."""
        return self.filter(state__in=COVERED_STATES)

    def eligible_to_cup(self):
        """Signed and completed Classes en Entreprise (R-CEE-7)."""
        return self.filter(state=ContractState.COMPLETED, kind=ContractKind.CLASS_IMMERSION)

    def with_parties(self):
        return self.select_related(
            "branch",
            "booking__company__municipality",
            "booking__school__municipality",
            "booking__school__department",
            "booking__class_group",
            "booking__teacher",
            "school_year",
        ).prefetch_related("parties")


@tracked
class Contract(models.Model):
    """One agreement for one accepted booking; dates and numbers are the booking's own."""

    booking = models.OneToOneField(
        "partnerships.Booking", models.PROTECT, related_name="contract", verbose_name="demande"
    )
    school_year = models.ForeignKey(
        "directory.SchoolYear", models.PROTECT, related_name="+", verbose_name="année scolaire"
    )
    kind = models.CharField("nature", max_length=20, choices=ContractKind)
    state = models.CharField(
        "état", max_length=20, choices=ContractState, default=ContractState.DRAFT
    )
    # R-VI-1: one document for several visits; the group is that of `joined_to`, itself included.
    joined_to = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="joined",
        verbose_name="réunie avec",
        editable=False,
    )
    # What it was last put to signature in, whatever became of it.
    in_round = models.ForeignKey(
        "documents.SignatureRound",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        verbose_name="mise à la signature",
    )
    created_at = models.DateTimeField("créée le", auto_now_add=True)
    sent_at = models.DateTimeField("envoyée à la signature le", null=True, blank=True)
    signed_at = models.DateTimeField("signée le", null=True, blank=True)
    state_reason = models.TextField("motif", blank=True)

    branch = models.ForeignKey(
        "directory.BranchOrganisation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="contracts",
        verbose_name="branche professionnelle",
    )

    objectives = models.TextField("objectifs pédagogiques", blank=True)
    place = models.TextField("lieu de l’immersion", blank=True)
    referent_name = models.CharField("référent de l’établissement", max_length=150, blank=True)
    referent_phone = models.CharField("téléphone du référent", max_length=30, blank=True)
    tutor_name = models.CharField("tuteur dans l’entreprise", max_length=150, blank=True)
    tutor_function = models.CharField("fonction du tuteur", max_length=150, blank=True)
    tutor_phone = models.CharField("téléphone du tuteur", max_length=30, blank=True)
    accompanying = models.TextField("adultes accompagnateurs", blank=True)
    safety = models.TextField("sécurité", blank=True)
    equipment = models.TextField("équipements de protection", blank=True)
    transport = models.TextField("transport", blank=True)
    meals = models.TextField("repas", blank=True)
    insurance = models.TextField("assurances", blank=True)
    evaluation = models.TextField("évaluation", blank=True)
    image_consents_attested = models.BooleanField(
        "autorisations de droit à l’image conservées dans l’établissement", default=False
    )
    image_excluded = models.PositiveSmallIntegerField("élèves à ne pas montrer", default=0)
    supporters = models.TextField("soutiens", blank=True)

    year_through = "booking"
    objects = ContractQuerySet.as_manager()

    class Meta:
        verbose_name = "convention"
        ordering = ["-school_year", "booking__starts_on", "pk"]
        indexes = [
            models.Index(fields=["school_year", "state"]),
            models.Index(fields=["branch", "state"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="contract_class_immersion_has_branch_once_sent",
                condition=~Q(kind="class_immersion")
                | Q(branch__isnull=False)
                | Q(state__in=["draft", "void", "cancelled", "uncovered"]),
                violation_error_message="Une Classe en Entreprise est signée par la branche.",
            ),
            models.CheckConstraint(
                name="contract_signed_has_date",
                condition=~Q(state__in=["signed", "completed"]) | Q(signed_at__isnull=False),
                violation_error_message="Une convention signée porte la date de signature.",
            ),
            models.CheckConstraint(
                name="contract_only_visits_are_joined",
                condition=Q(joined_to=None) | Q(kind="visit") & ~Q(joined_to=models.F("id")),
                violation_error_message="Seules des visites sont réunies en une convention.",
            ),
        ]

    def __str__(self):
        return f"Convention {self.reference}"

    def get_absolute_url(self):
        return reverse("partnerships:contract", args=[self.pk])

    @property
    def reference(self):
        prefix = ContractKind(self.kind).prefix
        return f"{prefix}-{self.school_year_id}-{self.pk:05d}"

    @property
    def title(self):
        return ContractKind(self.kind).label

    @property
    def is_open(self):
        return self.state in OPEN_STATES

    @property
    def is_closed(self):
        return self.state in CLOSED_STATES

    @property
    def is_covered(self):
        return self.state in COVERED_STATES

    @property
    def is_eligible_to_cup(self):
        """A signed and completed Classe en Entreprise may enter the Industrie Cup (R-CEE-7)."""
        return self.state == ContractState.COMPLETED and self.kind == ContractKind.CLASS_IMMERSION

    @property
    def functions(self):
        return ContractKind(self.kind).functions


class OfContractQuerySet(models.QuerySet):
    """Rows that are seen with their contract."""

    def visible_to(self, actor):
        return self.filter(contract__in=Contract.objects.visible_to(actor))


class BranchConsultationQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """The branch that was told, and the parties and officers who see the booking."""
        if actor.is_administrator:
            return self
        return self.filter(
            Q(branch__in=actor.branch_ids)
            | Q(branch__parent__in=actor.branch_ids)
            | Q(booking__school__in=actor.school_ids)
            | Q(booking__school__department__in=actor.department_codes)
        )


@tracked
class BranchConsultation(models.Model):
    """The branch is told when a class asks an industrial host, and may object (R-CEE-4)."""

    booking = models.OneToOneField(
        "partnerships.Booking", models.CASCADE, related_name="branch_consultation"
    )
    branch = models.ForeignKey(
        "directory.BranchOrganisation",
        models.PROTECT,
        related_name="consultations",
        verbose_name="branche professionnelle",
    )
    told_at = models.DateTimeField("informée le")
    objected_at = models.DateTimeField("opposition du", null=True, blank=True)
    objected_by = models.CharField("opposition de", max_length=250, blank=True)
    objection = models.TextField("motif de l’opposition", blank=True)

    objects = BranchConsultationQuerySet.as_manager()

    class Meta:
        verbose_name = "information de la branche"
        verbose_name_plural = "informations des branches"
        ordering = ["-told_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="branch_objects_with_a_reason",
                condition=Q(objected_at__isnull=True, objection="")
                | (Q(objected_at__isnull=False) & ~Q(objection="")),
                violation_error_message="Une opposition porte un motif.",
            )
        ]

    def __str__(self):
        return f"{self.branch}, demande n° {self.booking_id}"


@tracked(part_of="contract")
class ContractParty(models.Model):
    """Who signs for one function, and the address that the request to sign goes to."""

    contract = models.ForeignKey(Contract, models.CASCADE, related_name="parties")
    function = models.CharField("fonction", max_length=10, choices=PartyFunction)
    name = models.CharField("nom du signataire", max_length=150, blank=True)
    title = models.CharField("qualité", max_length=150, blank=True)
    email = models.EmailField("adresse électronique", blank=True)

    objects = OfContractQuerySet.as_manager()

    class Meta:
        verbose_name = "signataire"
        ordering = ["contract", "pk"]
        indexes = [email_index("email", "contract_party_email")]
        constraints = [
            models.UniqueConstraint(
                fields=["contract", "function"], name="contract_party_once_per_function"
            )
        ]

    def __str__(self):
        return self.get_function_display()


@tracked(part_of="contract")
class ProgrammeSession(models.Model):
    """What happens in a half-day, and who leads it (names or functions, never pupils)."""

    contract = models.ForeignKey(Contract, models.CASCADE, related_name="sessions")
    day = models.DateField("jour")
    half = models.CharField("demi-journée", max_length=2, choices=Half)
    position = models.PositiveSmallIntegerField("rang", default=0)
    kind = models.CharField("nature", max_length=20, choices=SessionKind)
    title = models.CharField("intitulé", max_length=200)
    led_by = models.CharField("conduite par", max_length=10, choices=LedBy)
    leaders = models.CharField("intervenants", max_length=200, blank=True)

    objects = OfContractQuerySet.as_manager()

    class Meta:
        verbose_name = "séance"
        ordering = ["contract", "day", "half", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["contract", "day", "half", "position"], name="session_once_per_rank"
            )
        ]

    def __str__(self):
        return self.title


@tracked(part_of="contract")
class FundingLine(models.Model):
    """Money asked from a funder, granted and paid by it (euros); R-CEE-4."""

    contract = models.ForeignKey(Contract, models.CASCADE, related_name="funding_lines")
    funder = models.CharField("financeur", max_length=10, choices=Funder)
    label = models.CharField("objet", max_length=150, blank=True)
    asked = models.DecimalField("demandé", max_digits=9, decimal_places=2, default=0)
    granted = models.DecimalField("accordé", max_digits=9, decimal_places=2, null=True, blank=True)
    paid = models.DecimalField("versé", max_digits=9, decimal_places=2, null=True, blank=True)

    objects = OfContractQuerySet.as_manager()

    class Meta:
        verbose_name = "ligne de financement"
        ordering = ["contract", "pk"]
        constraints = [
            models.CheckConstraint(
                name="funding_amounts_not_negative",
                condition=Q(asked__gte=0)
                & (Q(granted__isnull=True) | Q(granted__gte=0))
                & (Q(paid__isnull=True) | Q(paid__gte=0)),
                violation_error_message="Un montant ne peut pas être négatif.",
            )
        ]

    def __str__(self):
        return self.get_funder_display()


class ContractNotice(models.Model):
    """A numbered notice of a change that needs no new signature (R-CEE-5); never updated."""

    contract = models.ForeignKey(Contract, models.CASCADE, related_name="notices")
    number = models.PositiveSmallIntegerField("numéro")
    changes = models.JSONField("modifications")
    created_at = models.DateTimeField("le", auto_now_add=True)

    objects = OfContractQuerySet.as_manager()

    class Meta:
        verbose_name = "avis de modification"
        ordering = ["contract", "number"]
        constraints = [
            models.UniqueConstraint(fields=["contract", "number"], name="contract_notice_numbered")
        ]

    def __str__(self):
        return f"Avis n° {self.number}"
