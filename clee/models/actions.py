"""What a committee plans and does (R-CL-4)."""

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from accounts.enums import Role
from clee.enums.actions import ActionState, Audience, Priority, Satisfaction
from clee.models.committees import Committee
from directory.history import tracked, tracked_links
from directory.models import Company, School, SchoolYear


class ActionTypeQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """Everybody: the words of the authority."""
        return self

    def in_use(self):
        return self.filter(is_active=True)


@tracked
class ActionType(models.Model):
    """A kind of action: the authority adds, renames and withdraws them (R-CL-4)."""

    label = models.CharField("libellé", max_length=100, unique=True)
    needs_label = models.BooleanField(
        "à préciser", default=False, help_text="Coché : la saisie demande un libellé."
    )
    rank = models.PositiveSmallIntegerField("ordre", default=100)
    is_active = models.BooleanField(
        "proposé", default=True, help_text="Décoché : les actions de ce type restent."
    )

    objects = ActionTypeQuerySet.as_manager()

    class Meta:
        verbose_name = "type d’action de comité"
        verbose_name_plural = "types d’actions de comités"
        ordering = ["rank", "label"]

    def __str__(self):
        return self.label


class ActionQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """Who keeps the committee; the schools and the companies that take part."""
        if actor.is_administrator:
            return self
        mine = Q(committee__in=Committee.objects.kept_by(actor).values("pk"))
        if actor.is_school_staff:
            ours = Action.schools.through.objects.filter(school__in=actor.school_ids)
            mine |= Q(pk__in=ours.values("action"))
        if actor.role == Role.COMPANY_REPRESENTATIVE:
            links = Action.companies.through.objects.filter(company__in=actor.company_ids)
            mine |= Q(pk__in=links.values("action"))
        return self.filter(mine)

    def planned(self):
        return self.filter(state=ActionState.PLANNED)

    def done(self):
        return self.filter(state=ActionState.DONE)

    def of_year(self, school_year):
        return self.filter(school_year=school_year)

    def for_lists(self):
        return self.select_related("committee", "type", "school_year")


def _count(label):
    return models.PositiveIntegerField(label, default=0)


@tracked
class Action(models.Model):
    """One action of a committee, in numbers, never in names.

    What immersions, placements and events say by themselves is counted from them
    (`clee.realisations`): here stands what was typed besides.
    """

    committee = models.ForeignKey(
        Committee, models.PROTECT, related_name="actions", verbose_name="comité"
    )
    school_year = models.ForeignKey(
        SchoolYear, models.PROTECT, related_name="committee_actions", verbose_name="année scolaire"
    )
    type = models.ForeignKey(
        ActionType, models.PROTECT, related_name="actions", verbose_name="type d’action"
    )
    other_label = models.CharField("type précisé", max_length=100, blank=True)
    title = models.CharField("intitulé", max_length=150)
    objective = models.TextField("objectif", max_length=2000, blank=True)
    is_avenir = models.BooleanField("Parcours Avenir", default=False)
    levels = ArrayField(
        models.CharField(max_length=10, choices=Audience), verbose_name="publics", default=list
    )
    girls = _count("filles")
    boys = _count("garçons")
    unspecified = _count("élèves, non précisé")
    adults = _count("adultes")
    priority = models.PositiveIntegerField("dont élèves de publics prioritaires", default=0)
    priorities = ArrayField(
        models.CharField(max_length=10, choices=Priority),
        verbose_name="publics prioritaires",
        default=list,
        blank=True,
    )
    schools = models.ManyToManyField(
        School, related_name="committee_actions", verbose_name="établissements", blank=True
    )
    companies = models.ManyToManyField(
        Company, related_name="committee_actions", verbose_name="entreprises", blank=True
    )
    other_partners = models.CharField("autres partenaires", max_length=300, blank=True)
    starts_on = models.DateField("premier jour")
    ends_on = models.DateField("dernier jour")
    place = models.CharField("lieu", max_length=200, blank=True)
    cost = models.DecimalField(
        "coût en euros",
        max_digits=9,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    funding = models.CharField("financement", max_length=300, blank=True)
    state = models.CharField(
        "état", max_length=10, choices=ActionState, default=ActionState.PLANNED
    )
    state_reason = models.CharField("motif", max_length=300, blank=True)
    result = models.TextField("résultat", max_length=2000, blank=True)
    satisfaction = models.PositiveSmallIntegerField(
        "satisfaction", choices=Satisfaction, null=True, blank=True
    )
    created_at = models.DateTimeField("enregistrée le", auto_now_add=True)
    updated_at = models.DateTimeField("modifiée le", auto_now=True)

    objects = ActionQuerySet.as_manager()

    class Meta:
        verbose_name = "action de comité"
        verbose_name_plural = "actions de comités"
        ordering = ["-starts_on", "-pk"]
        indexes = [
            models.Index(
                fields=["committee", "school_year", "-starts_on"], name="clee_action_list"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="clee_action_days",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message="Le dernier jour précède le premier.",
            ),
            models.CheckConstraint(
                name="clee_action_for_somebody",
                condition=Q(levels__len__gt=0),
                violation_error_message="Indiquez à qui s’adresse l’action.",
            ),
            models.CheckConstraint(
                name="clee_action_priority_among_pupils",
                condition=Q(priority__lte=F("girls") + F("boys") + F("unspecified")),
                violation_error_message="Les publics prioritaires sont comptés parmi les élèves.",
            ),
            models.CheckConstraint(
                name="clee_action_why_not",
                condition=~Q(state__in=(ActionState.POSTPONED, ActionState.CANCELLED))
                | ~Q(state_reason=""),
                violation_error_message="Une annulation ou un report a un motif.",
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("clee:action", args=[self.pk])

    @property
    def pupils(self):
        """What was typed, without what linked rows count."""
        return self.girls + self.boys + self.unspecified

    @property
    def kind_label(self):
        return self.other_label or self.type.label

    @property
    def level_labels(self):
        return [Audience(value).label for value in self.levels]

    @property
    def priority_labels(self):
        return [Priority(value).label for value in self.priorities]

    @property
    def is_for_pupils(self):
        return any(Audience(value).is_pupils for value in self.levels)


tracked_links(Action, "schools", "companies")


class ActionDocumentQuerySet(models.QuerySet):
    def visible_to(self, actor):
        return self.filter(action__in=Action.objects.visible_to(actor).values("pk"))


@tracked(part_of="action")
class ActionDocument(models.Model):
    """A document or a picture of an action; one that shows people says where their agreements
    are kept, and goes away with its bytes when one of them is taken back."""

    action = models.ForeignKey(
        Action, models.CASCADE, related_name="documents", verbose_name="action"
    )
    file = models.ForeignKey(
        "documents.StoredFile", models.PROTECT, related_name="+", verbose_name="fichier"
    )
    title = models.CharField("titre", max_length=120)
    shows_people = models.BooleanField("montre des personnes", default=False)
    consent = models.CharField("accords conservés", max_length=200, blank=True)
    added_at = models.DateTimeField("déposé le", auto_now_add=True)

    objects = ActionDocumentQuerySet.as_manager()

    class Meta:
        verbose_name = "document d’une action"
        verbose_name_plural = "documents des actions"
        ordering = ["added_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="clee_picture_with_consent",
                condition=Q(shows_people=False) | ~Q(consent=""),
                violation_error_message="Dites où sont gardés les accords des personnes.",
            ),
        ]

    def __str__(self):
        return self.title


class PracticeQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """Everybody who is signed in: a practice is there to be taken up."""
        return self if actor.is_signed_in else self.none()

    def published(self):
        return self.filter(is_withdrawn=False)

    def for_lists(self):
        return self.select_related("type", "committee")


@tracked
class Practice(models.Model):
    """The recipe of an action that worked, for other committees: a copy, without participants."""

    action = models.OneToOneField(
        Action, models.CASCADE, related_name="practice", verbose_name="action"
    )
    committee = models.ForeignKey(
        Committee, models.PROTECT, related_name="practices", verbose_name="comité"
    )
    type = models.ForeignKey(
        ActionType, models.PROTECT, related_name="practices", verbose_name="type d’action"
    )
    other_label = models.CharField("type précisé", max_length=100, blank=True)
    title = models.CharField("intitulé", max_length=150)
    objective = models.TextField("objectif", blank=True)
    levels = ArrayField(
        models.CharField(max_length=10, choices=Audience), verbose_name="publics", default=list
    )
    recipe = models.TextField(
        "comment faire", max_length=4000, help_text="Étapes, durée, points d’attention."
    )
    cost = models.DecimalField(
        "coût en euros", max_digits=9, decimal_places=2, null=True, blank=True
    )
    funding = models.CharField("financement", max_length=300, blank=True)
    is_avenir = models.BooleanField("Parcours Avenir", default=False)
    is_withdrawn = models.BooleanField("retirée", default=False)
    published_at = models.DateTimeField("publiée le", auto_now_add=True)

    objects = PracticeQuerySet.as_manager()

    class Meta:
        verbose_name = "bonne pratique"
        verbose_name_plural = "bonnes pratiques"
        ordering = ["-published_at", "-pk"]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("clee:practice", args=[self.pk])

    @property
    def kind_label(self):
        return self.other_label or self.type.label

    @property
    def level_labels(self):
        return [Audience(value).label for value in self.levels]
