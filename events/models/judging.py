"""Jurors and their sheets. What may not be scored, the database refuses (R-EV-1)."""

import pgtrigger
from django.db import models
from django.db.models import Q

from directory.history import tracked
from directory.indexes import email_index
from events.enums.cup import College, SheetState
from events.models.editions import Criterion, Edition, OfEditionQuerySet, Panel
from events.models.teams import Team


class JurorQuerySet(OfEditionQuerySet):
    def sitting(self):
        return self.filter(left_at=None)


@tracked
class Juror(models.Model):
    """Somebody who marks, without an account (R-EV-4); `company` and `school` are where they
    belong, and recuse them from the teams of these. `bridge` is a second panel that they also
    mark, so that both can be compared."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="jurors")
    panel = models.ForeignKey(
        Panel, models.PROTECT, null=True, blank=True, related_name="jurors", verbose_name="jury"
    )
    bridge = models.ForeignKey(
        Panel,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="bridging_jurors",
        verbose_name="note aussi pour le jury",
    )
    name = models.CharField("nom", max_length=150)
    college = models.CharField("collège", max_length=12, choices=College)
    organisation = models.CharField("organisme", max_length=150, blank=True)
    company = models.ForeignKey(
        "directory.Company",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="entreprise",
    )
    school = models.ForeignKey(
        "directory.School",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="établissement",
    )
    email = models.EmailField("courriel", blank=True)
    phone = models.CharField("téléphone", max_length=30, blank=True)
    is_president = models.BooleanField("préside le jury", default=False)
    replaces = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="substitute",
        verbose_name="remplace",
    )
    left_at = models.DateTimeField("parti le", null=True, blank=True)

    objects = JurorQuerySet.as_manager()

    class Meta:
        verbose_name = "juré"
        ordering = ["edition_id", "name", "pk"]
        indexes = [email_index("email", "juror_email")]
        constraints = [
            models.UniqueConstraint(
                fields=["edition"],
                condition=Q(is_president=True, left_at=None),
                name="edition_one_president",
                violation_error_message="Une autre personne préside déjà le jury.",
            ),
            models.CheckConstraint(
                name="juror_bridges_to_another_panel",
                condition=Q(bridge__isnull=True) | ~Q(bridge=models.F("panel")),
                violation_error_message="Le second jury est un autre jury.",
            ),
        ]

    def __str__(self):
        return self.name


class OfJurorQuerySet(models.QuerySet):
    def visible_to(self, actor):
        return self.filter(juror__in=Juror.objects.visible_to(actor))


@tracked(part_of="juror")
class Conflict(models.Model):
    """A link that was declared; host company and school need none, they are known."""

    juror = models.ForeignKey(Juror, models.CASCADE, related_name="conflicts")
    team = models.ForeignKey(Team, models.CASCADE, related_name="conflicts", verbose_name="équipe")
    reason = models.CharField("lien", max_length=200)

    objects = OfJurorQuerySet.as_manager()

    class Meta:
        verbose_name = "lien déclaré"
        verbose_name_plural = "liens déclarés"
        ordering = ["juror_id", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["juror", "team"],
                name="conflict_once",
                violation_error_message="Ce lien est déjà déclaré.",
            )
        ]

    def __str__(self):
        return self.reason


# One truth with `events_recusals()`, which the pages read too. SQLSTATE 23514 reaches Django
# as an IntegrityError.
REFUSALS = """
IF EXISTS (
    SELECT FROM events_recusals() AS r WHERE r.juror_id = its_juror AND r.team_id = its_team
) THEN
    RAISE EXCEPTION 'Ce juré est récusé pour cette équipe.' USING ERRCODE = '23514';
END IF;
IF NOT EXISTS (
    SELECT FROM events_team t
    JOIN events_juror j ON j.edition_id = t.edition_id
    JOIN events_edition e ON e.id = t.edition_id
    LEFT JOIN events_panel p ON p.id = t.panel_id
    WHERE t.id = its_team AND j.id = its_juror AND e.state = 'closed' AND p.locked_at IS NULL
) THEN
    RAISE EXCEPTION 'Les feuilles de notation sont fermées.' USING ERRCODE = '23514';
END IF;
"""
OF_SHEET = "its_juror = NEW.juror_id; its_team = NEW.team_id;"
OF_SCORE = """
SELECT s.juror_id, s.team_id INTO its_juror, its_team
FROM events_scoresheet s WHERE s.id = NEW.sheet_id;
IF NOT EXISTS (
    SELECT FROM events_criterion c JOIN events_team t ON t.edition_id = c.edition_id
    WHERE c.id = NEW.criterion_id AND t.id = its_team AND NEW.mark <= c.maximum
) THEN
    RAISE EXCEPTION 'Cette note dépasse le barème.' USING ERRCODE = '23514';
END IF;
"""


def refusing(name, whose):
    """The trigger that keeps recused jurors out, and everybody once sheets are closed."""
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        declare=[("its_juror", "BIGINT"), ("its_team", "BIGINT")],
        func="\n".join((whose, REFUSALS, "RETURN NEW;")),
    )


class ScoreSheet(models.Model):
    """What one juror thinks of one team. `typed_by` when it came on paper."""

    juror = models.ForeignKey(Juror, models.PROTECT, related_name="sheets")
    team = models.ForeignKey(Team, models.PROTECT, related_name="sheets", verbose_name="équipe")
    state = models.CharField("état", max_length=10, choices=SheetState, default=SheetState.DRAFT)
    comment = models.TextField("commentaire pour l’équipe", blank=True)
    comment_version = models.PositiveIntegerField(default=0, editable=False)
    submitted_at = models.DateTimeField("remise le", null=True, blank=True)
    typed_by = models.CharField("saisie par", max_length=200, blank=True)

    objects = OfJurorQuerySet.as_manager()

    class Meta:
        verbose_name = "feuille de notation"
        verbose_name_plural = "feuilles de notation"
        ordering = ["juror_id", "team_id"]
        constraints = [
            models.UniqueConstraint(
                fields=["juror", "team"],
                name="sheet_once_per_juror_and_team",
                violation_error_message="Ce juré a déjà une feuille pour cette équipe.",
            ),
            models.CheckConstraint(
                name="sheet_submitted_has_its_moment",
                condition=Q(state=SheetState.SUBMITTED, submitted_at__isnull=False)
                | (Q(state=SheetState.DRAFT, submitted_at__isnull=True)),
                violation_error_message="Une feuille remise porte sa date.",
            ),
        ]
        triggers = [refusing("sheet_refused", OF_SHEET)]

    def __str__(self):
        return f"Feuille n° {self.pk}"


class OfSheetQuerySet(models.QuerySet):
    def visible_to(self, actor):
        return self.filter(sheet__in=ScoreSheet.objects.visible_to(actor))


class Score(models.Model):
    """One mark; `version` grows with each change, so that a late save is seen as such."""

    sheet = models.ForeignKey(ScoreSheet, models.PROTECT, related_name="scores")
    criterion = models.ForeignKey(
        Criterion, models.PROTECT, related_name="scores", verbose_name="critère"
    )
    mark = models.DecimalField("note", max_digits=5, decimal_places=1)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = OfSheetQuerySet.as_manager()

    class Meta:
        verbose_name = "note"
        ordering = ["sheet_id", "criterion_id"]
        constraints = [
            models.UniqueConstraint(
                fields=["sheet", "criterion"],
                name="score_once_per_criterion",
                violation_error_message="Ce critère est déjà noté.",
            ),
            models.CheckConstraint(
                name="score_not_negative",
                condition=Q(mark__gte=0),
                violation_error_message="Une note n’est pas négative.",
            ),
        ]
        triggers = [refusing("score_refused", OF_SCORE)]

    def __str__(self):
        return f"Note n° {self.pk}"


class SheetHistory(models.Model):
    """Every save of a sheet, for ever: which field, its value and version, by whom.

    `key` is the browser's own: the same save sent twice is one.
    """

    sheet = models.ForeignKey(ScoreSheet, models.PROTECT, related_name="history")
    field = models.CharField("champ", max_length=20)
    value = models.TextField("valeur", blank=True)
    version = models.PositiveIntegerField("version")
    key = models.UUIDField(null=True)
    by = models.CharField("par", max_length=250)
    at = models.DateTimeField("le", auto_now_add=True)

    objects = OfSheetQuerySet.as_manager()

    class Meta:
        verbose_name = "enregistrement d’une feuille"
        verbose_name_plural = "enregistrements des feuilles"
        ordering = ["sheet_id", "pk"]
        constraints = [models.UniqueConstraint(fields=["sheet", "key"], name="save_once_per_key")]
        triggers = [
            pgtrigger.Protect(
                name="save_never_changes", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self):
        return f"{self.field}, version {self.version}"
