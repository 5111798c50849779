"""What people say about an address."""

from django import forms

from directory.forms import PortalForm


class RestoreForm(PortalForm):
    """Why mails may be sent to an address again."""

    reason = forms.CharField(
        label="Motif",
        max_length=300,
        help_text="Par exemple : boîte de nouveau ouverte, vérifié au téléphone.",
    )


class BarForm(PortalForm):
    """An address that wants no mail, and why."""

    email = forms.EmailField(label="Adresse électronique", max_length=254)
    reason = forms.CharField(
        label="Motif", max_length=300, help_text="Par exemple : demande reçue au téléphone."
    )
