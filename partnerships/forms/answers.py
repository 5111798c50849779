"""What somebody types to answer, cancel or refuse a visa: the same forms by account or link."""

from django import forms

from accounts.idempotency import OnceFormMixin
from directory.forms import PortalForm
from partnerships.enums import RefusalReason
from partnerships.workflow.endings import CANCEL_CHOICES


def message_field(label, help_text, *, required=False):
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=required,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class AcceptForm(OnceFormMixin, PortalForm):
    message = message_field("Message", "Par exemple : lieu de rendez-vous, personne à demander.")


class RefuseForm(OnceFormMixin, PortalForm):
    reason = forms.ChoiceField(
        label="Motif", choices=[("", "Choisir un motif"), *RefusalReason.choices]
    )
    message = message_field("Message", "Obligatoire pour « Autre raison ».")


class CancelForm(OnceFormMixin, PortalForm):
    reason = forms.ChoiceField(
        label="Motif",
        choices=[("", "Choisir un motif"), *((r.value, r.label) for r in CANCEL_CHOICES)],
    )
    message = message_field("Message", "Obligatoire pour « Autre raison ».")


class RefuseVisaForm(OnceFormMixin, PortalForm):
    message = message_field("Raison", "L’enseignant lit cette phrase.", required=True)


class ConfirmForm(OnceFormMixin, PortalForm):
    """An act that needs no word."""
