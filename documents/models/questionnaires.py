"""Mechanism 8 of the plan: versioned questions, one answer per respondent."""

import pgtrigger
from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from accounts import links
from accounts.models import PersonalLink
from directory.history import tracked
from outbox.addresses import absolute


class QuestionnaireQuerySet(models.QuerySet):
    def latest_of(self, kind):
        return self.filter(kind=kind).order_by("-version").first()


class Questionnaire(models.Model):
    """One version of the questions of a kind; a version is never edited.

    `questions`: list of {"code", "text", "type" (`enums.QuestionType`), "required",
    "choices": [[value, label]…], "help"}.
    """

    kind = models.CharField("nature", max_length=50)
    version = models.PositiveIntegerField("version")
    title = models.CharField("titre", max_length=200)
    introduction = models.TextField("introduction", blank=True)
    questions = models.JSONField("questions")
    created_at = models.DateTimeField("créée le", auto_now_add=True)

    objects = QuestionnaireQuerySet.as_manager()

    class Meta:
        verbose_name = "questionnaire"
        ordering = ["kind", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "version"],
                name="questionnaire_version_once",
                violation_error_message="Cette version du questionnaire existe déjà.",
            )
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="questionnaire_never_changes", fields=["kind", "version", "questions"]
            )
        ]

    def __str__(self):
        return self.title


class QuestionnaireAnswerQuerySet(models.QuerySet):
    def about(self, subject):
        return self.filter(
            subject_type=ContentType.objects.get_for_model(subject), subject_id=subject.pk
        )

    def given(self):
        return self.filter(answered_at__isnull=False)

    def unanswered(self):
        return self.filter(answered_at=None)

    def awaited(self, day=None):
        """Not answered, and still open on a day (default today)."""
        return self.unanswered().filter(closes_on__gte=day or timezone.localdate())

    def visible_to(self, actor):
        """The answers asked of the signed-in person; the subject's owner shows the rest."""
        return self.filter(user=actor.user) if actor.user else self.none()


@tracked(exclude=["answers"])
class QuestionnaireAnswer(models.Model):
    """What one respondent is asked about one subject on one occasion, and the answer."""

    questionnaire = models.ForeignKey(
        Questionnaire, on_delete=models.PROTECT, related_name="answers"
    )
    subject_type = models.ForeignKey(ContentType, on_delete=models.PROTECT, related_name="+")
    subject_id = models.PositiveBigIntegerField()
    subject = GenericForeignKey("subject_type", "subject_id")
    subject_label = models.CharField("à propos de", max_length=200)
    occasion = models.CharField("occasion", max_length=50, blank=True)
    function = models.CharField("fonction", max_length=50)
    name = models.CharField("nom", max_length=200, blank=True)
    email = models.EmailField("adresse électronique", blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    link = models.ForeignKey(PersonalLink, on_delete=models.PROTECT, null=True, related_name="+")
    answers = models.JSONField("réponses", default=dict)
    asked_at = models.DateTimeField("demandée le")
    closes_on = models.DateField("ouverte jusqu’au")
    answered_at = models.DateTimeField("répondue le", null=True, blank=True)

    objects = QuestionnaireAnswerQuerySet.as_manager()

    class Meta:
        verbose_name = "réponse à un questionnaire"
        verbose_name_plural = "réponses aux questionnaires"
        ordering = ["-asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["questionnaire", "subject_type", "subject_id", "occasion", "function"],
                name="answer_once_per_function_and_occasion",
                violation_error_message="Cette réponse est déjà demandée.",
            ),
            models.CheckConstraint(
                name="answer_has_a_respondent",
                condition=Q(user__isnull=False) | ~Q(email="") | Q(answered_at__isnull=False),
                violation_error_message="Il faut un compte ou une adresse électronique.",
            ),
        ]
        indexes = [
            models.Index(fields=["subject_type", "subject_id"], name="answer_by_subject"),
            models.Index(fields=["user", "closes_on"], name="answer_by_user"),
        ]

    def __str__(self):
        return f"{self.questionnaire.title} : {self.subject_label}"

    @property
    def is_open(self):
        return self.closes_on >= timezone.localdate()

    def is_awaited_on(self, day):
        """Whether it is still to be answered, and may be, on a day."""
        return self.closes_on >= day and self.answered_at is None

    @property
    def path(self):
        """Where it is answered: the respondent's link, or the page of an account."""
        if self.link:
            return links.latest(self.link).path
        return reverse("documents:questionnaire", args=[self.pk])

    @property
    def url(self):
        """The same, absolute, for a mail."""
        return absolute(self.path)
