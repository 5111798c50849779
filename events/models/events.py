"""Events of the school–business year: what, where, when, by whom."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.enums import SCHOOL_MANAGEMENT, Role
from clee.models import Committee
from directory.history import tracked, tracked_links
from directory.models import Department, Municipality, SchoolYear
from events.enums import EventAudience, EventKind, EventState
from events.models.themes import Theme

# Officers of the territory: they keep every event of their départements.
OFFICERS = frozenset(
    {
        Role.DEPARTMENT_SUPERVISOR,
        Role.DEPARTMENT_OFFICE,
        Role.MISSION_OFFICER,
        Role.EDUCATION_AUTHORITY,
    }
)
ORGANISERS = OFFICERS | SCHOOL_MANAGEMENT | {
    Role.BRANCH_OFFICER,
    Role.COMPANY_REPRESENTATIVE,
    Role.CO_LEAD,
    Role.ADMINISTRATOR,
}  # fmt: skip
# By whom an event is held; none of them: the education authority.
BY = ("committee", "branch", "company", "school", "network")
LISTED = (EventState.PUBLISHED, EventState.CLOSED, EventState.CANCELLED)


def at_most_one(*names):
    """The Q that holds when none of the columns is filled, or a single one."""
    condition = Q()
    for kept in names:
        condition |= Q(**{f"{name}__isnull": True for name in names if name != kept})
    return condition


def held_by(actor):
    """The Q of what the actor's own committee, branch, company, school or network holds."""
    found = Q(pk__in=[])
    if actor.role in SCHOOL_MANAGEMENT:
        found |= Q(school__in=actor.school_ids)
    if actor.role == Role.COMPANY_REPRESENTATIVE:
        found |= Q(company__in=actor.company_ids)
    if actor.role == Role.BRANCH_OFFICER:
        found |= Q(branch__in=actor.branch_ids) | Q(branch__parent__in=actor.branch_ids)
    if actor.role == Role.CO_LEAD:
        found |= Q(committee__in=Committee.objects.kept_by(actor).values("pk"))
    if actor.network_ids:
        found |= Q(network__in=actor.network_ids)
    return found


class EventQuerySet(models.QuerySet):
    def public(self):
        """Everything announced, whatever became of it: only a draft is its organisers' own."""
        return self.exclude(state=EventState.DRAFT)

    def standing(self):
        """Announced and not cancelled: what takes or took place."""
        return self.exclude(state__in=(EventState.DRAFT, EventState.CANCELLED))

    def listed(self):
        """What the programme prints: what was cancelled is said so, archives have their page."""
        return self.filter(state__in=LISTED)

    def upcoming(self, now=None):
        return self.filter(ends_at__gte=now or timezone.now())

    def past(self, now=None):
        return self.filter(ends_at__lt=now or timezone.now())

    def managed_by(self, actor):
        """Events that the actor changes: of their organisation, of their territory for an
        officer."""
        if actor.is_administrator:
            return self
        if actor.user is None or actor.role is None:
            return self.none()
        mine = held_by(actor)
        if actor.role in OFFICERS:
            mine |= Q(department__in=actor.department_codes)
        return self.filter(mine)

    def visible_to(self, actor):
        """Published events to everyone; drafts to who organises them."""
        if actor.user is None:
            return self.public()
        return self.public() | self.managed_by(actor)


@tracked
class Event(models.Model):
    """One event with its place and sessions; a Saturday forum is fine (R-ID-9 warns, never
    blocks). `starts_at` and `ends_at` hold its sessions: `workflow.events` keeps them."""

    title = models.CharField("titre", max_length=150)
    kind = models.CharField("type", max_length=20, choices=EventKind)
    organiser = models.CharField(
        "organisateur affiché",
        max_length=150,
        blank=True,
        help_text="Laissez vide pour afficher le nom de l’organisateur choisi.",
    )
    committee = models.ForeignKey(
        Committee,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="held_events",
        verbose_name="comité",
    )
    branch = models.ForeignKey(
        "directory.BranchOrganisation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="held_events",
        verbose_name="branche professionnelle",
    )
    company = models.ForeignKey(
        "directory.Company",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="held_events",
        verbose_name="entreprise",
    )
    school = models.ForeignKey(
        "directory.School",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="held_events",
        verbose_name="établissement",
    )
    network = models.ForeignKey(
        "directory.PartnerNetwork",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="held_events",
        verbose_name="réseau",
    )
    presentation = models.TextField("présentation", blank=True)
    audience = ArrayField(
        models.CharField(max_length=15, choices=EventAudience),
        verbose_name="public",
        default=list,
        blank=True,
    )
    themes = models.ManyToManyField(
        Theme, blank=True, related_name="themed_events", verbose_name="thèmes"
    )
    starts_at = models.DateTimeField("début")
    ends_at = models.DateTimeField("fin")
    place = models.CharField("lieu", max_length=200)
    municipality = models.ForeignKey(
        Municipality, verbose_name="commune", on_delete=models.PROTECT, null=True, blank=True
    )
    department = models.ForeignKey(
        Department, verbose_name="département", on_delete=models.PROTECT, related_name="programme"
    )
    school_year = models.ForeignKey(
        SchoolYear,
        verbose_name="année scolaire",
        on_delete=models.PROTECT,
        related_name="programme",
    )
    registration_opens_at = models.DateTimeField(
        "ouverture des inscriptions", null=True, blank=True
    )
    registration_closes_at = models.DateTimeField("clôture des inscriptions", null=True, blank=True)
    state = models.CharField("état", max_length=10, choices=EventState, default=EventState.DRAFT)
    reason = models.CharField("motif de l’annulation", max_length=250, blank=True)
    # Grows with each change of date, of place or of state that calendars must hear of.
    sequence = models.PositiveSmallIntegerField(default=0, editable=False)
    updated_at = models.DateTimeField(auto_now=True)
    # What it realises of a local committee (R-CL-4).
    committee_action = models.ForeignKey(
        "clee.Action",
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="realising_events",
        verbose_name="action de comité",
    )

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = "événement"
        ordering = ["starts_at", "pk"]
        indexes = [models.Index(fields=["starts_at", "id"], name="event_by_date")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="event_ends_after_start",
                violation_error_message="La fin de l’événement précède son début.",
            ),
            models.CheckConstraint(
                condition=at_most_one(*BY),
                name="event_of_one_organiser",
                violation_error_message="Un événement a un seul organisateur.",
            ),
            models.CheckConstraint(
                condition=Q(registration_opens_at=None)
                | Q(registration_closes_at=None)
                | Q(registration_closes_at__gt=F("registration_opens_at")),
                name="event_registration_closes_after_it_opens",
                violation_error_message="La clôture des inscriptions précède leur ouverture.",
            ),
            models.CheckConstraint(
                condition=~Q(state="cancelled") | ~Q(reason=""),
                name="event_cancelled_with_a_reason",
                violation_error_message="Une annulation porte un motif.",
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return f"/evenements/{self.pk}/"

    @property
    def held_by(self):
        """The committee, branch, company, school or network that holds it; None: the authority."""
        return next((one for name in BY if (one := getattr(self, name)) is not None), None)

    @property
    def audience_labels(self):
        """« collégiens, familles »; empty for all."""
        return ", ".join(EventAudience(one).label for one in self.audience)


tracked_links(Event, "themes")
