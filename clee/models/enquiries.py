"""What the public writes to a committee, a bureau des entreprises or a mission officer, and the
requests to create, join or revive a committee."""

from django.db import models
from django.db.models import Q

from accounts.enums import Role
from clee.enums import KEEPERS
from clee.enums.public import EnquiryKind, EnquiryState
from clee.models.committees import Committee
from clee.models.mandates import Mandate
from directory.models import Department, School

DECIDED = [kind.value for kind in EnquiryKind if kind.is_decided]


class EnquiryQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """Those that were sent to the actor: the officers of the territory read the requests,
        the co-leads and the RBDE the messages to their committee or lycée."""
        sent = self.exclude(state=EnquiryState.TO_CONFIRM)
        if actor.is_administrator:
            return sent
        if actor.role in KEEPERS:
            # A message to a committee is its own; a request is the territory's to answer.
            return sent.filter(department__in=actor.department_codes)
        messages = sent.filter(kind=EnquiryKind.CONTACT)
        if actor.role == Role.CO_LEAD:
            led = Mandate.objects.running().filter(user=actor.user).values("committee")
            return messages.filter(committee__in=led)
        if actor.role == Role.RBDE:
            return messages.filter(school__in=actor.school_ids)
        return self.none()

    def decided_kinds(self):
        """To create, to join, to revive: what waits for an answer."""
        return self.filter(kind__in=DECIDED)

    def waiting(self):
        """Confirmed, and not answered yet."""
        return self.decided_kinds().filter(state=EnquiryState.SENT)

    def for_lists(self):
        return self.select_related("committee", "school", "department")


_ONE_TARGET = (
    Q(committee__isnull=False, school=None, department=None)
    | Q(committee=None, school__isnull=False, department=None)
    | Q(committee=None, school=None, department__isnull=False)
)


class Enquiry(models.Model):
    """One text of a person whose address was proved, by an account or by a link.

    Not tracked by pghistory: former values would outlive the destruction.
    """

    kind = models.CharField("objet", max_length=8, choices=EnquiryKind)
    committee = models.ForeignKey(
        Committee, models.CASCADE, null=True, related_name="enquiries", verbose_name="comité"
    )
    school = models.ForeignKey(
        School, models.CASCADE, null=True, related_name="enquiries", verbose_name="lycée"
    )
    department = models.ForeignKey(
        Department, models.CASCADE, null=True, related_name="enquiries", verbose_name="département"
    )
    name = models.CharField("votre nom", max_length=120)
    email = models.EmailField("votre courriel")
    function = models.CharField("votre fonction", max_length=120, blank=True)
    organisation = models.CharField("établissement ou organisme", max_length=150, blank=True)
    identifier = models.CharField("UAI ou SIRET", max_length=14, blank=True)
    words = models.TextField("votre message", max_length=3000)
    state = models.CharField(
        "état", max_length=10, choices=EnquiryState, default=EnquiryState.TO_CONFIRM
    )
    created_at = models.DateTimeField("écrite le", auto_now_add=True)
    sent_at = models.DateTimeField("transmise le", null=True, blank=True)
    answered_at = models.DateTimeField("réponse le", null=True, blank=True)
    answer = models.CharField("réponse", max_length=500, blank=True)
    # Who answers: the mission officers, or who stands for them where there is none.
    asked_role = models.CharField("rôle qui répond", max_length=25, choices=Role, blank=True)
    # The committee that was created, joined or revived.
    outcome = models.ForeignKey(
        Committee, models.SET_NULL, null=True, related_name="+", verbose_name="suite"
    )

    objects = EnquiryQuerySet.as_manager()

    class Meta:
        verbose_name = "demande du public"
        verbose_name_plural = "demandes du public"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="enquiry_to_one",
                condition=Q(kind=EnquiryKind.CONTACT) & _ONE_TARGET
                | ~Q(kind=EnquiryKind.CONTACT) & Q(school=None, department__isnull=False),
                violation_error_message="Une demande a un destinataire.",
            ),
            models.CheckConstraint(
                name="enquiry_joins_a_committee",
                condition=~Q(kind__in=(EnquiryKind.JOIN, EnquiryKind.REVIVE))
                | Q(committee__isnull=False),
                violation_error_message="Indiquez le comité.",
            ),
            models.CheckConstraint(
                name="enquiry_answered_is_decided",
                condition=Q(answered_at=None) | ~Q(kind=EnquiryKind.CONTACT),
                violation_error_message="Un message n’attend pas de décision.",
            ),
        ]

    def __str__(self):
        return f"Demande n° {self.pk}"

    def get_absolute_url(self):
        return f"/clee/demandes/{self.pk}/"

    @property
    def target(self):
        """To whom it is written, or about which committee, in words."""
        if self.committee_id:
            return str(self.committee)
        if self.school_id:
            return f"Bureau des entreprises, {self.school}"
        return f"Mission école-entreprise, {self.department}"

    @property
    def is_decided(self):
        return EnquiryKind(self.kind).is_decided
