"""The forms of a member: its adhesion on paper, whom to write to."""

from django import forms

from directory.fields import date_field
from directory.forms import PortalForm


class PaperForm(PortalForm):
    """The day on which the charter was signed."""

    signed_on = date_field("Charte signée le")


class ContactForm(PortalForm):
    """Whom to write to for a member."""

    contact_name = forms.CharField(label="Interlocuteur", max_length=150, required=False)
    contact_email = forms.EmailField(
        label="Courriel",
        required=False,
        help_text="Il reçoit les invitations, les comptes rendus et la charte à signer.",
    )
