"""What somebody types to answer, cancel or refuse a visa: the same forms by account or link."""

from django import forms
from django.utils import timezone

from accounts.idempotency import OnceFormMixin
from directory.fields import date_field
from directory.forms import PortalForm
from partnerships.enums import RefusalReason
from partnerships.models.moves import Days
from partnerships.wording import period_of
from partnerships.workflow.endings import CANCEL_CHOICES
from partnerships.workflow.moves import Plan, slots_for
from partnerships.workflow.transfers import Colleague


def message_field(label, help_text, *, required=False):
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=required,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class AcceptForm(OnceFormMixin, PortalForm):
    reads_first = True

    message = message_field("Message", "Par exemple : lieu de rendez-vous, personne à demander.")


class RefuseForm(OnceFormMixin, PortalForm):
    reads_first = True

    reason = forms.ChoiceField(
        label="Motif",
        choices=[("", "Choisir un motif"), *RefusalReason.choices],
        help_text="Sur un créneau à sélection, « Une autre classe a été retenue » garde celle-ci "
        "en liste d’attente : si l’autre se désiste, la place lui est proposée.",
    )
    message = message_field("Message", "Obligatoire pour « Autre raison ».")


class CancelForm(OnceFormMixin, PortalForm):
    reads_first = True

    reason = forms.ChoiceField(
        label="Motif",
        choices=[("", "Choisir un motif"), *((r.value, r.label) for r in CANCEL_CHOICES)],
    )
    message = message_field("Message", "Obligatoire pour « Autre raison ».")


class RefuseVisaForm(OnceFormMixin, PortalForm):
    reads_first = True

    message = message_field("Raison", "L’enseignant lit cette phrase.", required=True)


class ContestForm(OnceFormMixin, PortalForm):
    reads_first = True

    message = message_field(
        "Ce qui ne va pas",
        "Effectif, dates, personne de contact. L’enseignant lit cette phrase.",
        required=True,
    )


class AnswerDatesForm(OnceFormMixin, PortalForm):
    reads_first = True

    message = message_field("Message", "L’autre partie lit cette phrase.")


class TransferForm(OnceFormMixin, PortalForm):
    """The colleague who follows the request from now on."""

    reads_first = True

    name = forms.CharField(label="Prénom et nom du collègue", max_length=120)
    email = forms.EmailField(
        label="Son adresse électronique",
        help_text="Un lien personnel lui est envoyé ; un compte n’est pas nécessaire.",
    )
    phone = forms.CharField(label="Son téléphone", max_length=30, required=False)
    message = message_field("Message", "Votre collègue lit cette phrase.")

    def __init__(self, booking, data=None):
        super().__init__(data)

    def plan(self):
        data = self.cleaned_data
        return Colleague(data["name"], data["email"], data["phone"])


class ProposeForm(OnceFormMixin, PortalForm):
    """Other days: those of another slot of the same offer, or free ones."""

    reads_first = True

    slot = forms.ChoiceField(label="Un autre créneau de l’offre", required=False)
    starts_on = date_field("Ou un autre premier jour", required=False)
    last_day_is_half = forms.BooleanField(
        label="Le dernier jour est une demi-journée", required=False
    )
    message = message_field("Message", "L’autre partie lit cette phrase.")

    def __init__(self, booking, data=None):
        super().__init__(data)
        self.booking = booking
        self.slots = {str(slot.pk): slot for slot in slots_for(booking, timezone.localdate())}
        if self.slots:
            choices = [(key, period_of(slot)) for key, slot in self.slots.items()]
            self.fields["slot"].choices = [("", "Aucun"), *choices]
        else:
            del self.fields["slot"]
            self.fields["starts_on"].label = "Autre premier jour"
        self.length = booking.ends_on - booking.starts_on
        count = self.length.days + 1
        if count > 1:
            text = f"L’immersion garde sa durée : {count} jours consécutifs."
            self.fields["starts_on"].help_text = text

    def clean(self):
        super().clean()
        data = self.cleaned_data
        if data.get("slot") and data.get("starts_on"):
            self.add_error("starts_on", "Choisissez un créneau ou un premier jour, pas les deux.")
        elif not data.get("slot") and not data.get("starts_on") and not self.errors:
            self.add_error("starts_on", "Indiquez d’autres dates.")
        return data

    def plan(self):
        data = self.cleaned_data
        if data.get("slot"):
            return Plan.of_slot(self.slots[data["slot"]])
        first = data["starts_on"]
        return Plan(Days(first, first + self.length, data["last_day_is_half"]))


class ConfirmForm(OnceFormMixin, PortalForm):
    """An act that needs no word."""
