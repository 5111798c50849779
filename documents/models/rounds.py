"""Mechanism 3 of the plan: who must sign what, who has, and the sealed result."""

from itertools import groupby

import pgtrigger
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Exists, OuterRef, Q

from accounts import links
from accounts.models import PersonalLink
from directory.history import tracked
from documents import registry
from documents.deadlines import Deadline
from documents.enums import RoundState, SignatureMethod
from documents.models.files import StoredFile
from documents.models.guards import FrozenOnce
from documents.models.templates import DocumentTemplate

AS_ASKED = ["kind", "number", "subject_type", "subject_id", "template", "data", "pdf"]
AS_SIGNED = [
    "round",
    "function",
    "signed_at",
    "signed_name",
    "method",
    "ip",
    "sent_to",
    "sha256",
    "paper",
]


class SignatureRoundQuerySet(models.QuerySet):
    def open(self):
        return self.filter(state=RoundState.OPEN)

    def sealed(self):
        return self.filter(state=RoundState.SEALED)

    def about(self, subject):
        """Every round of a subject, the latest first."""
        return self.filter(
            subject_type=ContentType.objects.get_for_model(subject), subject_id=subject.pk
        ).order_by("-pk")

    def visible_to(self, actor):
        """The rounds whose subject the actor sees, table by table."""
        seen = Q(pk__in=[])
        for model, kinds in groupby(registry.subjects(), lambda declared: declared.model):
            subjects = model.objects.visible_to(actor).order_by().values("pk")
            seen |= Q(kind__in=[one.code for one in kinds], subject_id__in=subjects)
        return self.filter(seen)


@tracked
class SignatureRound(models.Model):
    """One document put to signature: its exact bytes, and in the end its sealed form.

    What was asked (data, template, bytes) never changes; a sealed round may still be
    voided (R-CEE-5), which keeps all that was signed (R-AG-3).
    """

    kind = models.CharField("document", max_length=50)
    number = models.CharField("numéro", max_length=40, unique=True)
    subject_type = models.ForeignKey(ContentType, on_delete=models.PROTECT, related_name="+")
    subject_id = models.PositiveBigIntegerField()
    subject = GenericForeignKey("subject_type", "subject_id")
    state = models.CharField(
        "état", max_length=10, choices=RoundState.choices, default=RoundState.OPEN
    )
    template = models.ForeignKey(DocumentTemplate, on_delete=models.PROTECT, related_name="+")
    data = models.JSONField("données")
    pdf = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    sealed_file = models.ForeignKey(
        StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    replaces = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    opened_at = models.DateTimeField("ouvert le")
    wanted_on = models.DateField("à signer au plus tard le")
    closes_on = models.DateField("dernier jour pour signer")
    sealed_at = models.DateTimeField("scellé le", null=True, blank=True)
    voided_at = models.DateTimeField("annulé le", null=True, blank=True)
    void_reason = models.TextField("motif de l’annulation", blank=True)

    objects = SignatureRoundQuerySet.as_manager()

    class Meta:
        verbose_name = "tour de signature"
        verbose_name_plural = "tours de signature"
        ordering = ["-opened_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject_type", "subject_id"],
                condition=Q(state=RoundState.OPEN),
                name="round_one_open_per_subject",
                violation_error_message="Ce document est déjà en cours de signature.",
            ),
            models.CheckConstraint(
                name="round_sealed_has_its_file",
                condition=~Q(state=RoundState.SEALED)
                | Q(sealed_file__isnull=False, sealed_at__isnull=False),
                violation_error_message="Un document scellé doit avoir son fichier.",
            ),
            models.CheckConstraint(
                name="round_voided_has_a_reason",
                condition=~Q(state=RoundState.VOIDED)
                | (Q(voided_at__isnull=False) & ~Q(void_reason="")),
                violation_error_message="L’annulation demande un motif.",
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(name="round_as_asked", fields=AS_ASKED),
            FrozenOnce(
                name="round_sealed_for_ever",
                once="sealed_file",
                fields=["sealed_file", "sealed_at"],
            ),
            pgtrigger.FSM(
                name="round_states",
                field="state",
                transitions=[
                    (RoundState.OPEN.value, RoundState.SEALED.value),
                    (RoundState.OPEN.value, RoundState.VOIDED.value),
                    (RoundState.SEALED.value, RoundState.VOIDED.value),
                ],
            ),
            pgtrigger.Protect(name="round_never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self):
        return f"{self.label} n° {self.number}"

    @property
    def declared(self):
        """What the owner of the kind declared (`documents.registry.SignatureSubject`)."""
        return registry.subject(self.kind)

    @property
    def label(self):
        return registry.label(self.kind)

    @property
    def glance(self):
        """What is signed, in a few lines [(label, value)]: number, parties, what the kind says."""
        parties = [(one["title"], one["name"]) for one in self.data.get("parties", [])]
        said = [tuple(pair) for pair in self.data.get("glance", [])]
        return [("Numéro", self.number), *parties, *said]

    @property
    def deadline(self):
        return Deadline(self.wanted_on, self.closes_on)

    @property
    def sha256(self):
        """Hash of the exact bytes that are signed."""
        return self.pdf.sha256

    @property
    def copy(self):
        """The file to hand out: the sealed one once it exists."""
        return self.sealed_file or self.pdf


class SignatoryQuerySet(models.QuerySet):
    def signed(self):
        return self.filter(signed_at__isnull=False)

    def askable(self):
        """Who may still be asked: of those one of whom suffices, none once one has signed."""
        given = Signatory.objects.signed().filter(
            round=OuterRef("round"), one_of=OuterRef("one_of")
        )
        return self.filter(signed_at__isnull=True).filter(Q(one_of="") | ~Exists(given))

    def awaited(self):
        """Whose signature is still needed."""
        return self.askable().filter(optional=False)

    def visible_to(self, actor):
        return self.filter(round__in=SignatureRound.objects.visible_to(actor))


@tracked(part_of="round")
class Signatory(models.Model):
    """A function whose signature is asked; the person holding it may change until then.

    R-AG-1: the signature given keeps the name (`signed_name`). R-AG-2: it keeps the
    time, the address and the SHA-256 of the exact PDF. Of those that share a `one_of`
    (two guardians), one signature suffices.
    """

    round = models.ForeignKey(SignatureRound, on_delete=models.PROTECT, related_name="signatories")
    function = models.CharField("fonction", max_length=50)
    label = models.CharField("en qualité de", max_length=200)
    name = models.CharField("nom", max_length=200)
    email = models.EmailField("adresse électronique", blank=True)
    position = models.PositiveSmallIntegerField("ordre", default=1)
    optional = models.BooleanField("facultative", default=False)
    one_of = models.CharField("une signature suffit parmi", max_length=30, blank=True)
    link = models.ForeignKey(PersonalLink, on_delete=models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField("demandée le")
    reminded_at = models.DateTimeField("relancée le", null=True, blank=True)

    signed_at = models.DateTimeField("signée le", null=True, blank=True)
    signed_name = models.CharField("signée par", max_length=200, blank=True)
    method = models.CharField(
        "mode", max_length=10, choices=SignatureMethod.choices, blank=True, default=""
    )
    sent_to = models.CharField("code envoyé à", max_length=120, blank=True)
    ip = models.GenericIPAddressField("adresse réseau", null=True, blank=True)
    sha256 = models.CharField("empreinte signée", max_length=64, blank=True)

    refused_at = models.DateTimeField("refusée le", null=True, blank=True)
    refusal_reason = models.TextField("motif du refus", blank=True)

    paper = models.ForeignKey(
        StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    paper_recorded_at = models.DateTimeField("numérisation déposée le", null=True, blank=True)
    paper_recorded_by = models.CharField("déposée par", max_length=200, blank=True)
    paper_recorded_for = models.CharField("fonction du déposant", max_length=50, blank=True)
    paper_confirmed_by = models.CharField("confirmée par", max_length=200, blank=True)

    objects = SignatoryQuerySet.as_manager()

    class Meta:
        verbose_name = "signataire"
        verbose_name_plural = "signataires"
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "function"],
                name="signatory_function_once",
                violation_error_message="Cette fonction signe déjà ce document.",
            ),
            models.CheckConstraint(
                name="signatory_signed_in_full",
                condition=Q(signed_at__isnull=True, signed_name="", method="", sha256="")
                | (
                    Q(signed_at__isnull=False, sha256__regex=r"^[0-9a-f]{64}$")
                    & ~Q(signed_name="")
                    & (
                        Q(method=SignatureMethod.CODE)
                        | Q(method=SignatureMethod.PAPER, paper__isnull=False)
                    )
                ),
                violation_error_message="Une signature porte un nom, une date et une empreinte.",
            ),
        ]
        triggers = [
            FrozenOnce(name="signatory_signed_for_ever", once="signed_at", fields=AS_SIGNED),
            pgtrigger.Protect(name="signatory_never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self):
        return self.label

    @property
    def current_link(self):
        """The link to sign by: the last successor of the one that was issued."""
        return links.latest(self.link)

    @property
    def has_signed(self):
        return self.signed_at is not None

    @property
    def is_spared(self):
        """Another one of those one of whom suffices has signed (R-AG-1)."""
        if self.has_signed or not self.one_of:
            return False
        return self.round.signatories.signed().filter(one_of=self.one_of).exists()

    @property
    def has_refused(self):
        return self.refused_at is not None and not self.has_signed

    @property
    def awaits_confirmation(self):
        """A scan was recorded, the second party has not confirmed it yet."""
        return self.paper_id is not None and not self.has_signed
