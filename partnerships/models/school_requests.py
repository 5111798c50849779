"""A school looks for a host (« appel »): whom it was sent to, what they answered."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from clee.models import Committee
from directory.enums import Level
from directory.french import period
from directory.history import tracked
from directory.indexes import email_index
from directory.models import Company, Department
from partnerships.enums import OfferKind
from partnerships.enums.school_requests import (
    KINDS,
    OPEN,
    UNANSWERED_AFTER,
    AnswerKind,
    AnswerState,
    Reach,
    RequestState,
)
from partnerships.models.bookings import Booking
from partnerships.models.offers import exactly_one


def _answers_by(actor):
    """The answers of the actor: their company's, their network's, their own."""
    mine = Q(answered_by=actor.user)
    if actor.role == Role.COMPANY_REPRESENTATIVE:
        mine |= Q(company__in=actor.company_ids)
    if actor.network_ids:
        mine |= Q(network__in=actor.network_ids)
    return mine


class SchoolRequestQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """The school's staff and the officers of its département always; hosts, networks,
        branches and committees of the territory while it is published, and then what they
        answered."""
        if actor.is_administrator:
            return self
        if actor.user is None or actor.role is None:
            return self.none()
        mine = Q(school__in=actor.school_ids) if actor.is_school_staff else Q(pk__in=[])
        if actor.department_codes:
            mine |= Q(school__department__in=actor.department_codes)
        answers = SchoolRequestAnswer.objects.filter(_answers_by(actor), request=OuterRef("pk"))
        open_to = self._territory_of(actor)
        mine |= Q(Exists(answers)) | open_to & Q(state=RequestState.PUBLISHED)
        return self.filter(mine)

    def _territory_of(self, actor):
        """Where the actor is asked: as a company called, or of the same département."""
        found = Q(pk__in=[])
        if actor.role == Role.COMPANY_REPRESENTATIVE:
            called = SchoolRequestCall.objects.filter(
                request=OuterRef("pk"), company__in=actor.company_ids
            )
            own = Company.objects.filter(pk__in=actor.company_ids)
            found |= Q(Exists(called)) | Q(school__department__in=own.values("department"))
        if actor.role == Role.CO_LEAD:
            found |= Q(school__in=Committee.objects.kept_by(actor).schools())
        for name, keys in (("networks", actor.network_ids), ("branches", actor.branch_ids)):
            if keys:
                departments = Department.objects.filter(**{f"{name}__in": keys})
                found |= Q(school__department__in=departments)
        return found

    def published(self):
        return self.filter(state=RequestState.PUBLISHED)

    def unanswered(self):
        """Published or expired, and nobody said yes."""
        yes = SchoolRequestAnswer.objects.filter(request=OuterRef("pk"), kind=AnswerKind.YES)
        states = (RequestState.PUBLISHED, RequestState.EXPIRED)
        return self.filter(~Exists(yes), state__in=states)

    def of_year(self, school_year):
        return self.filter(school_year=school_year)

    def published_before(self, today):
        """Old enough for somebody else to look for a host."""
        return self.filter(published_at__date__lte=today - dt.timedelta(days=UNANSWERED_AFTER))

    def with_calls(self):
        """With `called`: to how many companies and networks it was sent."""
        return self.annotate(called=Count("calls"))

    def for_lists(self):
        return self.select_related("school__department", "school__basin", "sector", "created_by")


@tracked
class SchoolRequest(models.Model):
    """What a school looks for: the kind, the class, the weeks, how far, in its own words."""

    school = models.ForeignKey(
        "directory.School",
        models.PROTECT,
        related_name="requests",
        verbose_name="établissement",
    )
    school_year = models.ForeignKey(
        "directory.SchoolYear", models.PROTECT, verbose_name="année scolaire"
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="publié par"
    )
    kind = models.CharField(
        "nature", max_length=20, choices=[(kind.value, kind.label) for kind in KINDS]
    )
    level = models.CharField("niveau", max_length=20, choices=Level, blank=True)
    size = models.PositiveSmallIntegerField("effectif")
    sector = models.ForeignKey(
        "directory.Sector",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="requests",
        verbose_name="secteur",
    )
    starts_on = models.DateField("à partir du")
    ends_on = models.DateField("jusqu’au")
    reach = models.CharField("territoire", max_length=10, choices=Reach, default=Reach.DISTANCE)
    km = models.PositiveSmallIntegerField("distance en kilomètres", null=True, blank=True)
    message = models.TextField("message", max_length=2000, blank=True)
    state = models.CharField(
        "état", max_length=13, choices=RequestState, default=RequestState.PUBLISHED
    )
    published_at = models.DateTimeField("publié le", default=timezone.now)
    expires_on = models.DateField("réponses attendues jusqu’au")
    ended_at = models.DateTimeField("clos le", null=True, blank=True)
    reason = models.CharField("motif", max_length=250, blank=True)

    objects = SchoolRequestQuerySet.as_manager()

    class Meta:
        verbose_name = "appel"
        ordering = ["-published_at", "-pk"]
        indexes = [
            models.Index(
                fields=["expires_on"],
                name="school_request_to_expire",
                condition=Q(state__in=OPEN),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="school_request_period",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message="La fin de la période précède son début.",
            ),
            models.CheckConstraint(
                name="school_request_size",
                condition=Q(size__gte=1, size__lte=500),
                violation_error_message="Indiquez combien de personnes, de 1 à 500.",
            ),
            models.CheckConstraint(
                name="school_request_distance",
                condition=Q(reach="distance", km__gte=1) | ~Q(reach="distance") & Q(km=None),
                violation_error_message="Indiquez une distance.",
            ),
        ]

    def __str__(self):
        words = (OfferKind(self.kind).label, self.get_level_display(), self.people)
        return ", ".join(filter(None, words))

    def get_absolute_url(self):
        return reverse("partnerships:school_request", args=[self.pk])

    @property
    def seats_are(self):
        """« élèves », « personnes »."""
        return OfferKind(self.kind).seats_are

    @property
    def people(self):
        """« 24 élèves », « 3 personnes »."""
        return f"{self.size} {self.seats_are}"

    @property
    def period(self):
        """« du 4 au 29 janvier 2027 »: the weeks wished."""
        return period(self.starts_on, self.ends_on)

    @property
    def territory(self):
        """« à moins de 20 km », « bassin de Toulouse Ouest », « Haute-Garonne (31) »."""
        if self.reach == Reach.DISTANCE:
            return f"à moins de {self.km} km de {self.school.city}"
        if self.reach == Reach.BASIN:
            return f"bassin de formation {self.school.basin}"
        return str(self.school.department)


class SchoolRequestCallQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """Whom a school called is the school's and its officers' to read."""
        if actor.is_administrator:
            return self
        mine = Q(request__school__department__in=actor.department_codes)
        if actor.is_school_staff:
            mine |= Q(request__school__in=actor.school_ids)
        return self.filter(mine)


@tracked
class SchoolRequestCall(models.Model):
    """One company or network that a request was sent to; its personal link is about this row."""

    request = models.ForeignKey(
        SchoolRequest, models.CASCADE, related_name="calls", verbose_name="appel"
    )
    company = models.ForeignKey(
        "directory.Company",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="calls",
        verbose_name="entreprise",
    )
    network = models.ForeignKey(
        "directory.PartnerNetwork",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="calls",
        verbose_name="réseau",
    )
    called_at = models.DateTimeField("envoyé le", default=timezone.now)

    objects = SchoolRequestCallQuerySet.as_manager()

    class Meta:
        verbose_name = "envoi d’un appel"
        verbose_name_plural = "envois d’appels"
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["company", "called_at"], name="school_request_call_month"),
        ]
        constraints = [
            models.CheckConstraint(
                name="school_request_call_of_one",
                condition=exactly_one("company", "network"),
                violation_error_message="Un appel est envoyé à une entreprise ou à un réseau.",
            ),
            models.UniqueConstraint(
                name="school_request_call_once",
                fields=["request", "company", "network"],
                nulls_distinct=False,
                violation_error_message="Cet appel lui a déjà été envoyé.",
            ),
        ]

    def __str__(self):
        return f"Envoi n° {self.pk}"

    @property
    def host(self):
        return self.company or self.network


class SchoolRequestAnswerQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """The school that asked, its officers, and who answered."""
        if actor.is_administrator:
            return self
        if actor.user is None or actor.role is None:
            return self.none()
        mine = _answers_by(actor) | Q(request__school__department__in=actor.department_codes)
        if actor.is_school_staff:
            mine |= Q(request__school__in=actor.school_ids)
        return self.filter(mine)

    def standing(self):
        """Those that the school has not settled."""
        return self.filter(state=AnswerState.GIVEN)

    def for_pages(self):
        return self.select_related(
            "request__school__department",
            "request__created_by",
            "company",
            "network",
            "answered_by",
            "booking",
        )


@tracked
class SchoolRequestAnswer(models.Model):
    """What a company, a network or an officer answers; one that stands per host and request."""

    request = models.ForeignKey(
        SchoolRequest, models.CASCADE, related_name="answers", verbose_name="appel"
    )
    company = models.ForeignKey(
        "directory.Company",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="answers",
        verbose_name="entreprise",
    )
    network = models.ForeignKey(
        "directory.PartnerNetwork",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="answers",
        verbose_name="réseau",
    )
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="répondu par",
    )
    contact_name = models.CharField("personne de contact", max_length=120, blank=True)
    contact_email = models.EmailField("adresse du contact", blank=True)
    contact_phone = models.CharField("téléphone du contact", max_length=30, blank=True)
    kind = models.CharField("réponse", max_length=10, choices=AnswerKind)
    starts_on = models.DateField("premier jour possible", null=True, blank=True)
    ends_on = models.DateField("dernier jour possible", null=True, blank=True)
    seats = models.PositiveSmallIntegerField("nombre d’élèves au plus", null=True, blank=True)
    message = models.TextField("message", max_length=2000, blank=True)
    reply = models.TextField("réponse de l’établissement", max_length=2000, blank=True)
    state = models.CharField("état", max_length=10, choices=AnswerState, default=AnswerState.GIVEN)
    answered_at = models.DateTimeField("reçue le", default=timezone.now)
    booking = models.OneToOneField(
        Booking,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="answered_request",
        verbose_name="immersion",
    )

    objects = SchoolRequestAnswerQuerySet.as_manager()

    class Meta:
        verbose_name = "réponse à un appel"
        verbose_name_plural = "réponses à des appels"
        ordering = ["answered_at", "pk"]
        indexes = [
            email_index("contact_email", "school_request_answer_email"),
        ]
        constraints = [
            models.CheckConstraint(
                name="school_request_answer_dates",
                condition=~Q(kind="yes") | Q(starts_on__isnull=False, ends_on__gte=F("starts_on")),
                violation_error_message="Indiquez les jours possibles.",
            ),
            models.CheckConstraint(
                name="school_request_answer_of_one",
                condition=Q(company=None) | Q(network=None),
                violation_error_message="Une réponse est d’une entreprise ou d’un réseau.",
            ),
            models.CheckConstraint(
                name="school_request_answer_retained",
                condition=~Q(state="retained") | Q(kind="yes", company__isnull=False),
                violation_error_message="Seule une entreprise qui dit oui est retenue.",
            ),
            models.UniqueConstraint(
                name="school_request_answer_once",
                fields=["request", "company"],
                condition=Q(state="given", company__isnull=False),
                violation_error_message="Une réponse de cette entreprise attend déjà.",
            ),
        ]

    def __str__(self):
        return f"Réponse n° {self.pk}"

    @property
    def host(self):
        """Who answers: the company, the network, or the officer who asks something."""
        return self.company or self.network or self.answered_by or "Ancien compte"

    @property
    def days(self):
        """« du 11 au 22 janvier 2027 » of a yes."""
        return period(self.starts_on, self.ends_on) if self.starts_on else ""
