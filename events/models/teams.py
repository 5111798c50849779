"""The teams of an edition: a signed class contract, what it presents, what it needs."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from directory.history import tracked
from directory.ranges import IdRange, hours
from documents.models import StoredFile
from events.enums.cup import TeamState
from events.models.editions import Edition, Panel
from partnerships.models import Contract

BOOKING = "contract__booking"
NAMED = (
    *("contract__booking", "panel__name", "panel__locked_at", f"{BOOKING}__school__name"),
    *(f"{BOOKING}__school__city", f"{BOOKING}__class_group__name"),
    *(f"{BOOKING}__company__name", f"{BOOKING}__company__is_masked"),
    f"{BOOKING}__company__siret",
)


class TeamQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """The organisers, and whoever sees the contract: its school, its host, its branch."""
        organised = Q(edition__in=Edition.objects.organised_by(actor))
        return self.filter(organised | Q(contract__in=Contract.objects.visible_to(actor)))

    def present(self):
        return self.exclude(state=TeamState.WITHDRAWN)

    def with_classes(self):
        return self.select_related(
            "contract__booking__school",
            "contract__booking__company",
            "contract__booking__class_group",
            "panel",
        )

    def with_names(self):
        """The same for boards and lists: of the tables that only name a team, the names."""
        return self.with_classes().only(*(one.name for one in Team._meta.concrete_fields), *NAMED)

    def with_supports(self):
        """`support_count`: how many files."""
        own = Support.objects.filter(team=OuterRef("pk")).order_by().values("team")
        count = own.annotate(count=Count("pk")).values("count")
        return self.annotate(support_count=Coalesce(Subquery(count), 0))


@tracked
class Team(models.Model):
    """A class in the final; counts only, no pupil is named (R-CEE-3).

    School, class and host are the contract's own. `passes_at` is when it presents.
    """

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="teams")
    contract = models.ForeignKey(
        Contract, models.PROTECT, related_name="cup_teams", verbose_name="convention"
    )
    state = models.CharField(
        "état", max_length=12, choices=TeamState, default=TeamState.PROVISIONAL
    )
    state_reason = models.TextField("motif", blank=True)
    title = models.CharField("titre de la présentation", max_length=150, blank=True)
    girls = models.PositiveSmallIntegerField("filles", default=0)
    boys = models.PositiveSmallIntegerField("garçons", default=0)
    unspecified = models.PositiveSmallIntegerField("non précisé", default=0)
    adults = models.PositiveSmallIntegerField("adultes", default=0)
    needs = models.TextField("besoins techniques", blank=True)
    video_url = models.URLField("lien vers une vidéo", blank=True)
    coach = models.CharField("autocar", max_length=150, blank=True)
    coach_payer = models.CharField("transport payé par", max_length=150, blank=True)
    coach_granted = models.DecimalField(
        "montant accordé (euros)", max_digits=8, decimal_places=2, null=True, blank=True
    )
    image_consents_attested = models.BooleanField(
        "autorisations de droit à l’image conservées dans l’établissement", default=False
    )
    image_excluded = models.PositiveSmallIntegerField("élèves à ne pas montrer", default=0)
    panel = models.ForeignKey(
        Panel, models.SET_NULL, null=True, blank=True, related_name="teams", verbose_name="jury"
    )
    passes_at = models.TimeField("heure de passage", null=True, blank=True)
    passes_until = models.TimeField("fin du passage", null=True, blank=True, editable=False)
    is_pinned = models.BooleanField("passage fixé à la main", default=False)
    arrives_at = models.TimeField("arrivée sur place", null=True, blank=True)
    leaves_at = models.TimeField("départ", null=True, blank=True)

    year_through = "edition"
    objects = TeamQuerySet.as_manager()

    class Meta:
        verbose_name = "équipe"
        ordering = ["edition_id", F("passes_at").asc(nulls_last=True), "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "contract"],
                name="team_once_per_contract",
                violation_error_message="Cette classe est déjà inscrite.",
            ),
            # Deferred: a new order moves every team at once.
            ExclusionConstraint(
                name="team_alone_on_stage",
                expressions=[
                    (IdRange(F("panel")), RangeOperators.OVERLAPS),
                    (hours(F("passes_at"), F("passes_until")), RangeOperators.OVERLAPS),
                ],
                condition=Q(panel__isnull=False, passes_at__isnull=False),
                deferrable=models.Deferrable.DEFERRED,
                violation_error_message="Une autre équipe passe devant ce jury à cette heure.",
            ),
            models.CheckConstraint(
                name="team_passage_has_an_end",
                condition=Q(passes_at__isnull=True, passes_until__isnull=True)
                | Q(passes_at__isnull=False, passes_until__gt=F("passes_at")),
                violation_error_message="Un passage a un début et une fin.",
            ),
            models.CheckConstraint(
                name="team_leaves_after_it_came",
                condition=Q(arrives_at__isnull=True)
                | Q(leaves_at__isnull=True)
                | Q(leaves_at__gt=F("arrives_at")),
                violation_error_message="L’équipe repart après son arrivée.",
            ),
            models.CheckConstraint(
                name="team_admitted_with_a_reason",
                condition=~Q(state__in=[TeamState.ADMITTED, TeamState.WITHDRAWN])
                | ~Q(state_reason=""),
                violation_error_message="Indiquez le motif.",
            ),
            models.CheckConstraint(
                name="team_excluded_are_of_the_team",
                condition=Q(image_excluded__lte=F("girls") + F("boys") + F("unspecified")),
                violation_error_message="Plus d’élèves à ne pas montrer que d’élèves.",
            ),
        ]

    def __str__(self):
        booking = self.contract.booking
        return f"{booking.class_group or 'groupe'}, {booking.school}"

    def get_absolute_url(self):
        # Lists print many: plain text costs nothing.
        return f"/evenements/industrie-cup/equipes/{self.pk}/"

    @property
    def pupils(self):
        return self.girls + self.boys + self.unspecified


class OfTeamQuerySet(models.QuerySet):
    def visible_to(self, actor):
        return self.filter(team__in=Team.objects.visible_to(actor))


@tracked(part_of="team")
class Support(models.Model):
    """A file that the team presents, judged by its content when it came."""

    team = models.ForeignKey(Team, models.CASCADE, related_name="supports")
    label = models.CharField("intitulé", max_length=100)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")

    objects = OfTeamQuerySet.as_manager()

    class Meta:
        verbose_name = "support"
        ordering = ["team_id", "pk"]

    def __str__(self):
        return self.label


@tracked(part_of="team")
class Vote(models.Model):
    """The ballot of one class for the public's choice: one, never for itself."""

    team = models.OneToOneField(Team, models.CASCADE, related_name="ballot", verbose_name="classe")
    choice = models.ForeignKey(
        Team, models.CASCADE, related_name="votes", verbose_name="équipe choisie"
    )

    objects = OfTeamQuerySet.as_manager()

    class Meta:
        verbose_name = "vote du public"
        verbose_name_plural = "votes du public"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="vote_not_for_oneself",
                condition=~Q(team=F("choice")),
                violation_error_message="Une classe ne vote pas pour elle-même.",
            )
        ]

    def __str__(self):
        return f"Vote n° {self.pk}"
