"""The sheet of a company, as the company itself corrects it by its link."""

from django import forms

from directory.forms import PortalModelForm
from directory.models import Company
from partnerships.workflow.sheets import AT_ONCE, TO_ACCEPT


class SheetForm(PortalModelForm):
    """How to reach it counts at once; who and where it is waits for an officer."""

    words = forms.CharField(
        label="Autre chose à signaler",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Par exemple : nous avons déménagé, nous n’accueillons plus d’élèves.",
    )

    website = forms.URLField(
        label="Site web", max_length=300, required=False, assume_scheme="https"
    )

    class Meta:
        model = Company
        fields = [*AT_ONCE, *TO_ACCEPT]
        help_texts = {"name": "Un changement de nom ou d’adresse attend un accord."}

    def clean_postcode(self):
        """Five digits, or nothing."""
        postcode = self.cleaned_data["postcode"]
        if postcode and not (len(postcode) == 5 and postcode.isdecimal()):
            raise forms.ValidationError("Un code postal a cinq chiffres.")
        return postcode

    def values(self):
        """{column: what was typed}."""
        return {name: self.cleaned_data[name] for name in (*AT_ONCE, *TO_ACCEPT)}
