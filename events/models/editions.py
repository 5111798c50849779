"""An edition of the Industrie Cup: what is fixed before the first mark (R-EV-1)."""

import datetime as dt

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from directory.history import tracked
from events.enums.cup import (
    SHOWN_RESULT,
    DeadlineKind,
    EditionState,
    Method,
    PrizeKind,
    TieRule,
)


class EditionQuerySet(models.QuerySet):
    def organised_by(self, actor):
        """The authority of its place, its branch (or the federation above), administrators."""
        if actor.is_administrator:
            return self
        if actor.role == Role.EDUCATION_AUTHORITY:
            return self.filter(department__in=actor.department_codes)
        if actor.role == Role.BRANCH_OFFICER:
            mine = Q(branch__in=actor.branch_ids) | Q(branch__parent__in=actor.branch_ids)
            return self.filter(mine)
        return self.none()

    def visible_to(self, actor):
        """What is no draft is announced to all; a draft is its organisers' own."""
        announced = self.exclude(state=EditionState.DRAFT)
        return announced | self.organised_by(actor)

    def with_result(self, now=None):
        """Those whose result everybody reads: published, its hour come."""
        return self.filter(state__in=SHOWN_RESULT, published_at__lte=now or timezone.now())


def whole_chain():
    return list(TieRule)


@tracked
class Edition(models.Model):
    """One final. Its day, its place; how teams are ranked; who organises it."""

    title = models.CharField("titre", max_length=150)
    school_year = models.ForeignKey(
        "directory.SchoolYear", models.PROTECT, related_name="+", verbose_name="année scolaire"
    )
    department = models.ForeignKey(
        "directory.Department", models.PROTECT, related_name="+", verbose_name="département"
    )
    branch = models.ForeignKey(
        "directory.BranchOrganisation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="branche professionnelle qui organise",
    )
    held_on = models.DateField("jour de la finale")
    place = models.CharField("lieu", max_length=200)
    entries_until = models.DateField("inscription des équipes jusqu’au", null=True, blank=True)
    presentation = models.TextField("présentation", blank=True)
    speaking_minutes = models.PositiveSmallIntegerField("durée d’un passage (minutes)", default=10)
    questions_minutes = models.PositiveSmallIntegerField("durée des questions (minutes)", default=5)
    change_minutes = models.PositiveSmallIntegerField("entre deux passages (minutes)", default=5)
    passages_from = models.TimeField("premier passage à", default=dt.time(9))
    passages_until = models.TimeField("dernier passage terminé à", default=dt.time(17))
    order_seed = models.CharField("graine de l’ordre de passage", max_length=40, blank=True)
    method = models.CharField("calcul", max_length=10, choices=Method, default=Method.ADDITIVE)
    quorum = models.PositiveSmallIntegerField("feuilles nécessaires par équipe", default=2)
    tie_chain = ArrayField(
        models.CharField(max_length=10, choices=TieRule),
        verbose_name="départage, dans l’ordre",
        default=whole_chain,
        blank=True,
    )
    seed = models.CharField("graine du tirage", max_length=40, blank=True)
    state = models.CharField(
        "état", max_length=12, choices=EditionState, default=EditionState.DRAFT
    )
    unranked_reason = models.TextField("motif des équipes hors classement", blank=True)
    published_at = models.DateTimeField("résultat public à partir du", null=True, blank=True)

    objects = EditionQuerySet.as_manager()

    class Meta:
        verbose_name = "édition de l’Industrie Cup"
        verbose_name_plural = "éditions de l’Industrie Cup"
        ordering = ["-held_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="edition_published_has_a_moment",
                condition=~Q(state__in=SHOWN_RESULT) | Q(published_at__isnull=False),
                violation_error_message="Un résultat publié porte sa date de publication.",
            ),
            models.CheckConstraint(
                name="edition_quorum_of_two",
                condition=Q(quorum__gte=2),
                violation_error_message="Il faut au moins deux feuilles, une par collège.",
            ),
            models.CheckConstraint(
                name="edition_passages_take_time",
                condition=Q(passages_until__gt=F("passages_from")),
                violation_error_message="Le dernier passage se termine après le premier.",
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("events:edition", args=[self.pk])

    def is_organised_by(self, actor):
        """Whether `organised_by` would find it: by its own values, without asking again."""
        if actor.is_administrator:
            return True
        if actor.role == Role.EDUCATION_AUTHORITY:
            return self.department_id in actor.department_codes
        if actor.role == Role.BRANCH_OFFICER and self.branch is not None:
            return bool({self.branch.pk, self.branch.parent_id} & actor.branch_ids)
        return False

    @property
    def passage(self):
        """How long a team holds the stage: speaking and questions."""
        return dt.timedelta(minutes=max(1, self.speaking_minutes + self.questions_minutes))

    @property
    def shows_result(self):
        """Whether everybody may read the result now."""
        at = self.published_at
        return self.state in SHOWN_RESULT and at is not None and at <= timezone.now()


class OfEditionQuerySet(models.QuerySet):
    """Rows that only the organisers of their edition see whole."""

    def visible_to(self, actor):
        return self.filter(edition__in=Edition.objects.organised_by(actor))


class Regulation(models.Model):
    """One version of the rules of an edition, as it was printed; never edited."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="regulations")
    version = models.PositiveSmallIntegerField("version")
    text = models.TextField("règlement")
    at = models.DateTimeField("le", auto_now_add=True)

    objects = OfEditionQuerySet.as_manager()

    class Meta:
        verbose_name = "règlement"
        ordering = ["edition_id", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "version"],
                name="regulation_version_once",
                violation_error_message="Cette version existe déjà.",
            )
        ]
        triggers = [pgtrigger.Protect(name="regulation_never_edited", operation=pgtrigger.Update)]

    def __str__(self):
        return f"Règlement, version {self.version}"


@tracked(part_of="edition")
class Deadline(models.Model):
    """The day by which teams have given something; their teachers are reminded of it."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="deadlines")
    kind = models.CharField("étape", max_length=10, choices=DeadlineKind)
    due_on = models.DateField("pour le")

    objects = OfEditionQuerySet.as_manager()

    class Meta:
        verbose_name = "étape"
        ordering = ["edition_id", "due_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "kind"],
                name="deadline_once_per_kind",
                violation_error_message="Cette étape a déjà sa date.",
            )
        ]

    def __str__(self):
        return self.get_kind_display()


@tracked(part_of="edition")
class Criterion(models.Model):
    """What every juror marks, from 0 to `maximum` by half points."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="criteria")
    position = models.PositiveSmallIntegerField("rang")
    label = models.CharField("intitulé", max_length=100)
    description = models.CharField("ce que le jury regarde", max_length=300, blank=True)
    weight = models.DecimalField("coefficient", max_digits=4, decimal_places=2, default=1)
    maximum = models.PositiveSmallIntegerField("noté sur", default=20)

    objects = OfEditionQuerySet.as_manager()

    class Meta:
        verbose_name = "critère"
        ordering = ["edition_id", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "position"],
                name="criterion_once_per_place",
                violation_error_message="Un autre critère a ce rang.",
            ),
            models.CheckConstraint(
                name="criterion_counts",
                condition=Q(weight__gt=0, maximum__gt=0, maximum__lte=100),
                violation_error_message="Un coefficient est positif, un barème va de 1 à 100.",
            ),
        ]

    def __str__(self):
        return self.label


@tracked(part_of="edition")
class Panel(models.Model):
    """A jury that sits together; `locked_at` closes the sheets of its jurors (R-EV-1)."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="panels")
    name = models.CharField("nom", max_length=60)
    place = models.CharField("salle", max_length=100, blank=True)
    locked_at = models.DateTimeField("verrouillé le", null=True, blank=True)

    objects = OfEditionQuerySet.as_manager()

    class Meta:
        verbose_name = "jury"
        verbose_name_plural = "jurys"
        ordering = ["edition_id", "name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "name"],
                name="panel_name_once",
                violation_error_message="Un autre jury porte ce nom.",
            )
        ]

    def __str__(self):
        return self.name


@tracked(part_of="edition")
class Break(models.Model):
    """Hours during which no team passes (R-EV-2): lunch, the opening, a visit."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="breaks")
    label = models.CharField("intitulé", max_length=60)
    starts_at = models.TimeField("début")
    ends_at = models.TimeField("fin")

    objects = OfEditionQuerySet.as_manager()

    class Meta:
        verbose_name = "pause"
        ordering = ["edition_id", "starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="break_takes_time",
                condition=Q(ends_at__gt=F("starts_at")),
                violation_error_message="La fin de la pause précède son début.",
            )
        ]

    def __str__(self):
        return self.label


@tracked(part_of="edition")
class Prize(models.Model):
    """A prize: by rank, special (its team is chosen in deliberation), or the public's."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="prizes")
    position = models.PositiveSmallIntegerField("ordre de remise")
    label = models.CharField("intitulé", max_length=100)
    kind = models.CharField("nature", max_length=10, choices=PrizeKind, default=PrizeKind.RANK)
    rank = models.PositiveSmallIntegerField("rang", null=True, blank=True)
    team = models.ForeignKey(
        "events.Team",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="prizes",
        verbose_name="équipe",
    )

    objects = OfEditionQuerySet.as_manager()

    class Meta:
        verbose_name = "prix"
        verbose_name_plural = "prix"
        ordering = ["edition_id", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="prize_by_rank_has_one",
                condition=(Q(kind=PrizeKind.RANK) & Q(rank__gte=1))
                | (~Q(kind=PrizeKind.RANK) & Q(rank__isnull=True)),
                violation_error_message="Un prix au classement porte un rang, les autres non.",
            ),
            models.CheckConstraint(
                name="prize_chosen_is_special",
                condition=Q(team__isnull=True) | Q(kind=PrizeKind.SPECIAL),
                violation_error_message="Seul un prix spécial est attribué à la main.",
            ),
        ]

    def __str__(self):
        return self.label


@tracked(part_of="edition")
class TieDecision(models.Model):
    """The order that the president gives to teams that nothing else parts, and why."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="decisions")
    order = ArrayField(models.BigIntegerField(), verbose_name="équipes, la meilleure d’abord")
    reason = models.TextField("motif")
    at = models.DateTimeField("le", auto_now_add=True)

    objects = OfEditionQuerySet.as_manager()

    class Meta:
        verbose_name = "décision de départage"
        verbose_name_plural = "décisions de départage"
        ordering = ["edition_id", "-at", "-pk"]

    def __str__(self):
        return f"Décision n° {self.pk}"
