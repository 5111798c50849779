"""Registrations to events (R-EV-3): who comes, to which sessions, in which state, who came."""

import secrets

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery, Sum
from django.utils import timezone

from directory.history import tracked
from directory.indexes import email_index
from directory.models import ClassGroup, School
from events.enums.registration import (
    HOLDING,
    LIVE,
    SETTLED,
    EntryState,
    Giving,
    Party,
    Policy,
)
from events.models.events import Event
from events.models.sessions import Session

# Read aloud and typed at a door: no sign that looks like another.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE_LENGTH = 10


def new_code():
    """The personal code of a registration: 49 bits, never derived from its key."""
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


@tracked(part_of="event")
class RegistrationSettings(models.Model):
    """How an event takes registrations; an event without it takes none here."""

    event = models.OneToOneField(
        Event, models.CASCADE, related_name="registration_settings", verbose_name="événement"
    )
    policy = models.CharField(
        "qui est appelé quand des places se libèrent",
        max_length=10,
        choices=Policy,
        default=Policy.FIRST_FIT,
    )
    most_passes = models.PositiveSmallIntegerField(
        "dépassements permis",
        default=2,
        validators=[MaxValueValidator(100)],
        help_text="Combien de fois une inscription trop grande pour les places libres peut être "
        "dépassée par une plus petite.",
    )
    hold_hours = models.PositiveSmallIntegerField(
        "heures pour répondre",
        default=48,
        validators=[MaxValueValidator(720)],
        help_text="Les places proposées à une personne en attente sont gardées ce temps-là.",
    )
    reviews = models.BooleanField(
        "l’organisateur accepte chaque inscription",
        default=False,
        help_text="Sinon, une place libre est donnée aussitôt.",
    )
    most_seats = models.PositiveSmallIntegerField(
        "personnes par inscription, au plus", null=True, blank=True, help_text="Vide : sans limite."
    )
    giving = models.CharField(
        "une place peut être transmise à une autre personne",
        max_length=10,
        choices=Giving,
        default=Giving.NOBODY_WAITS,
        help_text="La personne désignée confirme par courriel ; le nombre de places ne change pas. "
        "Si vous acceptez chaque inscription, vous transmettez vous-même.",
    )
    giving_closes_at = models.DateTimeField(
        "places transmises jusqu’au", null=True, blank=True,
        help_text="Vide : jusqu’au début de la séance.",
    )  # fmt: skip
    # [{"code", "text", "type", "required", "choices"}], as those of questionnaires.
    questions = models.JSONField("questions", default=list, blank=True)

    class Meta:
        verbose_name = "réglage des inscriptions"
        verbose_name_plural = "réglages des inscriptions"
        constraints = [
            models.CheckConstraint(
                name="registration_offers_are_held",
                condition=Q(hold_hours__gte=1),
                violation_error_message="Laissez au moins une heure pour répondre.",
            ),
            models.CheckConstraint(
                name="registration_most_seats",
                condition=Q(most_seats=None) | Q(most_seats__gte=1),
                violation_error_message="Une inscription compte au moins une personne.",
            ),
        ]

    def __str__(self):
        return f"inscriptions à {self.event}"


class RegistrationQuerySet(models.QuerySet):
    def proved(self):
        """Those whose address is known to be their author's."""
        return self.exclude(proved_at=None)

    def visible_to(self, actor):
        """One's own, those of the events that one manages, those of the classes of one's school
        for its management."""
        if actor.user is None:
            return self.none()
        mine = Q(user=actor.user) | Q(event__in=Event.objects.managed_by(actor))
        if actor.is_school_management:
            mine |= Q(school__in=actor.school_ids)
        return self.filter(mine)

    def for_pages(self):
        return self.select_related("event__registration_settings", "school", "class_group")


class Registration(models.Model):
    """A person, or a group by headcount, that comes to an event; its sessions are `entries`.

    Not tracked by pghistory: former values would outlive the erasure.
    """

    event = models.ForeignKey(
        Event, models.PROTECT, related_name="registrations", verbose_name="événement"
    )
    party = models.CharField("qui vient", max_length=6, choices=Party, default=Party.PERSON)
    name = models.CharField("nom", max_length=120)
    email = models.EmailField("courriel", blank=True)
    organisation = models.CharField("établissement ou organisme", max_length=150, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="event_registrations",
        verbose_name="compte",
    )
    school = models.ForeignKey(
        School, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="établissement",
    )  # fmt: skip
    class_group = models.ForeignKey(
        ClassGroup, models.PROTECT, null=True, blank=True, related_name="event_registrations",
        verbose_name="classe",
    )  # fmt: skip
    group_name = models.CharField("nom du groupe", max_length=120, blank=True)
    pupils = models.PositiveSmallIntegerField("élèves ou participants", default=0)
    adults = models.PositiveSmallIntegerField("adultes", default=0)
    needs = models.CharField("besoins particuliers", max_length=500, blank=True)
    answers = models.JSONField("réponses", default=dict, blank=True)
    code = models.CharField(max_length=12, unique=True, default=new_code, editable=False)
    # The sessions that were asked for, until the address is proved: the order of the waiting
    # list is that of proofs, not of forms that anybody may send.
    wanted = ArrayField(models.BigIntegerField(), default=list, editable=False)
    created_at = models.DateTimeField("demandée le", auto_now_add=True)
    proved_at = models.DateTimeField("adresse confirmée le", null=True, editable=False)
    erased_at = models.DateTimeField("effacée le", null=True, editable=False)

    year_through = "event"
    objects = RegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = "inscription"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="registration_of_a_group_counts_it",
                condition=Q(party=Party.PERSON, pupils=0, adults=0)
                | Q(party=Party.GROUP, adults__gte=1),
                violation_error_message="Un groupe vient avec au moins un adulte.",
            ),
            models.CheckConstraint(
                name="registration_of_a_class_is_a_group",
                condition=Q(class_group=None) | Q(party=Party.GROUP, school__isnull=False),
                violation_error_message="Une classe est un groupe de son établissement.",
            ),
        ]
        indexes = [
            models.Index(fields=["event", "proved_at"], name="registration_by_event"),
            email_index("email", "registration_email"),
        ]

    def __str__(self):
        return f"inscription n° {self.pk}"

    def get_absolute_url(self):
        return f"/evenements/inscriptions/{self.pk}/"

    @property
    def seats(self):
        """How many people come."""
        return 1 if self.party == Party.PERSON else self.pupils + self.adults

    @property
    def label(self):
        """Who comes, as lists and badges print it."""
        group = str(self.class_group) if self.class_group_id else self.group_name
        return f"{group} ({self.name})" if group else self.name

    @property
    def where_from(self):
        return str(self.school) if self.school_id else self.organisation

    @property
    def who_key(self):
        """What may hold one place in a session only: a class, a group of a person, a person."""
        if self.class_group_id:
            return f"classe:{self.class_group_id}"
        if not self.email:
            return f"inscription:{self.pk}"
        group = f"|{self.group_name.lower()}" if self.party == Party.GROUP else ""
        return f"{self.email.lower()}{group}"


class SessionEntryQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(state=EntryState.WAITLISTED)

    def offered(self):
        return self.filter(state=EntryState.OFFERED)

    def confirmed(self):
        return self.filter(state=EntryState.CONFIRMED)

    def holding(self):
        """Those whose seats the counter of their session holds."""
        return self.filter(state__in=HOLDING)

    def visible_to(self, actor):
        return self.filter(registration__in=Registration.objects.visible_to(actor))

    def coming_to(self, actor, now=None):
        """One's own places, waited for or held, in what is still to come or runs."""
        rows = self.filter(registration__user=actor.user, state__in=LIVE)
        return rows.filter(session__ends_at__gte=now or timezone.now())

    def for_lists(self):
        return self.select_related(
            "session__event__registration_settings",
            "registration__school",
            "registration__class_group",
        )

    def headcounts(self):
        """Expected and present of each session: {session: (expected, present)}."""
        rows = self.confirmed().order_by().values("session")
        rows = rows.annotate(expected=Sum("seats"), came=Sum("present", default=0))
        return {row["session"]: (row["expected"], row["came"]) for row in rows}

    def with_rank(self):
        """`rank`: the place among those that wait for the same session, from 1."""
        before = SessionEntry.objects.waiting().filter(
            session=OuterRef("session"), pk__lte=OuterRef("pk")
        )
        count = before.order_by().values("session").annotate(count=Count("pk")).values("count")
        return self.annotate(rank=Subquery(count))


# Not who it is nor why: former values would outlive the erasure.
@tracked(exclude=["who", "reason"])
class SessionEntry(models.Model):
    """One registration to one session. Confirmed and offered ones hold their seats on the
    counter of the session (`partnerships.seats`); the order of who waits is that of the keys."""

    registration = models.ForeignKey(
        Registration, models.CASCADE, related_name="entries", verbose_name="inscription"
    )
    session = models.ForeignKey(
        Session, models.PROTECT, related_name="entries", verbose_name="séance"
    )
    who = models.CharField(max_length=400, editable=False)
    seats = models.PositiveSmallIntegerField("places")
    state = models.CharField(
        "état", max_length=10, choices=EntryState, default=EntryState.REQUESTED
    )
    passed = models.PositiveSmallIntegerField("fois dépassée", default=0)
    held_until = models.DateTimeField("places gardées jusqu’au", null=True, blank=True)
    changed_at = models.DateTimeField("changée le", auto_now=True)
    reason = models.CharField("motif", max_length=250, blank=True)
    # Grows with each change that the calendar of the person must hear of.
    sequence = models.PositiveSmallIntegerField(default=0, editable=False)
    present = models.PositiveSmallIntegerField("personnes présentes", null=True, blank=True)
    arrived_at = models.DateTimeField("arrivée à", null=True, blank=True)

    objects = SessionEntryQuerySet.as_manager()

    class Meta:
        verbose_name = "inscription à une séance"
        verbose_name_plural = "inscriptions aux séances"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="session_entry_is_for_seats",
                condition=Q(seats__gte=1),
                violation_error_message="Indiquez combien de personnes viennent.",
            ),
            models.CheckConstraint(
                name="session_entry_offer_has_its_end",
                condition=~Q(state=EntryState.OFFERED) | Q(held_until__isnull=False),
                violation_error_message="Des places proposées le sont jusqu’à une heure.",
            ),
            models.CheckConstraint(
                name="session_entry_present_is_confirmed",
                condition=Q(present=None) | Q(state=EntryState.CONFIRMED),
                violation_error_message="Cette inscription n’est pas confirmée.",
            ),
            models.UniqueConstraint(
                name="session_entry_once",
                fields=["session", "who"],
                condition=Q(state__in=SETTLED),
                violation_error_message="Cette personne ou ce groupe est déjà inscrit à cette "
                "séance.",
            ),
        ]
        indexes = [
            models.Index(
                fields=["held_until"], name="session_entry_to_expire", condition=Q(state="offered")
            ),
            models.Index(
                fields=["session", "id"],
                name="session_entry_waiting",
                condition=Q(state="waitlisted"),
            ),
        ]

    def __str__(self):
        return f"inscription n° {self.registration_id} à une séance"

    @property
    def calendar_key(self):
        """Its name in calendars, for ever (`documents.icalendar`)."""
        return f"inscription-{self.pk}"

    @property
    def is_expected(self):
        return self.state == EntryState.CONFIRMED


class CheckIn(models.Model):
    """One headcount taken at the door; the key of the form makes a replay count once."""

    entry = models.ForeignKey(
        SessionEntry, models.CASCADE, related_name="check_ins", verbose_name="inscription"
    )
    key = models.UUIDField(unique=True, editable=False)
    present = models.PositiveSmallIntegerField("personnes présentes")
    noted_at = models.DateTimeField("comptées à")
    received_at = models.DateTimeField("reçue à", auto_now_add=True)
    by = models.CharField("par", max_length=200)

    class Meta:
        verbose_name = "pointage"
        ordering = ["pk"]

    def __str__(self):
        return f"pointage n° {self.pk}"
