"""What a school, an office or a committee agreed with a company or a network, and for how long."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from accounts.enums import Role
from clee.models import Committee
from directory.history import tracked
from directory.indexes import email_index
from directory.search import fold
from partnerships.enums.relation import PartnershipFunction, PartnershipKind, PartnershipState
from partnerships.models.log import HOLDERS, exactly_one, held_by, office_name

S = PartnershipState
# What it signs, what lasts, or lasted: the company reads it too.
SAID = (S.SIGNING, S.ACTIVE, S.ENDED)
PARTNERSHIP_HOLDERS = (*HOLDERS, "committee")


def own_of(actor):
    """Condition: held by the actor's school, office or network, or by a committee they keep."""
    return held_by(actor) | Q(committee__in=Committee.objects.kept_by(actor).values("pk"))


class PartnershipQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """Who holds it, the officers of the territory, and the company once it is in force."""
        if actor.is_administrator:
            return self
        seen = own_of(actor)
        if actor.department_codes:
            seen |= Q(school__department__in=actor.department_codes)
            around = Committee.objects.filter(departments__in=actor.department_codes)
            seen |= Q(committee__in=around.values("pk"))
        if actor.role == Role.COMPANY_REPRESENTATIVE:
            seen |= Q(company__in=actor.company_ids, state__in=SAID)
        return self.filter(seen)

    def held_by(self, actor):
        return self if actor.is_administrator else self.filter(own_of(actor))

    def active(self):
        return self.filter(state=S.ACTIVE)

    def expiring(self, today, last_day):
        """In force, with an end at hand that nothing renews yet."""
        return self.active().filter(ends_on__range=(today, last_day), renewed_by=None)

    def for_lists(self):
        return self.select_related("company", "partner", *PARTNERSHIP_HOLDERS, "owner")


@tracked
class Partnership(models.Model):
    """One agreement of a school, of a territory's office, of a network or of a committee with
    a company or a network; renewed by another one that follows it."""

    company = models.ForeignKey(
        "directory.Company",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="partnerships",
        verbose_name="entreprise",
    )
    partner = models.ForeignKey(
        "directory.PartnerNetwork",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="partnerships",
        verbose_name="réseau ou institution",
    )
    school = models.ForeignKey(
        "directory.School",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="partnerships",
        verbose_name="établissement",
    )
    office = models.ForeignKey(
        "directory.Department",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="partnerships",
        verbose_name="mission école-entreprise",
    )
    network = models.ForeignKey(
        "directory.PartnerNetwork",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="own_partnerships",
        verbose_name="réseau",
    )
    committee = models.ForeignKey(
        "clee.Committee",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="partnerships",
        verbose_name="comité",
    )
    kind = models.CharField("nature", max_length=10, choices=PartnershipKind)
    title = models.CharField("objet", max_length=150)
    starts_on = models.DateField("du")
    ends_on = models.DateField(
        "au", null=True, blank=True, help_text="Vide : sans terme, donc sans rappel."
    )
    partner_commitments = models.TextField("engagements du partenaire", max_length=3000, blank=True)
    holder_commitments = models.TextField("engagements en retour", max_length=3000, blank=True)
    state = models.CharField(
        "état", max_length=12, choices=S, default=S.PREPARATION, editable=False
    )
    ending_reason = models.CharField("motif de fin", max_length=250, blank=True, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="partnerships",
        verbose_name="suivi par",
        editable=False,
    )
    renews = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="renewed_by",
        verbose_name="renouvelle",
        editable=False,
    )
    people_erased_on = models.DateField("noms effacés le", null=True, editable=False)
    created_at = models.DateTimeField("enregistré le", auto_now_add=True)
    updated_at = models.DateTimeField("mis à jour le", auto_now=True)

    objects = PartnershipQuerySet.as_manager()

    class Meta:
        verbose_name = "partenariat"
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="partnership_one_partner",
                condition=exactly_one(("company", "partner")),
                violation_error_message="Choisissez une entreprise, ou un réseau.",
            ),
            models.CheckConstraint(
                name="partnership_one_holder",
                condition=exactly_one(PARTNERSHIP_HOLDERS),
                violation_error_message="Un partenariat appartient à une seule structure.",
            ),
            models.CheckConstraint(
                name="partnership_dates",
                condition=Q(ends_on=None) | Q(ends_on__gte=models.F("starts_on")),
                violation_error_message="La fin précède le début.",
            ),
            models.CheckConstraint(
                name="partnership_end_has_a_reason",
                condition=~Q(state__in=(S.ENDED, S.ABANDONED)) | ~Q(ending_reason=""),
                violation_error_message="Indiquez le motif.",
            ),
        ]
        indexes = [
            models.Index(
                fields=["ends_on"], name="partnership_expiring", condition=Q(state=S.ACTIVE)
            )
        ]

    def __str__(self):
        return f"{self.get_kind_display()}, {self.party}"

    def get_absolute_url(self):
        return reverse("partnerships:partnership", args=[self.pk])

    @property
    def subject(self):
        """« Accord-cadre, Robotique »: the kind once, when the title begins with it."""
        kind = self.get_kind_display()
        said = fold(self.title).startswith(fold(kind))
        return f"{self.title[:1].upper()}{self.title[1:]}" if said else f"{kind}, {self.title}"

    @property
    def round_kind(self):
        """What `documents` calls its agreement."""
        return PartnershipKind(self.kind).round_kind

    @property
    def party(self):
        """The other side."""
        return self.company or self.partner

    @property
    def holder_name(self):
        if self.office_id:
            return office_name(self.office)
        return str(self.school or self.network or self.committee)

    @property
    def places(self):
        """Whose journal tells of it; the company's only once it is in force or was."""
        company = self.company if self.state != S.PREPARATION else None
        return {"school": self.school, "company": company, "committee_id": self.committee_id}


class PartnershipDocumentQuerySet(models.QuerySet):
    def visible_to(self, actor):
        return self.filter(partnership__in=Partnership.objects.visible_to(actor))


@tracked(part_of="partnership")
class PartnershipDocument(models.Model):
    """A scan: the agreement signed, its annexes. Its bytes never change."""

    partnership = models.ForeignKey(
        Partnership, models.CASCADE, related_name="documents", verbose_name="partenariat"
    )
    file = models.ForeignKey(
        "documents.StoredFile", models.PROTECT, related_name="+", verbose_name="fichier"
    )
    title = models.CharField("titre", max_length=120)
    added_at = models.DateTimeField("déposé le", auto_now_add=True)

    objects = PartnershipDocumentQuerySet.as_manager()

    class Meta:
        verbose_name = "document d’un partenariat"
        verbose_name_plural = "documents de partenariats"
        ordering = ["added_at", "pk"]

    def __str__(self):
        return f"Document n° {self.pk}"


class PartnershipSignatoryQuerySet(models.QuerySet):
    def visible_to(self, actor):
        return self.filter(partnership__in=Partnership.objects.visible_to(actor))


@tracked(part_of="partnership")
class PartnershipSignatory(models.Model):
    """Who signs for one function, and where the request to sign goes. The head of a school
    is not written here: the signature is asked of who holds the function (R-AG-1)."""

    partnership = models.ForeignKey(
        Partnership, models.CASCADE, related_name="parties", verbose_name="partenariat"
    )
    function = models.CharField("fonction", max_length=10, choices=PartnershipFunction)
    name = models.CharField("nom du signataire", max_length=150, blank=True)
    title = models.CharField("qualité", max_length=150, blank=True)
    email = models.EmailField("adresse électronique", blank=True)

    objects = PartnershipSignatoryQuerySet.as_manager()

    class Meta:
        verbose_name = "signataire d’un partenariat"
        verbose_name_plural = "signataires de partenariats"
        ordering = ["partnership", "pk"]
        indexes = [email_index("email", "partnership_party_email")]
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "function"],
                name="partnership_party_once_per_function",
                violation_error_message="Cette fonction a déjà son signataire.",
            )
        ]

    def __str__(self):
        return self.get_function_display()
