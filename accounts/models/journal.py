"""What was done, by whom, in the words that people read (DESIGN, mechanism 4)."""

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone

from accounts.enums import Role


class JournalQuerySet(models.QuerySet):
    def about(self, subject):
        """The entries whose subject is this very object."""
        return self.filter(
            subject_type=ContentType.objects.get_for_model(subject), subject_id=str(subject.pk)
        )

    def visible_to(self, actor):
        """One's own acts, those of one's schools (management) and companies, those of the
        territory for its officers, all for an administrator.

        A page whose object is visible shows `about(object)` without this filter.
        """
        if actor.is_administrator:
            return self
        if actor.user is None:
            return self.none()
        seen = models.Q(user=actor.user)
        if actor.is_school_management:
            seen |= models.Q(school__in=actor.school_ids)
        if actor.company_ids:
            seen |= models.Q(company__in=actor.company_ids)
        if actor.department_codes:
            seen |= models.Q(school__department__in=actor.department_codes)
            seen |= models.Q(company__department__in=actor.department_codes)
        return self.filter(seen)


class JournalEntry(models.Model):
    """One act. Never changed; column-level evidence is in pghistory's tables."""

    at = models.DateTimeField("date", default=timezone.now, db_index=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="journal_entries",
        verbose_name="personne",
    )
    actor_label = models.CharField("par", max_length=300)
    role = models.CharField("rôle", max_length=30, choices=Role, blank=True)
    link = models.ForeignKey(
        "accounts.PersonalLink", models.SET_NULL, null=True, related_name="journal_entries"
    )
    verb = models.CharField("action", max_length=120)
    subject_type = models.ForeignKey(ContentType, models.PROTECT, null=True)
    subject_id = models.CharField(max_length=64, blank=True)
    subject = GenericForeignKey("subject_type", "subject_id")
    school = models.ForeignKey(
        "directory.School",
        models.SET_NULL,
        null=True,
        related_name="journal_entries",
        verbose_name="établissement",
    )
    company = models.ForeignKey(
        "directory.Company",
        models.SET_NULL,
        null=True,
        related_name="journal_entries",
        verbose_name="entreprise",
    )
    # A column, not a key: committees live on a floor above.
    committee_id = models.BigIntegerField("comité", null=True, db_index=True)
    reason = models.TextField("motif", blank=True)
    words = models.TextField("précisions", blank=True)
    # Under which the act's changes are kept by pghistory: the history page joins both.
    context = models.UUIDField(null=True, editable=False)

    # The columns that the act changed, in words, where a page tells them (`accounts.history`).
    changes: tuple = ()

    objects = JournalQuerySet.as_manager()

    class Meta:
        verbose_name = "entrée du journal"
        verbose_name_plural = "journal"
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["subject_type", "subject_id", "-at"])]

    def __str__(self):
        return f"{timezone.localtime(self.at):%d/%m/%Y %H:%M} {self.verb}"
