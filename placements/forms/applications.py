"""Applying to an offer for pupils of a class; what the host and the school answer."""

from django import forms

from accounts.idempotency import OnceFormMixin
from directory.forms import PortalForm
from partnerships.forms.answers import TransferForm, message_field
from placements.enums import HELD
from placements.enums.applications import PENDING, ApplicationRefusal, ApplicationState
from placements.models import Pupil
from placements.workflow.applications import Batch


class ApplyForm(OnceFormMixin, PortalForm):
    """Which pupils, which days, a message; the tick when the offer is reserved (R-ID-7)."""

    pupils = forms.ModelMultipleChoiceField(
        label="Élèves", queryset=Pupil.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    span = forms.ChoiceField(label="Dates")
    message = forms.CharField(
        label="Message à l’entreprise",
        max_length=1500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Avant d’accepter, l’entreprise lit le prénom, le niveau, l’établissement et ce "
        "message, rien d’autre.",
    )
    meets = forms.BooleanField(
        label="Les élèves choisis répondent au critère de l’accueillant",
        required=False,
        help_text="Sans dire lequel : rien n’en est conservé sur l’élève.",
    )

    def __init__(self, offer, pupils, spans, data=None, *, asks_tick=False, initial=None):
        super().__init__(data, initial=initial)
        self.offer = offer
        self.spans = {span.value: span for span in spans}
        self.fields["pupils"].queryset = pupils
        self.fields["pupils"].label_from_instance = self._line
        self.fields["span"].choices = [(value, str(span)) for value, span in self.spans.items()]
        if not asks_tick:
            del self.fields["meets"]

    @staticmethod
    def _line(pupil):
        """With what speaks against it: the school chooses."""
        notes = []
        if any(row.state in HELD for row in pupil.placements.all()):
            notes.append("a déjà un stage")
        waiting = sum(row.state in PENDING for row in pupil.applications.all())
        if waiting:
            notes.append(f"{waiting} candidature{'s' if waiting > 1 else ''} en cours")
        return f"{pupil} ({', '.join(notes)})" if notes else str(pupil)

    def batch(self):
        data = self.cleaned_data
        return Batch(
            self.offer,
            tuple(data["pupils"]),
            self.spans[data["span"]],
            data["message"],
            data.get("meets", False),
        )


class AcceptForm(OnceFormMixin, PortalForm):
    reads_first = True

    message = message_field("Message", "Par exemple : la personne à demander le premier jour.")


class RefuseForm(OnceFormMixin, PortalForm):
    reads_first = True

    reason = forms.ChoiceField(
        label="Motif", choices=[("", "Choisir un motif"), *ApplicationRefusal.choices]
    )
    message = message_field("Message", "Nécessaire pour « Autre raison ».")


class PassOnForm(TransferForm):
    """The colleague who answers from now on."""

    reads_first = True

    def __init__(self, data=None):
        super().__init__(None, data)


class ConfirmForm(OnceFormMixin, PortalForm):
    """An act that needs no word."""


class ApplicationListForm(PortalForm):
    """The list of applications, by class and by state."""

    classe = forms.TypedChoiceField(label="Classe", required=False, coerce=int, empty_value=None)
    etat = forms.ChoiceField(
        label="État", required=False, choices=[("", "Tous"), *ApplicationState.choices]
    )

    def __init__(self, groups, data=None):
        super().__init__(data)
        if groups:
            choices = [(str(group.pk), str(group)) for group in groups]
            self.fields["classe"].choices = [("", "Toutes"), *choices]
        else:
            del self.fields["classe"]
