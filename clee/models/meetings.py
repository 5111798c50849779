"""Meetings of a committee: agenda, who is invited, what is decided (R-CL-3)."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from clee.enums.meetings import COMING, TOOK_PLACE, Answer, Attendance, DecisionState, MeetingKind
from clee.enums.meetings import MeetingState as S
from clee.models.committees import Committee
from clee.models.mandates import Mandate
from clee.models.members import Member
from directory.history import tracked
from directory.indexes import email_index
from directory.years import start_year_of


class MeetingQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """Those of the committees that one keeps; guests open their own invitation."""
        return self.filter(committee__in=Committee.objects.kept_by(actor).values("pk"))

    def coming(self):
        """Neither held nor cancelled."""
        return self.filter(state__in=COMING)

    def took_place(self):
        return self.filter(state__in=TOOK_PLACE)


@tracked(part_of="committee")
class Meeting(models.Model):
    """A meeting of a committee, from its preparation to its minutes."""

    committee = models.ForeignKey(
        Committee, models.CASCADE, related_name="meetings", verbose_name="comité"
    )
    kind = models.CharField("nature", max_length=12, choices=MeetingKind)
    state = models.CharField("état", max_length=10, choices=S, default=S.PLANNED)
    title = models.CharField("intitulé", max_length=150, blank=True)
    starts_at = models.DateTimeField("début")
    ends_at = models.DateTimeField("fin")
    place = models.CharField("lieu", max_length=200, blank=True)
    video_url = models.URLField("lien de visioconférence", max_length=300, blank=True)
    summary = models.TextField("synthèse", blank=True)
    reason = models.CharField("motif", max_length=300, blank=True)
    # Of the calendar entry: grows with each change that people are told.
    sequence = models.PositiveSmallIntegerField(default=0, editable=False)
    changed_at = models.DateTimeField(default=timezone.now, editable=False)
    invited_at = models.DateTimeField("invitations le", null=True, blank=True, editable=False)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = "réunion"
        ordering = ["-starts_at", "-pk"]
        indexes = [models.Index(fields=["committee", "starts_at"])]
        constraints = [
            models.CheckConstraint(
                name="clee_meeting_ends_after",
                condition=Q(ends_at__gt=F("starts_at")),
                violation_error_message="La fin de la réunion précède son début.",
            ),
            models.CheckConstraint(
                name="clee_meeting_somewhere",
                condition=~Q(place="") | ~Q(video_url=""),
                violation_error_message="Indiquez le lieu ou le lien de visioconférence.",
            ),
        ]

    def __str__(self):
        return self.title or MeetingKind(self.kind).label.capitalize()

    def get_absolute_url(self):
        return reverse("clee:meeting", args=[self.pk])

    @property
    def school_year_id(self):
        """The school year that holds its day."""
        return start_year_of(self.day)

    @property
    def day(self):
        return timezone.localdate(self.starts_at)

    @property
    def is_deferred(self):
        """Put off, its new day not known: `starts_at` is the day given up."""
        return self.state == S.DEFERRED

    @property
    def where(self):
        """The place and the link, as they are told."""
        return "\n".join(filter(None, (self.place, self.video_url)))


class AgendaItemQuerySet(models.QuerySet):
    def visible_to(self, actor):
        return self.filter(meeting__in=Meeting.objects.visible_to(actor).values("pk"))


@tracked(part_of="meeting")
class AgendaItem(models.Model):
    """One point of the agenda, and afterwards what was said of it."""

    meeting = models.ForeignKey(
        Meeting, models.CASCADE, related_name="agenda", verbose_name="réunion"
    )
    position = models.PositiveSmallIntegerField("rang")
    title = models.CharField("point", max_length=200)
    notes = models.TextField("échanges", blank=True)

    objects = AgendaItemQuerySet.as_manager()

    class Meta:
        verbose_name = "point de l’ordre du jour"
        ordering = ["position", "pk"]

    def __str__(self):
        return self.title


class InvitationQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """One's own, and those of the committees that one keeps."""
        kept = Q(meeting__in=Meeting.objects.visible_to(actor).values("pk"))
        return self.filter(kept | Q(user=actor.user)) if actor.user else self.none()

    def for_pages(self):
        return self.select_related("meeting__committee")

    def by_mail(self):
        return self.exclude(email="")

    def awaited(self):
        return self.filter(answer=Answer.AWAITED)

    def standing(self):
        """Whoever still belongs: neither left since, nor at the end of a term before the day."""
        over = Q(mandate__ends_on__lt=F("meeting__starts_at"))
        return self.exclude(member__left_on__isnull=False).exclude(over)


@tracked(part_of="meeting")
class Invitation(models.Model):
    """One person at a meeting: invited, what they answer, whether they came.

    A person is one row, were they the contact of two members. Without an address they stand
    on the sheet only.
    """

    meeting = models.ForeignKey(
        Meeting, models.CASCADE, related_name="invitations", verbose_name="réunion"
    )
    member = models.ForeignKey(
        Member,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="invitations",
        verbose_name="membre",
    )
    mandate = models.ForeignKey(
        Mandate,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="invitations",
        verbose_name="mandat",
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="committee_invitations",
        verbose_name="compte",
    )
    name = models.CharField("nom", max_length=200)
    organisation = models.CharField("organisme", max_length=200, blank=True)
    email = models.EmailField("courriel", blank=True)
    answer = models.CharField("réponse", max_length=12, choices=Answer, default=Answer.AWAITED)
    represented_by = models.CharField("représenté par", max_length=150, blank=True)
    answered_at = models.DateTimeField("réponse le", null=True, blank=True, editable=False)
    attendance = models.CharField(
        "présence", max_length=12, choices=Attendance, default=Attendance.UNKNOWN
    )

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = "invitation à une réunion"
        verbose_name_plural = "invitations aux réunions"
        ordering = ["name", "pk"]
        indexes = [email_index("email", "clee_invitation_email")]
        constraints = [
            models.UniqueConstraint(
                name="clee_invited_once",
                fields=["meeting", "email"],
                condition=~Q(email=""),
                violation_error_message="Cette personne est déjà invitée.",
            ),
            models.CheckConstraint(
                name="clee_represented_by_somebody",
                condition=~Q(answer=Answer.REPRESENTED) | ~Q(represented_by=""),
                violation_error_message="Indiquez qui représente la personne.",
            ),
        ]

    def __str__(self):
        return f"Invitation n° {self.pk}"

    def get_absolute_url(self):
        return reverse("clee:invitation", args=[self.pk])


class DecisionQuerySet(models.QuerySet):
    def visible_to(self, actor):
        return self.filter(meeting__in=Meeting.objects.visible_to(actor).values("pk"))

    def open(self):
        return self.filter(state=DecisionState.OPEN)

    def carried_to(self, meeting):
        """Those of earlier meetings of the committee that are still to follow."""
        earlier = self.open().filter(
            meeting__committee=meeting.committee_id, meeting__starts_at__lt=meeting.starts_at
        )
        return earlier.select_related("meeting")


@tracked(part_of="meeting")
class Decision(models.Model):
    """What was decided, who does it, until when; it comes back until it is settled."""

    meeting = models.ForeignKey(
        Meeting, models.CASCADE, related_name="decisions", verbose_name="réunion"
    )
    text = models.CharField("décision", max_length=300)
    owner = models.CharField("responsable", max_length=150)
    due_on = models.DateField("échéance", null=True, blank=True)
    state = models.CharField(
        "état", max_length=8, choices=DecisionState, default=DecisionState.OPEN
    )
    settled_on = models.DateField("réglée le", null=True, blank=True, editable=False)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = "décision"
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="clee_decision_settled_has_a_day",
                condition=Q(state=DecisionState.OPEN, settled_on=None)
                | (~Q(state=DecisionState.OPEN) & Q(settled_on__isnull=False)),
                violation_error_message="Une décision réglée a sa date.",
            )
        ]

    def __str__(self):
        return self.text

    def is_late(self, today: dt.date):
        return self.state == DecisionState.OPEN and self.due_on is not None and self.due_on < today
