"""What was said and done with a company, an institution or a school, and what comes next."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from directory.history import tracked
from partnerships.enums.relation import InteractionKind

SUBJECTS = ("company", "met_network", "met_school")
HOLDERS = ("school", "office", "network")
# Who keeps the log of a school, and who keeps that of a territory's office.
SCHOOL_WRITERS = frozenset({Role.RBDE, Role.DDFPT})
OFFICE_WRITERS = frozenset(
    {Role.MISSION_OFFICER, Role.DEPARTMENT_SUPERVISOR, Role.EDUCATION_AUTHORITY}
)
WRITERS = SCHOOL_WRITERS | OFFICE_WRITERS
OFFICE_READERS = OFFICE_WRITERS | {Role.DEPARTMENT_OFFICE}


def exactly_one(names):
    """A condition that holds when one of these keys is set."""
    condition = Q()
    for chosen in names:
        condition |= Q(**{f"{name}__isnull": name != chosen for name in names})
    return condition


def held_by(actor):
    """Condition: the school, office or network whose log it is is the actor's own."""
    own = Q(pk__in=[])
    if actor.is_school_management or actor.role == Role.OFFICE_STAFF:
        own |= Q(school__in=actor.school_ids)
    if actor.role in OFFICE_READERS:
        own |= Q(office__in=actor.department_codes)
    if actor.network_ids:
        own |= Q(network__in=actor.network_ids)
    return own


def works_with_companies(actor):
    """Who reads what others share: those who hold a log themselves."""
    own_log = actor.is_school_management or actor.role == Role.OFFICE_STAFF
    return own_log or actor.role in OFFICE_READERS


def shared_with(actor):
    """Condition on what others share: of companies and networks with whoever holds a log;
    advice with the school that got it and the officers of its département only."""
    if not works_with_companies(actor):
        return Q(pk__in=[])
    advised = Q(met_school__in=actor.school_ids)
    advised |= Q(met_school__department__in=actor.department_codes)
    return Q(is_shared=True) & (Q(met_school=None) | advised)


class InteractionQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """Those of one's own school, office or network, and what others share; never the
        company. An administrator sees all."""
        if actor.is_administrator:
            return self
        return self.filter(held_by(actor) | shared_with(actor))

    def held_by(self, actor):
        """Those of one's own log: to change and to follow up, not only to read."""
        return self if actor.is_administrator else self.filter(held_by(actor))

    def contacts(self):
        """Without the notes that one writes for oneself."""
        return self.exclude(kind=InteractionKind.NOTE)

    def to_follow_up(self, day):
        """Next actions that are due on this day or late."""
        return self.filter(next_action_on__lte=day, next_action_done_at=None)

    def for_lists(self):
        return self.select_related(*SUBJECTS, *HOLDERS, "contact", "author")


@tracked
class Interaction(models.Model):
    """One line of a log. It belongs to its holder and stays when its author leaves.

    That a contact took place, when and by whom is known to all; the words and the next
    action are the holder's alone unless it shares them (DOMAIN §8).
    """

    company = models.ForeignKey(
        "directory.Company",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="log",
        verbose_name="entreprise",
    )
    met_school = models.ForeignKey(
        "directory.School",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="advice_log",
        verbose_name="établissement conseillé",
    )
    met_network = models.ForeignKey(
        "directory.PartnerNetwork",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="log",
        verbose_name="réseau ou institution",
    )
    school = models.ForeignKey(
        "directory.School",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="interactions",
        verbose_name="établissement",
    )
    office = models.ForeignKey(
        "directory.Department",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="interactions",
        verbose_name="mission école-entreprise",
    )
    network = models.ForeignKey(
        "directory.PartnerNetwork",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="interactions",
        verbose_name="réseau",
    )
    contact = models.ForeignKey(
        "directory.Contact",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="interactions",
        verbose_name="avec",
    )
    kind = models.CharField(
        "nature", max_length=8, choices=InteractionKind, default=InteractionKind.CALL
    )
    happened_on = models.DateField("date", default=timezone.localdate)
    text = models.TextField("en une ligne", max_length=4000)
    next_action = models.CharField("suite à donner", max_length=200, blank=True)
    next_action_on = models.DateField("à faire le", null=True, blank=True)
    next_action_done_at = models.DateTimeField(
        "suite donnée le", null=True, blank=True, editable=False
    )
    is_shared = models.BooleanField(
        "partagé",
        default=False,
        help_text="Lu des autres établissements et des services académiques, jamais de "
        "l’entreprise. Sinon votre établissement seul le lit.",
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="auteur",
        editable=False,
    )
    created_at = models.DateTimeField("noté le", auto_now_add=True)
    updated_at = models.DateTimeField("modifié le", auto_now=True)

    objects = InteractionQuerySet.as_manager()

    class Meta:
        verbose_name = "échange"
        ordering = ["-happened_on", "-pk"]
        indexes = [
            models.Index(fields=["company", "-happened_on"], name="interaction_of_company"),
            models.Index(
                fields=["school", "next_action_on"],
                name="interaction_to_follow_up",
                condition=Q(next_action_done_at=None, next_action_on__isnull=False),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="interaction_one_subject",
                condition=exactly_one(SUBJECTS),
                violation_error_message="Un échange a lieu avec une seule structure.",
            ),
            models.CheckConstraint(
                name="interaction_one_holder",
                condition=exactly_one(HOLDERS),
                violation_error_message="Un échange appartient à une seule structure.",
            ),
            models.CheckConstraint(
                name="interaction_next_action_dated",
                condition=Q(next_action="", next_action_on=None, next_action_done_at=None)
                | (~Q(next_action="") & Q(next_action_on__isnull=False)),
                violation_error_message="Une suite à donner a un libellé et une date.",
            ),
        ]

    def __str__(self):
        # Not its text: this ends in the admin's "recent actions" and in logs.
        return f"Échange n° {self.pk}"

    @property
    def subject(self):
        return self.company or self.met_network or self.met_school

    @property
    def subject_url(self):
        """Where one reads the log about what was met."""
        pages = {"company": "relation", "met_network": "network", "met_school": "advised"}
        for column, page in pages.items():
            if key := getattr(self, f"{column}_id"):
                return reverse(f"partnerships:{page}", args=[key])
        return ""

    @property
    def holder(self):
        """Whose log it is."""
        return self.school or self.office or self.network

    @property
    def holder_name(self):
        """As printed: a territory's office is named by its mission."""
        return office_name(self.office) if self.office_id else str(self.school or self.network)

    @property
    def is_to_follow_up(self):
        return self.next_action_on is not None and self.next_action_done_at is None


def office_name(department):
    """« Mission école-entreprise, Haute-Garonne »."""
    return f"Mission école-entreprise, {department.name}"
