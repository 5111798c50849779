"""Notices (a fact told to a person) and the mails that carry them (RELIABILITY §2)."""

import uuid
from datetime import datetime
from urllib.parse import urlsplit

import pgtrigger
from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Case, Q, Value, When
from django.utils import timezone

from directory.enums import Rhythm
from outbox import sealing, states
from outbox.enums import Cause, MailState, Missed, NoticeState, Urgency
from outbox.kinds import kind_of, patient_kinds
from outbox.models_delivery import BarredAddress as BarredAddress
from outbox.models_delivery import FeedbackEvent as FeedbackEvent
from outbox.models_delivery import SendingCount as SendingCount
from outbox.topics import STOPPABLE, Topic

MESSAGE_NAMESPACE = uuid.UUID("6f0f5a2e-8d0b-5a57-9b1e-3f4c2f3f8a10")


def message_id_for(key):
    """The same Message-ID for the same key, so that a relay can be asked about it.

    Only this portal can compute it: a report that names one was written by somebody who
    saw the mail, not by a stranger who guessed what was told to whom.
    """
    host = urlsplit(settings.BASE_URL).hostname
    ours = uuid.uuid5(MESSAGE_NAMESPACE, settings.SECRET_KEY)
    return f"<{uuid.uuid5(ours, key)}@{host}>"


class PrivateQuerySet(models.QuerySet):
    """Who wrote what to whom is shown to administrators only."""

    def visible_to(self, actor):
        return self if actor.is_administrator else self.none()


UNKNOWN_ADDRESS = r"^55\d (5\.1\.|.*(unknown|inconnu|no such user|does not exist))"
# From the state and the answer of the relay, which `failures.redact` keeps as it came.
CAUSE = Case(
    When(state=MailState.UNKNOWN, then=Value(Cause.SILENT)),
    When(state=MailState.SUPPRESSED, then=Value(Cause.BARRED)),
    When(state=MailState.BOUNCED, then=Value(Cause.BOUNCED)),
    When(error__iregex=UNKNOWN_ADDRESS, then=Value(Cause.ADDRESS)),
    When(error__regex=r"^5\d\d ", then=Value(Cause.REFUSED)),
    When(error__regex=r"^(4\d\d |SMTP|Connection|Timeout|OSError)", then=Value(Cause.EXHAUSTED)),
    default=Value(Cause.DEFECT),
    output_field=models.CharField(),
)


class MailQuerySet(PrivateQuerySet):
    def dead(self):
        """Mails that wait for a decision: refused, returned, kept back, or without an answer."""
        return self.filter(state__in=states.DEAD, set_aside_at=None)

    def with_cause(self):
        """`cause`: the Cause why a mail is dead."""
        return self.annotate(cause=CAUSE)


class Mail(models.Model):
    """One message to one address. `key` names it for ever, and so its Message-ID."""

    key = models.TextField("clé", unique=True)
    message_id = models.CharField("Message-ID", max_length=200, unique=True)
    recipient_email = models.EmailField("destinataire")
    recipient_name = models.CharField("nom du destinataire", max_length=200, blank=True)
    urgency = models.PositiveSmallIntegerField("urgence", choices=Urgency)
    state = models.CharField("état", max_length=10, choices=MailState, default=MailState.PENDING)
    subject = models.CharField("objet", max_length=250, blank=True)
    attempts = models.PositiveSmallIntegerField("tentatives", default=0)
    next_try_at = models.DateTimeField("prochaine tentative")
    not_after = models.DateTimeField("inutile après", null=True, blank=True)
    lease_owner = models.UUIDField("réservé par", null=True, blank=True)
    lease_until = models.DateTimeField("réservé jusqu’à", null=True, blank=True)
    provider_id = models.CharField("réponse du relais", max_length=200, blank=True)
    error = models.CharField("dernière erreur", max_length=300, blank=True)
    created_at = models.DateTimeField("créé le", default=timezone.now)
    sent_at = models.DateTimeField("envoyé le", null=True, blank=True)
    # Dead, and a person decided that nothing more is to be done.
    set_aside_at = models.DateTimeField("classé le", null=True, blank=True)

    objects = MailQuerySet.as_manager()

    class Meta:
        verbose_name = "courriel"
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(
                fields=["urgency", "next_try_at"],
                name="outbox_mail_due",
                condition=Q(state=MailState.PENDING),
            ),
            models.Index(
                fields=["state", "next_try_at"],
                name="outbox_mail_open",
                condition=Q(state__in=[MailState.CLAIMED, *states.DEAD]),
            ),
            models.Index(fields=["recipient_email"], name="outbox_mail_recipient"),
            models.Index(fields=["-created_at", "-id"], name="outbox_mail_recent"),
        ]
        constraints = [
            models.CheckConstraint(
                name="outbox_mail_state",
                condition=Q(state__in=MailState.values),
                violation_error_message="Cet état de courriel n’existe pas.",
            ),
            models.CheckConstraint(
                name="outbox_mail_lease",
                condition=Q(
                    state=MailState.CLAIMED, lease_owner__isnull=False, lease_until__isnull=False
                )
                | (~Q(state=MailState.CLAIMED) & Q(lease_owner=None, lease_until=None)),
                violation_error_message="Seul un courriel en cours d’envoi est réservé.",
            ),
            models.CheckConstraint(
                name="outbox_mail_sent_at",
                condition=Q(state__in=states.LEFT, sent_at__isnull=False)
                | (~Q(state__in=states.LEFT) & Q(sent_at=None)),
                violation_error_message="Un courriel envoyé porte la date de son envoi.",
            ),
            models.CheckConstraint(
                name="outbox_mail_set_aside",
                condition=Q(set_aside_at=None) | Q(state__in=states.DEAD),
                violation_error_message="Seul un courriel en échec se classe.",
            ),
        ]
        triggers = [
            pgtrigger.FSM(
                name="mail_states",
                field="state",
                transitions=states.transitions(),
                condition=pgtrigger.AnyChange("state"),
            )
        ]

    def __str__(self):
        return f"courriel {self.pk}"


class Notice(models.Model):
    """A fact × a recipient, written in the same transaction as the fact.

    `context` holds ids only; what must be secret (a code, a link asked for) waits
    encrypted in `sealed` and is emptied when the mail is sent or comes too late.
    """

    dedup_key = models.TextField("clé", unique=True)
    kind = models.CharField("nature", max_length=80)
    version = models.PositiveSmallIntegerField("version", default=1)
    subject_type = models.ForeignKey(
        ContentType, models.PROTECT, verbose_name="type d’objet", null=True, blank=True
    )
    subject_id = models.CharField("objet", max_length=40, blank=True)
    subject = GenericForeignKey("subject_type", "subject_id")
    occasion = models.CharField("occasion", max_length=80, blank=True)
    recipient_email = models.EmailField("destinataire")
    recipient_name = models.CharField("nom du destinataire", max_length=200, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name="compte",
        null=True,
        blank=True,
        related_name="notices",
    )
    urgency = models.PositiveSmallIntegerField("urgence", choices=Urgency)
    rhythm = models.CharField("jours", max_length=10, choices=Rhythm, default=Rhythm.WORK)
    context = models.JSONField("contexte", default=dict)
    sealed = models.BinaryField("secret chiffré", null=True, editable=False)
    due_at = models.DateTimeField("à envoyer le")
    not_after = models.DateTimeField("inutile après", null=True, blank=True)
    state = models.CharField(
        "état", max_length=10, choices=NoticeState, default=NoticeState.PLANNED
    )
    missed = models.CharField(
        "motif", max_length=10, choices=Missed, blank=True, default="", db_default=""
    )
    mail = models.ForeignKey(
        Mail, models.PROTECT, verbose_name="courriel", null=True, related_name="notices"
    )
    created_at = models.DateTimeField("créé le", default=timezone.now)

    objects = PrivateQuerySet.as_manager()

    told_at: datetime  # given by `at`, never a column

    class Meta:
        verbose_name = "avis"
        verbose_name_plural = "avis"
        ordering = ["-due_at", "-id"]
        indexes = [
            models.Index(
                fields=["urgency", "due_at"],
                name="outbox_notice_due",
                condition=Q(state=NoticeState.PLANNED),
            ),
            models.Index(fields=["subject_type", "subject_id"], name="outbox_notice_subject"),
            models.Index(
                fields=["kind", "due_at"],
                name="outbox_notice_planned",
                condition=Q(
                    state__in=[NoticeState.PLANNED, NoticeState.CANCELLED, NoticeState.EXPIRED]
                ),
            ),
            models.Index(
                fields=["not_after"], name="outbox_notice_secret", condition=Q(sealed__isnull=False)
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="outbox_notice_state",
                condition=Q(state__in=NoticeState.values),
                violation_error_message="Cet état d’avis n’existe pas.",
            ),
            models.CheckConstraint(
                name="outbox_notice_queued",
                condition=~Q(state=NoticeState.QUEUED) | Q(mail__isnull=False),
                violation_error_message="Un avis confié à un courriel désigne ce courriel.",
            ),
            models.CheckConstraint(
                name="outbox_notice_missed",
                condition=Q(state=NoticeState.EXPIRED, missed__in=Missed.values)
                | (~Q(state=NoticeState.EXPIRED) & Q(missed="")),
                violation_error_message="Un avis qui n’a pas pu partir dit pourquoi, lui seul.",
            ),
            models.CheckConstraint(
                name="outbox_notice_secret_ends",
                condition=Q(sealed=None) | Q(not_after__isnull=False),
                violation_error_message="Un secret a une fin de validité.",
            ),
        ]

    def __str__(self):
        return f"avis {self.pk}"

    def at(self, now):
        """This notice as told at `now`, the one clock of its relevance and of its text."""
        self.told_at = now
        return self

    @property
    def told_on(self):
        """The local day of the moment given to `at`."""
        return timezone.localdate(self.told_at)

    @property
    def label(self):
        """What kind of notice it is, in words; the code of a kind that no longer exists."""
        try:
            return kind_of(self.kind).label
        except KeyError:
            return self.kind

    @property
    def outcome(self):
        """Where it stands: the state (for the badge's colour) and its words."""
        carrier = self.mail if self.mail and self.state == NoticeState.QUEUED else self
        return carrier.state, carrier.get_state_display()

    @property
    def held_for(self):
        """For how long it may wait for another mail to its reader, in words; "" when it does
        not."""
        if self.urgency != Urgency.UNHURRIED or self.state != NoticeState.PLANNED:
            return ""
        days = next((days for days, codes in patient_kinds().items() if self.kind in codes), 0)
        return f"{days} {Rhythm(self.rhythm).label}" if days else ""

    @property
    def secret(self):
        """The code or link in clear, or None; only for the text of the mail itself."""
        return sealing.unseal(self.sealed) if self.sealed else None


class Stop(models.Model):
    """What this address no longer wants to receive; no row is a yes."""

    email = models.EmailField("adresse")
    topic = models.CharField("courriels", max_length=10, choices=Topic)
    since = models.DateTimeField("depuis", default=timezone.now)

    objects = PrivateQuerySet.as_manager()

    class Meta:
        verbose_name = "courriels arrêtés"
        verbose_name_plural = "courriels arrêtés"
        ordering = ["email", "topic"]
        constraints = [
            models.UniqueConstraint(
                fields=["email", "topic"],
                name="outbox_stop_once",
                violation_error_message="Ces courriels sont déjà arrêtés.",
            ),
            models.CheckConstraint(
                name="outbox_stop_allowed",
                condition=Q(topic__in=[topic.value for topic in STOPPABLE]),
                violation_error_message="Ces courriels ne peuvent pas être arrêtés.",
            ),
        ]

    def __str__(self):
        return f"arrêt {self.pk}"


class Heartbeat(models.Model):
    """When a periodic task last ran: `beat`, `plan`."""

    name = models.CharField("nom", max_length=40, primary_key=True)
    at = models.DateTimeField("dernier passage")

    class Meta:
        verbose_name = "battement"

    def __str__(self):
        return self.name

    @staticmethod
    def mark(name, at=None):
        """Note that `name` ran, just now or at another moment."""
        beat = Heartbeat(name=name, at=at or timezone.now())
        Heartbeat.objects.bulk_create(
            [beat], update_conflicts=True, unique_fields=["name"], update_fields=["at"]
        )
