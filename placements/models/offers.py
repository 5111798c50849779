"""The bank of placements: what a company offers, week by week (R-PL-7)."""

import datetime as dt

from django.apps import apps
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse

from accounts.enums import Role
from directory.enums import Level
from directory.french import full_day
from directory.history import tracked, tracked_links
from directory.indexes import email_index
from directory.models import Company, Department, Diploma, School, Sector
from directory.models.base import SearchManager, position_constraints
from directory.search import search_field
from partnerships.models.merges import MERGERS, nearby
from placements.enums import PlacementKind
from placements.enums.offers import SHOWN, Audience, OfferOrigin, OfferState
from placements.offer_audiences import audiences_of, audiences_of_class
from placements.rules import kinds_of

WEEK = dt.timedelta(days=7)


class PlacementOfferQuerySet(models.QuerySet):
    def published(self):
        """Those that a school finds: with a place in a week to come."""
        return self.filter(state=OfferState.PUBLISHED)

    def shown(self):
        return self.filter(state__in=SHOWN)

    def open_to(self, schools, audiences):
        """Reserved to nobody, or to one of these schools and to one of these audiences."""
        named = PlacementOffer.schools.through.objects.filter(
            placementoffer=OuterRef("pk"), school__in=schools
        )
        # What no file says of a school is said by who applies (R-ID-7).
        wanted = [*sorted(audiences), Audience.NETWORK]
        return self.filter(
            Q(audiences=[]) | Q(audiences__overlap=wanted),
            Q(is_for_schools=False) | Q(Exists(named)),
        )

    def open_to_class(self, group):
        """What the pupils of this class may ask for (R-PL-9 for stages d’initiation)."""
        found = self.open_to([group.school_id], audiences_of_class(group))
        kinds = kinds_of(group.special_kind, group.diploma and group.diploma.kind)
        found = found.filter(kind__in=kinds).for_diploma(group.diploma)
        return found.filter(Q(levels=[]) | Q(levels__contains=[group.level]))

    def for_diploma(self, diploma):
        """Those for every diploma, and those for this one (R-PF-1); None: the class prepares
        none."""
        if diploma is None:
            return self.filter(diplomas=[])
        return self.filter(Q(diplomas=[]) | Q(diplomas__contains=[diploma.code]))

    def managed_by(self, actor):
        """Those that the actor may change: the company's, those typed for it."""
        if actor.user is None:
            return self.none()
        if actor.role == Role.COMPANY_REPRESENTATIVE:
            return self.filter(company__in=actor.company_ids)
        mine = Q(created_by=actor.user)
        if actor.is_school_management:
            mine |= Q(office__in=actor.school_ids)
        return self.filter(mine)

    def moderated_by(self, actor):
        """Those of the département of who keeps the sheets of companies there."""
        if actor.is_administrator:
            return self
        return self.filter(nearby(actor)) if actor.role in MERGERS else self.none()

    def visible_to(self, actor):
        """Who manages or moderates them; the schools that they are open to, while they are
        shown, and those that have applied."""
        if actor.is_administrator:
            return self
        if actor.user is None:
            return self.none()
        mine = Q(pk__in=PlacementOffer.objects.managed_by(actor).values("pk"))
        if actor.role in MERGERS:
            mine |= nearby(actor) & ~Q(state=OfferState.DRAFT)
        elif actor.department_codes:
            mine |= Q(department__in=actor.department_codes, state__in=SHOWN)
        if actor.is_school_staff:
            opened = PlacementOffer.objects.shown().open_to(
                actor.school_ids, audiences_of(actor.school_ids)
            )
            asked = apps.get_model("placements.PlacementApplication").objects.filter(
                offer=OuterRef("pk"), pupil__school__in=actor.school_ids
            )
            mine |= Q(pk__in=opened.values("pk")) | Q(Exists(asked))
        return self.filter(mine)


@tracked
class PlacementOffer(models.Model):
    """What a company offers to pupils: tasks, place, hours, for whom; the places are those of
    its weeks. `table` is `Stay.table`: the hours of each weekday."""

    company = models.ForeignKey(
        Company, models.PROTECT, related_name="placement_offers", verbose_name="entreprise"
    )
    # The host's name when last saved: search and lists read one table.
    host_name = models.CharField("entreprise d’accueil", max_length=250, editable=False)
    # What the placement is to the rules: of initiation, it is for SEGPA and prépa-métiers.
    kind = models.CharField(
        "nature du stage",
        max_length=12,
        choices=PlacementKind,
        default=PlacementKind.OBSERVATION,
    )
    title = models.CharField("titre", max_length=120)
    tasks = models.TextField("ce que l’élève observe et fait", max_length=3000)
    sector = models.ForeignKey(
        Sector, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="secteur"
    )
    levels = ArrayField(
        models.CharField(max_length=12, choices=Level),
        verbose_name="niveaux",
        default=list,
        blank=True,
    )
    # Of a PFMP: the codes of `Diploma`; none: all those of the classes that it suits.
    diplomas = ArrayField(
        models.CharField(max_length=20),
        verbose_name="diplômes",
        default=list,
        blank=True,
    )
    address = models.CharField("adresse", max_length=250, blank=True)
    postcode = models.CharField("code postal", max_length=5, blank=True)
    city = models.CharField("commune", max_length=120, blank=True)
    department = models.ForeignKey(
        Department, models.PROTECT, related_name="placement_offers", verbose_name="département"
    )
    latitude = models.FloatField(null=True, blank=True, editable=False)
    longitude = models.FloatField(null=True, blank=True, editable=False)
    table = models.JSONField("horaires", default=list, blank=True)
    accessibility = models.TextField("accessibilité", max_length=1000, blank=True)
    audiences = ArrayField(
        models.CharField(max_length=10, choices=Audience),
        verbose_name="réservée aux publics",
        default=list,
        blank=True,
    )
    schools = models.ManyToManyField(
        School, blank=True, related_name="+", verbose_name="réservée aux établissements"
    )
    is_for_schools = models.BooleanField(
        "réservée à des établissements", default=False, editable=False
    )
    contact_name = models.CharField("personne de contact", max_length=120, blank=True)
    contact_email = models.EmailField("courriel du contact", blank=True)
    contact_phone = models.CharField("téléphone du contact", max_length=30, blank=True)
    origin = models.CharField("origine", max_length=8, choices=OfferOrigin)
    state = models.CharField("état", max_length=12, choices=OfferState, default=OfferState.DRAFT)
    reason = models.CharField("motif du retrait", max_length=300, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="saisie par",
    )
    # Whose bureau des entreprises typed it, and follows it.
    office = models.ForeignKey(
        School,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="suivie par l’établissement",
    )
    renewed_from = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="renewals",
        verbose_name="reprend l’offre",
    )
    published_at = models.DateTimeField("publiée le", null=True, blank=True)
    created_at = models.DateTimeField("créée le", auto_now_add=True)
    updated_at = models.DateTimeField("modifiée le", auto_now=True)
    search = search_field("title", "host_name", "city", "tasks")
    # Written by a search that measures.
    distance_km: float | None = None
    # Written by a search for a class.
    is_favourite = False

    objects = SearchManager.from_queryset(PlacementOfferQuerySet)()

    class Meta:
        verbose_name = "offre de stage"
        verbose_name_plural = "offres de stage"
        ordering = ["-created_at", "-id"]
        base_manager_name = "objects"
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=OfferState.HIDDEN) | ~Q(reason=""),
                name="placements_offer_hidden_why",
                violation_error_message="Un retrait a un motif.",
            ),
            position_constraints("placements_offer"),
        ]
        # What the search reads: those that are published, in its two orders.
        indexes = [
            GinIndex(fields=["search"], name="placements_offer_search"),
            models.Index(
                fields=["-published_at", "-id"],
                name="placements_offer_latest",
                condition=Q(state=OfferState.PUBLISHED),
            ),
            models.Index(
                fields=["latitude", "longitude"],
                name="placements_offer_place",
                condition=Q(state=OfferState.PUBLISHED),
            ),
            email_index("contact_email", "placements_offer_email"),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("placements:offer", args=[self.pk])

    @property
    def is_reserved(self):
        return bool(self.audiences or self.is_for_schools)

    @property
    def audience_labels(self):
        return [Audience(value).label for value in self.audiences]

    @property
    def diploma_labels(self):
        if not self.diplomas:
            return []
        return [str(one) for one in Diploma.objects.filter(code__in=self.diplomas)]

    @property
    def level_labels(self):
        return [Level(value).label for value in self.levels]


tracked_links(PlacementOffer, "schools")


class OfferWeekQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """With their offer."""
        return self.filter(offer__in=PlacementOffer.objects.visible_to(actor))

    def ahead(self, today):
        """Those that have not begun."""
        return self.filter(monday__gt=today)

    def with_seats_left(self):
        return self.filter(seats_left__gt=0)

    def between(self, first, last):
        """Those that hold a day of this period; an open end is None."""
        found = self
        if first:
            found = found.filter(monday__gt=first - WEEK)
        return found.filter(monday__lte=last) if last else found


@tracked(exclude=["seats_taken"], part_of="offer")
class OfferWeek(models.Model):
    """The places of an offer in one week; `seats_taken` only moves through
    `partnerships.seats`: never oversold (R-PL-7)."""

    offer = models.ForeignKey(
        PlacementOffer, models.CASCADE, related_name="weeks", verbose_name="offre"
    )
    monday = models.DateField("semaine du")
    capacity = models.PositiveSmallIntegerField("places")
    seats_taken = models.PositiveSmallIntegerField("places prises", default=0)
    seats_left = models.GeneratedField(
        expression=F("capacity") - F("seats_taken"),
        output_field=models.SmallIntegerField(),
        db_persist=True,
        verbose_name="places libres",
    )

    objects = OfferWeekQuerySet.as_manager()

    class Meta:
        verbose_name = "semaine d’une offre"
        verbose_name_plural = "semaines des offres"
        ordering = ["monday", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["offer", "monday"],
                name="placements_week_once",
                violation_error_message="Cette semaine est déjà dans l’offre.",
            ),
            models.CheckConstraint(
                condition=Q(monday__iso_week_day=1),
                name="placements_week_monday",
                violation_error_message="Une semaine se dit par son lundi.",
            ),
            models.CheckConstraint(
                condition=Q(capacity__gte=1, capacity__lte=200),
                name="placements_week_capacity",
                violation_error_message="Une semaine offre de 1 à 200 places.",
            ),
            models.CheckConstraint(
                condition=Q(seats_taken__lte=F("capacity")),
                name="placements_week_never_oversold",
                violation_error_message="Des places de cette semaine sont déjà prises.",
            ),
        ]
        indexes = [
            models.Index(
                fields=["monday", "offer"],
                name="placements_week_free",
                condition=Q(seats_left__gt=0),
            ),
        ]

    def __str__(self):
        return f"Semaine du {full_day(self.monday)}"
