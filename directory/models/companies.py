"""Companies, branch organisations, partner networks."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Case, GeneratedField, Q, Value, When
from django.db.models.functions import Left

from directory.enums import LegalKind, NafNomenclature, NetworkKind, StaffBand
from directory.history import tracked, tracked_links
from directory.identifiers import validate_siren, validate_siret
from directory.indexes import email_index
from directory.models.base import (
    COMPANY_REPRESENTATIVE,
    SearchManager,
    SignedInQuerySet,
    position_constraints,
)
from directory.models.territories import Department, Municipality, Sector
from directory.search import search_field, sort_key_field

# NAF sections B to E, the same divisions in NAF rév. 2 and NAF 2025.
FIRST_INDUSTRIAL_DIVISION, LAST_INDUSTRIAL_DIVISION = "05", "39"


class CompanyQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """A company's representative sees own companies; other signed-in people see all."""
        if actor.role == COMPANY_REPRESENTATIVE or not actor.is_signed_in:
            return self.filter(pk__in=actor.company_ids)
        return self

    def active(self):
        return self.filter(is_active=True)

    def refusing(self, day):
        """Those that nobody should ask anything on `day`."""
        until = Q(contact_refused_until=None) | Q(contact_refused_until__gte=day)
        return self.filter(until, contact_refused=True)

    def industrial(self):
        """NAF sections B to E: the hosts of a Classe en Entreprise (R-CEE-4)."""
        return self.filter(is_industrial=True)


@tracked
class Company(models.Model):
    """A host: one row per SIRET, or *sans SIRET* with its reason, checked by an RBDE."""

    siret = models.CharField(
        "SIRET", max_length=14, unique=True, null=True, blank=True, validators=[validate_siret]
    )
    no_siret_reason = models.CharField(
        "motif de l’absence de SIRET",
        max_length=120,
        blank=True,
        help_text="Étranger, ambassade, en cours de création…",
    )
    siren = models.CharField(
        "SIREN", max_length=9, blank=True, db_index=True, validators=[validate_siren]
    )
    name = models.CharField("nom", max_length=200, blank=True)
    is_masked = models.BooleanField(
        "non diffusible", default=False, help_text="Le répertoire ne publie pas son nom."
    )
    legal_kind = models.CharField(
        "nature juridique", max_length=12, choices=LegalKind, default=LegalKind.PRIVATE
    )
    naf_code = models.CharField("code NAF", max_length=6, blank=True)
    naf_nomenclature = models.CharField(
        "nomenclature", max_length=8, choices=NafNomenclature, blank=True
    )
    naf_recorded_on = models.DateField("code relevé le", null=True, blank=True)
    sector = models.ForeignKey(
        Sector,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="companies",
        verbose_name="secteur",
    )
    staff_band = models.CharField(
        "tranche d’effectifs", max_length=2, choices=StaffBand, blank=True
    )
    address = models.CharField("adresse", max_length=250, blank=True)
    postcode = models.CharField("code postal", max_length=5, blank=True)
    city = models.CharField("ville", max_length=120, blank=True)
    municipality = models.ForeignKey(
        Municipality,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="companies",
        verbose_name="commune",
    )
    department = models.ForeignKey(
        Department,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="companies",
        verbose_name="département",
    )
    latitude = models.FloatField("latitude", null=True, blank=True)
    longitude = models.FloatField("longitude", null=True, blank=True)
    position_is_approximate = models.BooleanField("position approximative", default=False)
    email = models.EmailField("adresse électronique", blank=True)
    phone = models.CharField("téléphone", max_length=30, blank=True)
    website = models.URLField("site web", max_length=300, blank=True)
    agreement_forbidden = models.BooleanField(
        "accueil de mineurs interdit",
        default=False,
        help_text="Décision de l’inspection du travail (Code du travail, L4153-2).",
    )
    agreement_forbidden_reason = models.CharField(
        "motif de l’interdiction", max_length=250, blank=True
    )
    agreement_forbidden_until = models.DateField("interdit jusqu’au", null=True, blank=True)
    contact_refused = models.BooleanField(
        "ne pas démarcher",
        default=False,
        help_text="L’entreprise ne veut plus être sollicitée, ou ne doit plus l’être.",
    )
    contact_refused_reason = models.CharField("motif du refus", max_length=250, blank=True)
    contact_refused_until = models.DateField("à ne pas démarcher jusqu’au", null=True, blank=True)
    is_active = models.BooleanField("en activité", default=True)
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="absorbed",
        verbose_name="fusionnée avec",
    )
    to_be_checked = models.BooleanField("à vérifier", default=False)
    source = models.CharField("source", max_length=40, blank=True)
    checked_at = models.DateTimeField("confirmé par l’entreprise le", null=True, blank=True)
    updated_at = models.DateTimeField("mis à jour le", auto_now=True)
    is_industrial = GeneratedField(
        expression=Case(
            When(
                Q(naf_code__gte=FIRST_INDUSTRIAL_DIVISION)
                & Q(naf_code__lt=str(int(LAST_INDUSTRIAL_DIVISION) + 1)),
                then=Value(True),
            ),
            default=Value(False),
        ),
        output_field=models.BooleanField(),
        db_persist=True,
        verbose_name="industrielle",
    )
    sort_key = sort_key_field("name")
    search = search_field("name", "city", "siret", "siren")

    objects = SearchManager.from_queryset(CompanyQuerySet)()

    class Meta:
        verbose_name = "entreprise"
        ordering = ["sort_key", "id"]
        base_manager_name = "objects"
        constraints = [
            models.CheckConstraint(
                name="directory_company_siret_or_reason",
                condition=Q(siret__isnull=False) | ~Q(no_siret_reason=""),
                violation_error_message="Indiquez le SIRET, ou la raison de son absence.",
            ),
            models.CheckConstraint(
                name="directory_company_siret",
                condition=Q(siret__isnull=True) | Q(siret__regex=r"^[0-9]{14}$"),
                violation_error_message="Le SIRET a quatorze chiffres.",
            ),
            models.CheckConstraint(
                name="directory_company_siren",
                condition=Q(siret__isnull=True) | Q(siren=Left("siret", 9)),
                violation_error_message="Le SIREN est le début du SIRET.",
            ),
            models.CheckConstraint(
                name="directory_company_naf",
                condition=Q(naf_code="") | ~Q(naf_nomenclature=""),
                violation_error_message="Un code NAF va avec sa nomenclature.",
            ),
            models.CheckConstraint(
                name="directory_company_masked",
                condition=~Q(name__contains="[ND]"),
                violation_error_message="« [ND] » n’est pas un nom.",
            ),
            models.CheckConstraint(
                name="directory_company_forbidden",
                condition=Q(agreement_forbidden=False) | ~Q(agreement_forbidden_reason=""),
                violation_error_message="Indiquez le motif de l’interdiction.",
            ),
            models.CheckConstraint(
                name="directory_company_refused",
                condition=Q(contact_refused=False) | ~Q(contact_refused_reason=""),
                violation_error_message="Indiquez pourquoi ne pas démarcher l’entreprise.",
            ),
            models.CheckConstraint(
                name="directory_company_merged",
                condition=Q(merged_into=None) | Q(is_active=False),
                violation_error_message="Une fiche fusionnée n’est plus en activité.",
            ),
            position_constraints("directory_company"),
        ]
        indexes = [
            GinIndex(fields=["search"], name="directory_company_search"),
            models.Index(fields=["sort_key", "id"], name="directory_company_sort"),
            models.Index(fields=["latitude", "longitude"], name="directory_company_position"),
            models.Index(fields=["naf_code"], name="directory_company_naf_code"),
            email_index("email", "directory_company_email"),
        ]

    def __str__(self):
        return self.display_name

    def save(self, **kwargs):
        """The SIREN always follows the SIRET."""
        if self.siret:
            self.siren = self.siret[:9]
        super().save(**kwargs)

    @property
    def display_name(self):
        """The name; a masked or unnamed company is shown by its number (R-ID-6)."""
        if self.name:
            return self.name
        word = "non diffusible" if self.is_masked else "sans nom connu"
        return f"Établissement {word} (SIRET {self.siret})"

    @property
    def site_name(self):
        """Which site of its company it is: its town and street, else its number."""
        return ", ".join(word for word in (self.city, self.address) if word) or f"{self.siret}"

    @property
    def position(self):
        """(latitude, longitude) in degrees, or None."""
        return None if self.latitude is None else (self.latitude, self.longitude)

    def forbids_agreement(self, day):
        """Whether the labour inspection forbids agreements on `day` (R-PL-5, R-VI-2)."""
        until = self.agreement_forbidden_until
        return self.agreement_forbidden and (until is None or day <= until)

    def refuses_contact(self, day):
        """Whether nobody should ask the company anything on `day`."""
        until = self.contact_refused_until
        return self.contact_refused and (until is None or day <= until)

    @property
    def living(self):
        """The sheet that stands for this one: itself, or the one it was merged into."""
        return self.merged_into.living if self.merged_into else self


@tracked
class BranchOrganisation(models.Model):
    """A professional branch: regional federation or territorial chamber."""

    name = models.CharField("nom", max_length=150)
    acronym = models.CharField("sigle", max_length=30, blank=True)
    parent = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="chambers",
        verbose_name="fédération",
    )
    departments = models.ManyToManyField(
        Department, blank=True, related_name="branches", verbose_name="départements"
    )
    email = models.EmailField("adresse électronique", blank=True)
    sort_key = sort_key_field("name")

    objects = SignedInQuerySet.as_manager()

    class Meta:
        verbose_name = "branche professionnelle"
        verbose_name_plural = "branches professionnelles"
        ordering = ["sort_key"]
        constraints = [
            models.UniqueConstraint(
                "sort_key",
                name="directory_branch_unique",
                violation_error_message="Cette branche existe déjà.",
            )
        ]

    def __str__(self):
        return self.name


@tracked
class PartnerNetwork(models.Model):
    """An institution or network with referents and a territory."""

    kind = models.CharField("type", max_length=15, choices=NetworkKind)
    name = models.CharField("nom", max_length=150)
    departments = models.ManyToManyField(
        Department, blank=True, related_name="networks", verbose_name="départements"
    )
    email = models.EmailField("adresse électronique", blank=True)
    sort_key = sort_key_field("name")

    objects = SignedInQuerySet.as_manager()

    class Meta:
        verbose_name = "réseau partenaire"
        verbose_name_plural = "réseaux partenaires"
        ordering = ["sort_key"]
        constraints = [
            models.UniqueConstraint(
                "kind",
                "sort_key",
                name="directory_network_unique",
                violation_error_message="Ce réseau existe déjà.",
            )
        ]

    def __str__(self):
        return self.name


tracked_links(BranchOrganisation, "departments")
tracked_links(PartnerNetwork, "departments")
