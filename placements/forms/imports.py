"""The file of pupils of one school."""

from django import forms

from directory.forms import PortalForm
from directory.models import School


class PupilFileForm(PortalForm):
    file = forms.FileField(
        label="Votre fichier",
        help_text="CSV, Excel (.xlsx) ou LibreOffice (.ods), 2 Mo au plus. Les titres sont sur "
        "la première ligne ; une ligne par élève, avec sa classe.",
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,.ods"}),
    )
    school = forms.ModelChoiceField(
        label="Établissement", queryset=School.objects.none(), empty_label=None
    )

    def __init__(self, actor, data=None, files=None):
        super().__init__(data, files)
        self.schools = School.objects.filter(pk__in=actor.school_ids)
        self.fields["school"].queryset = self.schools
        if len(actor.school_ids) < 2:
            del self.fields["school"]

    def chosen_school(self):
        return self.cleaned_data.get("school") or self.schools.get()
