"""The file of companies, and which of its columns says what."""

from django import forms

from directory.forms import PortalForm
from directory.models import School
from partnerships.sheet_columns import COLUMNS


def file_field(label, help_text):
    widget = forms.FileInput(attrs={"accept": ".csv,.xlsx,.ods"})
    return forms.FileField(label=label, help_text=help_text, widget=widget)


def school_field(label):
    return forms.ModelChoiceField(label=label, queryset=School.objects.none(), empty_label=None)


class FileForm(PortalForm):
    """A file, and the school that it is about for who has several."""

    def __init__(self, actor, data=None, files=None):
        super().__init__(data, files)
        self.schools = School.objects.filter(pk__in=actor.school_ids)
        self.fields["school"].queryset = self.schools
        if len(actor.school_ids) < 2:
            del self.fields["school"]

    def chosen_school(self):
        return self.cleaned_data.get("school")


class SheetForm(FileForm):
    file = file_field(
        "Votre tableau",
        "CSV, Excel (.xlsx) ou LibreOffice (.ods), 2 Mo et 10 000 lignes au plus. Les titres sont "
        "sur la première ligne ; une ligne par entreprise ou par contact.",
    )
    school = school_field("Contacts et notes de")


class ColumnsForm(PortalForm):
    """One list per information: the titles of the file."""

    def __init__(self, headers, mapping, data=None, columns=None):
        super().__init__(data)
        titles = [
            (str(index), title or f"Colonne {index + 1}") for index, title in enumerate(headers)
        ]
        for name, column in (columns or COLUMNS).items():
            self.fields[name] = forms.ChoiceField(
                label=column.label,
                choices=[("", "Absente du fichier"), *titles],
                required=False,
                initial=mapping.get(name, ""),
                widget=forms.Select(attrs={"class": "fr-select"}),
            )
        self.order_fields(None)

    def mapping(self):
        return {name: int(value) for name, value in self.cleaned_data.items() if value}
