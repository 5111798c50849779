"""The forms of a place given to another person: of who gives, of who takes."""

from django import forms
from dsfr.utils import dsfr_input_class_attr

from accounts.idempotency import OnceFormMixin
from directory.forms import PortalForm
from events.forms.registrations import AddressMixin, QuestionsMixin, needs_field


class GiftForm(OnceFormMixin, AddressMixin, PortalForm):
    """To whom the place is proposed."""

    name = forms.CharField(label="Son nom", max_length=120)
    email = forms.EmailField(
        label="Son courriel",
        help_text="Un seul message y part, avec votre nom : la personne accepte ou refuse. Votre "
        "place reste la vôtre jusqu’à son accord.",
    )


class TakingForm(QuestionsMixin, PortalForm):
    """What the organiser asks of who takes the place."""

    needs = needs_field()

    def __init__(self, event, data=None):
        super().__init__(data)
        self.ask(event)
        for bound in self.visible_fields():
            dsfr_input_class_attr(bound)


class GivingForm(OnceFormMixin, AddressMixin, TakingForm):
    """The organiser gives the place at once."""

    name = forms.CharField(label="Nom", max_length=120)
    email = forms.EmailField(
        label="Courriel", required=False, help_text="Facultatif : sans lui, aucun message ne part."
    )
    field_order = ["name", "email", "needs"]
