"""The file of a nominative list, and the one person whom it is for (R-CEE-3)."""

from django import forms

from accounts.idempotency import OnceFormMixin
from directory.forms import PortalForm


class ListForm(OnceFormMixin, PortalForm):
    file = forms.FileField(
        label="Liste nominative",
        help_text="CSV, Excel (.xlsx), LibreOffice (.ods) ou PDF, 2 Mo au plus. N’y mettez que "
        "les renseignements demandés.",
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,.ods,.pdf"}),
        error_messages={"required": "Choisissez un fichier.", "empty": "Ce fichier est vide."},
    )
    recipient_name = forms.CharField(
        label="Nom du destinataire",
        max_length=120,
        help_text="La seule personne de la structure d’accueil qui pourra la télécharger.",
    )
    recipient_email = forms.EmailField(
        label="Adresse électronique du destinataire",
        help_text="Elle reçoit un lien personnel ; le fichier ne part jamais par courriel.",
    )
