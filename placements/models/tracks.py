"""Discovery tracks: one week at several hosts for pupils of several schools (DOMAIN §1)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from directory.enums import Level
from directory.history import tracked
from directory.models import (
    BranchOrganisation,
    ClassGroup,
    Company,
    Department,
    PartnerNetwork,
    School,
    SchoolYear,
)
from placements.enums import Sex
from placements.enums.tracks import (
    PENDING,
    SEATED,
    SHOWN,
    TO_ALLOCATE,
    CandidateState,
    Decision,
    TrackState,
)
from placements.hours import table_of
from placements.models.placements import Placement
from placements.models.pupils import Pupil, of_pupils


class DiscoveryTrackQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """Who runs it; once it is open, whoever has a role, hosts included."""
        if actor.is_administrator:
            return self
        if actor.role is None:
            return self.none()
        return self.filter(Q(state__in=SHOWN) | _run_by(actor))

    def run_by(self, actor):
        """Those that `actor` prepares and allocates."""
        return self if actor.is_administrator else self.filter(_run_by(actor))

    def open(self, day=None):
        """Those to which schools propose pupils on that day."""
        day = day or timezone.localdate()
        return self.filter(state=TrackState.OPEN, opens_on__lte=day, closes_on__gte=day)

    def with_siblings(self, track):
        """The weeks of the same scheme and coordinator, over which a pupil ranks wishes."""
        return self.filter(
            scheme=track.scheme,
            school_year=track.school_year_id,
            company=track.company_id,
            network=track.network_id,
            branch=track.branch_id,
        )


def _run_by(actor):
    """The rectorat's own and its networks' are run by the rectorat and its officers."""
    of_authority = Q(company=None, branch=None, network=None)
    if actor.role == Role.COMPANY_REPRESENTATIVE:
        return Q(company__in=actor.company_ids)
    if actor.role == Role.BRANCH_OFFICER:
        return Q(branch__in=actor.branch_ids)
    if actor.role == Role.MISSION_OFFICER:
        mine = Q(network__in=actor.network_ids)
        return mine | of_authority if actor.department_codes else mine
    if actor.role == Role.EDUCATION_AUTHORITY:
        return of_authority | Q(network__isnull=False)
    return Q(pk__in=())


@tracked(exclude=("seats_taken", "criterion_count", "told_up_to"))
class DiscoveryTrack(models.Model):
    """One week, several hosts, a group of pupils of several schools.

    Its coordinator is a company, a network (a CMQ is one), a branch, or, when all three are
    empty, a service of the rectorat. `capacity` is the number of pupils; how many each host
    receives on each day is a `TrackDay`. Of R-ID-7's criterion only a count is kept.
    """

    title = models.CharField("titre", max_length=120)
    scheme = models.CharField(
        "dispositif ou partenaire",
        max_length=80,
        help_text="Le même pour toutes vos semaines : les élèves classent leurs vœux entre elles.",
    )
    company = models.ForeignKey(
        Company,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="tracks_run",
        verbose_name="entreprise coordinatrice",
    )
    network = models.ForeignKey(
        PartnerNetwork,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="tracks",
        verbose_name="réseau coordinateur",
    )
    branch = models.ForeignKey(
        BranchOrganisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="tracks",
        verbose_name="branche coordinatrice",
    )
    school_year = models.ForeignKey(
        SchoolYear, models.PROTECT, related_name="tracks", verbose_name="année scolaire"
    )
    department = models.ForeignKey(
        Department,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="tracks",
        verbose_name="département des établissements",
        help_text="Vide : toute la région académique.",
    )
    description = models.TextField("programme en quelques lignes", max_length=2000, blank=True)
    levels = ArrayField(models.CharField(max_length=12, choices=Level), verbose_name="niveaux")
    starts_on = models.DateField("premier jour")
    ends_on = models.DateField("dernier jour")
    table = models.JSONField("horaires", default=list, blank=True)
    capacity = models.PositiveSmallIntegerField("places")
    seats_taken = models.PositiveSmallIntegerField("places prises", default=0)
    opens_on = models.DateField("ouverture des propositions")
    closes_on = models.DateField("clôture des propositions")
    asks_criterion = models.BooleanField(
        "l’accueillant a un critère de public",
        default=False,
        help_text="L’établissement coche « répond au critère de l’accueillant », sans dire"
        " lequel ; seul un nombre est conservé.",
    )
    criterion_count = models.PositiveSmallIntegerField("répondent au critère", default=0)
    state = models.CharField("état", max_length=10, choices=TrackState, default=TrackState.DRAFT)
    # Read by the schools and the hosts that are told.
    reason = models.CharField("motif de l’annulation", max_length=300, blank=True)
    # The schools up to this key know that it is open; None: there is nobody left to tell.
    told_up_to = models.BigIntegerField(null=True, editable=False)
    allocation_gap = models.FloatField("écart à l’optimum", null=True, blank=True)
    updated_at = models.DateTimeField("modifié le", auto_now=True)

    objects = DiscoveryTrackQuerySet.as_manager()

    class Meta:
        verbose_name = "parcours de découverte"
        verbose_name_plural = "parcours de découverte"
        ordering = ["starts_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(seats_taken__lte=F("capacity")),
                name="placements_track_capacity",
                violation_error_message="Toutes les places de ce parcours sont prises.",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")) & Q(closes_on__gte=F("opens_on")),
                name="placements_track_days",
                violation_error_message="Un dernier jour précède le premier.",
            ),
            models.CheckConstraint(
                condition=Q(company=None, network=None)
                | Q(company=None, branch=None)
                | Q(network=None, branch=None),
                name="placements_track_one_coordinator",
                violation_error_message="Un parcours a un seul coordinateur.",
            ),
            models.CheckConstraint(
                condition=~Q(state=TrackState.CANCELLED) | ~Q(reason=""),
                name="placements_track_cancelled_why",
                violation_error_message="Une annulation a un motif.",
            ),
        ]

    def __str__(self):
        return f"{self.title} ({self.starts_on:%d/%m/%Y})"

    def get_absolute_url(self):
        return reverse("placements:track", args=[self.pk])

    @property
    def coordinator(self):
        return self.company or self.network or self.branch or "Rectorat"

    @property
    def hours(self):
        """The WeekTable that every host keeps."""
        return table_of(self.table)

    @property
    def level_labels(self):
        return ", ".join(Level(level).label for level in self.levels)

    def is_open(self, day=None):
        day = day or timezone.localdate()
        return self.state == TrackState.OPEN and self.opens_on <= day <= self.closes_on


class TrackDayQuerySet(models.QuerySet):
    def visible_to(self, actor):
        return self.filter(track__in=DiscoveryTrack.objects.visible_to(actor))


@tracked(part_of="track")
class TrackDay(models.Model):
    """How many pupils of a track one host receives on one day."""

    track = models.ForeignKey(
        DiscoveryTrack, models.CASCADE, related_name="plan", verbose_name="parcours"
    )
    company = models.ForeignKey(
        Company, models.PROTECT, related_name="track_days", verbose_name="accueillant"
    )
    day = models.DateField("jour")
    capacity = models.PositiveSmallIntegerField("élèves")

    objects = TrackDayQuerySet.as_manager()

    class Meta:
        verbose_name = "journée d’un parcours"
        verbose_name_plural = "journées des parcours"
        ordering = ["day", "company", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["track", "company", "day"],
                name="placements_track_day_once",
                violation_error_message="Cet accueillant a déjà ce jour.",
            ),
        ]

    def __str__(self):
        return f"{self.company}, {self.day:%d/%m/%Y}"


class TrackCandidateQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """Who follows the pupil; who runs the track, without the pupil (DOMAIN §8): their
        pages read `track_board`, which knows no name."""
        if actor.is_administrator:
            return self
        mine = of_pupils(actor)
        if mine is not None:
            return self.filter(mine)
        return self.filter(track__in=DiscoveryTrack.objects.run_by(actor))

    def seated(self):
        return self.filter(state__in=SEATED)

    def waiting(self):
        """In the order of the list."""
        return self.filter(state=CandidateState.WAITING)

    def pending(self):
        return self.filter(state__in=PENDING)

    def to_allocate(self):
        return self.filter(state__in=TO_ALLOCATE)


@tracked(part_of="track", exclude=("pupil", "class_group"))
class TrackCandidate(models.Model):
    """A pupil whom a school proposes to a track. To the officer it is `number`: neither a
    column of history nor `str` leads to the pupil.

    `level` and `sex` are copied: the figures outlive the pupil. `slot` is the pupil's line of
    the plan of days once the allocation is published.
    """

    track = models.ForeignKey(
        DiscoveryTrack, models.CASCADE, related_name="candidates", verbose_name="parcours"
    )
    pupil = models.ForeignKey(
        Pupil, models.SET_NULL, null=True, related_name="candidacies", verbose_name="élève"
    )
    school = models.ForeignKey(
        School, models.PROTECT, related_name="candidacies", verbose_name="établissement"
    )
    class_group = models.ForeignKey(
        ClassGroup, models.PROTECT, related_name="candidacies", verbose_name="classe"
    )
    school_year = models.ForeignKey(
        SchoolYear, models.PROTECT, related_name="candidacies", verbose_name="année scolaire"
    )
    number = models.PositiveSmallIntegerField("numéro")
    level = models.CharField("niveau", max_length=12, choices=Level)
    sex = models.CharField("fille ou garçon", max_length=1, choices=Sex, blank=True)
    wish = models.PositiveSmallIntegerField("vœu", default=1)
    distance_km = models.PositiveSmallIntegerField("distance (km)", null=True, blank=True)
    state = models.CharField(
        "état", max_length=10, choices=CandidateState, default=CandidateState.PROPOSED
    )
    decision = models.CharField("décision", max_length=5, choices=Decision, blank=True)
    reason = models.CharField("explication", max_length=200, blank=True)
    waiting_rank = models.PositiveSmallIntegerField("rang d’attente", null=True, blank=True)
    slot = models.PositiveSmallIntegerField("ligne du programme", null=True, blank=True)
    placement = models.OneToOneField(
        Placement,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="candidacy",
        verbose_name="stage",
    )
    proposed_at = models.DateTimeField("proposé le", auto_now_add=True)
    updated_at = models.DateTimeField("modifié le", auto_now=True)

    objects = TrackCandidateQuerySet.as_manager()
    # Of the counter of its track (`partnerships.seats`).
    seats = 1

    class Meta:
        verbose_name = "candidature à un parcours"
        verbose_name_plural = "candidatures aux parcours"
        ordering = ["track", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["track", "pupil"],
                name="placements_candidate_once",
                violation_error_message="Cet élève est déjà proposé à ce parcours.",
            ),
            models.UniqueConstraint(
                fields=["track", "number"],
                name="placements_candidate_number",
                violation_error_message="Ce numéro est déjà donné.",
            ),
            models.UniqueConstraint(
                fields=["track", "slot"],
                name="placements_candidate_slot",
                violation_error_message="Cette ligne du programme est déjà prise.",
            ),
            models.UniqueConstraint(
                fields=["pupil", "school_year"],
                condition=Q(state__in=SEATED, pupil__isnull=False),
                name="placements_candidate_one_track",
                violation_error_message="Cet élève est déjà retenu dans un parcours.",
            ),
            models.CheckConstraint(
                condition=Q(wish__gte=1, wish__lte=9),
                name="placements_candidate_wish",
                violation_error_message="Un vœu va de 1 à 9.",
            ),
        ]

    def __str__(self):
        return f"n° {self.number}"
