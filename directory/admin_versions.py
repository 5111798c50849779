"""A sheet that somebody else saved while it was open: both versions are shown, nothing is lost.

The form carries the version that it was opened at. A save at another version is stopped
once: each field that differs keeps what was typed and says what is stored; saving again
keeps what is then in the form.
"""

import hashlib
from typing import Any

from django import forms
from django.db.models import GeneratedField

VERSION = "version"
BY_ITSELF = ("updated_at",)
MEANWHILE = (
    "Cette fiche a été modifiée pendant votre saisie. Rien n’est perdu : sous chaque champ qui "
    "diffère se lit la valeur enregistrée. Corrigez s’il le faut, puis enregistrez de nouveau."
)


def version_of(row):
    """What the columns of a row hold, in a few letters; "" of a row that is not saved."""
    if row is None or row.pk is None:
        return ""
    fields = [
        field
        for field in row._meta.concrete_fields
        if not isinstance(field, GeneratedField) and field.name not in BY_ITSELF
    ]
    words = "\x1f".join(f"{field.attname}={field.value_to_string(row)}" for field in fields)
    return hashlib.sha256(words.encode()).hexdigest()[:20]


class VersionedForm(forms.ModelForm):
    """The hidden `version` of the row, and the comparison when it is not the present one.

    The row must be locked by who validates the form (`ScopedAdmin.changeform_view`).
    """

    version = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.present = version_of(self.instance)
        self.initial[VERSION] = self.present

    @property
    def changed_data(self):
        return [name for name in super().changed_data if name != VERSION]

    def clean(self):
        data = super().clean()
        sent = self.cleaned_data.get(VERSION)
        if self.present and sent and sent != self.present and self.changed_data:
            self._show_both()
        return data

    def _show_both(self):
        """The next save is made against what is shown now."""
        self.add_error(None, MEANWHILE)
        for name in self.changed_data:
            if name in self.fields and name not in self.errors:
                self.add_error(name, f"Enregistré entre-temps : {self._stored(name)}")
        data: Any = self.data
        data = data.copy()
        data[self.add_prefix(VERSION)] = self.present
        self.data = data

    def _stored(self, name):
        field = self.instance._meta.get_field(name)
        value = self.get_initial_for_field(self.fields[name], name)
        if field.is_relation and value:
            value = field.remote_field.model._base_manager.filter(pk=value).first()
        elif field.choices:
            value = dict(field.flatchoices).get(value, value)
        elif isinstance(value, bool):
            value = "oui" if value else "non"
        return f"« {value} »" if value not in (None, "") else "(vide)"


def versioned(form):
    """The form class with the check of its version, whatever it was."""
    if issubclass(form, VersionedForm):
        return form
    bases = (VersionedForm,) if form is forms.ModelForm else (VersionedForm, form)
    return type(form.__name__, bases, {})


def with_version(fieldsets, shown):
    """The hidden field among those of the first fieldset, or nowhere."""
    cleaned = [
        (title, {**options, "fields": [name for name in options["fields"] if name != VERSION]})
        for title, options in fieldsets
    ]
    if shown:
        cleaned[0][1]["fields"].append(VERSION)
    return cleaned
