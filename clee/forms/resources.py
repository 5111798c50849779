"""A resource, and its next version."""

from django import forms

from accounts.idempotency import OnceFormMixin
from clee.models import Resource
from directory.forms import PortalForm, PortalModelForm

FILE_HELP = "PDF, image, texte LibreOffice (.odt) ou Word (.docx), 10 Mo au plus."


class ResourceForm(OnceFormMixin, PortalModelForm):
    scan = forms.FileField(label="Fichier", help_text=FILE_HELP)

    class Meta:
        model = Resource
        fields = ["kind", "title", "description", "audience", "scan"]
        widgets = {"description": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, committee, *args):
        super().__init__(*args, instance=Resource(committee=committee))
        self.fields["kind"].choices = self.fields["kind"].choices[1:]


class ResourceVersionForm(PortalForm):
    scan = forms.FileField(label="Fichier", help_text=FILE_HELP)
    note = forms.CharField(label="Ce qui change", max_length=300, required=False)
