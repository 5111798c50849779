"""Places asked of companies for a period, how one gets there, and the help for it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from accounts.enums import Role
from directory.history import tracked
from directory.indexes import email_index
from directory.models import Company, School
from directory.models.base import SignedInQuerySet
from placements.enums.hosts import AskState, HelpState, Lodging, YesNo
from placements.models.campaigns import Campaign
from placements.models.pupils import NAME_READERS, OfPupilQuerySet, Pupil


def _of_periods(actor, prefix):
    """The condition on rows of a period that `actor` follows; None for nobody's."""
    mine = Q(**{f"{prefix}school__in": actor.school_ids})
    if actor.role in NAME_READERS:
        return mine
    if actor.role == Role.TEACHER and actor.user is not None:
        return mine & Q(**{f"{prefix}period__class_group__referents__user": actor.user})
    return None


# The `HostAsk`s that count in a response rate: answered, or not in time.
SETTLED_ASKS = Q(state=AskState.EXPIRED) | Q(answered_at__isnull=False)


def _late(today):
    """The condition: the day said is over, or the period has begun."""
    return Q(request__answers_by__lt=today) | Q(request__period__starts_on__lte=today)


class HostRequestQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """Who follows the pupils of the class (DOMAIN §8)."""
        if actor.is_administrator:
            return self
        mine = _of_periods(actor, "")
        return self.none() if mine is None else self.filter(mine)


@tracked
class HostRequest(models.Model):
    """One message to several companies: places for a period of a class, named pupils or not.

    Companies never read who the pupils are.
    """

    school = models.ForeignKey(
        School, models.PROTECT, related_name="host_requests", verbose_name="établissement"
    )
    period = models.ForeignKey(
        Campaign, models.PROTECT, related_name="host_requests", verbose_name="période"
    )
    pupils = models.ManyToManyField(
        Pupil,
        through="HostRequestPupil",
        related_name="host_requests",
        verbose_name="élèves concernés",
    )
    message = models.TextField("message", max_length=2000)
    answers_by = models.DateField("réponse attendue jusqu’au")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name="envoyée par",
    )
    sent_at = models.DateTimeField("envoyée le", auto_now_add=True)

    year_through = "period"
    objects = HostRequestQuerySet.as_manager()

    class Meta:
        verbose_name = "demande de places"
        verbose_name_plural = "demandes de places"
        ordering = ["-sent_at", "-pk"]

    def __str__(self):
        return f"Demande de places, {self.period.whom}"

    def get_absolute_url(self):
        return reverse("placements:pfmp_request", args=[self.pk])


class HostRequestPupilQuerySet(OfPupilQuerySet):
    path = "pupil__"


@tracked(part_of="request")
class HostRequestPupil(models.Model):
    """A pupil for whom places are asked; the companies do not know."""

    request = models.ForeignKey(HostRequest, models.CASCADE, related_name="for_pupils")
    pupil = models.ForeignKey(Pupil, models.CASCADE, related_name="asked_for")

    objects = HostRequestPupilQuerySet.as_manager()

    class Meta:
        verbose_name = "élève d’une demande de places"
        verbose_name_plural = "élèves d’une demande de places"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["request", "pupil"],
                name="placements_asked_once",
                violation_error_message="Cet élève est déjà dans la demande.",
            ),
        ]

    def __str__(self):
        return str(self.pupil)


class HostAskQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """With its request; a company reads what it was asked."""
        if actor.is_administrator:
            return self
        if actor.role == Role.COMPANY_REPRESENTATIVE:
            return self.filter(company__in=actor.company_ids)
        mine = _of_periods(actor, "request__")
        return self.none() if mine is None else self.filter(mine)

    def awaiting_answer(self, today):
        """Nobody has answered, and there is still time to."""
        return self.filter(state=AskState.SENT).exclude(_late(today))

    def unanswered(self):
        """By nobody, in time or not."""
        return self.filter(state__in=(AskState.SENT, AskState.EXPIRED))

    def late(self, today):
        """Nobody has answered in time."""
        return self.filter(_late(today), state=AskState.SENT)

    def for_pages(self):
        return self.select_related(
            "company",
            "request__school",
            "request__created_by",
            "request__period__class_group__diploma",
        )

    def with_places(self):
        """Accepted, and some place is not given yet."""
        return self.filter(state=AskState.ACCEPTED, taken__lt=F("places"))


@tracked(part_of="request")
class HostAsk(models.Model):
    """The request as one company has it, its answer, how many of its places are given.

    `taken` is guarded by the database: the last place goes once.
    """

    request = models.ForeignKey(
        HostRequest, models.CASCADE, related_name="asks", verbose_name="demande"
    )
    company = models.ForeignKey(
        Company, models.PROTECT, related_name="host_asks", verbose_name="entreprise"
    )
    contact_email = models.EmailField("adresse du contact")
    state = models.CharField("réponse", max_length=8, choices=AskState, default=AskState.SENT)
    places = models.PositiveSmallIntegerField("places accordées", default=0)
    taken = models.PositiveSmallIntegerField("places attribuées", default=0)
    comment = models.CharField("précision", max_length=500, blank=True)
    answered_at = models.DateTimeField("répondue le", null=True, blank=True)

    year_through = "request"
    objects = HostAskQuerySet.as_manager()

    class Meta:
        verbose_name = "demande à une entreprise"
        verbose_name_plural = "demandes à des entreprises"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["request", "company"],
                name="placements_ask_once",
                violation_error_message="Cette entreprise a déjà reçu cette demande.",
            ),
            models.CheckConstraint(
                condition=Q(taken__lte=F("places")),
                name="placements_ask_places",
                violation_error_message="Toutes les places accordées sont attribuées.",
            ),
            models.CheckConstraint(
                condition=Q(places=0) | Q(state__in=(AskState.ACCEPTED, AskState.CLOSED)),
                name="placements_ask_accepted",
                violation_error_message="Seule une réponse positive accorde des places.",
            ),
        ]
        indexes = [
            models.Index(
                fields=["request"], name="placements_ask_waiting", condition=Q(state="sent")
            ),
            email_index("contact_email", "placements_ask_email"),
        ]

    def __str__(self):
        return str(self.company)

    def get_absolute_url(self):
        """The page where the company answers with an account."""
        return reverse("placements:pfmp_places", args=[self.pk])

    def is_late(self, today):
        """Whether the time to answer is over (`late`)."""
        request = self.request
        return request.answers_by < today or request.period.starts_on <= today

    @property
    def left(self):
        """Places accorded and not given yet."""
        return self.places - self.taken if self.state == AskState.ACCEPTED else 0


@tracked
class HostAccess(models.Model):
    """How one gets to a company without a car: every school reads it."""

    company = models.OneToOneField(
        Company, models.CASCADE, related_name="host_access", verbose_name="entreprise"
    )
    without_car = models.CharField(
        "accessible sans voiture", max_length=3, choices=YesNo, blank=True
    )
    note = models.CharField(
        "transports en commun",
        max_length=250,
        blank=True,
        help_text="Ligne, arrêt, premier départ : rien sur un élève.",
    )
    updated_at = models.DateTimeField("mis à jour le", auto_now=True)

    objects = SignedInQuerySet.as_manager()

    class Meta:
        verbose_name = "accès à l’entreprise"
        verbose_name_plural = "accès aux entreprises"
        ordering = ["pk"]

    def __str__(self):
        return f"Accès à {self.company}"


class MobilityQuerySet(OfPupilQuerySet):
    path = "placement__"


@tracked(part_of="placement")
class PlacementMobility(models.Model):
    """Mobility of a pupil for one placement; choices only, nothing else about the pupil."""

    placement = models.OneToOneField(
        "placements.Placement", models.CASCADE, related_name="mobility", verbose_name="stage"
    )
    without_car = models.CharField("faisable sans voiture", max_length=3, choices=YesNo, blank=True)
    help = models.CharField("aide à la mobilité", max_length=7, choices=HelpState, blank=True)
    lodging = models.CharField("hébergement", max_length=6, choices=Lodging, blank=True)
    abroad = models.CharField("pays, si c’est à l’étranger", max_length=60, blank=True)

    objects = MobilityQuerySet.as_manager()

    class Meta:
        verbose_name = "mobilité"
        verbose_name_plural = "mobilités"
        ordering = ["pk"]

    def __str__(self):
        return "Mobilité"
