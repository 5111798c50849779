"""Offers: what a company, a school or a network opens to classes or to staff."""

import pgtrigger
from django.apps import apps
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Count, Q, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse

from accounts.enums import Role
from directory.enums import Level
from directory.history import tracked
from directory.indexes import email_index
from directory.models.base import SearchManager
from directory.search import search_field
from partnerships.enums import OfferKind, OfferState, SlotState

# What a host may ask of the age of pupils, in years.
YOUNGEST, OLDEST = 10, 20
EXACTLY_ONE_HOST = "Une offre a un seul accueillant : entreprise, établissement ou réseau."


def exactly_one(*names):
    """The Q that holds when one and only one of the columns is filled."""
    condition = Q()
    for chosen in names:
        condition |= Q(**{f"{name}__isnull": name != chosen for name in names})
    return condition


class PracticalSheet(models.Model):
    """What the visitors must know before they come; every line may stay empty."""

    access = models.TextField("accès et accueil", blank=True)
    dress = models.TextField("tenue", blank=True)
    protective_equipment = models.TextField("équipements de protection", blank=True)
    meals = models.TextField("repas", blank=True)
    languages = models.CharField("langues parlées", max_length=200, blank=True)
    accessibility = models.TextField("accessibilité", blank=True)
    minimum_age = models.PositiveSmallIntegerField(
        "âge minimal des élèves",
        null=True,
        blank=True,
        validators=[MinValueValidator(YOUNGEST), MaxValueValidator(OLDEST)],
    )
    accompanying_adults = models.PositiveSmallIntegerField("adultes accompagnateurs", default=0)
    # R-CEE-3: secured sites ask for names, often three weeks ahead.
    list_fields = models.CharField("liste nominative : renseignements", max_length=200, blank=True)
    list_days_before = models.PositiveSmallIntegerField(
        "liste nominative : jours avant la venue", null=True, blank=True
    )

    class Meta:
        abstract = True


def _dated(start_year):
    """The keys of the offers that have a date in this school year."""
    slots = apps.get_model("partnerships.Slot").objects.exclude(state=SlotState.CANCELLED)
    return slots.filter(school_year=start_year).order_by().values("offer")


class OfferQuerySet(models.QuerySet):
    def published(self):
        return self.filter(state=OfferState.PUBLISHED)

    def to_confirm(self):
        return self.filter(state=OfferState.TO_CONFIRM)

    def awaiting_company(self):
        """R-IM-1: whose company has its word to say, on all of it or on what was added."""
        added = Q(slots__state=SlotState.TO_CONFIRM) | Q(slots__asked_capacity__isnull=False)
        changed = Q(added, on_behalf=True, state=OfferState.PUBLISHED)
        return self.filter(Q(state=OfferState.TO_CONFIRM) | changed).distinct()

    def with_open_slots(self, today):
        return self.filter(slots__is_listed=True, slots__starts_on__gt=today).distinct()

    def renewed(self, start_year):
        """Offers of the year before that have a date in this year."""
        before, now = _dated(start_year - 1), _dated(start_year)
        return self.filter(pk__in=before).filter(pk__in=now)

    def renewable(self, start_year):
        """Offers of the year before, published then, without a date in this year yet."""
        published = self.filter(
            state__in=(OfferState.PUBLISHED, OfferState.CLOSED), published_at__isnull=False
        )
        return published.filter(pk__in=_dated(start_year - 1)).exclude(pk__in=_dated(start_year))

    def of_school(self, school):
        """Those that it hosts, and those of companies that its office follows."""
        return self.filter(Q(host_school=school) | Q(office=school))

    def for_host(self, host):
        """The offers of a company, a school or a network."""
        column = {"company": "host_company", "school": "host_school"}.get(
            host._meta.model_name, "host_network"
        )
        return self.filter(**{column: host})

    def hosted_by(self, actor):
        """Offers whose host the actor represents."""
        return self.filter(
            Q(host_company__in=actor.company_ids)
            | Q(host_school__in=actor.school_ids)
            | Q(host_network__in=actor.network_ids)
        )

    def managed_by(self, actor):
        """The offers that the actor may change; `Offer.is_managed_by` says it of one."""
        if actor.user is None:
            return self.none()
        if actor.role == Role.COMPANY_REPRESENTATIVE:
            return self.filter(host_company__in=actor.company_ids)
        mine = Q(host_school__isnull=True, created_by=actor.user)
        mine |= Q(host_network__in=actor.network_ids)
        if actor.is_school_staff:
            mine |= Q(host_school__in=actor.school_ids)
        return self.filter(mine)

    def with_slot_counts(self, today):
        """`slots_ahead`, `seats_ahead`, `seats_taken` of the slots still to come."""
        ahead = Q(slots__state="open", slots__starts_on__gt=today)
        return self.annotate(
            slots_ahead=Count("slots", filter=ahead),
            seats_ahead=Coalesce(Sum("slots__capacity", filter=ahead), 0),
            seats_taken=Coalesce(Sum("slots__seats_taken", filter=ahead), 0),
        )

    def visible_to(self, actor):
        """Published ones are public; the others are their host's, author's or officer's."""
        if actor.is_administrator:
            return self
        mine = Q(state=OfferState.PUBLISHED)
        if actor.user is not None:
            mine |= Q(created_by=actor.user)
        if actor.role == Role.COMPANY_REPRESENTATIVE:
            mine |= Q(host_company__in=actor.company_ids)
        if actor.is_school_management:
            mine |= Q(host_school__in=actor.school_ids)
        if actor.network_ids:
            mine |= Q(host_network__in=actor.network_ids)
        if actor.department_codes:
            mine |= Q(department__in=actor.department_codes) & ~Q(state=OfferState.DRAFT)
        return self.filter(mine)


@tracked
class Offer(PracticalSheet):
    """R-IM-1: published by its host, or on its behalf and then *à confirmer*."""

    kind = models.CharField("nature", max_length=20, choices=OfferKind)
    host_company = models.ForeignKey(
        "directory.Company",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="offers",
        verbose_name="entreprise d’accueil",
    )
    host_school = models.ForeignKey(
        "directory.School",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="offers",
        verbose_name="établissement d’accueil",
    )
    host_network = models.ForeignKey(
        "directory.PartnerNetwork",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="offers",
        verbose_name="réseau d’accueil",
    )
    # The host's name when last saved: search and lists read one table.
    host_name = models.CharField("structure d’accueil", max_length=250)
    title = models.CharField("titre", max_length=120)
    description = models.TextField("description", max_length=4000, blank=True)
    min_level = models.CharField("à partir de", max_length=20, choices=Level, blank=True)
    max_level = models.CharField("jusqu’à", max_length=20, choices=Level, blank=True)
    sector = models.ForeignKey(
        "directory.Sector", models.PROTECT, null=True, blank=True, verbose_name="secteur"
    )
    # Where it happens: often another place than the host's registered address.
    address = models.CharField("adresse", max_length=250, blank=True)
    postcode = models.CharField("code postal", max_length=5, blank=True)
    city = models.CharField("commune", max_length=120, blank=True)
    department = models.ForeignKey(
        "directory.Department", models.PROTECT, verbose_name="département"
    )
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    # Whom requests are mailed to, beside the representatives who have an account.
    contact_name = models.CharField("personne de contact", max_length=120, blank=True)
    contact_email = models.EmailField("adresse électronique du contact", blank=True)
    contact_phone = models.CharField("téléphone du contact", max_length=30, blank=True)
    state = models.CharField("état", max_length=20, choices=OfferState, default=OfferState.DRAFT)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="saisie par",
    )
    # Whose portfolio it is in: the host's own, or that of the school whose office typed it.
    office = models.ForeignKey(
        "directory.School",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="followed_offers",
        verbose_name="suivie par l’établissement",
    )
    on_behalf = models.BooleanField("pour le compte de l’entreprise", default=False)
    confirmed_at = models.DateTimeField("confirmée le", null=True, blank=True)
    confirmed_by = models.CharField("confirmée par", max_length=250, blank=True)
    published_at = models.DateTimeField("publiée le", null=True, blank=True)
    created_at = models.DateTimeField("créée le", auto_now_add=True)
    updated_at = models.DateTimeField("modifiée le", auto_now=True)
    search = search_field("title", "host_name", "city", "description")

    objects = SearchManager.from_queryset(OfferQuerySet)()

    class Meta:
        verbose_name = "offre"
        ordering = ["-created_at", "-id"]
        base_manager_name = "objects"
        indexes = [
            GinIndex(fields=["search"], name="offer_search"),
            email_index("contact_email", "offer_email"),
        ]
        constraints = [
            models.CheckConstraint(
                name="offer_has_one_host",
                condition=exactly_one("host_company", "host_school", "host_network"),
                violation_error_message=EXACTLY_ONE_HOST,
            ),
            models.CheckConstraint(
                name="school_visit_is_hosted_by_a_school",
                condition=~Q(kind=OfferKind.SCHOOL_VISIT) | Q(host_school__isnull=False),
                violation_error_message="Une visite d’établissement est proposée par "
                "un établissement scolaire.",
            ),
            models.CheckConstraint(
                name="offer_on_behalf_is_of_a_company",
                condition=Q(on_behalf=False) | Q(host_company__isnull=False),
                violation_error_message="Seule une entreprise confirme une offre saisie pour elle.",
            ),
        ]
        triggers = [
            # The facets of a slot are its offer's: writing its state has its trigger copy them.
            pgtrigger.Trigger(
                name="offer_facets_to_slots",
                when=pgtrigger.After,
                operation=pgtrigger.UpdateOf(
                    "kind",
                    "department_id",
                    "sector_id",
                    "min_level",
                    "max_level",
                    "latitude",
                    "longitude",
                    "state",
                ),
                func="""
                UPDATE partnerships_slot SET state = state WHERE offer_id = NEW.id;
                RETURN NULL;
                """,
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("partnerships:offer", args=[self.pk])

    @property
    def host(self):
        return self.host_company or self.host_school or self.host_network

    def is_managed_by(self, actor):
        """Whether the actor may change it: its host, or the person who typed it."""
        if actor.user is None:
            return False
        if actor.role == Role.COMPANY_REPRESENTATIVE:
            return self.host_company_id in actor.company_ids
        if self.host_school_id:
            return actor.is_school_staff and self.host_school_id in actor.school_ids
        if self.host_network_id and self.host_network_id in actor.network_ids:
            return True
        return self.created_by_id == actor.user.pk

    def allows(self, level):
        """Whether the level lies between the two of the sheet; an empty bound is open."""
        lowest = Level(self.min_level) if self.min_level else next(iter(Level))
        highest = Level(self.max_level) if self.max_level else list(Level)[-1]
        return Level(level) in Level.between(lowest, highest)
