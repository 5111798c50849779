"""A class that looks for a host and a company, which a branch proposes to each other."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from directory.french import period
from directory.history import tracked
from directory.indexes import email_index
from partnerships.enums import MatchState, Side
from partnerships.models.bookings import Booking
from partnerships.models.school_requests import SchoolRequest
from partnerships.models.slots import Slot


class BranchMatchQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """The branch and its federation, both sides, the officers of the school's
        département."""
        if actor.is_administrator:
            return self
        if actor.user is None or actor.role is None:
            return self.none()
        mine = Q(branch__in=actor.branch_ids) | Q(branch__parent__in=actor.branch_ids)
        mine |= Q(request__school__department__in=actor.department_codes)
        if actor.is_school_staff:
            mine |= Q(request__school__in=actor.school_ids)
        if actor.role == Role.COMPANY_REPRESENTATIVE:
            mine |= Q(company__in=actor.company_ids)
        return self.filter(mine)

    def open(self):
        """At least one side has still to answer."""
        return self.filter(state=MatchState.PROPOSED)

    def awaiting(self, side):
        """Open, and this side has not said yes."""
        return self.open().filter(**{f"{side}_said_at": None})

    def for_pages(self):
        return self.select_related(
            "branch",
            "request__school__department",
            "request__created_by",
            "company",
            "slot__offer",
            "proposed_by",
            "guest_said_by",
            "class_group",
            "booking",
        )


@tracked
class BranchMatch(models.Model):
    """Days in a company, for what a school published; each side says yes for itself. The class
    and its numbers are those that the school gave with its yes."""

    branch = models.ForeignKey(
        "directory.BranchOrganisation",
        models.PROTECT,
        related_name="matches",
        verbose_name="branche professionnelle",
    )
    request = models.ForeignKey(
        SchoolRequest, models.PROTECT, related_name="matches", verbose_name="appel"
    )
    company = models.ForeignKey(
        "directory.Company", models.PROTECT, related_name="matches", verbose_name="entreprise"
    )
    slot = models.ForeignKey(
        Slot,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="matches",
        verbose_name="créneau",
    )
    starts_on = models.DateField("premier jour")
    ends_on = models.DateField("dernier jour")
    message = models.TextField("message", max_length=2000, blank=True)
    contact_name = models.CharField("contact de l’entreprise", max_length=120, blank=True)
    contact_email = models.EmailField("adresse du contact", blank=True)
    contact_phone = models.CharField("téléphone du contact", max_length=30, blank=True)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="proposée par"
    )
    proposed_at = models.DateTimeField("proposée le", default=timezone.now)
    expires_on = models.DateField("réponses attendues jusqu’au")
    state = models.CharField("état", max_length=10, choices=MatchState, default=MatchState.PROPOSED)
    guest_said_at = models.DateTimeField("oui de l’établissement", null=True, blank=True)
    guest_said_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="oui donné par",
    )
    class_group = models.ForeignKey(
        "directory.ClassGroup",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="classe ou groupe",
    )
    girls = models.PositiveSmallIntegerField("filles", default=0)
    boys = models.PositiveSmallIntegerField("garçons", default=0)
    unspecified = models.PositiveSmallIntegerField("non précisé", default=0)
    adults = models.PositiveSmallIntegerField("adultes", default=0)
    last_day_is_half = models.BooleanField("le dernier jour est une demi-journée", default=False)
    needs = models.TextField("besoins particuliers", max_length=2000, blank=True)
    host_said_at = models.DateTimeField("oui de l’entreprise", null=True, blank=True)
    ended_at = models.DateTimeField("close le", null=True, blank=True)
    ended_by_side = models.CharField("refusée par", max_length=10, choices=Side, blank=True)
    REASON = 250
    reason = models.CharField("motif", max_length=REASON, blank=True)
    booking = models.OneToOneField(
        Booking,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="match",
        verbose_name="immersion",
    )

    year_through = "request"
    objects = BranchMatchQuerySet.as_manager()

    class Meta:
        verbose_name = "mise en relation"
        verbose_name_plural = "mises en relation"
        ordering = ["-proposed_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="match_period",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message="Le dernier jour précède le premier.",
            ),
            models.CheckConstraint(
                name="match_yes_of_school_has_a_class",
                condition=Q(guest_said_at=None)
                | Q(guest_said_by__isnull=False, class_group__isnull=False),
                violation_error_message="Le oui d’un établissement nomme sa classe.",
            ),
            models.CheckConstraint(
                name="match_agreed_by_both",
                condition=~Q(state=MatchState.AGREED)
                | Q(
                    guest_said_at__isnull=False,
                    host_said_at__isnull=False,
                    booking__isnull=False,
                ),
                violation_error_message="Une mise en relation se conclut quand les deux ont dit "
                "oui.",
            ),
            models.CheckConstraint(
                name="match_refused_with_a_reason",
                condition=~Q(state=MatchState.REFUSED) | ~Q(reason="") & ~Q(ended_by_side=""),
                violation_error_message="Un refus porte un motif.",
            ),
            models.UniqueConstraint(
                name="match_once_per_request_and_company",
                fields=["request", "company"],
                condition=Q(state=MatchState.PROPOSED),
                violation_error_message="Cette entreprise est déjà proposée à cet appel.",
            ),
        ]
        indexes = [
            models.Index(
                fields=["expires_on"], name="match_to_expire", condition=Q(state="proposed")
            ),
            email_index("contact_email", "match_email"),
        ]

    def __str__(self):
        return f"Mise en relation n° {self.pk}"

    def get_absolute_url(self):
        return reverse("partnerships:match", args=[self.pk])

    @property
    def host(self):
        return self.company

    @property
    def host_school_id(self):
        """None: the host is a company."""
        return None

    @property
    def days(self):
        """« du 8 au 10 mars 2027 »."""
        return period(self.starts_on, self.ends_on)

    @property
    def awaited(self):
        """Who has still to answer, to be read after « réponse de »."""
        sides = [
            ("l’établissement", self.guest_said_at),
            ("l’entreprise", self.host_said_at),
        ]
        open_ = self.state == MatchState.PROPOSED
        return " et de ".join(label for label, said in sides if open_ and said is None)
