"""Schools and their class groups."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Func, Q

from directory.enums import Level, PriorityEducation, Qpv, SchoolKind, SchoolStatus, SpecialKind
from directory.history import tracked
from directory.identifiers import validate_uai
from directory.indexes import email_index
from directory.models.base import SearchManager, SignedInQuerySet, position_constraints
from directory.models.diplomas import Diploma
from directory.models.territories import Department, Municipality, TrainingBasin
from directory.models.years import SchoolYear
from directory.search import search_field, sort_key_field


class SchoolQuerySet(SignedInQuerySet):
    def open(self):
        """Schools that exist today."""
        return self.filter(is_open=True)

    def open_during(self, year):
        """Schools open one day at least of the school year, given by its start or an
        expression of it: a school that closes meanwhile worked in it."""
        # R-ID-8: it begins on 1 September.
        first = Func(year, 9, 1, function="make_date", output_field=models.DateField())
        return self.filter(Q(is_open=True) | Q(missing_since__gte=first))

    def with_annexes(self, ids):
        """The schools of `ids` with their annexes and sections (R-ID-2)."""
        return self.filter(Q(pk__in=ids) | Q(parent__in=ids))

    def counted(self):
        """Annexes and sections are counted with their parent (R-ID-2)."""
        return self.filter(parent__isnull=True)


@tracked
class School(models.Model):
    """An établissement; its key is the UAI (R-ID-1), its SIRET only an attribute (R-ID-2)."""

    uai = models.CharField("UAI", max_length=8, unique=True, validators=[validate_uai])
    name = models.CharField("nom", max_length=200)
    kind = models.CharField("type", max_length=20, choices=SchoolKind)
    nature_code = models.CharField("code nature", max_length=3, blank=True)
    sector_kind = models.CharField("statut", max_length=7, choices=SchoolStatus)
    contract_kind = models.CharField("contrat (privé)", max_length=60, blank=True)
    parent = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="annexes",
        verbose_name="établissement de rattachement",
    )
    parent_is_proposed = models.BooleanField(
        "rattachement proposé",
        default=False,
        help_text="Déduit de l’adresse : à confirmer.",
    )
    address = models.CharField("adresse", max_length=250, blank=True)
    postcode = models.CharField("code postal", max_length=5, blank=True)
    city = models.CharField("ville", max_length=120, blank=True)
    municipality = models.ForeignKey(
        Municipality,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="schools",
        verbose_name="commune",
    )
    department = models.ForeignKey(
        Department, models.PROTECT, related_name="schools", verbose_name="département"
    )
    basin = models.ForeignKey(
        TrainingBasin,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="schools",
        verbose_name="bassin de formation",
    )
    email = models.EmailField("adresse électronique", blank=True)
    phone = models.CharField("téléphone", max_length=30, blank=True)
    website = models.URLField("site web", max_length=300, blank=True)
    siret = models.CharField("SIRET", max_length=14, blank=True)
    latitude = models.FloatField("latitude", null=True, blank=True)
    longitude = models.FloatField("longitude", null=True, blank=True)
    position_is_approximate = models.BooleanField("position approximative", default=False)
    priority_education = models.CharField(
        "éducation prioritaire", max_length=4, choices=PriorityEducation, blank=True
    )
    qpv = models.CharField("quartier prioritaire", max_length=7, choices=Qpv, blank=True)
    has_vocational = models.BooleanField("voie professionnelle", default=False)
    is_open = models.BooleanField("ouvert", default=True)
    missing_since = models.DateField("fermé ou absent de l’annuaire depuis", null=True, blank=True)
    student_count = models.PositiveIntegerField("élèves", null=True, blank=True)
    source = models.CharField("source", max_length=40, blank=True)
    updated_at = models.DateTimeField("mis à jour le", auto_now=True)
    # Set by the school itself.
    board_delegation_on = models.DateField(
        "délégation du conseil d’administration", null=True, blank=True
    )
    head_visa = models.BooleanField(
        "visa du chef d’établissement",
        default=True,
        help_text="Une demande de classe attend le visa avant de partir.",
    )
    sort_key = sort_key_field("name")
    search = search_field("name", "city", "uai")

    objects = SearchManager.from_queryset(SchoolQuerySet)()

    class Meta:
        verbose_name = "établissement scolaire"
        verbose_name_plural = "établissements scolaires"
        ordering = ["sort_key", "uai"]
        base_manager_name = "objects"
        constraints = [
            models.CheckConstraint(
                name="directory_school_uai",
                condition=Q(uai__regex=r"^[0-9]{7}[A-HJ-NPR-Z]$"),
                violation_error_message="L’UAI a sept chiffres et une lettre.",
            ),
            models.CheckConstraint(
                name="directory_school_not_own_parent",
                condition=Q(parent__isnull=True) | ~Q(parent=models.F("id")),
                violation_error_message="Un établissement n’est pas rattaché à lui-même.",
            ),
            position_constraints("directory_school"),
        ]
        indexes = [
            GinIndex(fields=["search"], name="directory_school_search"),
            models.Index(fields=["sort_key", "uai"], name="directory_school_sort"),
            models.Index(fields=["latitude", "longitude"], name="directory_school_position"),
            models.Index(fields=["siret"], name="directory_school_siret"),
            email_index("email", "directory_school_email"),
        ]

    def __str__(self):
        return f"{self.name} ({self.city})" if self.city else self.name

    @property
    def position(self):
        """(latitude, longitude) in degrees, or None."""
        return None if self.latitude is None else (self.latitude, self.longitude)

    @property
    def is_public(self):
        return self.sector_kind == SchoolStatus.PUBLIC


class ClassGroupQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """Own schools' groups, also while one's role there waits for its validation, and
        those of the actor's départements."""
        if actor.is_administrator:
            return self
        return self.filter(
            Q(school__in=actor.drafting_school_ids)
            | Q(school__department__in=actor.department_codes)
        )

    def for_year(self, school_year):
        return self.filter(school_year=school_year)


@tracked
class ClassGroup(models.Model):
    """A class or group of one school year: made once, used by every kind of action."""

    school = models.ForeignKey(
        School, models.PROTECT, related_name="class_groups", verbose_name="établissement"
    )
    school_year = models.ForeignKey(
        SchoolYear, models.PROTECT, related_name="class_groups", verbose_name="année scolaire"
    )
    name = models.CharField("nom", max_length=60, help_text="Par exemple : 3e B.")
    level = models.CharField("niveau", max_length=10, choices=Level)
    special_kind = models.CharField(
        "public prioritaire", max_length=14, choices=SpecialKind, blank=True
    )
    diploma = models.ForeignKey(
        Diploma,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="class_groups",
        verbose_name="diplôme préparé",
    )
    size = models.PositiveSmallIntegerField("effectif", null=True, blank=True)
    is_planned = models.BooleanField(
        "prévisionnel", default=False, help_text="Groupe annoncé avant la rentrée."
    )
    sort_key = sort_key_field("name")

    objects = ClassGroupQuerySet.as_manager()

    class Meta:
        verbose_name = "classe ou groupe"
        verbose_name_plural = "classes et groupes"
        ordering = ["sort_key", "id"]
        constraints = [
            models.UniqueConstraint(
                "school",
                "school_year",
                "sort_key",
                name="directory_class_group_unique",
                violation_error_message="Cette classe existe déjà pour cette année scolaire.",
            ),
            models.CheckConstraint(
                name="directory_class_group_size",
                condition=Q(size__isnull=True) | Q(size__range=(1, 500)),
                violation_error_message="L’effectif va de 1 à 500.",
            ),
        ]

    def __str__(self):
        return self.name
