"""The file to import, and which of its columns says what."""

from django import forms

from directory.forms import PortalForm
from directory.models import School


def file_field(label, help_text):
    widget = forms.FileInput(attrs={"accept": ".csv,.xlsx,.ods"})
    return forms.FileField(label=label, help_text=help_text, widget=widget)


def school_field(label):
    return forms.ModelChoiceField(label=label, queryset=School.objects.none(), empty_label=None)


class FileForm(PortalForm):
    """A file and, for a kind that asks it, the school that it is about for who has several."""

    def __init__(self, actor, data=None, files=None):
        super().__init__(data, files)
        self.schools = School.objects.filter(pk__in=actor.school_ids)
        if "school" not in self.fields:
            return
        self.fields["school"].queryset = self.schools
        if len(actor.school_ids) < 2:
            del self.fields["school"]

    def chosen_school(self):
        return self.cleaned_data.get("school")


class ColumnsForm(PortalForm):
    """One list per information: the titles of the file."""

    def __init__(self, headers, mapping, data, columns):
        super().__init__(data)
        titles = [
            (str(index), title or f"Colonne {index + 1}") for index, title in enumerate(headers)
        ]
        for name, column in columns.items():
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
