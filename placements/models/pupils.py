"""Pupils, their guardians, and the referents of their class: minors' data, at the minimum
(DOMAIN §8). Nothing else about a pupil is kept, never an audience (R-ID-7)."""

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse

from accounts.enums import Role
from directory.history import tracked
from directory.indexes import email_index
from directory.models import ClassGroup, School
from directory.search import sort_key_field
from placements.enums import Sex

# Who reads the names of every pupil of their schools; a teacher those of their classes.
NAME_READERS = frozenset({Role.HEAD, Role.DEPUTY, Role.DDFPT, Role.RBDE, Role.OFFICE_STAFF})


def of_pupils(actor, prefix=""):
    """The condition on rows of pupils that `actor` may read by name (DOMAIN §8), or None
    when they may read none: officers and other teachers see counts."""
    if actor.role in NAME_READERS:
        return Q(**{f"{prefix}school__in": actor.school_ids})
    if actor.role == Role.TEACHER and actor.user is not None:
        return Q(
            **{
                f"{prefix}school__in": actor.school_ids,
                f"{prefix}class_group__referents__user": actor.user,
            }
        )
    return None


def followed_by(user, prefix=""):
    """The condition on pupils of a class whom one of its referents follows: those that were
    given to them, and those that were given to nobody."""
    return Q(**{f"{prefix}referent": user}) | Q(**{f"{prefix}referent": None})


class OfPupilQuerySet(models.QuerySet):
    """Rows that hang on a pupil: read by who reads the pupil's name (DOMAIN §8). `path` leads
    to the row that has the pupil's school and class."""

    path = "pupil__"

    def visible_to(self, actor):
        if actor.is_administrator:
            return self
        mine = of_pupils(actor, self.path)
        return self.none() if mine is None else self.filter(mine)


class ClassReferentQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """The staff of the school."""
        if actor.is_administrator:
            return self
        return self.filter(class_group__school__in=actor.school_ids)


@tracked(part_of="class_group")
class ClassReferent(models.Model):
    """A member of staff who follows the placements of a class, and signs as its referent."""

    class_group = models.ForeignKey(
        ClassGroup, models.CASCADE, related_name="referents", verbose_name="classe"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="referent_of",
        verbose_name="référent",
    )

    objects = ClassReferentQuerySet.as_manager()

    class Meta:
        verbose_name = "référent de classe"
        verbose_name_plural = "référents de classe"
        ordering = ["class_group", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["class_group", "user"],
                name="placements_referent_once",
                violation_error_message="Cette personne est déjà référente de la classe.",
            ),
        ]

    def __str__(self):
        return str(self.user)


class PupilQuerySet(OfPupilQuerySet):
    path = ""

    def present(self):
        """Those who have not left the school."""
        return self.filter(left_on=None)

    def for_class(self, class_group):
        return self.filter(class_group=class_group)


@tracked
class Pupil(models.Model):
    """A pupil, in the class of the year; no account. The number is the school's own: an
    import finds the pupil again by it, in whatever class."""

    school = models.ForeignKey(
        School, models.PROTECT, related_name="pupils", verbose_name="établissement"
    )
    class_group = models.ForeignKey(
        ClassGroup, models.PROTECT, related_name="pupils", verbose_name="classe"
    )
    school_number = models.CharField(
        "numéro de l’établissement",
        max_length=30,
        blank=True,
        help_text="Celui du logiciel de vie scolaire ; il évite les doublons à l’import.",
    )
    last_name = models.CharField("nom", max_length=80)
    first_name = models.CharField("prénom", max_length=80)
    birth_date = models.DateField("date de naissance", null=True, blank=True)
    sex = models.CharField("sexe", max_length=1, choices=Sex, blank=True)
    municipality_code = models.CharField(
        "commune de résidence (code INSEE)",
        max_length=5,
        blank=True,
        validators=[RegexValidator(r"^\d[\dAB]\d{3}$", "Un code INSEE compte cinq caractères.")],
    )
    email = models.EmailField("courriel de l’élève", blank=True)
    phone = models.CharField("téléphone de l’élève", max_length=20, blank=True)
    # Of the referents of the class, the one who follows this pupil; none: any of them.
    referent = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="référent",
    )
    left_on = models.DateField("parti le", null=True, blank=True)
    updated_at = models.DateTimeField("modifié le", auto_now=True)
    sort_key = sort_key_field("last_name", "first_name")

    year_through = "class_group"
    objects = PupilQuerySet.as_manager()

    class Meta:
        verbose_name = "élève"
        verbose_name_plural = "élèves"
        ordering = ["sort_key", "id"]
        indexes = [email_index("email", "placements_pupil_email")]
        constraints = [
            models.UniqueConstraint(
                "school",
                "school_number",
                condition=~Q(school_number=""),
                name="placements_pupil_number_once",
                violation_error_message="Un élève de l’établissement porte déjà ce numéro.",
            ),
        ]

    def __str__(self):
        return f"{self.last_name.upper()} {self.first_name}"

    def get_absolute_url(self):
        return reverse("placements:pupil", args=[self.pk])


@tracked(part_of="pupil")
class LegalGuardian(models.Model):
    """One of the two people at most who answer for a pupil; no account."""

    pupil = models.ForeignKey(Pupil, models.CASCADE, related_name="guardians", verbose_name="élève")
    rank = models.PositiveSmallIntegerField("rang", choices=[(1, "1er"), (2, "2d")])
    last_name = models.CharField("nom", max_length=80)
    first_name = models.CharField("prénom", max_length=80, blank=True)
    email = models.EmailField("courriel", blank=True)
    phone = models.CharField("téléphone", max_length=20, blank=True)

    objects = OfPupilQuerySet.as_manager()

    class Meta:
        verbose_name = "responsable légal"
        verbose_name_plural = "responsables légaux"
        ordering = ["rank"]
        indexes = [email_index("email", "placements_guardian_email")]
        constraints = [
            models.UniqueConstraint(
                fields=["pupil", "rank"],
                name="placements_guardian_rank",
                violation_error_message="Deux responsables légaux au plus.",
            ),
            models.CheckConstraint(
                condition=Q(rank__in=(1, 2)),
                name="placements_two_guardians",
                violation_error_message="Deux responsables légaux au plus.",
            ),
        ]

    def __str__(self):
        return f"{self.first_name} {self.last_name}".strip()
